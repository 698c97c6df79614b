/** Losses, metrics, summaries, datasets, saving. */
import { type Row, row } from "../compare.ts";
import { data, layersOf as L, stack } from "./models-data.ts";

export const rows: Row[] = [
  row("evaluate", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "softmax" }));
    m.compile({ loss: "categoricalCrossentropy", optimizer: "sgd", metrics: ["accuracy", "mse"] });
    return m.evaluate(data(tf, [6, 3]), tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0], "int32"), 2), { batchSize: 4 });
  }),
  row("evaluate1", (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [3] }));
    m.compile({ loss: "meanAbsoluteError", optimizer: "adam" });
    return m.evaluate(data(tf, [6, 3]), data(tf, [6, 1]));
  }),
  row("embed", (tf) => {
    const m = stack(tf, L(tf).embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }), L(tf).lstm({ units: 2 }));
    return [m.inputs[0].shape, m.outputs[0].shape, m.predict(tf.tensor2d([[1, 2, 3, 4]]))];
  }),
  row("embed0", (tf) => {
    const m = tf.sequential({ layers: [L(tf).embedding({ inputDim: 5, outputDim: 3 })] });
    return [m.inputs[0].shape, m.outputs[0].shape];
  }),
  row("convlstm", (tf) => {
    const m = stack(tf, L(tf).convLstm2d({ filters: 2, kernelSize: 2, inputShape: [3, 4, 4, 1] }));
    return m.predict(data(tf, [1, 3, 4, 4, 1]));
  }),
  row("names1", (tf) => {
    const m = stack(
      tf,
      L(tf).dense({ units: 2, inputShape: [3], kernelInitializer: "GlorotNormal", biasInitializer: "Zeros" }),
      L(tf).dense({ units: 2, kernelInitializer: "leCunNormal", kernelRegularizer: "l1l2" }),
    );
    m.compile({ loss: "kullbackLeiblerDivergence", optimizer: "adam" });
    return m.evaluate(
      data(tf, [2, 3]),
      tf.tensor2d([
        [0.1, 0.9],
        [0.4, 0.6],
      ]),
    );
  }),
  row("losses", async (tf) => {
    const out: any[] = [];
    for (const loss of [
      "meanSquaredError",
      "meanAbsoluteError",
      "meanAbsolutePercentageError",
      "meanSquaredLogarithmicError",
      "squaredHinge",
      "hinge",
      "categoricalHinge",
      "logcosh",
      "categoricalCrossentropy",
      "binaryCrossentropy",
      "kullbackLeiblerDivergence",
      "poisson",
      "cosineProximity",
    ]) {
      const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "sigmoid" }));
      m.compile({ loss, optimizer: "SGD".toLowerCase() });
      out.push(
        m.evaluate(
          data(tf, [2, 3]),
          tf.tensor2d([
            [0, 1],
            [1, 0],
          ]),
        ),
      );
    }
    return out;
  }),
  row("metrics", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 2, inputShape: [3], activation: "sigmoid" }));
    m.compile({
      loss: "binaryCrossentropy",
      optimizer: "adam",
      metrics: [
        "accuracy",
        "binaryAccuracy",
        "categoricalAccuracy",
        "precision",
        "categoricalCrossentropy",
        "mse",
        "MSE",
        "mae",
        "MAE",
        "mape",
        "MAPE",
        "cosine",
        "ce",
      ],
    });
    return [
      m.metricsNames,
      m.evaluate(
        data(tf, [4, 3]),
        tf.tensor2d([
          [0, 1],
          [1, 0],
          [1, 1],
          [0, 0],
        ]),
      ),
    ];
  }),
  row("summary", (tf) => {
    const out: any[] = [];
    const m = tf.sequential({
      layers: [L(tf).dense({ units: 2, inputShape: [3], name: "a" }), L(tf).dropout({ rate: 0.1, name: "b" })],
    });
    m.summary(null, null, (x: any) => out.push(x));
    m.summary(60, [0.4, 0.6, 0.8, 1], (x: any) => out.push(x));
    return out;
  }),
  row("summary2", (tf) => {
    const out: any[] = [];
    const i = tf.input({ shape: [3], name: "i" });
    const a = L(tf).dense({ units: 2, name: "a" }).apply(i),
      b = L(tf).dense({ units: 2, name: "b" }).apply(i);
    const m = tf.model({ inputs: i, outputs: L(tf).add({ name: "s" }).apply([a, b]) });
    m.summary(undefined, undefined, (x: any) => out.push(x));
    return out;
  }),
  row("pop", (tf) => {
    const m = tf.sequential({ layers: [L(tf).dense({ units: 2, inputShape: [3] }), L(tf).dense({ units: 5 })] });
    m.pop();
    m.add(L(tf).dense({ units: 4 }));
    return [m.layers.length, m.outputs[0].shape];
  }),
  row("dataset", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [2] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1), metrics: ["mae"] });
    const xs = tf.data.array([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ]),
      ys = tf.data.array([1, 2, 3, 4]);
    const ds = tf.data.zip({ xs, ys: ys.map((y: any) => [y]) }).batch(2);
    const log: any[] = [];
    const h = await m.fitDataset(ds, {
      epochs: 2,
      validationData: ds,
      callbacks: {
        onBatchEnd: (_b: any, l: any) => {
          log.push(l);
        },
      },
    });
    return [h.history, log, await m.evaluateDataset(ds, {}), ds.size];
  }),
  row("dataset2", async (tf) => {
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [2] }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.01) });
    const ds = tf.data
      .generator(function* () {
        for (let i = 0; i < 20; i++)
          yield {
            xs: tf.tensor2d([
              [i, 1],
              [i, 2],
            ]),
            ys: tf.tensor2d([[1], [2]]),
          };
      })
      .prefetch(2);
    const h = await m.fitDataset(ds, {
      epochs: 3,
      batchesPerEpoch: 4,
      validationData: [data(tf, [3, 2]), data(tf, [3, 1])],
    });
    return h.history;
  }),
  row("savemem", async (tf) => {
    let art: any;
    const m = stack(tf, L(tf).lstm({ units: 2, inputShape: [3, 2], name: "l" }), L(tf).dense({ units: 1, name: "d" }));
    const r = await m.save(
      tf.io.withSaveHandler(async (a: any) => {
        art = a;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(a) };
      }),
    );
    const m2 = await tf.loadLayersModel(tf.io.fromMemory(art));
    const m3 = await tf.loadLayersModel(tf.io.fromMemory(art.modelTopology, art.weightSpecs, art.weightData));
    return [
      Object.keys(art)
        .filter((k) => k !== "signature")
        .sort(),
      art.weightSpecs,
      art.weightData.byteLength,
      r.modelArtifactsInfo.modelTopologyType,
      r.modelArtifactsInfo.weightDataBytes,
      m2.predict(data(tf, [1, 3, 2])),
      m3.layers.map((l: any) => l.name),
      art.format,
    ];
  }),
  row("tojson", async (tf) => {
    const m = tf.sequential({ layers: [L(tf).gru({ units: 2, inputShape: [3, 2] }), L(tf).dense({ units: 1 })] });
    const s = m.toJSON();
    const m2 = await tf.models.modelFromJSON(JSON.parse(s));
    const o = m.toJSON(null, false);
    const m3 = await tf.models.modelFromJSON({ modelTopology: o });
    return [typeof s, typeof o, JSON.parse(s).class_name, m2.layers.length, m3.outputs[0].shape];
  }),
  row("incopt", async (tf) => {
    let art: any;
    const m = stack(tf, L(tf).dense({ units: 1, inputShape: [2], name: "d" }));
    m.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.02), metrics: ["acc"] });
    await m.save(
      tf.io.withSaveHandler(async (a: any) => {
        art = a;
        return {};
      }),
      { includeOptimizer: true },
    );
    const m2 = await tf.loadLayersModel(tf.io.fromMemory(art));
    const h = await m2.fit(data(tf, [4, 2]), data(tf, [4, 1]), { shuffle: false, epochs: 2 });
    return [art.trainingConfig.loss, art.trainingConfig.optimizer_config.class_name, h.history];
  }),
];
