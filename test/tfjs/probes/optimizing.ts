/** Optimizers and losses in models; shapes and states of layers. */
import { type Row, row } from "../compare.ts";
import { data, layersOf as L } from "./models-data.ts";

export const rows: Row[] = [
  row("optfn", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({
      loss: tf.losses.meanSquaredError,
      optimizer: tf.train.rmsprop(0.1),
      metrics: [tf.metrics.meanAbsoluteError],
    });
    const h = await m.fit(data(tf, [4, 2]), data(tf, [4, 1]), { epochs: 2, shuffle: false });
    return [h.history.loss, m.optimizer.getClassName(), m.optimizer.learningRate];
  }),
  row("absdiff", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({ loss: "meanAbsoluteError", optimizer: "rmsprop" });
    const h = await m.fit(data(tf, [4, 2]), data(tf, [4, 1]), { epochs: 2, shuffle: false });
    return h.history;
  }),
  row("huber", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({ loss: tf.losses.huberLoss, optimizer: tf.train.momentum(0.1, 0.9) });
    const h = await m.fit(data(tf, [4, 2]), data(tf, [4, 1]), { epochs: 3, shuffle: false });
    return h.history;
  }),
  row("softmaxCE", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 2, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({ loss: tf.losses.softmaxCrossEntropy, optimizer: tf.train.adagrad(0.1) });
    const h = await m.fit(data(tf, [4, 2]), tf.oneHot(tf.tensor1d([0, 1, 1, 0], "int32"), 2), {
      epochs: 3,
      shuffle: false,
    });
    return h.history;
  }),
  row("minimize", (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    const o = tf.train.sgd(0.1);
    const x = data(tf, [4, 2]),
      y = data(tf, [4, 1]);
    const c = [];
    for (let i = 0; i < 3; i++)
      c.push(o.minimize(() => tf.losses.meanSquaredError(y, m.predict(x)), true).dataSync()[0]);
    return [c, m.getWeights()];
  }),
  row("minimize2", (tf) => {
    const m = tf.sequential({
      layers: [L(tf).lstm({ units: 1, inputShape: [3, 2], kernelInitializer: "ones", recurrentInitializer: "ones" })],
    });
    const o = tf.train.adam(0.1);
    const x = data(tf, [4, 3, 2]),
      y = data(tf, [4, 1]);
    const c = [];
    for (let i = 0; i < 3; i++)
      c.push(
        o
          .minimize(
            () => tf.losses.meanSquaredError(y, m.apply(x)),
            true,
            m.trainableWeights.map((w: any) => w.read()),
          )
          .dataSync()[0],
      );
    return [c, m.getWeights()];
  }),
  row("vgrads", (tf) => {
    const m = tf.sequential({
      layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones", name: "vg" })],
    });
    const x = data(tf, [4, 2]),
      y = data(tf, [4, 1]);
    const { value, grads } = tf.variableGrads(() => m.predict(x).sub(y).square().mean());
    return [value, Object.keys(grads).map((n) => n.replace(/_\d+$/, "")), Object.values(grads)];
  }),
  row("ownOwnInit", (tf) => {
    const r = tf.layers.dense({
      units: 2,
      inputShape: [2],
      kernelConstraint: tf.constraints.nonNeg(),
      kernelInitializer: tf.initializers.constant({ value: -1 }),
    });
    return tf.sequential({ layers: [r] }).predict(data(tf, [1, 2])).shape;
  }),
  row("layerWeightsWrite", (tf) => {
    const d = L(tf).dense({ units: 1, inputShape: [2] });
    const m = tf.sequential({ layers: [d] });
    d.weights[0].write(tf.tensor2d([[1], [2]]));
    return m.predict(tf.tensor2d([[1, 1]]));
  }),
  row("setW", (tf) => {
    const d = L(tf).dense({ units: 1, inputShape: [2] });
    tf.sequential({ layers: [d] });
    d.setWeights([tf.tensor2d([[1], [2]]), tf.tensor1d([3])]);
    return d.getWeights();
  }),
  row("setWbad", (tf) => {
    const d = L(tf).dense({ units: 1, inputShape: [2] });
    tf.sequential({ layers: [d] });
    d.setWeights([tf.tensor2d([[1, 2]])]);
  }),
  row("computeShape", (tf) => [
    L(tf).lstm({ units: 3, returnSequences: true }).computeOutputShape([null, 5, 2]),
    L(tf).conv1d({ filters: 4, kernelSize: 2 }).computeOutputShape([null, 5, 2]),
    L(tf)
      .bidirectional({ layer: L(tf).gru({ units: 3 }) })
      .computeOutputShape([null, 5, 2]),
    L(tf).lstm({ units: 3, returnState: true }).computeOutputShape([null, 5, 2]),
    L(tf)
      .concatenate()
      .computeOutputShape([
        [null, 2],
        [null, 3],
      ]),
    L(tf)
      .timeDistributed({ layer: L(tf).dense({ units: 7 }) })
      .computeOutputShape([null, 5, 2]),
    L(tf).repeatVector({ n: 4 }).computeOutputShape([null, 3]),
  ]),
  row("biStates", (tf) => {
    const l = L(tf).bidirectional({
      layer: L(tf).lstm({ units: 2, kernelInitializer: "ones", recurrentInitializer: "ones", returnState: true }),
    });
    const st = [0, 1, 2, 3].map((i) => data(tf, [2, 2], i));
    return l.apply(data(tf, [2, 3, 2]), { initialState: st });
  }),
  row("symInit", (tf) => {
    const i = tf.input({ shape: [3, 2] });
    const h = tf.input({ shape: [2] }),
      c = tf.input({ shape: [2] });
    const o = L(tf).lstm({ units: 2, kernelInitializer: "ones", recurrentInitializer: "ones" }).apply([i, h, c]);
    const m = tf.model({ inputs: [i, h, c], outputs: o });
    return m.predict([data(tf, [1, 3, 2]), data(tf, [1, 2]), data(tf, [1, 2], 1)]);
  }),
  row("clone", (tf) => {
    const d = L(tf).dense({ units: 3, name: "ab" });
    const e = d.constructor.fromConfig ? d.constructor.fromConfig(d.constructor, d.getConfig()) : null;
    return e?.name;
  }),
  row("callhook", (tf) => {
    const d = L(tf).dense({ units: 1, kernelInitializer: "ones" });
    let n = 0;
    d.setCallHook(() => {
      n++;
    });
    d.apply(data(tf, [1, 2]));
    d.clearCallHook();
    d.apply(data(tf, [1, 2]));
    return n;
  }),
  row("rnnDropout", async (tf) => {
    const m = tf.sequential({
      layers: [
        L(tf).gru({
          units: 4,
          inputShape: [3, 2],
          dropout: 0.5,
          recurrentDropout: 0.5,
          kernelInitializer: "ones",
          recurrentInitializer: "ones",
        }),
      ],
    });
    return m.predict(data(tf, [2, 3, 2]));
  }),
  row("vsplit", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const h = await m.fit(data(tf, [10, 2]), data(tf, [10, 1]), {
      epochs: 2,
      batchSize: 3,
      validationSplit: 0.3,
      shuffle: false,
    });
    return h.history;
  }),
  row("execute", (tf) => {
    const m = tf.sequential({
      layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones", name: "q" })],
    });
    return typeof m.execute;
  }),
  row("fitTwice", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })] });
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const a = m.fit(data(tf, [10, 2]), data(tf, [10, 1]), { epochs: 2 });
    let e: any;
    try {
      await m.fit(data(tf, [10, 2]), data(tf, [10, 1]));
    } catch (_x) {
      e = 1;
    }
    await a;
    return e;
  }),
  row("notCompiled", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 1, inputShape: [2] })] });
    await m.fit(data(tf, [10, 2]), data(tf, [10, 1]));
  }),
  row("memoryless", async (tf) => {
    const it = await tf.data.array([1, 2]).iterator();
    return [await it.next(), await it.next(), await it.next()];
  }),
  row("encodeWeights", async (tf) => {
    const { data, specs } = await tf.io.encodeWeights({
      a: tf.tensor1d([1, 2]),
      b: tf.tensor2d([[1], [2]], undefined, "int32"),
    });
    const t = tf.io.decodeWeights(data, specs);
    return [specs, data.byteLength, t.a, t.b];
  }),
];
