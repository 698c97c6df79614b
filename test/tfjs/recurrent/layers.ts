/** Calls of recurrent layers and cells, with every way to give and take states. */
import { type Row, row } from "../compare.ts";
import { flags, kinds, ones, shapes } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

for (const kind of kinds) {
  for (const [returnSequences, returnState] of flags) {
    add(`${kind} symbolic ${returnSequences} ${returnState}`, (tf) => {
      const layer = tf.layers[kind]({ units: 5, returnSequences, returnState });
      const y = layer.apply(new tf.SymbolicTensor("float32", [9, 10, 8], null, [], null));
      return [
        shapes(y),
        layer.trainable,
        layer.trainableWeights.length,
        layer.nonTrainableWeights.length,
        layer.weights.length,
        layer.computeOutputShape([9, 10, 8]),
        layer.outputShape,
        layer.weights.map((w: any) => [w.shape, w.trainable]),
      ];
    });
    for (const implementation of [1, 2])
      for (const unitForgetBias of [true, false])
        add(`${kind} apply ${returnSequences} ${returnState} ${implementation}`, (tf) => {
          const layer = tf.layers[kind]({
            units: 5,
            ...ones,
            returnSequences,
            returnState,
            ...(kind !== "simpleRNN" && { implementation }),
            ...(kind === "lstm" && { unitForgetBias }),
          });
          return layer.apply(tf.ones([4, 3, 2]).mul(0.1), { training: false });
        });
  }
  for (const units of [12.5, 0, -25, undefined])
    add(`${kind} units ${units}`, (tf) => {
      tf.layers[kind]({ units });
      return 1;
    });
  add(`${kind} stateful without batch`, (tf) => {
    const m = tf.sequential();
    m.add(tf.layers[kind]({ units: 5, stateful: true, inputShape: [3, 2] }));
    return 1;
  });
  add(`${kind} stateful`, (tf) => {
    const model = tf.sequential();
    model.add(
      tf.layers[kind]({
        units: 5,
        kernelInitializer: "ones",
        recurrentInitializer: "ones",
        biasInitializer: "zeros",
        stateful: true,
        batchInputShape: [4, 3, 2],
      }),
    );
    const x = tf.ones([4, 3, 2]).mul(0.1);
    const a = [model.predict(x), model.predict(x)];
    model.resetStates();
    return [...a, model.predict(x), a[0].kept, a[0].isDisposed];
  });
  add(`${kind} stateful bptt`, async (tf) => {
    const model = tf.sequential();
    model.add(
      tf.layers[kind]({
        units: 5,
        kernelInitializer: "ones",
        recurrentInitializer: "ones",
        biasInitializer: "zeros",
        stateful: true,
        batchInputShape: [4, 3, 2],
      }),
    );
    model.add(tf.layers.dense({ units: 1, kernelInitializer: "zeros", useBias: false }));
    model.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const xs = tf.concat([tf.ones([4, 3, 2]), tf.ones([4, 3, 2])], 0);
    const h = await model.fit(xs, tf.tensor2d([[-1], [-2], [0], [1], [1], [2], [0], [-1]]), {
      batchSize: 4,
      shuffle: false,
      epochs: 2,
    });
    return [h.history, h.epoch, model.getWeights()];
  });
  for (const optimizer of ["sgd", "adam", "rmsprop"])
    add(`${kind} bptt ${optimizer}`, async (tf) => {
      const model = tf.sequential();
      model.add(
        tf.layers[kind]({
          units: 1,
          kernelInitializer: "ones",
          recurrentInitializer: "ones",
          useBias: false,
          inputShape: [3, 4],
        }),
      );
      model.add(tf.layers.dense({ units: 1, kernelInitializer: "ones", useBias: false }));
      model.compile({ loss: "meanSquaredError", optimizer });
      await model.fit(tf.ones([5, 3, 4]).mul(0.1), tf.zeros([5, 1]), { epochs: 2 });
      return model.layers.map((l: any) => l.getWeights());
    });
  for (const [returnSequences, returnState] of flags)
    add(`${kind} computeMask ${returnSequences} ${returnState}`, (tf) => {
      const layer = tf.layers[kind]({
        units: 5,
        returnSequences,
        returnState,
        stateful: true,
        batchInputShape: [4, 3, 2],
      });
      layer.apply(tf.ones([4, 3, 2]));
      layer.resetStates();
      return layer.computeMask(tf.ones([4, 3, 2]), tf.ones([3, 1]));
    });
  const cellConfig = {
    units: 8,
    activation: "tanh",
    useBias: true,
    kernelInitializer: "glorotUniform",
    recurrentInitializer: "heUniform",
    biasInitializer: "ones",
    kernelRegularizer: "l1l2",
    recurrentRegularizer: "l1l2",
    biasRegularizer: "l1l2",
    kernelConstraint: "unitNorm",
    recurrentConstraint: "unitNorm",
    biasConstraint: "nonNeg",
    dropout: 0.1,
    recurrentDropout: 0.2,
    name: "cell_1",
    batchSize: 12,
    batchInputShape: [12, 8, 8],
    inputShape: [8, 8],
    dtype: "int32",
    inputDType: "int32",
    trainable: true,
    ...(kind !== "simpleRNN" && { implementation: 1, recurrentActivation: "tanh" }),
  };
  add(`${kind}Cell config`, (tf) => {
    const { dropout, recurrentDropout, ...rest } = tf.layers[`${kind}Cell`](cellConfig).getConfig();
    return [rest, dropout, recurrentDropout];
  });
  add(`${kind} config`, (tf) => {
    const { dropout, recurrentDropout, ...rest } = tf.layers[kind]({
      ...cellConfig,
      name: "layer_1",
      returnSequences: true,
      returnState: true,
      stateful: true,
      unroll: true,
      goBackwards: true,
      inputDim: 8,
      inputLength: 8,
    }).getConfig();
    return [rest, dropout, recurrentDropout];
  });
  add(`${kind} default config`, (tf) => {
    const { name, ...rest } = tf.layers[kind]({ units: 3 }).getConfig();
    return [rest];
  });
  add(`${kind}Cell default config`, (tf) => {
    const { name, ...rest } = tf.layers[`${kind}Cell`]({ units: 3 }).getConfig();
    return [rest];
  });
  add(`${kind} round trip`, (tf) => {
    const l = tf.layers[kind]({ units: 4, name: "x" });
    const c = l.getConfig();
    const m = l.constructor.fromConfig(l.constructor, c);
    return [
      m.getConfig(),
      l.getClassName(),
      m.units,
      l.returnSequences,
      l.returnState,
      l.goBackwards,
      l.stateful,
      l.useBias,
    ];
  });
  add(`${kind} cell call`, (tf) => {
    const c = tf.layers[`${kind}Cell`]({ units: 3, ...ones });
    c.build([2, 4]);
    const x = tf.ones([2, 4]).mul(0.1);
    const s = tf.ones([2, 3]).mul(0.2);
    return [c.call(kind === "lstm" ? [x, s, s] : [x, s], {}), c.stateSize, c.trainableWeights.length];
  });
  add(`${kind} initialState`, (tf) => {
    const l = tf.layers[kind]({ units: 3, ...ones });
    const s = tf.ones([2, 3]).mul(0.2);
    return l.apply(tf.ones([2, 4, 2]).mul(0.1), { initialState: kind === "lstm" ? [s, s] : [s] });
  });
  add(`${kind} getInitialState`, (tf) => tf.layers[kind]({ units: 3 }).getInitialState(tf.ones([2, 4, 2])));
  add(`${kind} initialState symbolic`, (tf) => {
    const [x, s1, s2] = [tf.input({ shape: [4, 2] }), tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    const l = tf.layers[kind]({ units: 3, ...ones, returnState: true });
    const st = kind === "lstm" ? [s1, s2] : [s1];
    const y = l.apply(x, { initialState: st });
    const m = tf.model({ inputs: [x, ...st], outputs: y });
    return [
      m.predict([tf.ones([2, 4, 2]).mul(0.1), ...st.map(() => tf.ones([2, 3]).mul(0.3))]),
      m.inputs.length,
      m.outputs.map((o: any) => o.shape),
    ];
  });
  add(`${kind} as list inputs`, (tf) => {
    const [x, s1, s2] = [tf.input({ shape: [4, 2] }), tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    const l = tf.layers[kind]({ units: 3, ...ones });
    const st = kind === "lstm" ? [s1, s2] : [s1];
    const y = l.apply([x, ...st]);
    const m = tf.model({ inputs: [x, ...st], outputs: y });
    return m.predict([tf.ones([2, 4, 2]).mul(0.1), ...st.map(() => tf.ones([2, 3]).mul(0.3))]);
  });
  add(`${kind} mask state`, (tf) => {
    const inp = tf.input({ shape: [6] });
    let y = tf.layers
      .embedding({ inputDim: 10, outputDim: 4, inputLength: 6, maskZero: true, embeddingsInitializer: "ones" })
      .apply(inp);
    y = tf.layers[kind]({ units: 3, returnState: true, ...ones }).apply(y);
    const m = tf.model({ inputs: inp, outputs: y });
    return m.predict(
      tf.tensor2d([
        [0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 2, 0, 0, 0, 0],
        [1, 2, 3, 0, 0, 0],
      ]),
    );
  });
  for (const second of kinds)
    add(`stacked mask ${kind} ${second}`, (tf) => {
      const m = tf.sequential();
      m.add(
        tf.layers.embedding({
          inputDim: 10,
          outputDim: 4,
          inputLength: 3,
          maskZero: true,
          embeddingsInitializer: "ones",
        }),
      );
      m.add(tf.layers[kind]({ units: 3, returnSequences: true, ...ones }));
      m.add(tf.layers[second]({ units: 3, ...ones }));
      return m.predict(
        tf.tensor2d([
          [0, 0, 0],
          [1, 0, 0],
          [1, 2, 0],
          [1, 2, 3],
        ]),
      );
    });
}
