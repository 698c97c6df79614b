/** Optimizers with schedules and weights, gradients through models, masks and states, engine and environment. */
import { type Row, row } from "../compare.ts";
import { begin, data, dense, ones, printed, small, tried, wave } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));
add("schedule: setLearningRate of sgd and momentum, learningRate of adam", async (tf) => {
  const out: any[] = [];
  for (const make of [
    () => tf.train.sgd(0.1),
    () => tf.train.momentum(0.1, 0.9),
    () => tf.train.adam(0.1),
    () => tf.train.rmsprop(0.1),
    () => tf.train.adagrad(0.1),
    () => tf.train.adamax(0.1),
    () => tf.train.adadelta(0.1),
  ]) {
    const o = make();
    const v = tf.variable(tf.tensor1d([1, 2]));
    for (let i = 0; i < 3; i++) {
      if (o.setLearningRate) o.setLearningRate(0.1 / (i + 1));
      else o.learningRate = 0.1 / (i + 1);
      o.minimize(() => v.square().sum(), false, [v]);
    }
    out.push(v.clone());
  }
  return out;
});
const bare = (names: any[]) => names.map(({ name, tensor }: any) => [name.replace(/\d+/g, "#"), tensor]);
for (const kind of ["sgd", "momentum", "adam", "rmsprop", "adagrad", "adadelta"]) {
  const make = (tf: any) =>
    kind === "momentum"
      ? tf.train.momentum(0.1, 0.9)
      : kind === "rmsprop"
        ? tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true)
        : tf.train[kind](0.1);
  add(`${kind}: getWeights, setWeights, getConfig, className`, async (tf) => {
    const o = make(tf);
    const v = tf.variable(tf.tensor1d([1, 2]));
    const step = (opt: any) => opt.minimize(() => v.square().sum(), true, [v]);
    step(o);
    step(o);
    const w = await tried(() => o.getWeights());
    const p = make(tf);
    const set = Array.isArray(w)
      ? await tried(async () => {
          await p.setWeights(w);
          return "set";
        })
      : w;
    if (set === "set") step(p);
    return [Array.isArray(w) ? bare(w) : w, set, v, o.getConfig(), o.getClassName(), o.iterations ?? null];
  });
}
add("applyGradients: of a record, of a list, of variableGrads", (tf) => {
  const [a, b, c] = [1, 2, 3].map((i) => tf.variable(tf.tensor1d([i, 1]), true, `v${i}${Math.random()}`));
  const o = tf.train.sgd(0.5);
  o.applyGradients({ [a.name]: tf.tensor1d([1, 1]) });
  o.applyGradients([{ name: b.name, tensor: tf.tensor1d([1, 1]) }]);
  const { grads } = tf.variableGrads(() => c.square().sum(), [c]);
  o.applyGradients(grads);
  return [a, b, c].map((v) => v.clone());
});
add("applyGradients: an unknown name", (tf) => tried(() => tf.train.sgd(0.5).applyGradients({ nobody: tf.scalar(1) })));
add("computeGradients and applyGradients; minimize gives the cost", (tf) => {
  const v = tf.variable(tf.tensor1d([1, 2]));
  const o = tf.train.adam(0.1);
  const { value, grads } = o.computeGradients(() => v.square().sum(), [v]);
  o.applyGradients(grads);
  return [
    value,
    Object.values(grads),
    v.clone(),
    o.minimize(() => v.sum(), true, [v]),
    o.minimize(() => v.sum(), false, [v]) ?? null,
  ];
});
add("minimize of no variables", (tf) => tried(() => tf.train.sgd(0.1).minimize(() => tf.scalar(1), true, [])));
add("tf.grads through a model's apply and predict", (tf) => {
  const m = small(tf);
  const [x] = data(tf);
  return [
    tf.grad((z: any) => m.apply(z).sum())(x),
    tf.grads((z: any, s: any) => m.predict(z).mul(s).sum())([x, tf.scalar(2)]),
  ];
});
add("tf.grad through an LSTM, inputs of two", (tf) => {
  const l = tf.layers.lstm({ units: 2, returnSequences: true, ...ones });
  return tf.grad((z: any) => l.apply(z).mul(2).sum())(wave(tf, [1, 3, 2]));
});
add("valueAndGrad of a model's loss", (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const { value, grad } = tf.valueAndGrad((z: any) => tf.losses.meanSquaredError(y, m.apply(z)))(x);
  return [value, grad];
});
add("grad with dy, grads with dy, gradient of what is not used", async (tf) => [
  tf.grad((x: any) => x.square())(tf.tensor1d([1, 2]), tf.tensor1d([10, 1])),
  tf.grads((a: any, b: any) => a.mul(b))([tf.tensor1d([1, 2]), tf.tensor1d([3, 4])], tf.tensor1d([1, 10])),
  await tried(() => tf.grad((_: any) => tf.scalar(3))(tf.scalar(1))),
]);
add("customGrad with save", (tf) => {
  const f = tf.customGrad((x: any, save: any) => {
    save([x]);
    return { value: x.square(), gradFunc: (dy: any, [s]: any) => [dy.mul(s.abs())] };
  });
  return [f(tf.tensor1d([-1, 2])), tf.grad((x: any) => f(x).sum())(tf.tensor1d([-1, 2]))];
});
add("own layer through which a mask goes", async (tf) => {
  class Twice extends tf.layers.Layer {
    static className = "Twice_";
    supportsMasking = true;
    call(x: any) {
      return tf.mul(Array.isArray(x) ? x[0] : x, 2);
    }
    computeMask(_: any, mask: any) {
      return mask;
    }
  }
  const m = tf.sequential({
    layers: [
      tf.layers.masking({ maskValue: 0, inputShape: [3, 2] }),
      new Twice(),
      tf.layers.simpleRNN({ units: 2, ...ones }),
    ],
  });
  return m.predict(
    tf.tensor3d([
      [
        [1, 2],
        [0, 0],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 2],
        [0, 0],
      ],
    ]),
  );
});
add("stateful: predict goes on, resetStates, states of a layer", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.lstm({ units: 2, batchInputShape: [1, 2, 1], stateful: true, ...ones }));
  m.add(dense(tf));
  const x = wave(tf, [1, 2, 1]);
  const out = [m.predict(x), m.predict(x)];
  m.resetStates();
  out.push(m.predict(x));
  m.layers[0].resetStates();
  out.push(m.predict(x));
  return out;
});
add("stateful: resetStates with given states", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.gru({ units: 2, batchInputShape: [1, 2, 1], stateful: true, ...ones }));
  const x = wave(tf, [1, 2, 1]);
  m.predict(x);
  m.layers[0].resetStates(tf.ones([1, 2]));
  return m.predict(x);
});
add("stateful: fit keeps states between batches", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.simpleRNN({ units: 2, batchInputShape: [2, 3, 1], stateful: true }));
  m.add(tf.layers.dense({ units: 1 }));
  begin(tf, m);
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  const { history } = await m.fit(wave(tf, [4, 3, 1]), wave(tf, [4, 1]), {
    batchSize: 2,
    epochs: 2,
    shuffle: false,
    verbose: 0,
  });
  return [history, m.predict(wave(tf, [2, 3, 1]), { batchSize: 2 })];
});
add("rnn with an own cell, trained; go backwards; return state", async (tf) => {
  class Cell extends tf.layers.RNNCell {
    static className = "Cell_";
    stateSize = 2;
    k: any;
    build(s: any) {
      this.k = this.addWeight("k", [s[s.length - 1], 2], "float32", tf.initializers.ones());
      this.built = true;
    }
    call(x: any) {
      const [i, h] = x;
      const o = tf.tanh(tf.add(tf.matMul(i, this.k.read()), h));
      return [o, o];
    }
  }
  const l = tf.layers.rnn({ cell: new Cell(), returnSequences: true, goBackwards: true });
  const a = tf.input({ shape: [3, 1] });
  const m = tf.model({ inputs: a, outputs: tf.layers.rnn({ cell: new Cell() }).apply(l.apply(a)) });
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  const { history } = await m.fit(wave(tf, [2, 3, 1]), wave(tf, [2, 2]), { epochs: 3, verbose: 0, shuffle: false });
  return [history, m.predict(wave(tf, [1, 3, 1]))];
});
add("stackedRNNCells: states, weights, trained", async (tf) => {
  const cell = tf.layers.stackedRNNCells({
    cells: [tf.layers.lstmCell({ units: 2 }), tf.layers.gruCell({ units: 3 }), tf.layers.simpleRNNCell({ units: 1 })],
  });
  const m = tf.sequential({ layers: [tf.layers.rnn({ cell, inputShape: [3, 2] })] });
  begin(tf, m);
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.05) });
  const { history } = await m.fit(wave(tf, [2, 3, 2]), wave(tf, [2, 1]), { epochs: 2, verbose: 0, shuffle: false });
  return [history, cell.stateSize, m.weights.map((w: any) => w.shape)];
});
add("engine().startScope and endScope, tidy nested, keep", async (tf) => {
  const e = tf.engine();
  e.startScope();
  const a = tf.ones([2]);
  const k = tf.keep(tf.zeros([2]));
  e.endScope();
  const r = tf.tidy(() => tf.tidy("in", () => tf.ones([1])).add(1));
  return [k, r, typeof e.memory, a.shape];
});
add("setBackend, ready, getBackend, removeBackend", async (tf) => {
  const ok = await tf.setBackend("cpu");
  await tf.ready();
  return [ok, typeof tf.getBackend()];
});
add("env().set, get, flags", (tf) => {
  const e = tf.env();
  const out: any[] = [];
  e.set("DEBUG", false);
  out.push(e.get("DEBUG"), e.getBool("IS_BROWSER"), e.getBool("IS_NODE"), e.getBool("IS_TEST"));
  try {
    e.set("WEBGL_PACK", false);
    out.push("set");
  } catch {
    out.push("refused");
  }
  return out;
});
add("enableProdMode, disableDeprecationWarnings, enableDebugMode", async (tf) => [
  await tried(() => tf.enableProdMode() ?? "ok"),
  await tried(() => tf.disableDeprecationWarnings() ?? "ok"),
]);
add("ENV, version_core, version, findBackend", (tf) => [
  typeof tf.ENV,
  typeof tf.version_core,
  typeof tf.findBackend,
  typeof tf.version_layers,
]);
add("browser and image names are there, and refuse", async (tf) => [
  typeof tf.browser,
  typeof tf.image,
  await tried(() => tf.browser.fromPixels({})),
]);
add("nextFrame", async (tf) => (await tf.nextFrame()) ?? null);
add("util.fetch, util.decodeString, util.encodeString", (tf) => [
  typeof tf.util.fetch,
  tf.util.decodeString(tf.util.encodeString("aé")),
]);
add("print of everything", (tf) =>
  printed(() => {
    tf.print(
      tf.tensor2d([
        [1.5, -2],
        [3, 4],
      ]),
    );
    tf.tensor1d([1, 2, 3], "int32").print();
    tf.tensor1d([true, false]).print(true);
    tf.scalar(Math.PI).print();
    tf.zeros([30]).print();
    tf.tensor1d(["a"]).print();
    tf.tensor3d([
      [[1], [2]],
      [[3], [4]],
    ]).print();
  }),
);
