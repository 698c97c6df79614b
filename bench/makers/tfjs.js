/** TensorFlow.js's layers and steps, from the package as a process or a page has it. Its GRU has no resetAfter. */

export function tfjsMakers(tf) {
  /** A model of one layer with Keras's numbers, or why there is none. */
  function modelOf({ cell, D, H, width, kernel, recurrent, bias }, options) {
    if (cell === "gru") return "its gru has no resetAfter";
    const gate = cell === "lstm" ? { recurrentActivation: "sigmoid" } : {};
    // quick to make, and replaced below
    const zeros = { kernelInitializer: "zeros", recurrentInitializer: "zeros" };
    const layer = tf.layers[cell]({ units: H, ...zeros, ...gate, ...options });
    const model = tf.sequential({ layers: [layer] });
    layer.setWeights([tf.tensor2d(kernel, [D, width]), tf.tensor2d(recurrent, [H, width]), tf.tensor1d(bias)]);
    return model;
  }
  return {
    layer(given) {
      const { B, T, D, H, x, target } = given;
      const model = modelOf(given, { returnSequences: true, inputShape: [T, D] });
      if (typeof model === "string") return model;
      model.compile({ optimizer: tf.train.adam(0.001, 0.9, 0.999, 1e-14), loss: "meanSquaredError" });
      const [input, goal] = [tf.tensor3d(x, [B, T, D]), tf.tensor3d(target, [B, T, H])];
      return {
        forward: () => tf.tidy(() => model.predict(input, { batchSize: B }).dataSync()),
        train: () => model.trainOnBatch(input, goal),
      };
    },

    step(given) {
      const { B, D, x } = given;
      const model = modelOf(given, { stateful: true, batchInputShape: [B, 1, D] });
      if (typeof model === "string") return model;
      const part = (i) => tf.tensor3d(x.slice(i * B * D, (i + 1) * B * D), [B, 1, D]);
      const inputs = Array.from({ length: x.length / (B * D) }, (_, i) => part(i));
      return { step: (i) => tf.tidy(() => model.predict(inputs[i], { batchSize: B }).dataSync()) };
    },
  };
}
