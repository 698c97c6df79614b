/** Programs about what callbacks, histories, optimizers, memory and datasets tell, and training by hand. */
import { type Row, row } from "../compare.ts";
import { data, printed, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

/** A class of callbacks that notes what it is told, and an object of it. */
const told = (tf: any, seen: unknown[]) => {
  class Told extends tf.Callback {
    setParams(params: any) {
      super.setParams(params);
      seen.push({ ...params });
    }
    async onTrainBegin() {
      seen.push([Object.keys(this.params).sort(), this.model !== null, this.validationData]);
    }
  }
  return new Told();
};
/** What a program says on the console as a warning or an error. */
const complained = async (run: () => unknown) => {
  const { warn, error } = console;
  let count = 0;
  console.warn = console.error = () => void count++;
  try {
    return [await run(), count];
  } finally {
    Object.assign(console, { warn, error });
  }
};
const batches = (tf: any, size = 2) => {
  const [x, y] = data(tf);
  return tf.data.zip({ xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync()) }).batch(size);
};

add("params of callbacks: fit, with validation", async (tf) => {
  const seen: unknown[] = [];
  const [x, y] = data(tf);
  const fitted = await small(tf, { metrics: ["acc"] }).fit(x, y, {
    epochs: 3,
    initialEpoch: 1,
    batchSize: 3,
    validationSplit: 0.25,
    verbose: 0,
    callbacks: told(tf, seen),
  });
  return [seen, fitted.params, fitted.epoch, fitted.validationData];
});
add("params of callbacks: fit, with defaults", async (tf) => {
  const seen: unknown[] = [];
  const [x, y] = data(tf);
  const { params } = await small(tf).fit(x, y, { callbacks: [told(tf, seen)] });
  return [seen, params];
});
add("params of callbacks: fitDataset", async (tf) => {
  const seen: unknown[] = [];
  const m = small(tf);
  const [x, y] = data(tf);
  await m.fitDataset(batches(tf), { epochs: 2, initialEpoch: 1, callbacks: told(tf, seen) });
  const { params, epoch } = await m.fitDataset(batches(tf).repeat(), {
    epochs: 2,
    batchesPerEpoch: 3,
    validationData: [x, y],
    callbacks: told(tf, seen),
  });
  return [seen, params, epoch];
});
add("metrics without names", async (tf) => {
  const metrics = [(y: any, p: any) => y.sub(p).abs().mean(), (y: any, p: any) => y.sub(p).square().max()];
  const m = small(tf, { metrics });
  const one = small(tf, { metrics: metrics.slice(0, 1) });
  const [x, y] = data(tf);
  const rest = { epochs: 2, shuffle: false, validationData: [x, y] };
  return [m.metricsNames, (await m.fit(x, y, rest)).history, (await one.fit(x, y, rest)).history, m.evaluate(x, y)];
});
add("metrics with names, of several outputs, and one called loss", async (tf) => {
  const loss = (y: any, p: any) => y.sub(p).abs();
  const i = tf.input({ shape: [2] });
  const head = (name: string) => tf.layers.dense({ units: 1, kernelInitializer: "ones", name }).apply(i);
  const m = tf.model({ inputs: i, outputs: [head("left"), head("right")] });
  m.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError", metrics: [loss, (y: any, p: any) => y.mul(p)] });
  const [x, y] = data(tf);
  return [m.metricsNames, (await m.fit(x, [y, y], { epochs: 1 })).history];
});
add("tidy of a promise is told on the console", (tf) => complained(() => tf.tidy(async () => 3)));
add("tidy by name, of nothing, of nested lists, without a function", (tf) => [
  tf.tidy("name", () => [tf.scalar(1), { a: tf.scalar(2) }]),
  tf.tidy(() => undefined),
  tf.tidy(() => tf.tidy(() => 5)),
  tf.tidy("name"),
]);
add("history: of the model, of fit", async (tf) => {
  const i = tf.input({ shape: [2] });
  const m = tf.model({ inputs: i, outputs: tf.layers.dense({ units: 1, kernelInitializer: "ones" }).apply(i) });
  m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  const [x, y] = data(tf);
  const before = m.history;
  const seen: boolean[] = [];
  const h = await m.fit(x, y, {
    epochs: 2,
    callbacks: { onEpochEnd: () => void seen.push(m.history.epoch.length > 0, m.isTraining) },
  });
  return [before, m.history === h, h.epoch, Object.keys(h.history), h instanceof tf.History, seen, m.isTraining];
});
add("onYield comes after 125 ms at the earliest, or as often as yieldEvery says", async (tf) => {
  const [x, y] = data(tf);
  const seen: unknown[] = [];
  let now = 0;
  const nowFunc = () => (now += 60);
  const onYield = (epoch: number, batch: number) => void seen.push([epoch, batch]);
  await small(tf).fit(x, y, { epochs: 2, batchSize: 1, callbacks: { onYield, nowFunc } });
  await small(tf).fit(x, y, { epochs: 1, batchSize: 1, yieldEvery: 50, callbacks: { onYield, nowFunc } });
  return seen;
});
add("freezing and unfreezing a layer after compile", async (tf) => {
  const [x, y] = data(tf);
  const m = small(tf);
  m.layers[0].trainable = false;
  await m.fit(x, y, { epochs: 1 });
  const frozen = m.getWeights().map((w: any) => w.clone());
  m.layers[0].trainable = true;
  await m.fit(x, y, { epochs: 1 });
  return [frozen, m.getWeights()];
});
add("optimizer.iterations: fit, minimize, applyGradients, saveIterations", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const before = m.optimizer.iterations;
  await m.fit(x, y, { epochs: 3, batchSize: 2 });
  const own = tf.train.adam(0.1);
  const w = tf.variable(tf.scalar(2));
  own.minimize(() => w.square());
  own.applyGradients([{ name: w.name, tensor: tf.scalar(1) }]);
  return [before, m.optimizer.iterations, own.iterations, await own.saveIterations(), w];
});
add("the learning rate of adam changed in a callback", async (tf) => {
  const m = small(tf, { optimizer: tf.train.adam(0.1) });
  const [x, y] = data(tf);
  const rates: number[] = [];
  await m.fit(x, y, {
    epochs: 3,
    shuffle: false,
    callbacks: {
      onEpochEnd: () => {
        m.optimizer.learningRate *= 0.5;
        rates.push(m.optimizer.learningRate);
      },
    },
  });
  return [rates, m.getWeights(), m.optimizer.getConfig()];
});
add("optimizer.getWeights and setWeights: adam goes on in another model", async (tf) => {
  const [a, b] = [0, 1].map(() => small(tf, { optimizer: tf.train.adam(0.1) }));
  const [x, y] = data(tf);
  await a.fit(x, y, { epochs: 2, shuffle: false });
  const state = (await a.optimizer.getWeights()).map(({ name, tensor }: any) => ({ name, tensor: tensor.clone() }));
  await b.fit(x, y, { epochs: 1, shuffle: false });
  b.setWeights(a.getWeights());
  await b.optimizer.setWeights(state);
  for (const m of [a, b]) await m.fit(x, y, { epochs: 2, shuffle: false });
  return [state.length, state.map(({ tensor }: any) => tensor), a.getWeights(), b.getWeights(), b.optimizer.iterations];
});
add("tf.train's optimizers: what they take and getConfig tells", (tf) =>
  [
    tf.train.sgd(0.1),
    tf.train.momentum(0.1, 0.9),
    tf.train.momentum(0.1, 0.9, true),
    tf.train.rmsprop(0.1),
    tf.train.rmsprop(0.1, 0.8, 0.1, 1e-6, true),
    tf.train.adam(),
    tf.train.adam(0.1, 0.8, 0.99, 1e-5),
    tf.train.adamax(),
    tf.train.adagrad(0.1),
    tf.train.adagrad(0.1, 0.5),
    tf.train.adadelta(),
  ].map((each) => [each.getClassName(), each.getConfig(), each.learningRate, each instanceof tf.Optimizer]),
);
add("a loop with gradients clipped by hand, by their common norm", (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const optimizer = tf.train.sgd(0.5);
  const losses: number[] = [];
  for (let i = 0; i < 4; i++) {
    const { value, grads } = optimizer.computeGradients(
      () => tf.losses.meanSquaredError(y, m.predict(x)),
      m.trainableWeights.map((w: any) => w.read()),
    );
    const norm = tf.sqrt(tf.addN(Object.values(grads).map((g: any) => g.square().sum())));
    const factor = tf.minimum(tf.scalar(0.1).div(norm), 1);
    optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([n, g]: any) => [n, g.mul(factor)])));
    losses.push(value.dataSync()[0]);
  }
  return [losses, m.getWeights()];
});
add("minimize(f, true, varList), and a variable that is not trained", (tf) => {
  const [a, b, c] = [1, 2, 3].map((v) => tf.variable(tf.scalar(v), v !== 3));
  const optimizer = tf.train.momentum(0.1, 0.5);
  const f = () => a.mul(b).add(c).square();
  const first = optimizer.minimize(f, true, [a]);
  const second = optimizer.minimize(f, true);
  return [first, second, optimizer.minimize(f), a, b, c];
});
add("variableGrads: without variables, of a list, of one that is not used", (tf) => {
  const [a, b] = [1, 2].map((v) => tf.variable(tf.scalar(v), true));
  const of = (list?: any[]) => tf.variableGrads(() => a.square(), list);
  return [of([a]).value, Object.keys(of([a]).grads).length, Object.values(of([a, b]).grads), Object.values(of().grads)];
});
add("a loss, a gradient and a cost that are no scalar tensors", async (tf) => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const errors: boolean[] = [];
  for (const run of [
    () => tf.train.sgd(0.1).minimize(() => w.square()),
    () => tf.train.sgd(0.1).minimize(() => 3),
    () => tf.train.sgd(0.1).minimize(() => tf.scalar(1)),
    () => tf.grad((x: any) => [x])(tf.scalar(1)),
    () => tf.variableGrads(3),
    () => tf.train.sgd(0.1).applyGradients({ nobody: tf.scalar(1) }),
  ])
    try {
      run();
      errors.push(false);
    } catch {
      errors.push(true);
    }
  return errors;
});
add("dispose twice: tensors, variables, models, optimizers", (tf) => {
  const t = tf.tensor1d([1]);
  t.dispose();
  t.dispose();
  const v = tf.variable(tf.scalar(1));
  v.dispose();
  v.dispose();
  tf.dispose([t, { v }, null, 5]);
  const m = small(tf);
  const first = m.dispose();
  return [t.isDisposed, v.isDisposed, first.numDisposedVariables, m.optimizer === undefined];
});
add("tf.memory: its fields", (tf) =>
  Object.entries(tf.memory())
    .map(([name, value]) => [name, Array.isArray(value) ? "list" : typeof value])
    .sort(),
);
add("tf.profile and tf.time: their fields", async (tf) => {
  const { result, ...profile } = await tf.profile(async () => ({ a: tf.add(1, 2) }));
  const time = await tf.time(() => tf.add(1, 2));
  const kinds = (record: any, names: string[]) => names.map((name) => typeof record[name]);
  return [
    result,
    kinds(profile, ["newBytes", "newTensors", "peakBytes", "kernels", "kernelNames"]),
    kinds(time, ["wallMs", "kernelMs"]),
  ];
});
for (const [name, make] of Object.entries({
  scalar: (tf: any) => tf.scalar(1.5),
  "whole numbers": (tf: any) => tf.tensor2d([[1, 20], [-3, 4]], [2, 2], "int32"), // biome-ignore format: rows
  "very small and large": (tf: any) => tf.tensor1d([1e-9, 1e9, Number.NaN, Infinity, -0.1234567891]),
  booleans: (tf: any) => tf.tensor1d([true, false]),
  texts: (tf: any) => tf.tensor2d([["a", "long"], ["", "b"]]), // biome-ignore format: rows
  "many rows": (tf: any) => tf.range(0, 90).reshape([30, 3]),
  "four axes": (tf: any) => tf.range(0, 16).reshape([2, 2, 2, 2]),
  empty: (tf: any) => tf.zeros([0, 3]),
  variable: (tf: any) => tf.variable(tf.tensor1d([1, 2])),
}))
  add(`print and toString: ${name}`, async (tf) => {
    const t = make(tf);
    const lines = await printed(() => {
      t.print();
      t.print(true);
      tf.print(t, true);
    });
    return [t.toString(), t.toString(true), `${t}`, lines];
  });
