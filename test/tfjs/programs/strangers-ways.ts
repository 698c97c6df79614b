/** What strangers' programs do besides the usual: options that nothing takes, weights as variables, gradients by name. */
import { type Row, row } from "../compare.ts";
import { begin, data, dense, ones, small, wave } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

add("options that no layer, compile or fit takes", async (tf) => {
  const m = tf.sequential();
  m.add(
    tf.layers.lstm({
      units: 3,
      inputShape: [3, 2],
      recurrentInputSize: 4,
      biasConstraint: null,
      returnSequences: true,
    }),
  );
  m.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, dropout: 0.2, activation: "softmax" }) }));
  begin(tf, m);
  m.compile({
    optimizer: "adam",
    loss: "categoricalCrossentropy",
    metrics: ["mse"],
    lossWeights: null,
    learningRate: 1,
  });
  const y = tf.oneHot(tf.tensor2d([[0, 1, 0]], [1, 3], "int32"), 2);
  const { history } = await m.fit(wave(tf, [1, 3, 2]), y, { epochs: 2, batch_size: 2, doValidation: true });
  return [history, m.predict(wave(tf, [1, 3, 2]), { verbosity: 0 })];
});
add("options that fitDataset and earlyStopping do not take", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const rows = tf.data.zip({ xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync()) }).batch(2);
  const stop = tf.callbacks.earlyStopping({ monitor: "loss", patience: 1, restoreBestWeight: true });
  return (await m.fitDataset(rows, { epochs: 2, batchSize: 2, shuffle: true, callbacks: stop })).history;
});
add("weights are variables: assigned, kept by clone, copied to another model", async (tf) => {
  const [a, b] = [small(tf), small(tf)];
  const [x, y] = data(tf);
  const [live, kept] = [a.getWeights(), a.getWeights().map((w: any) => w.clone())];
  await a.fit(x, y, { epochs: 2, shuffle: false });
  for (const [i, w] of b.getWeights().entries()) w.assign(live[i].mul(0.9).add(kept[i].mul(0.1)));
  return [live, kept, b.getWeights(), b.predict(x), live.map((w: any) => w.trainable)];
});
add("gradients by the names of weights, in their order", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 3 }));
  m.add(tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2, returnSequences: true }) }));
  m.add(
    tf.layers.rnn({ cell: [tf.layers.lstmCell({ units: 2 }), tf.layers.gruCell({ units: 2 })], activation: "relu" }),
  );
  m.add(tf.layers.dense({ units: 1 }));
  begin(tf, m);
  const run = () =>
    m
      .apply(tf.tensor2d([[1, 2, 3]]))
      .square()
      .mean();
  const { grads } = tf.variableGrads(run);
  const bare = (name: string) => name.replace(/\d+/g, "#");
  const weights = m.trainableWeights;
  return [
    Object.keys(grads).map(bare),
    weights.map((w: any) => [bare(w.name), bare(w.val.name), bare(w.originalName), w.val.name === w.name]),
    weights.map((w: any) => grads[w.name]),
    Object.values(tf.variableGrads(run, m.getWeights()).grads),
  ];
});
add("two layers of one name in one loss", (tf) => {
  const [a, b] = [1, 2].map((units) => tf.layers.dense({ units, name: "twice", kernelInitializer: "ones" }));
  for (const layer of [a, b]) layer.apply(tf.ones([1, 2]));
  const { grads } = tf.variableGrads(() =>
    a
      .apply(tf.ones([1, 2]))
      .add(b.apply(tf.ones([1, 2])))
      .sum(),
  );
  return [Object.values(grads), a.weights[0].originalName, b.weights[0].originalName];
});
add("a copy of a model from its topology and its weights' bytes", async (tf) => {
  const m = tf.sequential({
    layers: [tf.layers.gru({ units: 3, inputShape: [4, 2], ...ones }), tf.layers.dense({ units: 1 })],
  });
  begin(tf, m);
  const weights = m.getWeights();
  const copy = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: m.toJSON(null, false),
      weightSpecs: m.weights.map(({ originalName: name, shape, dtype }: any) => ({ name, shape, dtype })),
      weightData: tf.io.concatenateArrayBuffers(weights.map((w: any) => w.dataSync().buffer)),
    }),
  );
  return copy.predict(wave(tf, [1, 4, 2]));
});
add("a mixture density network: a cell's call, logSumExp, minimize", (tf) => {
  const [latents, parts] = [2, 3];
  const cell = tf.layers.lstmCell({ units: 4 });
  const head = tf.layers.dense({ units: 3 * parts * latents });
  const start = tf.input({ shape: [null, latents + 1] });
  const m = tf.model({
    inputs: start,
    outputs: head.apply(tf.layers.rnn({ cell, returnSequences: true }).apply(start)),
  });
  begin(tf, m);
  const optimizer = tf.train.adam(0.01);
  const likelihood = (raw: any, target: any) => {
    const [pick, mean, spread] = tf.split(raw.reshape([...raw.shape.slice(0, -1), latents, 3 * parts]), 3, -1);
    const scale = tf.clipByValue(spread, -7, 7);
    const far = target.expandDims(-1).sub(mean).div(scale.exp());
    const each = pick
      .sub(tf.logSumExp(pick, -1, true))
      .sub(scale)
      .sub(far.square().mul(0.5));
    return tf.neg(tf.mean(tf.logSumExp(each, -1)));
  };
  const [x, y] = [wave(tf, [2, 4, 3]), wave(tf, [2, 4, 2], 1)];
  const losses = [1, 2, 3].map(() => optimizer.minimize(() => likelihood(m.apply(x), y), true).dataSync()[0]);
  return [losses, cell.call([tf.ones([1, 3]), tf.zeros([1, 4]), tf.zeros([1, 4])], {})];
});
add("gradients of several steps, averaged by name and applied", (tf) => {
  const m = small(tf);
  const sums: Record<string, any[]> = {};
  for (let step = 0; step < 3; step++) {
    const { grads } = tf.variableGrads(() =>
      tf.tidy(() => {
        const logits = m.predict(wave(tf, [1, 2], step));
        const action = tf.multinomial(tf.concat([tf.sigmoid(logits), tf.sub(1, tf.sigmoid(logits))], 1), 1, 1, true);
        return tf.losses.sigmoidCrossEntropy(tf.tensor2d([step % 2], action.shape), logits).asScalar();
      }),
    );
    for (const [name, grad] of Object.entries(grads)) sums[name] = [...(sums[name] ?? []), grad];
  }
  const means = Object.entries(sums).map(([name, list]) => ({ name, tensor: tf.mean(tf.stack(list, 0), 0) }));
  tf.train.adam(0.05).applyGradients(means);
  return m.getWeights();
});
add("what an input layer takes: part of a model from its first layer on", (tf) => {
  const start = tf.input({ shape: [3] });
  const m = tf.model({ inputs: start, outputs: dense(tf).apply(dense(tf, { activation: "relu" }).apply(start)) });
  const [first, hidden] = m.layers;
  const part = tf.model({ inputs: first.input, outputs: hidden.output });
  return [part.predict(tf.ones([1, 3])), first.getInputAt(0).shape, first.outputShape];
});
