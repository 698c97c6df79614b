/** A program for each constraint. */
import { constraints, layers, optimizers, sequential, tensor } from "recurve";

export const examples = {
  maxNorm: async () => {
    const network = sequential([
      layers.dense({ units: 2, kernelConstraint: constraints.maxNorm({ maxValue: 2 }), inputShape: [2] }),
    ]);
    network.setWeights([
      tensor([
        [3, -1],
        [4, 0.5],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ optimizer: optimizers.sgd({ learningRate: 1e-9 }), loss: "meanSquaredError" });
    // after each step of training the weights are brought back
    await network.trainOnBatch(tensor([[1, 1]]), tensor([[0, 0]]));
    network.getWeights()[0]!.print();
  },
  minMaxNorm: async () => {
    const network = sequential([
      layers.dense({
        units: 2,
        kernelConstraint: constraints.minMaxNorm({ minValue: 2, maxValue: 3 }),
        inputShape: [2],
      }),
    ]);
    network.setWeights([
      tensor([
        [3, -1],
        [4, 0.5],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ optimizer: optimizers.sgd({ learningRate: 1e-9 }), loss: "meanSquaredError" });
    // after each step of training the weights are brought back
    await network.trainOnBatch(tensor([[1, 1]]), tensor([[0, 0]]));
    network.getWeights()[0]!.print();
  },
  nonNeg: async () => {
    const network = sequential([layers.dense({ units: 2, kernelConstraint: constraints.nonNeg(), inputShape: [2] })]);
    network.setWeights([
      tensor([
        [3, -1],
        [4, 0.5],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ optimizer: optimizers.sgd({ learningRate: 1e-9 }), loss: "meanSquaredError" });
    // after each step of training the weights are brought back
    await network.trainOnBatch(tensor([[1, 1]]), tensor([[0, 0]]));
    network.getWeights()[0]!.print();
  },
  unitNorm: async () => {
    const network = sequential([layers.dense({ units: 2, kernelConstraint: constraints.unitNorm(), inputShape: [2] })]);
    network.setWeights([
      tensor([
        [3, -1],
        [4, 0.5],
      ]),
      tensor([0, 0]),
    ]);
    network.compile({ optimizer: optimizers.sgd({ learningRate: 1e-9 }), loss: "meanSquaredError" });
    // after each step of training the weights are brought back
    await network.trainOnBatch(tensor([[1, 1]]), tensor([[0, 0]]));
    network.getWeights()[0]!.print();
  },
};
