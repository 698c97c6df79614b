/** Programs about layers that were called already, models inside models, and what `call` of one's own layers gives. */
import { type Row, row } from "../compare.ts";
import { begin, data, wave } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

/** Two dense layers, of 3 and 2 units. */
const two = (tf: any) => {
  const m = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], name: "first" }),
      tf.layers.dense({ units: 2, name: "second", activation: "tanh" }),
    ],
  });
  begin(tf, m);
  return m;
};
/** A class whose `call` is a function. */
const layerOf = (tf: any, call: (inputs: any, kwargs: any) => any, shape: (s: any) => any = (s) => s) => {
  class Own extends tf.layers.Layer {
    static className = "Own";
    computeOutputShape(s: any) {
      return shape(s);
    }
    call(inputs: any, kwargs: any) {
      return call(Array.isArray(inputs) ? inputs[0] : inputs, kwargs);
    }
  }
  return new (Own as any)({});
};
const oneX = (tf: any) => tf.tensor2d([[0.5, -1]]);

const gifts: Record<string, (x: any) => unknown> = {
  record: (x: any) => ({ context: x.mul(2), more: { list: [x.add(1), "text", 3] } }),
  "list of records": (x: any) => [{ a: x.neg() }, { b: x }],
  "list of one record": (x: any) => [{ a: x.neg() }],
  number: () => 5,
  "list of numbers": () => [1, 2],
  nothing: () => undefined,
  null: () => null,
  "tensor and null": (x: any) => [x.square(), null],
  "list of one": (x: any) => [x.square()],
  "empty list": () => [],
  "its input": (x: any) => x,
  "three tensors": (x: any) => [x, x.add(1), x.add(2)],
};
for (const [name, make] of Object.entries(gifts))
  add(`own layer applied to a tensor: ${name}`, (tf) => layerOf(tf, make).apply(oneX(tf)));
add("own layer that gives a record to an own layer", (tf) => {
  const inner = layerOf(tf, (x) => ({ scores: x.softmax(), sum: x.sum(-1, true) }));
  const outer = layerOf(tf, (x) => {
    const { scores, sum } = inner.apply(x);
    return scores.mul(sum);
  });
  const m = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), outer] });
  begin(tf, m);
  const { grads } = tf.variableGrads(() => m.apply(oneX(tf)).square().sum());
  return [m.predict(oneX(tf)), Object.values(grads)];
});
for (const [name, make] of Object.entries({
  record: (x: any) => ({ a: x }),
  nothing: () => undefined,
  "too few": (x: any) => [x],
}))
  add(`own layer in a model gives ${name}`, (tf) => {
    const shape = name === "too few" ? (s: any) => [s, s] : undefined;
    const i = tf.input({ shape: [2] });
    const outputs = [layerOf(tf, make, shape).apply(i)].flat();
    return tf.model({ inputs: i, outputs: outputs.at(-1) }).predict(oneX(tf));
  });
add("own layer in a model gives more than it says", (tf) => {
  const i = tf.input({ shape: [2] });
  return tf.model({ inputs: i, outputs: layerOf(tf, (x) => [x, x.add(1)]).apply(i) }).predict(oneX(tf));
});

add("a layer of one model begins another: its input, output, calls", (tf) => {
  const m = two(tf);
  const other = tf.sequential();
  other.add(m.layers[0]);
  other.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
  const [layer] = other.layers;
  return [
    other.predict(oneX(tf)),
    [layer === m.layers[0], layer.inboundNodes.length, layer.outputShape, layer.input.shape, layer.output.shape],
    [layer.getInputAt(0).shape, layer.getOutputAt(0).shape, other.inputs[0] === m.inputs[0], other.inputNames],
    [m.predict(oneX(tf)), other.weights.length, other.countParams()],
  ];
});
add("all layers of a model but the last, then a new one", async (tf) => {
  const m = two(tf);
  const other = tf.sequential({ layers: m.layers.slice(0, -1) });
  for (const layer of other.layers) layer.trainable = false;
  other.add(tf.layers.dense({ units: 1, kernelInitializer: "ones", name: "head" }));
  other.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  const { history } = await other.fit(wave(tf, [4, 2]), wave(tf, [4, 1], 1), { epochs: 2, shuffle: false });
  return [history, other.getWeights(), other.trainableWeights.length, m.getWeights()];
});
add("a layer of two calls begins a model", (tf) => {
  const layer = tf.layers.dense({ units: 1 });
  for (const shape of [[2], [2]]) layer.apply(tf.input({ shape }));
  return [layer.inboundNodes.length, layer.outputShape, layer.getOutputAt(1).shape, layer.input];
});
add("pop, and the layer in another model", (tf) => {
  const m = two(tf);
  const other = tf.sequential({ layers: [m.layers[0]] });
  other.pop();
  other.add(tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: "ones" }));
  return [other.inputs[0].shape, other.predict(tf.ones([1, 4])), m.layers[0].output.shape, m.predict(oneX(tf))];
});
add("an input layer first", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.inputLayer({ inputShape: [2] }));
  m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
  m.summary(null, null, () => {});
  const names = m.layers.map((layer: any) => layer.getClassName());
  return [m.inputs[0].shape, m.predict(oneX(tf)), m.getWeights().length, names, m.getLayer(null, 1).outputShape];
});
add("layers of a functional model, its input layer first, in a sequential model", (tf) => {
  const i = tf.input({ shape: [2], name: "begin" });
  const m = tf.model({ inputs: i, outputs: tf.layers.dense({ units: 3, name: "d" }).apply(i) });
  begin(tf, m);
  const other = tf.sequential();
  for (const layer of m.layers) other.add(layer);
  other.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
  return [other.predict(oneX(tf)), other.inputNames, other.inputs[0].shape];
});

