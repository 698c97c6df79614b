/** Graphs that begin at a symbolic tensor, own cells, masks, states and configurations of recurrent layers and wrappers. */
import { type Row, row } from "../compare.ts";
import { data, seeded, stack } from "./models-data.ts";

const symbol = (tf: any, shape: any) => new tf.SymbolicTensor("float32", shape, null, [], null);
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones", biasInitializer: "ones" };
const shapesOf = (outputs: any) => [outputs].flat().map((each: any) => each.shape);

/** A cell whose states grow by the mean of its input. */
const cellClass = (tf: any): any =>
  class extends tf.layers.RNNCell {
    static className = "MeanCell";
    constructor(sizes: any) {
      super({});
      this.stateSize = sizes;
    }
    call(inputs: any) {
      const states = inputs.slice(1).map((state: any) => tf.add(tf.mean(inputs[0]), state));
      return [tf.neg(states[0])].concat(states);
    }
  };

export const rows: Row[] = [
  row("new tf.SymbolicTensor(dtype, shape, null, [], null)", (tf) => {
    const s = symbol(tf, [10, 8, 2]);
    return [s.shape, s.dtype, s.rank];
  }),
  row("symTd", (tf) => {
    const w = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) });
    const o = w.apply(symbol(tf, [10, 8, 2]));
    return [o.shape, o.dtype, w.trainable, w.getWeights().length];
  }),
  row(
    "symTdReshape",
    (tf) =>
      tf.layers.timeDistributed({ layer: tf.layers.reshape({ targetShape: [6] }) }).apply(symbol(tf, [10, 8, 2, 3]))
        .shape,
  ),
  row("symRnn", (tf) =>
    tf.layers
      .simpleRNN({ units: 5, returnState: true })
      .apply(symbol(tf, [9, 10, 8]))
      .map((x: any) => x.shape),
  ),
  row("rnn of an own cell: computeOutputShape", (tf) => {
    const C = cellClass(tf);
    return [
      [5, false, false],
      [[5, 6], true, false],
      [6, true, true],
      [[5, 6], true, true],
    ].map(([s, q, r]: any) =>
      tf.layers.rnn({ cell: new C(s), returnSequences: q, returnState: r }).computeOutputShape([4, 3, 2]),
    );
  }),
  row("rnn of an own cell on a symbolic tensor", (tf) => {
    const C = cellClass(tf);
    return [
      [6, false, false],
      [6, true, false],
      [6, true, true],
      [6, false, true],
      [[5, 6], true, true],
    ].map(([s, q, r]: any) =>
      shapesOf(tf.layers.rnn({ cell: new C(s), returnSequences: q, returnState: r }).apply(symbol(tf, [16, 10, 8]))),
    );
  }),
  row("rnn.getInitialState", (tf) => {
    const C = cellClass(tf);
    const x = tf.zeros([4, 3, 2]);
    return [5, [5, 6]].map((s) => tf.layers.rnn({ cell: new C(s) }).getInitialState(x));
  }),
  row("rnn of an own cell on tensors", (tf) => {
    const C = cellClass(tf);
    const x = data(tf, [2, 3, 2]);
    return [
      [4, false, false],
      [3, true, true],
      [[3, 4], true, true],
    ].map(([s, q, r]: any) => tf.layers.rnn({ cell: new C(s), returnSequences: q, returnState: r }).apply(x));
  }),
  row("rnn of an own cell with initialState", (tf) => {
    const C = cellClass(tf);
    const x = data(tf, [2, 3, 2]);
    return [
      tf.layers.rnn({ cell: new C(4) }).apply(x, { initialState: [tf.ones([2, 4])] }),
      tf.layers
        .rnn({ cell: new C([4, 5]), returnState: true })
        .apply(x, { initialState: [tf.ones([2, 4]), tf.ones([2, 5])] }),
    ];
  }),
  row("rnn.returnSequences, returnState, goBackwards, cell", (tf) => {
    const C = cellClass(tf);
    const r = tf.layers.rnn({ cell: new C(5), returnSequences: true, returnState: true, goBackwards: true });
    return [r.returnSequences, r.returnState, r.goBackwards, r.cell.stateSize];
  }),
  row("simpleRNN.computeMask", (tf) => {
    const x = tf.ones([4, 3, 2]),
      m = tf.ones([3, 1]);
    return [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map(([q, s]) =>
      tf.layers
        .simpleRNN({ units: 5, returnSequences: q, returnState: s, batchInputShape: [4, 3, 2] })
        .computeMask(x, m),
    );
  }),
  row("lstm.computeMask", (tf) => {
    const x = tf.ones([4, 3, 2]),
      m = tf.ones([3, 1]);
    return tf.layers.lstm({ units: 5, returnSequences: true, returnState: true }).computeMask(x, [m]);
  }),
  row("statefulFit", async (tf) => {
    const m = tf.sequential();
    m.add(
      tf.layers.simpleRNN({
        units: 5,
        kernelInitializer: "ones",
        recurrentInitializer: "ones",
        activation: "linear",
        stateful: true,
        batchInputShape: [4, 3, 2],
      }),
    );
    m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const y = m.predict(tf.ones([4, 3, 2]));
    const h = await m.fit(tf.ones([4, 3, 2]), tf.ones([4, 1]), { epochs: 1, batchSize: 4 });
    return [y, h.history.loss[0] / 1e12];
  }),
  row("bidirectional: every mergeMode, with and without returnState", (tf) =>
    [null, "concat", "ave", "mul", "sum"].flatMap((mergeMode) =>
      [false, true].map((returnState) => {
        const b = tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 3, returnState }), mergeMode });
        return [shapesOf(b.apply(symbol(tf, [10, 8, 2]))), b.getWeights().length, b.trainable];
      }),
    ),
  ),
  row("bidiDefault", (tf) => {
    const b = tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 3 }) });
    return [b.mergeMode, b.getConfig().mergeMode];
  }),
  row("bidirectional around a layer with goBackwards", async (tf) => {
    const l = tf.layers.lstm({ units: 1, ...ones, goBackwards: true });
    const m = tf.sequential({ layers: [tf.layers.bidirectional({ layer: l, inputShape: [2, 2] })] });
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const x = data(tf, [1, 2, 2]);
    const p = m.predict(x);
    const h = await m.fit(x, data(tf, [1, 2]));
    return [p, h.history.loss, m.predict(x)];
  }),
  row("bidirectional with initialState", (tf) => {
    const b = tf.layers.bidirectional({ layer: tf.layers.gru({ units: 3, ...ones }), mergeMode: null });
    const [a, c, i] = [tf.input({ shape: [3] }), tf.input({ shape: [3] }), tf.input({ shape: [4, 2] })];
    const o = b.apply(i, { initialState: [a, c] });
    const m = tf.model({ inputs: [i, a, c], outputs: o });
    const x = [data(tf, [1, 4, 2]), data(tf, [1, 3]), data(tf, [1, 3], 1)];
    return [shapesOf(o), b.apply(x[0], { initialState: x.slice(1) }), m.predict(x)];
  }),
  row("tdModel", (tf) => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ activation: "softmax", units: 3, inputShape: [2, 5], kernelInitializer: "ones" })],
    });
    return tf
      .sequential({ layers: [tf.layers.timeDistributed({ layer: inner, inputShape: [2, 5] })] })
      .predict(tf.ones([1, 2, 5]));
  }),
  row("timeDistributed: fromConfig of its class", (tf) => {
    const w = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) });
    const C = w.constructor;
    return [C.className, C.fromConfig(C, w.getConfig()).getConfig().layer.config.units];
  }),
  row("recurrent layers: fromConfig of their classes", (tf) =>
    ["simpleRNN", "gru", "lstm"].map((k) => {
      const w = tf.layers[k]({ units: 3 });
      const C = w.constructor;
      return [C.className, C.fromConfig(C, w.getConfig()).getConfig().units];
    }),
  ),
  row("recurrent layers made again from getConfig", (tf) =>
    ["simpleRNN", "gru", "lstm"].map(
      (k) =>
        tf.layers[k](
          tf.layers[k]({
            units: 3,
            recurrentDropout: 0.2,
            kernelRegularizer: "l1l2",
            biasConstraint: "nonNeg",
            activation: "relu",
          }).getConfig(),
        ).getConfig().units,
    ),
  ),
  row(
    "convAgain",
    (tf) =>
      tf.layers
        .convLstm2d(
          tf.layers
            .convLstm2d({ filters: 2, kernelSize: [3, 3], inputShape: [2, 5, 5, 1], implementation: 2 })
            .getConfig(),
        )
        .getConfig().kernelSize,
  ),
  row("conv", (tf) =>
    tf.layers
      .convLstm2d({ filters: 5, kernelSize: 3, returnState: true, returnSequences: true, ...ones })
      .apply(tf.ones([4, 2, 5, 5, 3])),
  ),
  row("convSym", (tf) => {
    const l = tf.layers.convLstm2d({ filters: 5, kernelSize: [3, 3], returnState: true, returnSequences: true });
    return [
      shapesOf(l.apply(symbol(tf, [8, 10, 8, 8, 3]))),
      l.trainableWeights.length,
      l.nonTrainableWeights.length,
      l.weights.length,
      l.weights.map((w: any) => w.shape),
    ];
  }),
  row("convNested", (tf) => {
    const n = tf.sequential();
    n.add(tf.layers.convLstm2d({ filters: 2, kernelSize: 3, ...ones, batchInputShape: [4, 2, 5, 5, 3] }));
    const m = tf.sequential();
    m.add(n);
    return m.apply(tf.ones([4, 2, 5, 5, 3]));
  }),
  row("convStateful", (tf) => {
    const m = tf.sequential();
    m.add(
      tf.layers.convLstm2d({ filters: 2, kernelSize: 3, stateful: true, ...ones, batchInputShape: [1, 2, 5, 5, 1] }),
    );
    const x = data(tf, [1, 2, 5, 5, 1]);
    const a = m.predict(x),
      b = m.predict(x);
    m.resetStates();
    return [a, b, m.predict(x)];
  }),
  row("convFit", async (tf) => {
    const m = stack(
      tf,
      tf.layers.convLstm2d({ filters: 3, kernelSize: 3, padding: "same", inputShape: [2, 5, 5, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    );
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    return (await m.fit(data(tf, [4, 2, 5, 5, 1]), tf.ones([4, 1]), { epochs: 2 })).history.loss;
  }),
  row("sequential.built", (tf) => {
    const m = tf.sequential();
    const a = m.built;
    m.add(tf.layers.dense({ units: 2, inputShape: [3] }));
    const b = m.built;
    m.add(tf.layers.dense({ units: 1 }));
    const e = m.built;
    m.build();
    return [a, b, e, m.built, m.countParams()];
  }),
  row("sequential.build", (tf) => {
    const m = tf.sequential();
    m.add(tf.layers.dense({ units: 2, inputShape: [3] }));
    m.build([null, 3]);
    return [m.built, m.countParams(), m.outputShape];
  }),
  row("sequential.built after pop", (tf) => {
    const m = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.dense({ units: 1 })],
    });
    m.pop();
    return [m.built, m.layers.length, m.outputShape];
  }),
  row("model.built, countParams", (tf) => {
    const i = tf.input({ shape: [3] });
    const m = tf.model({ inputs: i, outputs: tf.layers.dense({ units: 2 }).apply(i) });
    return [m.built, m.countParams()];
  }),
  row("stackLoad", async (tf) => {
    const m = stack(
      tf,
      tf.layers.rnn({ cell: [tf.layers.gruCell({ units: 2 }), tf.layers.gruCell({ units: 3 })], inputShape: [3, 2] }),
    );
    let a: any;
    await m.save(
      tf.io.withSaveHandler(async (x: any) => {
        a = x;
        return {};
      }),
    );
    return (await tf.loadLayersModel(tf.io.fromMemory(a))).predict(data(tf, [1, 3, 2]));
  }),
  row("trainableBidi", (tf) => {
    const l = tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }) });
    l.build([1, 3, 2]);
    l.trainable = false;
    const a = [l.trainableWeights.length, l.nonTrainableWeights.length, l.forwardLayer.trainable];
    l.trainable = true;
    return [a, l.trainableWeights.length];
  }),
  row("bidiSetWeights", (tf) => {
    const l = tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }), inputShape: [3, 2] });
    const m = tf.sequential({ layers: [l] });
    seeded(tf, m);
    return [l.getWeights(), l.forwardLayer.getWeights()[0], l.backwardLayer.getWeights()[0]];
  }),
  row("unrollMask", (tf) => {
    const m = stack(
      tf,
      tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true, inputLength: 3 }),
      tf.layers.lstm({ units: 2, unroll: true, returnState: false }),
    );
    return m.predict(tf.tensor2d([[1, 2, 0]]));
  }),
  row("rnnConst", (tf) => tf.layers.lstm({ units: 2, ...ones }).computeOutputShape([null, 3, 2])),
  row("tdComputeShape", (tf) =>
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) }).computeOutputShape([null, 4, 2]),
  ),
  row("bidiComputeShape", (tf) =>
    [
      [false, false],
      [true, true],
    ].map(([q, s]) =>
      tf.layers
        .bidirectional({ layer: tf.layers.lstm({ units: 3, returnSequences: q, returnState: s }) })
        .computeOutputShape([null, 4, 2]),
    ),
  ),
];
