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
