/** Calls of layers around recurrent layers and cells. */
import { type Row, row } from "../compare.ts";
import { flags, kinds, ones, shapes } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

for (const kind of kinds) {
  for (const mergeMode of [null, undefined, "concat", "ave", "mul", "sum"])
    for (const [returnSequences, returnState] of flags) {
      add(`bidi ${kind} ${mergeMode} ${returnSequences} ${returnState}`, (tf) => {
        const b = tf.layers.bidirectional({
          layer: tf.layers[kind]({ units: 3, ...ones, returnSequences, returnState }),
          mergeMode,
        });
        const s = b.apply(new tf.SymbolicTensor("float32", [10, 8, 2], null, [], null));
        return [
          shapes(s),
          b.trainable,
          b.getWeights().length,
          b.apply(
            tf.tensor3d([
              [
                [0.05, 0.05],
                [-0.05, -0.05],
                [0.1, 0.1],
                [-0.1, -0.1],
              ],
            ]),
          ),
          b.computeOutputShape([10, 8, 2]),
          b.mergeMode,
        ];
      });
    }
  add(`bidi ${kind} config`, (tf) => {
    const b = tf.layers.bidirectional({ layer: tf.layers[kind]({ units: 3, name: "a" }), name: "b" });
    return [b.getConfig(), b.getConfig().mergeMode];
  });
  add(`bidi ${kind} bad mode`, (tf) => {
    tf.layers.bidirectional({ layer: tf.layers[kind]({ units: 3 }), mergeMode: "foo" });
    return 1;
  });
  add(`bidi ${kind} initialState`, (tf) => {
    const b = tf.layers.bidirectional({ layer: tf.layers[kind]({ units: 3, ...ones }) });
    const s = tf.ones([1, 3]).mul(0.2);
    return b.apply(tf.ones([1, 4, 2]).mul(0.1), { initialState: Array(kind === "lstm" ? 4 : 2).fill(s) });
  });
  add(`bidi ${kind} json`, (tf) => {
    const l = tf.layers.bidirectional({ layer: tf.layers[kind]({ units: 3 }), mergeMode: "sum", inputShape: [4, 4] });
    const m = tf.sequential({ layers: [l] });
    const j = m.toJSON(null, false);
    return [
      j.class_name ?? j.className,
      j.config.layers[0].class_name,
      j.config.layers[0].config.merge_mode,
      Object.keys(j.config.layers[0].config).sort(),
    ];
  });
  add(`bidi ${kind} fit`, async (tf) => {
    const m = tf.sequential();
    m.add(tf.layers.bidirectional({ layer: tf.layers[kind]({ units: 2, ...ones }), inputShape: [3, 2] }));
    m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const h = await m.fit(tf.ones([4, 3, 2]).mul(0.1), tf.zeros([4, 1]), { epochs: 3 });
    return [h.history, m.getWeights(), m.countParams()];
  });
  add(`td ${kind}`, (tf) =>
    tf.layers.timeDistributed({ layer: tf.layers[kind]({ units: 2, ...ones }) }).apply(tf.ones([2, 3, 4, 2]).mul(0.1)),
  );
  add(`rnn({cell}) ${kind}`, (tf) => {
    const l = tf.layers.rnn({
      cell: tf.layers[`${kind}Cell`]({ units: 3, ...ones }),
      returnSequences: true,
      returnState: true,
    });
    return l.apply(tf.ones([2, 4, 2]).mul(0.1));
  });
  add(`rnn({cell: [..]}) ${kind}`, (tf) => {
    const c = () => tf.layers[`${kind}Cell`]({ units: 3, ...ones });
    const l = tf.layers.rnn({ cell: [c(), c()], returnState: true });
    const y = l.apply(tf.ones([2, 4, 2]).mul(0.1));
    return [y, l.cell.stateSize, l.getWeights().length, l.trainableWeights.length];
  });
  add(`stackedRNNCells ${kind}`, (tf) => {
    const c = (name: string) => tf.layers[`${kind}Cell`]({ units: 3, ...ones, name });
    const s = tf.layers.stackedRNNCells({ cells: [c("p"), c("q")], name: "st" });
    const l = tf.layers.rnn({ cell: s, name: "r" });
    return [l.getConfig(), l.apply(tf.ones([1, 2, 2])), s.getWeights().length, s.stateSize];
  });
}
add("td dense", (tf) => {
  const w = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) });
  const o = w.apply(new tf.SymbolicTensor("float32", [10, 8, 2], null, [], null));
  return [w.trainable, w.getWeights().length, o.dtype, o.shape];
});
add("td reshape", (tf) => {
  const w = tf.layers.timeDistributed({ layer: tf.layers.reshape({ targetShape: [6] }) });
  const o = w.apply(new tf.SymbolicTensor("float32", [10, 8, 2, 3], null, [], null));
  return [o.dtype, o.shape];
});
add("td 2d", (tf) => {
  tf.layers
    .timeDistributed({ layer: tf.layers.dense({ units: 3 }) })
    .apply(new tf.SymbolicTensor("float32", [10, 2], null, [], null));
  return 1;
});
add("td config", (tf) => {
  const w = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3, name: "d" }), name: "t" });
  const p = w.constructor.fromConfig(w.constructor, w.getConfig());
  return [w.getConfig(), p.getConfig()];
});
add("td model", (tf) => {
  const inner = tf.sequential({
    layers: [tf.layers.dense({ activation: "softmax", units: 3, inputShape: [2, 5], kernelInitializer: "ones" })],
  });
  const m = tf.sequential({ layers: [tf.layers.timeDistributed({ layer: inner, inputShape: [2, 5] })] });
  return m.predict(tf.ones([1, 2, 5]));
});
add("td mask dot", (tf) => {
  const e = () =>
    tf.layers.embedding({ inputDim: 10, outputDim: 3, inputLength: 4, maskZero: true, embeddingsInitializer: "ones" });
  const l = () =>
    tf.layers.lstm({
      units: 3,
      returnSequences: true,
      recurrentInitializer: "ones",
      kernelInitializer: "ones",
      biasInitializer: "zeros",
    });
  const [i1, i2] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  const y1 = l().apply(e().apply(i1));
  const z1 = l().apply(e().apply(i2));
  const y2 = tf.layers.dot({ axes: [2, 2] }).apply([y1, z1]);
  const y3 = tf.layers
    .timeDistributed({ layer: tf.layers.dense({ units: 1, kernelInitializer: "ones" }) })
    .apply(tf.layers.concatenate().apply([y1, y2]));
  return tf.model({ inputs: [i1, i2], outputs: y3 }).predict([
    tf.tensor2d([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 2, 0, 0],
      [1, 2, 3, 0],
    ]),
    tf.ones([4, 4]),
  ]);
});
