/** Training, its callbacks and its logs. */
import { type Row, row } from "../compare.ts";
import { data, layersOf as L, seeded, stack } from "./models-data.ts";

export const rows: Row[] = [
  row("early", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [1] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0) });
    const h = await m.fit(data(tf, [4, 1]), data(tf, [4, 1]), {
      epochs: 10,
      validationData: [data(tf, [2, 1]), data(tf, [2, 1])],
      callbacks: tf.callbacks.earlyStopping({ patience: 2 }),
    });
    return [h.epoch, h.history];
  }),
  row("earlyLoss", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [1] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0) });
    const h = await m.fit(data(tf, [4, 1]), data(tf, [4, 1]), {
      epochs: 10,
      callbacks: [tf.callbacks.earlyStopping({ monitor: "loss", patience: 2 })],
    });
    return h.epoch.length;
  }),
  row("customcb", async (tf) => {
    const log: any[] = [];
    class A extends tf.CustomCallback {
      constructor() {
        super({
          onBatchEnd: (b: any, l: any) => {
            log.push([b, l]);
          },
        });
      }
      async onTrainEnd(l: any) {
        log.push(["te", l]);
      }
    }
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [1] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    await m.fit(data(tf, [5, 1]), data(tf, [5, 1]), { epochs: 2, batchSize: 2, shuffle: false, callbacks: [new A()] });
    return log;
  }),
  row("argscb", async (tf) => {
    const log: any[] = [];
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [1] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1), metrics: ["acc", "mse"] });
    await m.fit(data(tf, [5, 1]), data(tf, [5, 1]), {
      epochs: 2,
      batchSize: 2,
      shuffle: false,
      yieldEvery: "batch",
      validationSplit: 0.2,
      callbacks: {
        onTrainBegin: (...a: any[]) => {
          log.push(["tb", ...a]);
        },
        onEpochBegin: (...a: any[]) => {
          log.push(["eb", ...a]);
        },
        onEpochEnd: (...a: any[]) => {
          log.push(["ee", ...a]);
        },
        onBatchBegin: (...a: any[]) => {
          log.push(["bb", ...a]);
        },
        onBatchEnd: (...a: any[]) => {
          log.push(["be", ...a]);
        },
        onTrainEnd: (...a: any[]) => {
          log.push(["te", ...a]);
        },
      },
    });
    return log;
  }),
  row("history", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "softmax" }));
    m.compile({ loss: "categoricalCrossentropy", optimizer: "sgd", metrics: ["accuracy"] });
    const h = await m.fit(data(tf, [6, 3]), tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0], "int32"), 2), {
      epochs: 2,
      validationSplit: 0.34,
      verbose: false,
      callbacks: null,
      shuffle: false,
    });
    return [h.history, h.epoch, h.params && Object.keys(h.params)];
  }),
  row("classWeight", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "softmax" }));
    m.compile({ loss: "categoricalCrossentropy", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(data(tf, [6, 3]), tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0], "int32"), 2), {
      epochs: 2,
      shuffle: false,
      classWeight: [{ 0: 1, 1: 10 }],
    });
    return h.history;
  }),
  row("classWeight2", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "softmax" }));
    m.compile({ loss: "sparseCategoricalCrossentropy", optimizer: tf.train.sgd(0.1), metrics: ["acc"] });
    const h = await m.fit(data(tf, [6, 3]), tf.tensor2d([0, 1, 0, 1, 1, 0], [6, 1]), {
      epochs: 2,
      shuffle: false,
      classWeight: { 0: 1, 1: 10 },
    });
    return h.history;
  }),
  row("multiRec", async (tf) => {
    const i = tf.input({ shape: 3 });
    const a = L(tf).dense({ units: 1, name: "a" }).apply(i),
      b = L(tf).dense({ units: 2, name: "b" }).apply(i);
    const m = tf.model({ inputs: i, outputs: [a, b] });
    seeded(tf, m);
    m.compile({
      loss: { a: "meanSquaredError", b: "meanAbsoluteError" },
      optimizer: tf.train.sgd(0.1),
      metrics: { a: "mse", b: ["acc"] },
    });
    const h = await m.fit(
      data(tf, [4, 3]),
      { a: data(tf, [4, 1]), b: data(tf, [4, 2]) },
      { epochs: 1, shuffle: false },
    );
    return h.history;
  }),
  row("oneD", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [1] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    const h = await m.fit(tf.tensor1d([1, 2, 3]), tf.tensor1d([2, 4, 6]), { epochs: 2, shuffle: false });
    return [h.history, m.evaluate(tf.tensor1d([1, 2]), tf.tensor1d([2, 4])), m.predict(tf.tensor1d([3, 4]))];
  }),
  row("frozen", async (tf) => {
    const l = L(tf).dense({ units: 2, inputShape: [3] });
    const m = stack(tf, l, L(tf).dense({ units: 1 }));
    l.trainable = false;
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    await m.fit(data(tf, [4, 3]), data(tf, [4, 1]), { shuffle: false });
    return [m.trainableWeights.length, m.weights.length, m.getWeights()];
  }),
  row("onbatch", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [3] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1), metrics: ["mae"] });
    return [
      await m.trainOnBatch(data(tf, [4, 3]), data(tf, [4, 1])),
      await m.trainOnBatch(data(tf, [4, 3]), data(tf, [4, 1])),
      m.predictOnBatch(data(tf, [2, 3])),
    ];
  }),
  row("stop", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [3] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
    let n = 0;
    const h = await m.fit(data(tf, [4, 3]), data(tf, [4, 1]), {
      epochs: 5,
      batchSize: 1,
      shuffle: false,
      callbacks: {
        onBatchEnd: () => {
          if (++n === 6) m.stopTraining = true;
        },
      },
    });
    return [h.epoch, n, h.history];
  }),
];