const nested = (tf: any, functional: boolean) => {
  const inner = two(tf);
  const i = tf.input({ shape: [2], name: "given" });
  const own = functional ? tf.model({ inputs: i, outputs: inner.apply(i), name: "inner" }) : inner;
  const outer = tf.sequential({ layers: [own, tf.layers.dense({ units: 1, name: "end", kernelInitializer: "ones" })] });
  return { own, outer };
};
for (const functional of [false, true]) {
  const kind = functional ? "functional" : "sequential";
  add(`a ${kind} model begins a sequential one: inputs, calls, part of it`, (tf) => {
    const { own, outer } = nested(tf, functional);
    const part = tf.model({ inputs: own.inputs, outputs: outer.outputs });
    outer.build();
    return [
      [own.inboundNodes.length, own.outputShape, own.input.shape, own.getInputAt(0).shape, own.getOutputAt(0).shape],
      [outer.inputNames, outer.inputs[0] === own.inputs[0], outer.outputShape, outer.layers.length],
      [part.predict(oneX(tf)), outer.predict(oneX(tf)), outer.countParams()],
    ];
  });
  add(`a ${kind} model begins a sequential one: saved and loaded`, async (tf) => {
    const { outer } = nested(tf, functional);
    let kept: any;
    await outer.save(
      tf.io.withSaveHandler(async (a: any) => {
        kept = a;
        return {};
      }),
    );
    const again = await tf.loadLayersModel(tf.io.fromMemory(kept));
    return [again.predict(oneX(tf)), again.inputNames, again.layers.length, kept.weightSpecs.map((w: any) => w.name)];
  });
}
add("a model called by a functional one: its calls and the summary", (tf) => {
  const inner = two(tf);
  inner.name = "inner";
  const i = tf.input({ shape: [2], name: "in" });
  const first = inner.apply(i);
  const second = inner.apply(first);
  const m = tf.model({ inputs: i, outputs: tf.layers.add({ name: "sum" }).apply([first, second]), name: "all" });
  const lines: string[] = [];
  m.summary(null, null, (line: string) => lines.push(line));
  return [[first.nodeIndex, second.nodeIndex, inner.inboundNodes.length], lines, m.predict(oneX(tf))];
});
add("timeDistributed of a model, bidirectional above it", (tf) => {
  const inner = two(tf);
  const m = tf.sequential();
  m.add(tf.layers.timeDistributed({ layer: inner, inputShape: [3, 2] }));
  m.add(tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }), mergeMode: "ave" }));
  begin(tf, m);
  return [m.predict(wave(tf, [2, 3, 2])), m.layers[0].outputShape, m.weights.length];
});
add("encoder and decoder share their embedding; inference models from their layers", async (tf) => {
  const embed = tf.layers.embedding({ inputDim: 6, outputDim: 3, name: "words" });
  const [source, target] = [tf.input({ shape: [4] }), tf.input({ shape: [null] })];
  const [, h, c] = tf.layers.lstm({ units: 3, returnState: true, name: "enc" }).apply(embed.apply(source));
  const decoder = tf.layers.lstm({ units: 3, returnSequences: true, returnState: true, name: "dec" });
  const head = tf.layers.dense({ units: 6, activation: "softmax", name: "head" });
  const [sequence] = decoder.apply(embed.apply(target), { initialState: [h, c] });
  const m = tf.model({ inputs: [source, target], outputs: head.apply(sequence) });
  begin(tf, m);
  m.compile({ optimizer: tf.train.adam(0.05), loss: "sparseCategoricalCrossentropy" });
  const xs = [tf.tensor2d([[1, 2, 3, 4], [2, 2, 0, 1]]), tf.tensor2d([[0, 1, 2], [0, 3, 4]])]; // biome-ignore format: rows
  const ys = tf.tensor3d([[[1], [2], [5]], [[3], [4], [5]]]); // biome-ignore format: rows
  const { history } = await m.fit(xs, ys, { epochs: 3, shuffle: false });
  const encoder = tf.model({ inputs: source, outputs: [h, c] });
  const states = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
  const [step, nextH, nextC] = decoder.apply(embed.apply(target), { initialState: states });
  const one = tf.model({ inputs: [target, ...states], outputs: [head.apply(step), nextH, nextC] });
  let [word, ...carried] = [tf.tensor2d([[0]]), ...encoder.predict(tf.tensor2d([[1, 2, 3, 4]]))];
  const words: number[] = [];
  for (let t = 0; t < 3; t++) {
    const [scores, ...next] = one.predict([word, ...carried]);
    words.push(scores.argMax(-1).dataSync()[0]);
    [word, carried] = [tf.tensor2d([[words.at(-1)!]]), next];
  }
  return [history, words, carried, embed.inboundNodes.length, decoder.inboundNodes.length];
});

