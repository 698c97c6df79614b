/** What layers, weights and optimizers hold in fields, and weights by name. Each row runs on TensorFlow.js and on Recurve. */
import { better, type Row, row } from "../compare.ts";
import { data, stack } from "./models-data.ts";

/** Some fields of a layer or cell. */
const fields = (made: any, names: string[]) => names.map((name) => made[name]);
/** The class of what a field holds. */
const kind = (made: any, names: string[]) => names.map((name) => made[name].getClassName());

const cells = ["simpleRNNCell", "gruCell", "lstmCell"].map((name) =>
  row(`tf.layers.${name}(…).units, .activation, .kernelInitializer, .stateSize`, (tf) => {
    const cell = tf.layers[name]({ units: 3, dropout: 0.1, activation: "relu" });
    cell.build([null, 2]);
    const { activation, kernel, recurrentKernel, bias } = cell;
    return [
      fields(cell, ["units", "useBias", "dropout", "recurrentDropout", "stateSize"]),
      activation.getClassName(),
      activation.apply(tf.tensor1d([-1, 2])),
      kind(cell, ["recurrentInitializer", "biasInitializer"]),
      [kernel.shape, recurrentKernel.shape, bias.read()],
    ];
  }),
);

export const rows: Row[] = [
  ...cells,
  row("dense.units, .useBias, .kernel, .bias, .activation", (tf) => {
    const dense = tf.layers.dense({ units: 2, activation: "sigmoid", kernelInitializer: "ones" });
    const before = dense.kernel;
    const y = dense.apply(tf.ones([1, 3]));
    const { units, useBias, kernel, bias, activation } = dense;
    return [before, y, units, useBias, kernel.read(), bias.read(), activation.getClassName()];
  }),
  row("lstm.cell.units, and no kernel of its own", (tf) => {
    const { cell, kernel, returnSequences, goBackwards } = tf.layers.lstm({ units: 4, returnSequences: true });
    return [cell.units, kernel, returnSequences, goBackwards, cell.recurrentActivation.getClassName()];
  }),
  row(
    "leakyReLU.alpha, elu.alpha, thresholdedReLU.theta, repeatVector.n, gaussianNoise.stddev, masking.maskValue",
    (tf) => [
      tf.layers.leakyReLU({ alpha: 0.2 }).alpha,
      tf.layers.elu({ alpha: 0.5 }).alpha,
      tf.layers.thresholdedReLU({ theta: 2 }).theta,
      tf.layers.repeatVector({ n: 3 }).n,
      tf.layers.gaussianNoise({ stddev: 0.5 }).stddev,
      tf.layers.gaussianDropout({ rate: 0.5 }).rate,
      tf.layers.masking({ maskValue: -1 }).maskValue,
      tf.layers.softmax({ axis: 1 }).axis,
    ],
  ),
  row("layer.supportsMasking", (tf) => {
    const { layers } = tf;
    const made = [
      ...[true, false].map((maskZero) => layers.embedding({ inputDim: 3, outputDim: 2, maskZero })),
      layers.dense({ units: 2 }),
      layers.dropout({ rate: 0.5 }),
      layers.masking(),
      layers.flatten(),
      layers.conv1d({ filters: 1, kernelSize: 2 }),
      layers.batchNormalization(),
      layers.concatenate(),
      layers.gru({ units: 2 }),
      layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
      layers.bidirectional({ layer: layers.lstm({ units: 2 }), mergeMode: "sum" }),
    ];
    return made.map(({ supportsMasking }) => Boolean(supportsMasking));
  }),
  row("stackedRNNCells({ cells: [one] }).stateSize", (tf) => {
    return tf.layers.stackedRNNCells({ cells: [tf.layers.gruCell({ units: 2 })] }).stateSize;
  }),
  row("adamax with decay: getConfig, learningRate set between updates", (tf) => {
    const optimizer = tf.train.adamax(0.05, 0.8, 0.9, 1e-5, 0.1);
    const weights = tf.variable(tf.tensor1d([1, -2]));
    const update = () => optimizer.minimize(() => weights.square().sum());
    update();
    const { learningRate, decay } = optimizer.getConfig();
    optimizer.learningRate = 0.2;
    update();
    return [learningRate, decay, optimizer.getConfig().learningRate, weights.dataSync()];
  }),
  row("embedding.embeddings, batchNormalization.gamma, .movingMean", (tf) => {
    const embedding = tf.layers.embedding({ inputDim: 3, outputDim: 2, embeddingsInitializer: "ones" });
    embedding.apply(tf.tensor2d([[0, 2]]));
    const normal = tf.layers.batchNormalization({});
    normal.apply(tf.ones([2, 3]));
    return [
      embedding.embeddings.read(),
      normal.gamma.read(),
      normal.movingMean.read(),
      normal.epsilon,
      normal.momentum,
    ];
  }),
  row("layer.losses, .updates", (tf) => {
    const layer = tf.layers.dense({
      units: 1,
      kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
      kernelInitializer: "ones",
    });
    layer.apply(tf.ones([1, 2]));
    return [layer.losses.length, layer.losses[0](), layer.updates];
  }),
  row("model.loadWeights by name", (tf) => {
    const make = () =>
      stack(
        tf,
        tf.layers.gru({ units: 2, name: "gru", inputShape: [3, 2] }),
        tf.layers.dense({ units: 1, name: "out" }),
      );
    const [from, to] = [make(), make()];
    const weights = Object.fromEntries(from.weights.map((each: any) => [each.originalName, each.read().mul(2)]));
    to.loadWeights(weights);
    from.setWeights(from.getWeights().map((each: any) => each.mul(2)));
    const x = data(tf, [1, 3, 2]);
    return [from.predict(x), to.predict(x)];
  }),
  row("model.loadWeights with weights missing, strict and not", (tf) => {
    const model = stack(tf, tf.layers.dense({ units: 1, name: "out", inputShape: [2] }));
    model.loadWeights({ "out/kernel": tf.ones([2, 1]) }, false);
    let refused = false;
    try {
      model.loadWeights({ "out/kernel": tf.ones([2, 1]) });
    } catch {
      refused = true;
    }
    return [model.predict(tf.ones([1, 2])), refused];
  }),
  row("tf.io.weightsLoaderFactory", async (tf) => {
    const one = await tf.io.encodeWeights({ a: tf.tensor1d([1, 2]), b: tf.tensor1d([3]) });
    const other = await tf.io.encodeWeights({ c: tf.tensor2d([[4, 5]]) });
    const read: string[] = [];
    const load = tf.io.weightsLoaderFactory(async (paths: string[]) => {
      read.push(...paths);
      return paths.map((path) => (path.endsWith("1.bin") ? one.data : other.data));
    });
    const manifest = [
      { paths: ["1.bin"], weights: one.specs },
      { paths: ["2.bin"], weights: other.specs },
    ];
    return [await load(manifest, "at"), await load(manifest, "at/", ["c"]), read];
  }),
  row("optimizer.saveIterations", async (tf) => {
    const optimizer = tf.train.adam(0.1);
    const w = tf.variable(tf.scalar(1));
    for (let i = 0; i < 3; i++) optimizer.minimize(() => w.square());
    return (await optimizer.saveIterations()).tensor;
  }),
  better(
    "TensorFlow.js's setMomentum changes what getConfig says, and not the steps",
    row("momentum.setMomentum", (tf) => {
      const optimizer = tf.train.momentum(0.1, 0.9);
      const w = tf.variable(tf.scalar(1));
      optimizer.minimize(() => w.square());
      optimizer.setMomentum(0.1);
      optimizer.minimize(() => w.square());
      return [w, optimizer.getConfig().momentum];
    }),
  ),
  row("tf.CallbackList", async (tf) => {
    const seen: unknown[] = [];
    const list = new tf.CallbackList([
      new tf.CustomCallback({ onEpochEnd: (epoch: number, logs: any) => void seen.push([epoch, logs]) }),
    ]);
    list.append(new tf.CustomCallback({ onTrainBegin: () => void seen.push("begin") }));
    list.setParams({ epochs: 2 });
    await list.onTrainBegin();
    await list.onEpochBegin(0);
    await list.onEpochEnd(1, { loss: 2 });
    return [seen, list.callbacks.length];
  }),
  row("what a layer gives: nodeIndex, tensorIndex", (tf) => {
    const layer = tf.layers.dense({ units: 1 });
    layer.apply(tf.input({ shape: [2] }));
    const second = layer.apply(tf.input({ shape: [2] }));
    return [second.nodeIndex, second.tensorIndex, layer.inboundNodes.length];
  }),
  row(
    "lazy iterators: map, filter, take, skip, flatmap, rowMajorBatch, columnMajorBatch, concatenate, prefetch",
    async (tf) => {
      const begin = () => tf.data.array([1, 2, 3, 4, 5]).iterator();
      const pairs = await tf.data.array([{ a: 1 }, { a: 2 }, { a: 3 }]).iterator();
      const seen: number[] = [];
      await (await begin()).serialForEach(async (each: number) => {
        seen.push(each);
        return each < 3;
      });
      return [
        seen,
        await (await begin())
          .map((x: number) => x * 2)
          .filter((x: number) => x > 2)
          .take(2)
          .toArray(),
        await (await begin()).skip(1).rowMajorBatch(2).toArray(),
        await (await begin()).rowMajorBatch(2, false).toArray(),
        await (await begin())
          .flatmap((x: number) => [x, -x])
          .take(3)
          .toArray(),
        await pairs.columnMajorBatch(2).toArray(),
        await (await begin()).concatenate(await begin()).toArrayForTest(),
        await (await begin())
          .prefetch(2)
          .mapAsync(async (x: number) => x + 1)
          .toArray(),
      ];
    },
  ),
  row(
    "fitDataset with fewer batches than batchesPerEpoch × epochs: no validation after the epoch that has none",
    async (tf) => {
      const rows = [[1, 2], [3, 4], [5, 6], [7, 8]].map((xs) => ({ xs, ys: [1] })); // biome-ignore format: rows
      const model = stack(tf, tf.layers.dense({ units: 1, inputShape: [2] }));
      model.compile({ loss: "meanSquaredError", optimizer: "sgd" });
      const validationData = [tf.ones([2, 2]), tf.ones([2, 1])];
      const { history } = await model.fitDataset(tf.data.array(rows).batch(2), {
        epochs: 2,
        batchesPerEpoch: 2,
        validationData,
      });
      return [history.loss.length, history.val_loss.length];
    },
  ),
  row("setWeights and write of a weight with a constraint", (tf) => {
    const constrained = {
      kernelConstraint: tf.constraints.maxNorm({ maxValue: 1, axis: 0 }),
      biasConstraint: "nonNeg",
    };
    const model = stack(tf, tf.layers.dense({ units: 1, inputShape: [2], ...constrained }));
    model.setWeights([tf.tensor2d([[3], [4]]), tf.tensor1d([-1])]);
    const set = model.getWeights();
    model.layers[0].weights[1].write(tf.tensor1d([-3]));
    return [set, model.getWeights()[1]];
  }),
  row("the name of a sequential model's input", (tf) => {
    const model = tf.sequential({ layers: [tf.layers.lstm({ units: 2, inputShape: [3, 1], name: "first" })] });
    return [model.inputs[0].name, model.inputs[0].shape];
  }),
];
