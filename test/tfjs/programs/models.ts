/** Programs about numbers, models, losses and errors. */
import { type Row, row } from "../compare.ts";
import { data, dense, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

add("minmax", (tf) => {
  const t = tf.tensor2d([
    [1, 2],
    [3, 8],
  ]);
  const [mn, mx] = [t.min(0), t.max(0)];
  return [t.sub(mn).div(mx.sub(mn)), t.min(), t.max(0, true)];
});
add("moments norm", (tf) => {
  const t = tf.tensor2d([
    [1, 2],
    [3, 8],
  ]);
  const { mean, variance } = tf.moments(t, 0);
  return t.sub(mean).div(variance.sqrt());
});
add("windows of series", (tf) => {
  const s = tf.range(0, 10);
  const xs = [];
  for (let i = 0; i + 4 <= 10; i++) xs.push(s.slice(i, 3));
  return [tf.stack(xs), tf.stack(xs).expandDims(-1).shape];
});
add("buffer onehot", (tf) => {
  const b = tf.buffer([2, 3, 4]);
  b.set(1, 0, 1, 2);
  b.set(1, 1, 2, 3);
  return [b.toTensor(), b.get(0, 1, 2), b.size, b.strides, b.rank];
});
add("argMax string", (tf) => ["a", "b", "c"][tf.tensor1d([0.1, 0.7, 0.2]).argMax().dataSync()[0]]);
add("sampling with temperature", (tf) => {
  const p = tf.tensor1d([0.1, 0.7, 0.2]);
  const l = tf.div(tf.log(p), 0.5);
  return [l, tf.multinomial(l, 1, 42, false).shape, tf.multinomial(l, 5).dtype];
});
add("multinomial hint", (tf) => tf.multinomial(tf.tensor2d([[-1e9, 0, -1e9]]), 4, 1));
add("onehot float", (tf) => tf.oneHot(tf.tensor1d([0, 1, 2], "int32"), 3).toFloat());
add("onehot cast", (tf) => [tf.oneHot([0, 1], 3).dtype, tf.oneHot(tf.tensor2d([[0, 1]], [1, 2], "int32"), 3)]);
add("pad sequences by hand", (tf) => tf.tensor2d([[1, 2], [3]].map((s) => [...Array(3 - s.length).fill(0), ...s])));
add("shuffle", (tf) => {
  const a = [1, 2, 3, 4, 5];
  tf.util.shuffle(a);
  return a.sort();
});
add("evaluate", (tf) => {
  const m = small(tf, { metrics: ["mae", "acc"] });
  const [x, y] = data(tf);
  return [m.evaluate(x, y), m.evaluate(x, y, { batchSize: 2 }), m.metricsNames];
});
add("evaluateDataset", async (tf) => {
  const m = small(tf, { metrics: ["mae"] });
  const [x, y] = data(tf);
  return m.evaluateDataset(
    tf.data.zip({ xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync()) }).batch(2),
  );
});
add("trainOnBatch", async (tf) => {
  const m = small(tf, { metrics: ["mae"] });
  const [x, y] = data(tf);
  return [await m.trainOnBatch(x, y), await m.trainOnBatch(x, y)];
});
add("setWeights", (tf) => {
  const m = small(tf);
  m.layers[0].setWeights([tf.ones([2, 3]).mul(2), tf.zeros([3])]);
  return m.predict(data(tf)[0]);
});
add("setWeights wrong", (tf) => {
  small(tf).layers[0].setWeights([tf.ones([2, 2])]);
  return 1;
});
add("predict wrong shape", (tf) => small(tf).predict(tf.ones([1, 3])));
add("fit wrong rows", async (tf) => {
  const [x, _y] = data(tf);
  await small(tf).fit(x, tf.ones([3, 1]));
  return 1;
});
add("fit before compile", async (tf) => {
  const m = tf.sequential({ layers: [dense(tf, { inputShape: [2] })] });
  await m.fit(tf.ones([1, 2]), tf.ones([1, 2]));
  return 1;
});
add("compile unknown loss", (tf) => {
  small(tf, { loss: "nope" });
  return 1;
});
add("compile unknown optimizer", (tf) => {
  small(tf, { optimizer: "nope" });
  return 1;
});
add("compile unknown metric", (tf) => {
  small(tf, { metrics: ["nope"] });
  return 1;
});
for (const loss of [
  "meanSquaredError",
  "meanAbsoluteError",
  "binaryCrossentropy",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "logcosh",
  "kullbackLeiblerDivergence",
  "poisson",
  "cosineProximity",
  "meanSquaredLogarithmicError",
  "meanAbsolutePercentageError",
  "huberLoss",
  "absoluteDifference",
])
  add(`loss ${loss}`, async (tf) => {
    const m = small(tf, { loss }, { activation: "sigmoid" });
    const [x, y] = data(tf);
    return [(await m.fit(x, y, { epochs: 3, shuffle: false })).history, m.getWeights()];
  });