add("tf.util: shuffles, shapes, types", (tf) => {
  const { util } = tf;
  return [
    util.createShuffledIndices(4).constructor.name,
    util.isScalarShape([]),
    util.arraysEqual([1], [1, 2]),
    [util.isInt(2), util.isInt(2.5), util.isString("a"), util.isNumber("a"), util.isFunction(() => 1)],
    [util.sizeFromShape([]), util.sizeFromShape([0, 3]), util.sizeToSquarishShape(10), util.nearestLargerEven(3)],
    [util.tanh(0.5), util.sum([1, 2]), util.rightPad("abc", 2), util.distSquared([1], [3])],
    [util.inferDtype([true]), util.inferDtype(["a"]), util.inferDtype(new Int32Array(1)), util.isValidDtype("float16")],
    [util.toTypedArray([[1, 2], [3, 4]], "int32"), util.flatten([[1], [[2, 3]]]), util.parseAxisParam([0, -1], [2, 3])], // biome-ignore format: rows
    [util.encodeString("é"), util.decodeString(new Uint8Array([195, 169])), util.bytesPerElement("int32")],
    [typeof util.fetch, util.isPromise(Promise.resolve())],
  ];
});
add("a warning: early stopping by a metric that is not there", (tf) =>
  complained(async () => {
    const m = small(tf);
    const [x, y] = data(tf);
    const { epoch } = await m.fit(x, y, { epochs: 2, callbacks: tf.callbacks.earlyStopping({ monitor: "val_acc" }) });
    return epoch;
  }),
);
