/** Programs about logs, activations, windows, what is printed, and own training loops. */
import { type Row, row } from "../compare.ts";
import { data, dense, ones, printed, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

const log: (tf: any) => Promise<any> = async (tf) => {
  const m = small(tf, { metrics: ["accuracy", "mse"] });
  const [x, y] = data(tf);
  const seen: any[] = [];
  const cb: any = {};
  for (const n of ["onTrainBegin", "onTrainEnd", "onEpochBegin", "onEpochEnd", "onBatchBegin", "onBatchEnd", "onYield"])
    if (n !== "onYield")
      cb[n] = (...a: any[]) => {
        seen.push([n, ...a.map((v) => (v && typeof v === "object" ? { ...v } : v))]);
      };
  await m.fit(x, y, { epochs: 2, batchSize: 3, shuffle: false, validationData: [x, y], callbacks: cb });
  return seen;
};
add("all callbacks logs", log);
add("fitDataset logs", async (tf) => {
  const seen: any[] = [];
  const m = small(tf);
  const [x, y] = data(tf);
  const ds = tf.data.zip({ xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync()) }).batch(2);
  const h = await m.fitDataset(ds, {
    epochs: 2,
    validationData: ds,
    callbacks: {
      onBatchBegin: (b: any, l: any) => seen.push(["bb", b, { ...l }]),
      onBatchEnd: (b: any, l: any) => seen.push(["be", b, { ...l }]),
      onEpochEnd: (e: any, l: any) => seen.push(["ee", e, { ...l }]),
      onEpochBegin: (e: any, l: any) => seen.push(["eb", e, l ?? null]),
    },
  });
  return [seen, h.history, h.epoch];
});
add("history keys split", async (tf) => {
  const m = small(tf, { metrics: ["mae"] });
  const [x, y] = data(tf);
  const h = await m.fit(x, y, { epochs: 2, validationSplit: 0.25, shuffle: false });
  return [h.history, h.params];
});
for (const a of [
  "gelu",
  "gelu_new",
  "swish",
  "mish",
  "hardSigmoid",
  "elu",
  "selu",
  "relu6",
  "softplus",
  "softsign",
  "linear",
  "logSoftmax",
  "softmax",
])
  add(`activation ${a}`, (tf) =>
    tf.layers.activation({ activation: a }).apply(tf.tensor2d([[-3, -1, -0.1, 0, 0.1, 1, 3]])),
  );
for (const a of ["gelu", "gelu_new", "swish", "mish"]) {
  add(`dense ${a}`, (tf) => {
    const l = dense(tf, { activation: a, inputShape: [2], name: "x" });
    const m = tf.sequential({ layers: [l] });
    return [m.predict(tf.tensor2d([[0.1, -0.3]])), l.getConfig().activation];
  });
  add(`dense ${a} fit`, async (tf) => {
    const m = small(tf, {}, { activation: a });
    const [x, y] = data(tf);
    return (await m.fit(x, y, { epochs: 3, shuffle: false })).history;
  });
}
for (const o of [2, [2], [2, 2], 0])
  for (const l of ["maxPooling1d", "averagePooling1d"])
    add(`${l} ${JSON.stringify(o)}`, (tf) => tf.layers[l]({ poolSize: o }).apply(tf.ones([1, 4, 1])));
