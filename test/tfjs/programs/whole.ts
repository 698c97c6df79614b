/** Whole programs: translation, anomalies, gestures, saving and loading. */
import { type Row, row } from "../compare.ts";
import { data, ones, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

add("seq2seq teacher", async (tf) => {
  const e = tf.input({ shape: [3, 2] });
  const [, h, cc] = tf.layers.lstm({ units: 3, returnState: true, ...ones }).apply(e);
  const d = tf.input({ shape: [4, 2] });
  const [y] = tf.layers
    .lstm({ units: 3, returnState: true, returnSequences: true, ...ones })
    .apply(d, { initialState: [h, cc] });
  const o = tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer: "ones" }).apply(y);
  const m = tf.model({ inputs: [e, d], outputs: o });
  m.compile({ optimizer: "rmsprop", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const x1 = tf.ones([2, 3, 2]).mul(0.1),
    x2 = tf.ones([2, 4, 2]).mul(0.2);
  const t = tf
    .oneHot(
      tf.tensor2d(
        [
          [0, 1, 0, 1],
          [1, 1, 0, 0],
        ],
        [2, 4],
        "int32",
      ),
      2,
    )
    .toFloat();
  const hh = await m.fit([x1, x2], t, { epochs: 3, batchSize: 2 });
  return [hh.history, m.predict([x1, x2])];
});
add("autoencoder", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.lstm({ units: 3, ...ones, inputShape: [4, 2] }));
  m.add(tf.layers.repeatVector({ n: 4 }));
  m.add(tf.layers.lstm({ units: 3, ...ones, returnSequences: true }));
  m.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, kernelInitializer: "ones" }) }));
  m.compile({ optimizer: "adam", loss: "meanAbsoluteError" });
  const x = tf.range(0, 16).reshape([2, 4, 2]).div(16);
  const h = await m.fit(x, x, { epochs: 3 });
  const p = m.predict(x);
  return [h.history, tf.sub(p, x).abs().mean([1, 2])];
});
add("gesture cnn+lstm", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.conv1d({ filters: 2, kernelSize: 2, inputShape: [6, 3], kernelInitializer: "ones" }));
  m.add(tf.layers.maxPooling1d({ poolSize: 2 }));
  m.add(tf.layers.batchNormalization());
  m.add(tf.layers.gru({ units: 3, ...ones }));
  m.add(tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: "ones" }));
  m.compile({ optimizer: tf.train.adam(), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const x = tf.range(0, 36).reshape([2, 6, 3]).div(36);
  const h = await m.fit(
    x,
    tf.tensor2d([
      [1, 0, 0],
      [0, 0, 1],
    ]),
    { epochs: 2 },
  );
  return [h.history, m.predict(x), m.countParams()];
});
add("save memory", async (tf) => {
  const m = small(tf);
  let a: any;
  const r = await m.save(
    tf.io.withSaveHandler(async (x: any) => {
      a = x;
      return { modelArtifactsInfo: { dateSaved: 1, modelTopologyType: "JSON" } };
    }),
  );
  const l = await tf.loadLayersModel(tf.io.fromMemory(a.modelTopology, a.weightSpecs, a.weightData));
  return [
    r,
    Object.keys(a).sort(),
    a.weightSpecs.map((w: any) => [w.shape, w.dtype]),
    a.format,
    l.predict(data(tf)[0]),
    a.weightData.byteLength,
  ];
});
add("save no handler", async (tf) => {
  await small(tf).save("nope://x");
  return 1;
});
add("load no handler", async (tf) => {
  await tf.loadLayersModel("nope://x");
  return 1;
});
add("save sync", async (tf) => {
  const m = small(tf);
  let a: any;
  await m.save(
    tf.io.withSaveHandlerSync((x: any) => {
      a = x;
      return { modelArtifactsInfo: { dateSaved: 1, modelTopologyType: "JSON" } };
    }),
  );
  return Object.keys(a).sort();
});
add("weights manifest", async (tf) => {
  const m = small(tf, {});
  let a: any;
  await m.save(
    tf.io.withSaveHandler(async (x: any) => {
      a = x;
      return {};
    }),
    { includeOptimizer: true },
  );
  return [Object.keys(a).sort(), a.trainingConfig, a.weightSpecs.map((w: any) => w.group ?? null)];
});
add("modelFromJSON", async (tf) => {
  const m = small(tf);
  const n = await tf.models.modelFromJSON(m.toJSON(null, false));
  return n.layers.map((l: any) => l.getClassName());
});
add("disposal is told", async (tf) => {
  const [a, b, c] = [tf.tensor1d([1, 2]), tf.scalar(1), tf.scalar(2)];
  const kept = tf.tidy(() => tf.keep(a.add(1)));
  tf.dispose([b, { c }]);
  const before = [a, b, c, kept].map((each) => each.isDisposed);
  kept.dispose();
  return [before, kept.isDisposed, tf.variable(a).isDisposed];
});
