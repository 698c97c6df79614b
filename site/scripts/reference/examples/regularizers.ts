/** A program for each regularizer. */
import { layers, regularizers, sequential, tensor } from "recurve";

export const examples = {
  l1: async () => {
    const network = sequential([
      layers.dense({ units: 2, kernelRegularizer: regularizers.l1({ l1: 0.1 }), inputShape: [2] }),
    ]);
    network.setWeights([
      tensor([
        [1, -2],
        [3, 0],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ loss: "meanSquaredError" });
    // data of zeros: the loss is the penalty alone
    const { loss } = await network.testOnBatch(tensor([[0, 0]]), tensor([[0, 0]]));
    console.log(loss);
  },
  l1l2: async () => {
    const network = sequential([
      layers.dense({ units: 2, kernelRegularizer: regularizers.l1l2({ l1: 0.1, l2: 0.1 }), inputShape: [2] }),
    ]);
    network.setWeights([
      tensor([
        [1, -2],
        [3, 0],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ loss: "meanSquaredError" });
    // data of zeros: the loss is the penalty alone
    const { loss } = await network.testOnBatch(tensor([[0, 0]]), tensor([[0, 0]]));
    console.log(loss);
  },
  l2: async () => {
    const network = sequential([
      layers.dense({ units: 2, kernelRegularizer: regularizers.l2({ l2: 0.1 }), inputShape: [2] }),
    ]);
    network.setWeights([
      tensor([
        [1, -2],
        [3, 0],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ loss: "meanSquaredError" });
    // data of zeros: the loss is the penalty alone
    const { loss } = await network.testOnBatch(tensor([[0, 0]]), tensor([[0, 0]]));
    console.log(loss);
  },
  orthogonalRegularizer: async () => {
    const network = sequential([
      layers.dense({
        units: 2,
        kernelRegularizer: regularizers.orthogonalRegularizer({ factor: 0.1 }),
        inputShape: [2],
      }),
    ]);
    network.setWeights([
      tensor([
        [1, -2],
        [3, 0],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ loss: "meanSquaredError" });
    // data of zeros: the loss is the penalty alone
    const { loss } = await network.testOnBatch(tensor([[0, 0]]), tensor([[0, 0]]));
    console.log(loss);
  },
};