add("own loss fn", async (tf) => {
  const m = small(tf, {
    loss: (a: any, b: any) => tf.mean(tf.square(tf.sub(a, b)), -1).add(tf.mul(0.1, b.abs().mean())),
    metrics: [
      function rmse(a: any, b: any) {
        return tf.sqrt(tf.mean(tf.squaredDifference(a, b)));
      },
    ],
  });
  const [x, y] = data(tf);
  return (await m.fit(x, y, { epochs: 3, shuffle: false })).history;
});

const thrown = (...runs: (() => unknown)[]) =>
  Promise.all(
    runs.map(async (run) => {
      try {
        await run();
        return false;
      } catch {
        return true;
      }
    }),
  );
add("dispose of a model: whatever uses its weights throws", async (tf) => {
  const m = small(tf);
  const part = tf.model({ inputs: m.inputs, outputs: m.layers[0].output });
  const [x, y] = data(tf);
  const weights = m.getWeights().map((w: any) => w.clone());
  return [
    m.dispose(),
    await thrown(
      () => m.dispose(),
      () => m.predict(x),
      () => m.evaluate(x, y),
      () => m.fit(x, y),
      () => m.setWeights(weights),
      () => m.apply(x),
      () => m.layers[0].dispose(),
      () => m.layers[0].apply(x),
      () => m.weights[0].read().dataSync(),
      () => part.predict(x),
      () => part.dispose(),
      () => m.countParams(),
      () => m.toJSON(),
    ),
  ];
});
add("dispose of a layer that two models share: the last frees its weights", async (tf) => {
  const layer = dense(tf);
  const [a, b] = [1, 2].map(() => {
    const i = tf.input({ shape: [2] });
    return tf.model({ inputs: i, outputs: layer.apply(i) });
  });
  const x = tf.ones([1, 2]);
  return [a.dispose(), b.predict(x), b.dispose(), await thrown(() => b.predict(x))];
});
add("dispose of a model inside another", async (tf) => {
  const inner = small(tf);
  const outer = tf.sequential({ layers: [inner, dense(tf)] });
  return [
    outer.dispose(),
    await thrown(
      () => inner.predict(tf.ones([1, 2])),
      () => inner.dispose(),
    ),
  ];
});
add("dispose of layers: not used, built only, called on tensors", async (tf) => {
  const [a, b, c] = [dense(tf), dense(tf), tf.layers.bidirectional({ layer: tf.layers.gru({ units: 1 }) })];
  b.build([null, 2]);
  const early = await thrown(
    () => a.dispose(),
    () => b.dispose(),
  );
  for (const x of [1, 2]) a.apply(tf.ones([x, 2]));
  c.apply(tf.input({ shape: [2, 2] }));
  const start = tf.layers.inputLayer({ inputShape: [2] });
  const later = [a.dispose(), c.dispose(), start.dispose(), start.dispose()];
  return [
    early,
    later,
    await thrown(
      () => a.dispose(),
      () => a.apply(tf.ones([1, 2])),
    ),
  ];
});
add("call of a model gives a list", (tf) => small(tf).call(tf.ones([1, 2]), {}));
add("metrics of tf.metrics: logs show the name by which each was given", async (tf) => {
  const { mse, MSE, mape, MAPE, meanSquaredError, cosineProximity } = tf.metrics;
  const m = small(tf, { metrics: [mse, MSE, mape, MAPE, meanSquaredError, cosineProximity] });
  const [x, y] = data(tf);
  return [m.metricsNames, (await m.fit(x, y, { epochs: 1 })).history];
});
add("early stopping of a mode that is not there", async (tf) => {
  const m = small(tf, { optimizer: tf.train.sgd(0) });
  const [x, y] = data(tf);
  const { warn } = console;
  const warned: boolean[] = [];
  console.warn = () => void warned.push(true);
  const stop = tf.callbacks.earlyStopping({ monitor: "loss", mode: "least", patience: 1 });
  const { epoch } = await m.fit(x, y, { epochs: 5, callbacks: stop });
  console.warn = warn;
  return [epoch, warned.length];
});
add("names of tensors in graphs, and execute by them", (tf) => {
  const i = tf.input({ shape: [2], name: "begin" });
  const layer = dense(tf, { name: "twice" });
  const [a, b] = [layer.apply(i), layer.apply(layer.apply(i))];
  const states = tf.layers
    .lstm({ units: 1, returnState: true, name: "recall" })
    .apply(tf.input({ shape: [2, 2], name: "steps" }));
  const sum = tf.layers.add({ name: "sum" }).apply([dense(tf, { name: "once" }).apply(i), i]);
  const m = tf.model({ inputs: i, outputs: sum });
  const x = tf.ones([1, 2]);
  return [
    [i, a, b, ...states, ...m.outputs].map(({ name, originalName }: any) => [name, originalName]),
    m.execute(x, "once/once"),
    m.execute({ begin: x }, ["once/once", "sum/sum"]),
    m.execute(x, m.outputs[0].name),
  ];
});
const reloaded = async (tf: any, m: any) => {
  let saved: any;
  await m.save(
    tf.io.withSaveHandler((artifacts: any) => {
      saved = artifacts;
      return {};
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved));
};
add("an input layer of a file counts among the layers", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.inputLayer({ inputShape: [2], name: "start" }));
  m.add(dense(tf, { name: "end" }));
  const loaded = await reloaded(tf, m);
  const ofKeras = await tf.models.modelFromJSON({
    class_name: "Sequential",
    config: {
      name: "written",
      layers: [
        { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "first" } },
        { class_name: "Dense", config: { name: "second", units: 1, activation: "linear" } },
      ],
    },
    keras_version: "2.15.0",
    backend: "tensorflow",
  });
  const names = (model: any) => model.layers.map(({ name }: any) => name);
  return [names(loaded), loaded.getLayer("start").name, names(ofKeras), ofKeras.getLayer(null, 1).name];
});
add("a frozen model that is trained again keeps the layer that was frozen itself", (tf) => {
  const frozen = dense(tf, { inputShape: [2], trainable: false });
  const m = tf.sequential({ layers: [frozen, dense(tf)] });
  const told = () => [m.trainable, m.trainableWeights.length, m.layers.map(({ trainable }: any) => trainable)];
  const seen = [told()];
  for (const trainable of [false, true]) {
    m.trainable = trainable;
    seen.push(told(), m.layers[1].trainableWeights.length);
  }
  frozen.trainable = true;
  return [...seen, told()];
});
add("a sequential model without layers, and before its first use", (tf) => {
  const m = tf.sequential();
  const told = () => [m.inputNames, m.outputNames, m.inputs.length, m.outputs.length];
  const seen = [told()];
  m.add(dense(tf, { inputShape: [2], name: "only" }));
  seen.push(told());
  m.predict(tf.ones([1, 2]));
  return [...seen, told()];
});
add("a fixed batch size does not bind predict", async (tf) => {
  const m = tf.sequential({
    layers: [tf.layers.lstm({ units: 1, batchInputShape: [2, 3, 1], kernelInitializer: "ones" })],
  });
  m.setWeights(m.getWeights().map((w: any) => tf.onesLike(w)));
  m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  const [x, y] = [tf.range(0, 9).reshape([3, 3, 1]), tf.ones([3, 1])];
  return [
    m.predict(x),
    m.predict(x.slice(0, 1)),
    await thrown(
      () => m.fit(x, y),
      () => m.evaluate(x, y),
    ),
  ];
});
add("noise of any strength", (tf) => tf.layers.gaussianNoise({ stddev: 2 }).apply(tf.ones([2])));