for (const s of [[1], 2]) {
  add(`pool strides ${s}`, (tf) => tf.layers.maxPooling2d({ poolSize: 2, strides: s }).apply(tf.ones([1, 4, 4, 1])));
  add(`conv strides ${s}`, (tf) =>
    tf.layers.conv2d({ filters: 1, kernelSize: 2, strides: s, kernelInitializer: "ones" }).apply(tf.ones([1, 4, 4, 1])),
  );
  add(`conv kernel ${s}`, (tf) =>
    tf.layers.conv2d({ filters: 1, kernelSize: s, kernelInitializer: "ones" }).apply(tf.ones([1, 4, 4, 1])),
  );
}
for (const t of [
  "tf.scalar(3)",
  "tf.tensor1d([1,2,3])",
  "tf.tensor2d([[1,2],[3,4.5]])",
  "tf.tensor([true,false])",
  "tf.tensor1d([1,2],'int32')",
  "tf.zeros([2,2,2])",
  "tf.tensor1d([NaN, Infinity, -1e-8, 1e10])",
  "tf.ones([25])",
  "tf.tensor(['a','b'])",
  "tf.tensor([])",
  "tf.zeros([0,3])",
  "tf.ones([30,30])",
  "tf.scalar(true)",
  "tf.scalar('x')",
  "tf.range(0, 24).reshape([1,2,3,4])",
]) {
  add(`print ${t}`, (tf) => printed(() => new Function("tf", `${t}.print()`)(tf)));
  add(`verbose ${t}`, (tf) => printed(() => new Function("tf", `${t}.print(true)`)(tf)));
  add(`toString ${t}`, (tf) => new Function("tf", `return String(${t})`)(tf));
}
add("summary", (tf) =>
  printed(() => {
    const m = tf.sequential({ name: "m" });
    m.add(tf.layers.embedding({ inputDim: 10, outputDim: 4, inputLength: 5, name: "e" }));
    m.add(tf.layers.lstm({ units: 3, name: "l" }));
    m.add(tf.layers.dropout({ rate: 0.2, name: "dr" }));
    m.add(tf.layers.dense({ units: 1, name: "d" }));
    m.summary();
  }),
);
add("summary functional", (tf) =>
  printed(() => {
    const i = tf.input({ shape: [4, 2], name: "i" });
    const a = tf.layers.lstm({ units: 3, name: "l" }).apply(i);
    const b = tf.layers.gru({ units: 3, name: "g" }).apply(i);
    const o = tf.layers.dense({ units: 1, name: "d" }).apply(tf.layers.concatenate({ name: "c" }).apply([a, b]));
    tf.model({ inputs: i, outputs: o, name: "mm" }).summary(80, [0.4, 0.7, 0.85, 1]);
  }),
);
for (const opt of ["sgd", "momentum", "adam", "adagrad", "adadelta", "adamax", "rmsprop"])
  add(`loop ${opt}`, async (tf) => {
    const w = tf.variable(tf.tensor2d([[0.5], [-0.3]]), true, `w${opt}${Math.random()}`);
    const b = tf.variable(tf.scalar(0.1), true, `b${opt}${Math.random()}`);
    const o = opt === "momentum" ? tf.train.momentum(0.1, 0.9) : tf.train[opt](0.1);
    const [x, y] = data(tf);
    const costs: any[] = [];
    for (let i = 0; i < 5; i++)
      costs.push(
        o.minimize(() => tf.tidy(() => tf.losses.meanSquaredError(y, x.matMul(w).add(b).sigmoid()).mean()), true, [
          w,
          b,
        ]),
      );
    // TensorFlow.js does not tell adamax's
    const state = opt === "adamax" ? [] : (await o.getWeights()).map((each: any) => each.tensor);
    return [costs, w, b, o.getConfig(), o.getClassName(), state];
  });