/** The lines of a summary. */
const summary = (m: any) => {
  const lines: string[] = [];
  m.summary(undefined, undefined, (line: string) => lines.push(line));
  return lines;
};
add("summary: a layer whose calls give different shapes; its outputShape is refused", (tf) => {
  const [a, b] = [tf.input({ shape: [3, 2], name: "a" }), tf.input({ shape: [5, 2], name: "b" })];
  const l = tf.layers.lstm({ units: 2, name: "d", returnSequences: true });
  const [g, h] = ["g", "h"].map((name) => tf.layers.globalAveragePooling1d({ name }));
  const m = tf.model({
    inputs: [a, b],
    outputs: tf.layers.concatenate({ name: "c" }).apply([g.apply(l.apply(a)), h.apply(l.apply(b))]),
  });
  try {
    return [summary(m), l.outputShape];
  } catch {
    return [summary(m), "refused"];
  }
});
add("summary: states passed on are inputs of a layer", (tf) => {
  const a = tf.input({ shape: [3, 2], name: "a" });
  const [o, h, c] = tf.layers.lstm({ units: 2, name: "d", returnState: true, returnSequences: true }).apply(a);
  const e = tf.layers.lstm({ units: 2, name: "e" });
  const m = tf.model({ inputs: a, outputs: e.apply(o, { initialState: [h, c] }) });
  return [summary(m), e.input.map((each: any) => each.shape), e.inboundNodes[0].inputTensors.length];
});
add("a layer without weights twice in a sequential model: summary, training", async (tf) => {
  const twice = tf.layers.leakyReLU({ alpha: 0.1, name: "lr" });
  const [f, g, h] = [3, 3, 1].map((units, i) =>
    tf.layers.dense({ units, name: "fgh"[i], ...(i === 0 && { inputShape: [2] }) }),
  );
  const m = tf.sequential({ layers: [f, twice, g] });
  m.add(twice);
  m.add(h);
  begin(tf, m);
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  const [x, y] = data(tf);
  const { history } = await m.fit(x, y, { epochs: 3, shuffle: false });
  return [history.loss, m.predict(x), m.layers.map(({ name }: any) => name), summary(m)];
});
add("a dense layer twice in a sequential model", async (tf) => {
  const twice = tf.layers.dense({ units: 2, activation: "tanh", inputShape: [2] });
  const m = tf.sequential();
  for (const layer of [twice, twice, tf.layers.dense({ units: 1 })]) m.add(layer);
  twice.setWeights([wave(tf, [2, 2]), wave(tf, [2], 1)]);
  m.layers[2].setWeights([wave(tf, [2, 1], 2), wave(tf, [1], 3)]);
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  const [x, y] = data(tf);
  const { history } = await m.fit(x, y, { epochs: 3, shuffle: false });
  return [history.loss, m.predict(x), twice.getWeights(), m.layers.length];
});
