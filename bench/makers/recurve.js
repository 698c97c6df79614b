/** Recurve's layers and steps, from the library as a process or a page has it. */

/**
 * Predictions run in `noGrad`, as PyTorch's do, which copies their numbers once: out of the kernels' memory.
 * @param recurve the module
 */
export function recurveMakers({ layers, noGrad, optimizers, sequential, tensor }) {
  function modelOf({ cell, D, H, width, kernel, recurrent, bias }, time) {
    const model = sequential({ layers: [layers[cell]({ units: H, returnSequences: true, inputShape: [time, D] })] });
    model.compile({ optimizer: optimizers.adam({ epsilon: 1e-14 }), loss: "meanSquaredError" });
    const biasShape = cell === "gru" ? [2, width] : [width];
    model.setWeights([tensor(kernel, [D, width]), tensor(recurrent, [H, width]), tensor(bias, biasShape)]);
    return model;
  }
  return {
    layer(given) {
      const { B, T, D, H, x, target } = given;
      const model = modelOf(given, T);
      const [input, goal] = [tensor(x, [B, T, D]), tensor(target, [B, T, H])];
      return {
        forward: () => noGrad(() => model.predictOnBatch(input).dataSync()),
        train: async () => (await model.trainOnBatch(input, goal)).loss,
      };
    },

    step(given) {
      const { B, D, x } = given;
      const stepper = modelOf(given, null).stream({ batch: B });
      const inputs = Array.from({ length: x.length / (B * D) }, (_, i) => x.slice(i * B * D, (i + 1) * B * D));
      return { step: (i) => stepper.step(inputs[i]) };
    },
  };
}
