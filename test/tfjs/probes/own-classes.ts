/** Layers and cells of one's own, weights, models inside models. */
import { type Row, row } from "../compare.ts";
import { data, layersOf as L, seeded, stack } from "./models-data.ts";

export const rows: Row[] = [
  row("stacked", (tf) => {
    const m = stack(
      tf,
      L(tf).rnn({ cell: [L(tf).lstmCell({ units: 2 }), L(tf).gruCell({ units: 3 })], inputShape: [3, 2] }),
    );
    return m.predict(data(tf, [2, 3, 2]));
  }),
  row("stackedState", (tf) => {
    const i = tf.input({ shape: [3, 2] });
    const cell = L(tf).stackedRNNCells({ cells: [L(tf).lstmCell({ units: 2 }), L(tf).gruCell({ units: 3 })] });
    const o = L(tf).rnn({ cell, returnState: true }).apply(i);
    const m = tf.model({ inputs: i, outputs: o });
    seeded(tf, m);
    return [cell.stateSize, o.map((x: any) => x.shape), m.predict(data(tf, [2, 3, 2])), m.getWeights().length];
  }),
  row("td", (tf) => {
    const l = L(tf).timeDistributed({ layer: L(tf).dense({ units: 2 }), inputShape: [3, 2] });
    const m = stack(tf, l);
    return [m.predict(data(tf, [2, 3, 2])), l.weights.map((w: any) => w.shape), l.layer.getClassName(), l.outputShape];
  }),
  row("clstmCell", (tf) => {
    const c = L(tf).convLstm2dCell({
      filters: 2,
      kernelSize: 2,
      padding: "same",
      kernelInitializer: "ones",
      recurrentInitializer: "ones",
    });
    c.build([1, 3, 3, 1]);
    return [c.call([data(tf, [1, 3, 3, 1]), data(tf, [1, 3, 3, 2]), data(tf, [1, 3, 3, 2])], {}), c.stateSize];
  }),
  row("bnTrain", async (tf) => {
    const m = stack(
      tf,
      L(tf).dense({ units: 2, inputShape: [3] }),
      L(tf).batchNormalization(),
      L(tf).dense({ units: 1 }),
    );
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(data(tf, [6, 3]), data(tf, [6, 1]), { epochs: 2, batchSize: 3, shuffle: false });
    return [h.history, m.getWeights(), m.weights.map((w: any) => w.shape)];
  }),
  row("dot", (tf) => {
    const a = tf.input({ shape: [3, 2] }),
      b = tf.input({ shape: [4, 2] });
    const m = tf.model({
      inputs: [a, b],
      outputs: L(tf)
        .dot({ axes: [2, 2] })
        .apply([a, b]),
    });
    return m.predict([data(tf, [2, 3, 2]), data(tf, [2, 4, 2], 1)]);
  }),
  row("own", async (tf) => {
    class Anti extends tf.layers.Layer {
      constructor() {
        super({});
        this.supportsMasking = true;
      }
      computeOutputShape(s: any) {
        return [s[0], 2 * s[1]];
      }
      call(inputs: any, kwargs: any) {
        let x = inputs;
        if (Array.isArray(x)) x = x[0];
        this.invokeCallHook(inputs, kwargs);
        const c = x.sub(tf.mean(x, -1, true));
        return tf.concat([tf.relu(c), tf.relu(tf.neg(c))], 1);
      }
      getClassName() {
        return "Anti";
      }
    }
    const m = stack(tf, L(tf).dense({ units: 3, inputShape: [3] }), new Anti(), L(tf).dense({ units: 1 }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(data(tf, [6, 3]), data(tf, [6, 1]), { epochs: 2, batchSize: 3, shuffle: false });
    return [h.history, m.outputs[0].shape, m.layers[1].outputShape];
  }),
  row("ownW", async (tf) => {
    class Scale extends tf.layers.Layer {
      constructor(c: any) {
        super(c);
        this.k = c.k;
      }
      build(s: any) {
        this.w = this.addWeight(
          "w",
          [s[s.length - 1]],
          "float32",
          tf.initializers.ones(),
          tf.regularizers.l2({ l2: 0.1 }),
          true,
        );
        this.built = true;
      }
      computeOutputShape(s: any) {
        return s;
      }
      call(inputs: any) {
        return tf.tidy(() => {
          const x = Array.isArray(inputs) ? inputs[0] : inputs;
          return x.mul(this.w.read()).mul(this.k);
        });
      }
      getConfig() {
        return Object.assign({}, super.getConfig(), { k: this.k });
      }
      static get className() {
        return "Scale";
      }
    }
    tf.serialization.registerClass(Scale);
    const m = tf.sequential({
      layers: [
        new Scale({ k: 2, inputShape: [3], name: "sc" }),
        L(tf).dense({ units: 1, kernelInitializer: "ones", name: "dd" }),
      ],
    });
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(data(tf, [6, 3]), data(tf, [6, 1]), { epochs: 2, batchSize: 3, shuffle: false });
    let art: any;
    await m.save(
      tf.io.withSaveHandler(async (a: any) => {
        art = a;
        return {};
      }),
    );
    const m2 = await tf.loadLayersModel(tf.io.fromMemory(art));
    return [
      h.history,
      m.getWeights(),
      m2.predict(data(tf, [2, 3])),
      m2.layers[0].k,
      m2.layers[0] instanceof Scale,
      art.weightSpecs.map((w: any) => w.name),
    ];
  }),
  row("ownCell", async (tf) => {
    class Cell extends tf.layers.RNNCell {
      constructor(c: any) {
        super(c);
        this.units = c.units;
        this.stateSize = c.units;
      }
      build(s: any) {
        this.k = this.addWeight("k", [s[s.length - 1], this.units], null, tf.initializers.ones());
        this.built = true;
      }
      call(inputs: any, _kwargs: any) {
        const [x, h] = inputs;
        const n = tf.tanh(tf.add(tf.matMul(x, this.k.read()), h));
        return [n, n];
      }
      getConfig() {
        return { ...super.getConfig(), units: this.units };
      }
      static className = "Cell";
    }
    tf.serialization.registerClass(Cell);
    const m = tf.sequential({ layers: [L(tf).rnn({ cell: new Cell({ units: 2 }), inputShape: [3, 2] })] });
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(data(tf, [4, 3, 2]), data(tf, [4, 2]), { epochs: 2, shuffle: false });
    return [h.history, m.getWeights()];
  }),
  row("ownLoss", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [3] }));
    m.compile({
      loss: (y: any, p: any) => tf.mean(tf.abs(y.sub(p))),
      metrics: [(y: any, p: any) => tf.mean(tf.square(tf.sub(y, p)))],
      optimizer: tf.train.sgd(0.1),
    });
    const h = await m.fit(data(tf, [6, 3]), data(tf, [6, 1]), { epochs: 2, shuffle: false });
    return h.history.loss;
  }),
  row("eagerLayer", (tf) => {
    const d = L(tf).dense({ units: 2, kernelInitializer: "ones" });
    const y = d.apply(data(tf, [2, 3]));
    return [y, y.mul(2), d.getWeights()[0].sum(), d.weights[0].read(), d.weights[0].val.shape];
  }),
  row("weightsArg", (tf) => {
    const d = L(tf).dense({ units: 1, inputShape: [2], weights: [tf.tensor2d([[1], [2]]), tf.tensor1d([3])] });
    const m = tf.sequential({ layers: [d] });
    return m.predict(tf.tensor2d([[1, 1]]));
  }),
  row("sym", (tf) => {
    const i = tf.input({ shape: [3] });
    const y = L(tf).dense({ units: 2, name: "qq" }).apply(i);
    return [i instanceof tf.SymbolicTensor, y.sourceLayer.name, y.shape, y.dtype, y.rank];
  }),
  row("nested", (tf) => {
    const inner = tf.sequential({ layers: [L(tf).dense({ units: 2, inputShape: [3] })] });
    const m = tf.sequential({ layers: [inner, L(tf).dense({ units: 1 })] });
    seeded(tf, m);
    return [
      m.predict(data(tf, [2, 3])),
      m.layers[0] === inner,
      m.layers[0] instanceof tf.LayersModel,
      m instanceof tf.Sequential,
    ];
  }),
  row("regs", (tf) => [
    tf.regularizers.l1({ l1: 0.1 }).apply(data(tf, [3])),
    tf.regularizers.l2({ l2: 0.1 }).apply(data(tf, [3])),
    tf.regularizers.l1l2().apply(data(tf, [3])),
    tf.constraints.nonNeg().apply(data(tf, [4])),
    tf.constraints.maxNorm({ maxValue: 1, axis: 0 }).apply(data(tf, [2, 2])),
    tf.constraints.unitNorm({ axis: 0 }).apply(data(tf, [2, 2])),
    tf.initializers.ones().apply([2]),
    tf.initializers.constant({ value: 3 }).apply([2]),
    tf.initializers.identity({ gain: 2 }).apply([2, 2]),
    tf.initializers.glorotNormal({ seed: 1 }).apply([2, 3]).shape,
  ]),
  row("subModel", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], name: "a" }), L(tf).dense({ units: 1 }));
    const s = tf.model({ inputs: m.inputs, outputs: m.getLayer("a").output });
    return [s.predict(data(tf, [2, 3])), s.outputs[0].shape];
  }),
  row("dispose", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3] }));
    return m.dispose().numDisposedVariables;
  }),
  row("bad2", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3] }));
    m.compile({ loss: "nope", optimizer: "sgd" });
  }),
  row("bad3", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3] }));
    m.getLayer("zzz");
  }),
  row("dict", async (tf) => {
    const a = tf.input({ shape: [2], name: "a" }),
      b = tf.input({ shape: [2], name: "b" });
    const m = tf.model({
      inputs: [a, b],
      outputs: L(tf)
        .dense({ units: 1, name: "o" })
        .apply(L(tf).concatenate().apply([a, b])),
    });
    seeded(tf, m);
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const h = await m.fit(
      { a: data(tf, [4, 2]), b: data(tf, [4, 2], 1) },
      { o: data(tf, [4, 1]) },
      { shuffle: false, epochs: 2 },
    );
    return h.history;
  }),
  row("initEpoch", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [3] }));
    m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
    const h = await m.fit(data(tf, [6, 3]), data(tf, [6, 1]), { initialEpoch: 2, epochs: 4, shuffle: false });
    return h.epoch;
  }),
];
