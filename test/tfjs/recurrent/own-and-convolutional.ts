/** Calls of cells of one's own in `rnn`, and of convolutional recurrent layers. */
import { type Row, row } from "../compare.ts";
import { flags, ones, shapes } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

const cellOf = (tf: any, s: any) => {
  const Base = tf.layers.RNNCell;
  class C extends Base {
    stateSize: any;
    constructor(z: any) {
      super({});
      this.stateSize = z;
    }
    call(inputs: any) {
      const m = tf.mean(inputs[0]);
      const n = inputs.slice(1).map((q: any) => tf.add(m, q));
      return [tf.neg(n[0]), ...n];
    }
  }
  (C as any).className = "RNNCellForTest";
  return new C(s);
};
const x3 = (tf: any) =>
  tf.tensor3d(
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [
        [10, 20],
        [30, 40],
        [50, 60],
      ],
    ],
    [2, 3, 2],
  );
for (const s of [5, [5, 6]])
  for (const [returnSequences, returnState] of flags) {
    add(`own cell ${s} ${returnSequences} ${returnState}`, (tf) => {
      const l = tf.layers.rnn({ cell: cellOf(tf, s), returnSequences, returnState });
      return [
        l.returnSequences,
        l.returnState,
        l.goBackwards,
        l.computeOutputShape([4, 3, 2]),
        shapes(l.apply(new tf.SymbolicTensor("float32", [16, 10, 8], null, [], null))),
      ];
    });
    add(`own cell apply ${s} ${returnSequences} ${returnState}`, (tf) => {
      const l = tf.layers.rnn({ cell: cellOf(tf, s), returnSequences, returnState });
      return [l.apply(x3(tf)), l.getInitialState(x3(tf))];
    });
  }
add("own cell mask shape", (tf) => {
  const l = tf.layers.rnn({ cell: cellOf(tf, 5) });
  return l.apply(tf.ones([2, 2]));
});
for (const dataFormat of ["channelsFirst", "channelsLast"])
  for (const filters of [3, 5])
    for (const kernelSize of [3, 5, [3, 3]])
      for (const padding of ["valid", "same"])
        add(`convLstm2dCell ${dataFormat} ${filters} ${kernelSize} ${padding}`, (tf) => {
          const first = dataFormat === "channelsFirst";
          const shape = first ? [1, 3, 8, 8] : [1, 8, 8, 3];
          const x = tf.ones(shape);
          const cell = tf.layers.convLstm2dCell({ dataFormat, filters, kernelSize, padding, ...ones });
          cell.build(x.shape);
          const o = padding === "same" ? 8 : 9 - (typeof kernelSize === "number" ? kernelSize : 3);
          const out = first ? [1, filters, o, o] : [1, o, o, filters];
          return [cell.call([x, tf.zeros(out), tf.zeros(out)], {}), cell.trainableWeights.length];
        });
for (const [returnSequences, returnState] of flags) {
  add(`convLstm2d ${returnSequences} ${returnState}`, (tf) => {
    const l = tf.layers.convLstm2d({ filters: 5, kernelSize: 3, returnState, returnSequences, ...ones });
    const y = new tf.SymbolicTensor("float32", [8, 10, 8, 8, 3], null, [], null);
    return [
      l.apply(tf.ones([4, 2, 5, 5, 3])),
      shapes(tf.layers.convLstm2d({ filters: 5, kernelSize: 3, returnState, returnSequences }).apply(y)),
      l.weights.length,
      l.computeOutputShape([8, 10, 8, 8, 3]),
    ];
  });
}
add("convLstm2d config", (tf) => {
  const { name, ...c } = tf.layers
    .convLstm2d({
      filters: 5,
      kernelSize: [3, 3],
      implementation: 2,
      padding: "same",
      returnSequences: true,
      inputShape: [10, 8, 8, 3],
    })
    .getConfig();
  return c;
});
add("convLstm2dCell config", (tf) => {
  const { name, ...c } = tf.layers.convLstm2dCell({ filters: 5, kernelSize: 3 }).getConfig();
  return c;
});
add("convLstm2d bptt", async (tf) => {
  const m = tf.sequential();
  m.add(
    tf.layers.convLstm2d({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: "ones",
      recurrentInitializer: "ones",
      biasInitializer: "zeros",
      batchInputShape: [4, 2, 5, 5, 1],
    }),
  );
  m.add(tf.layers.flatten());
  m.add(tf.layers.dense({ units: 1, kernelInitializer: "zeros", useBias: false }));
  m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  const h = await m.fit(tf.ones([4, 2, 5, 5, 1]), tf.ones([4, 1]), { batchSize: 4, shuffle: false, epochs: 3 });
  return h.history;
});
add("convLstm2d nested", (tf) => {
  const m = tf.sequential();
  const n = tf.sequential();
  n.add(tf.layers.convLstm2d({ filters: 5, kernelSize: 3, ...ones, batchInputShape: [4, 2, 5, 5, 3] }));
  m.add(n);
  return [m.apply(tf.ones([4, 2, 5, 5, 3])), m.inputs[0].shape, m.outputs[0].shape];
});
add("convLstm2d stateful", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.convLstm2d({ filters: 2, kernelSize: 3, ...ones, stateful: true, batchInputShape: [1, 2, 4, 4, 1] }));
  const x = tf.ones([1, 2, 4, 4, 1]).mul(0.01);
  const a = [m.predict(x), m.predict(x)];
  m.resetStates();
  return [...a, m.predict(x)];
});