add("loop rnn model", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.lstm({ units: 3, ...ones, inputShape: [4, 2] }));
  m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
  const o = tf.train.adam(0.01);
  const x = tf.ones([2, 4, 2]).mul(0.1);
  const c: any[] = [];
  for (let i = 0; i < 4; i++)
    c.push(
      o.minimize(() => tf.losses.meanSquaredError(tf.zeros([2, 1]), m.apply(x, { training: true })).asScalar(), true),
    );
  return [c, m.getWeights()];
});
add("variableGrads of model", (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const { value, grads } = tf.variableGrads(() => tf.losses.meanSquaredError(y, m.predict(x)).asScalar());
  return [value, Object.values(grads)];
});
add("applyGradients list", (tf) => {
  const v = tf.variable(tf.tensor1d([1, 2]), true, `v${Math.random()}`);
  tf.train.sgd(0.5).applyGradients([{ name: v.name, tensor: tf.tensor1d([1, 1]) }]);
  return v;
});
add("computeGradients", (tf) => {
  const v = tf.variable(tf.tensor1d([1, 2]), true, `v${Math.random()}`);
  const g = tf.train.sgd(0.5).computeGradients(() => v.square().sum(), [v]);
  return [g.value, Object.values(g.grads)];
});
add("gradient clipping", (tf) => {
  const v = tf.variable(tf.tensor1d([3, 4]), true, `v${Math.random()}`);
  const o = tf.train.sgd(0.1);
  const { grads } = o.computeGradients(() => v.square().sum(), [v]);
  const clipped: any = {};
  for (const k of Object.keys(grads)) clipped[k] = tf.clipByValue(grads[k], -1, 1);
  o.applyGradients(clipped);
  return v;
});

const specOf = ({ inputSpec }: any) =>
  inputSpec?.map(({ ndim, minNDim, axes }: any) => [ndim, minNDim, Object.entries(axes ?? {})]) ?? null;
add("inputSpec of layers, before and after they are built", (tf) => {
  const { layers } = tf;
  const made: [any, number[]][] = [
    [layers.dense({ units: 2 }), [3]],
    [layers.gru({ units: 2 }), [4, 3]],
    [layers.bidirectional({ layer: layers.gru({ units: 2 }), mergeMode: "sum" }), [4, 3]],
    [layers.conv1d({ filters: 2, kernelSize: 2 }), [4, 3]],
    [layers.conv2d({ filters: 2, kernelSize: 2, dataFormat: "channelsFirst" }), [3, 4, 4]],
    [layers.conv2dTranspose({ filters: 2, kernelSize: 2 }), [4, 4, 3]],
    [layers.batchNormalization(), [4, 3]],
    [layers.globalMaxPooling1d(), [4, 3]],
    [layers.averagePooling2d({}), [4, 4, 3]],
    [layers.permute({ dims: [2, 1] }), [4, 3]],
    [layers.repeatVector({ n: 2 }), [3]],
    [layers.flatten(), [4, 3]],
    [layers.embedding({ inputDim: 3, outputDim: 2 }), [4]],
  ];
  return made.map(([layer, shape]) => {
    const before = specOf(layer);
    layer.apply(tf.input({ shape }));
    return [before, specOf(layer)];
  });
});
add("inputSpec of an own layer is checked", (tf) => {
  class Steps extends tf.layers.Layer {
    static className = "StepsOfThree";
    constructor() {
      super({});
      this.inputSpec = [{ ndim: 3, axes: { [-1]: 2 } }];
    }
    computeOutputShape(shape: any) {
      return shape;
    }
    call(inputs: any) {
      return (Array.isArray(inputs) ? inputs[0] : inputs).mul(2);
    }
  }
  const refused = (shape: number[]) => {
    try {
      new Steps().apply(tf.ones(shape));
      new Steps().apply(tf.input({ batchShape: shape }));
      return false;
    } catch {
      return true;
    }
  };
  return [
    [1, 4, 2],
    [1, 4],
    [1, 4, 3],
  ].map(refused);
});
add("save trainableOnly", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: "ones", trainable: false, name: "fixed" }));
  m.add(tf.layers.batchNormalization({ name: "norm" }));
  m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones", name: "free" }));
  let kept: any;
  await m.save(
    tf.io.withSaveHandler(async (artifacts: any) => {
      kept = artifacts;
      return {};
    }),
    { trainableOnly: true },
  );
  const weights = tf.io.decodeWeights(kept.weightData, kept.weightSpecs);
  return [kept.weightSpecs.map(({ name }: any) => name), Object.values(weights)];
});
