/** Recurrent layers of each kind. */
import { type Row, row } from "../compare.ts";
import { data, layersOf as L, seeded, stack } from "./models-data.ts";

type Make = (layers: any, inputShape: number[]) => any;
const predicted = (make: Make, shape: number[]) => (tf: any) =>
  stack(tf, make(tf.layers, shape.slice(1))).predict(data(tf, shape));

const rowsOf = (rnn: "simpleRNN" | "gru" | "lstm"): Row[] => [
  row(
    rnn,
    predicted((l, s) => l[rnn]({ units: 2, inputShape: s }), [2, 3, 2]),
  ),
  row(
    `${rnn}Seq`,
    predicted(
      (l, s) =>
        l[rnn]({
          units: 2,
          inputShape: s,
          returnSequences: true,
          goBackwards: true,
          activation: "relu",
          recurrentInitializer: "GlorotNormal",
          implementation: 1,
          unroll: true,
        }),
      [2, 3, 2],
    ),
  ),
  row(`${rnn}State`, (tf) => {
    const i = tf.input({ shape: [3, 2] });
    const o = L(tf)[rnn]({ units: 2, returnState: true, returnSequences: true }).apply(i);
    const m = tf.model({ inputs: i, outputs: o });
    seeded(tf, m);
    return [m.predict(data(tf, [2, 3, 2])), o.map((x: any) => x.shape)];
  }),
  row(`${rnn}Eager`, (tf) => {
    const l = L(tf)[rnn]({
      units: 2,
      returnState: true,
      kernelInitializer: "ones",
      recurrentInitializer: "ones",
      biasInitializer: "ones",
    });
    const r = l.apply(data(tf, [2, 3, 2]));
    return [r, l.getWeights(), l.trainableWeights.length];
  }),
  row(`${rnn}Init`, (tf) => {
    const l = L(tf)[rnn]({
      units: 2,
      kernelInitializer: "ones",
      recurrentInitializer: "ones",
      biasInitializer: "ones",
    });
    const n = rnn === "lstm" ? 2 : 1;
    const st = Array.from({ length: n }, () => data(tf, [2, 2]));
    return [l.apply(data(tf, [2, 3, 2]), { initialState: st }), l.apply([data(tf, [2, 3, 2]), ...st])];
  }),
  row(`${rnn}Stateful`, (tf) => {
    const l = L(tf)[rnn]({ units: 2, stateful: true, batchInputShape: [2, 3, 2] });
    const m = stack(tf, l);
    const a = m.predict(data(tf, [2, 3, 2])),
      b = m.predict(data(tf, [2, 3, 2]));
    m.resetStates();
    const c = m.predict(data(tf, [2, 3, 2]));
    return [a, b, c, l.stateful, m.stateful];
  }),
  row(`${rnn}Cell`, (tf) => {
    const c = L(tf)[`${rnn}Cell`]({
      units: 2,
      kernelInitializer: "ones",
      recurrentInitializer: "ones",
      biasInitializer: "ones",
    });
    c.build([2, 3]);
    const n = rnn === "lstm" ? 2 : 1;
    return [
      c.stateSize,
      c.call([data(tf, [2, 3]), ...Array.from({ length: n }, () => data(tf, [2, 2]))], {}),
      c.weights.map((w: any) => w.shape),
      c.getClassName(),
    ];
  }),
  row(`${rnn}RnnCell`, (tf) => {
    const m = stack(
      tf,
      L(tf).rnn({ cell: L(tf)[`${rnn}Cell`]({ units: 2 }), returnSequences: true, inputShape: [3, 2] }),
    );
    return m.predict(data(tf, [2, 3, 2]));
  }),
  row(`${rnn}Train`, async (tf) => {
    const m = stack(tf, L(tf)[rnn]({ units: 3, inputShape: [4, 2] }), L(tf).dense({ units: 1 }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.05) });
    const h = await m.fit(data(tf, [6, 4, 2]), data(tf, [6, 1]), { epochs: 3, batchSize: 2, shuffle: false });
    return h.history;
  }),
  row(`${rnn}Mask`, (tf) => {
    const m = stack(
      tf,
      L(tf).embedding({ inputDim: 5, outputDim: 2, maskZero: true, inputLength: 4 }),
      L(tf)[rnn]({ units: 2 }),
    );
    return m.predict(
      tf.tensor2d([
        [1, 2, 0, 0],
        [3, 1, 4, 0],
      ]),
    );
  }),
  row(`${rnn}Bi`, (tf) =>
    ["concat", "sum", "mul", "ave"].map((mergeMode) => {
      const m = stack(
        tf,
        L(tf).bidirectional({ layer: L(tf)[rnn]({ units: 2, returnSequences: true }), mergeMode, inputShape: [3, 2] }),
      );
      return m.predict(data(tf, [2, 3, 2]));
    }),
  ),
  row(`${rnn}BiNull`, (tf) => {
    const i = tf.input({ shape: [3, 2] });
    const l = L(tf).bidirectional({ layer: L(tf)[rnn]({ units: 2, returnState: true }), mergeMode: null });
    const o = l.apply(i);
    const m = tf.model({ inputs: i, outputs: o });
    seeded(tf, m);
    return [m.predict(data(tf, [2, 3, 2])), l.forwardLayer.name.startsWith("forward_"), l.backwardLayer.goBackwards];
  }),
];

export const rows: Row[] = [...rowsOf("simpleRNN"), ...rowsOf("gru"), ...rowsOf("lstm")];
