/** A program for each initializer. */
import { initializers, layers, sequential } from "recurve";

export const examples = {
  constant: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.constant({ value: 0.5 }), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  glorotNormal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.glorotNormal(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  glorotUniform: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.glorotUniform(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  heNormal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.heNormal(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  heUniform: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.heUniform(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  identity: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.identity(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  lecunNormal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.lecunNormal(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  lecunUniform: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.lecunUniform(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  ones: () => {
    const network = sequential([layers.dense({ units: 2, kernelInitializer: initializers.ones(), inputShape: [2] })], {
      seed: 1,
    });
    network.getWeights()[0]!.print();
  },
  orthogonal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.orthogonal(), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  randomNormal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.randomNormal({ stddev: 0.05 }), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  randomUniform: () => {
    const network = sequential(
      [
        layers.dense({
          units: 2,
          kernelInitializer: initializers.randomUniform({ minval: -0.1, maxval: 0.1 }),
          inputShape: [2],
        }),
      ],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  truncatedNormal: () => {
    const network = sequential(
      [layers.dense({ units: 2, kernelInitializer: initializers.truncatedNormal({ stddev: 0.05 }), inputShape: [2] })],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  varianceScaling: () => {
    const network = sequential(
      [
        layers.dense({
          units: 2,
          kernelInitializer: initializers.varianceScaling({ scale: 2, mode: "fanIn" }),
          inputShape: [2],
        }),
      ],
      { seed: 1 },
    );
    network.getWeights()[0]!.print();
  },
  zeros: () => {
    const network = sequential([layers.dense({ units: 2, kernelInitializer: initializers.zeros(), inputShape: [2] })], {
      seed: 1,
    });
    network.getWeights()[0]!.print();
  },
};
