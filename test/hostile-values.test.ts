/** Public functions given values that they do not take: every error is one of the four classes, and comes at once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as recurve from "../src/index.ts";
import { BackendError, ConfigError, FormatError, IoError, ShapeError } from "../src/tensor/index.ts";

const { data, layers, Layer, loadModel, ops, tasks, tensor, zeros } = recurve;
const kinds = [BackendError, ConfigError, FormatError, IoError, ShapeError];

const cyclic: unknown[] = [];
cyclic.push(cyclic);
const wide = Array.from({ length: 60 }).reduce<unknown>((inner) => [inner, inner], 1);
const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 1);
const hollow: Record<string, unknown> = Object.create(null);
hollow.self = hollow;
const matrix = tensor([
  [1, 2],
  [3, 4],
]);
/** Values that nobody passes on purpose, among them tensors and lists, so that a second argument is reached. */
const hostile: readonly unknown[] = [
  ...[undefined, null, true, 0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40, 10n, "", "x", "__proto__"],
  ...["http://", Symbol("s"), [], {}, [[]], [1, [2]], [null], [10n], ["a"], [{}], [2 ** 40], [-1], [1.5], [Number.NaN]],
  ...[{ shape: [2] }, { data: 5, shape: [1] }, { data: null, shape: [1] }, { length: 3 }, new Map(), new Date(), /x/],
  ...[() => 1, class {}, Promise.resolve(1), cyclic, deep, wide, hollow, new BigInt64Array(2), new Uint8Array(0)],
  ...[new DataView(new ArrayBuffer(8)), new ArrayBuffer(3), matrix, [matrix, matrix], tensor(1), zeros([0, 3])],
  recurve.input({ shape: [2] }),
];

/** Throws unless `act` gives something or throws one of the four errors. */
function checkErrors(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

const { ones, fill } = recurve;
const { eye, range, randomNormal, randomUniform, oneHot, cast, concatenate, stack, reshape, broadcastTo } = ops;
const { pad, slice, split, tile, transpose, sum, add, matmul } = ops;
const walked: Record<string, (...args: any[]) => unknown> = {
  ...{ tensor, zeros, ones, fill, eye, range, randomNormal, randomUniform, oneHot, cast, concatenate, stack, reshape },
  ...{ broadcastTo, pad, slice, split, tile, transpose, sum, add, matmul },
  ...{ padSequences: data.padSequences, readSeries: tasks.readSeries, setBackend: recurve.setBackend, rnn: layers.rnn },
  ...{ lstm: layers.lstm, dense: layers.dense, auc: recurve.metrics.auc, adamw: recurve.optimizers.adamw },
};

it("functions of any arguments", () => {
  // by its place: the text of some of them has no end
  const place = fc.nat({ max: hostile.length - 1 });
  for (const [name, act] of Object.entries(walked)) {
    const property = fc.property(
      fc.array(place, { maxLength: 2 }),
      (places) => void checkErrors(() => act(...places.map((i) => hostile[i]))),
    );
    const { failed, errorInstance } = fc.check(property, { numRuns: 60, endOnFailure: true });
    expect(failed, `${name}: ${(errorInstance as Error | null)?.stack}`).toBe(false);
    // the first argument decides most
    for (const each of hostile) checkErrors(() => act(each));
  }
});

it.each(["readCsv", "readTable", "readNpz", "readJsonLines"] as const)("data.%s of what is no source", async (name) => {
  for (const source of hostile) {
    const read = async () => {
      const found: any = await (data[name] as (from: unknown) => unknown)(source);
      return found?.[Symbol.asyncIterator] ? found.next() : found;
    };
    const error = await read().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined)
      expect(
        kinds.some((kind) => error instanceof kind),
        `${String(error)}`,
      ).toBe(true);
  }
});

const { readWeights, formatOf } = recurve;
it.each(Object.entries({ loadModel, readWeights, formatOf }))("%s of what is no file", async (_, load) => {
  for (const source of hostile.filter((each) => each !== "")) {
    const error = await (load as (source: unknown) => Promise<unknown>)(source).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(
      kinds.some((kind) => error instanceof kind),
      String(error),
    ).toBe(true);
  }
  await expect(loadModel("http://")).rejects.toThrow(/This is not an address/);
  await expect(loadModel("x", null as never)).rejects.toThrow(/loadModel takes an object of options/);
});

describe("tensor", () => {
  it.each([
    ["a cycle", cyclic, /nested too deeply[\s\S]*a list may contain itself/],
    ["a deep list", deep, /nested too deeply/],
    ["2^60 numbers", wide, /does not fit into memory/],
    ["a BigInt", 10n, /cannot become a tensor[\s\S]*received: 10n/],
    ["BigInts", [10n], /not a number[\s\S]*10n \(bigint\)/],
    ["an array of BigInts", new BigInt64Array(2), /cannot become a tensor[\s\S]*BigInt64Array[\s\S]*Number/],
    ["data", { data: ["a"], shape: [1] }, /not a number/],
    ["ragged lists", [[1], cyclic], /ragged/],
  ])("of %s", (_, values, message) => {
    expect(() => tensor(values as number[])).toThrow(message);
  });

  it("of an unknown dtype, or shapes that are none", () => {
    expect(() => tensor([1], [1], "float64" as "float32")).toThrow(
      /Unknown dtype "float64"[\s\S]*did you mean "float32"/,
    );
    expect(() => ops.cast([1], "int64" as "int32")).toThrow(ConfigError);
    for (const shape of [[1.5], [-1], "2", null, [10n]]) expect(() => zeros(shape as number[])).toThrow(/not a shape/);
  });

  it.each([
    () => zeros([2 ** 40]),
    () => recurve.ones([2 ** 40]),
    () => recurve.fill([2 ** 20, 2 ** 20], 3),
    () => ops.eye(2 ** 20),
    () => ops.range(2 ** 40),
    () => ops.randomNormal([2 ** 40]),
    () => ops.randomUniform([2 ** 40]),
    () => ops.oneHot([1], 2 ** 40),
    () => ops.broadcastTo([1], [2 ** 40]),
    () => ops.tile([1], [2 ** 40]),
    () => ops.pad([1], [[0, 2 ** 40]]),
    () => ops.repeat([1], 2 ** 40, 0),
  ])("larger than memory: %s", (act) => {
    expect(act).toThrow(BackendError);
  });
});

it.each([
  ["matrix", (x: unknown) => x],
  ["nothing", () => undefined],
  ["numbers", () => [1, 2]],
  ["a promise", async (x: unknown) => [x]],
])("a layer whose call gives %s is named", (_, give) => {
  class Odd extends Layer {
    override call(inputs: readonly recurve.Tensor[]): recurve.Tensor[] {
      return give(inputs[0]) as recurve.Tensor[];
    }
  }
  const message = /The call of Odd "odd" does not return a list of tensors/;
  expect(() => new Odd().apply(matrix)).toThrow(message);
  expect(() => recurve.sequential({ layers: [new Odd()] }).predict(matrix)).toThrow(message);
  expect(() => recurve.sequential({ layers: [layers.dense({ units: 2, inputShape: [2] }), new Odd()] })).toThrow(
    message,
  );
});

describe("what is none of what a function takes", () => {
  const { callbacks, lossAndGradients, noGrad, plotModel, saveModel, saveWeights, text } = recurve;
  it.each<[string, (value: never) => unknown]>([
    ["csvLogger", (value) => callbacks.csvLogger(value)],
    ["tensorBoard", (value) => callbacks.tensorBoard(value)],
    ["backupAndRestore", (value) => callbacks.backupAndRestore(value)],
    ["lossAndGradients", (value) => lossAndGradients([], value)],
    ["noGrad", (value) => noGrad(value)],
    ["saveModel", (value) => saveModel(value)],
    ["saveWeights", (value) => saveWeights(value)],
    ["plotModel", (value) => plotModel(value)],
    ["explain", (value) => recurve.explain(value)],
    ["explainLayers", (value) => recurve.explainLayers(value)],
    ["splitWords", (value) => text.splitWords(value)],
    ["encode", (value) => text.Vocabulary.fromText("abc").encode(value)],
    ["Vocabulary", (value) => new text.Vocabulary(value)],
    ["bleu", (value) => text.bleu(value, value)],
    ["errorRate", (value) => text.errorRate(value, value)],
  ])("%s", async (_, call) => {
    for (const value of [null, 5, { filename: "log.csv" }]) {
      await expect((async () => call(value as never))()).rejects.toThrow(ConfigError);
    }
  });
});

describe("things that nobody gives on purpose end in one of the four errors", () => {
  const within: unknown[] = [];
  within.push(within);
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const odd = [null, 5, "x", 10n, within, deep, Symbol("a"), {}, [null], Object.create(null)];
  const {
    clipByGlobalNorm,
    grad,
    init,
    input: start,
    loadWeights,
    model,
    sequential,
    setBackend,
    text,
    Variable,
  } = recurve;
  const one = () => {
    const made = sequential([layers.dense({ units: 1 })]);
    made.compile({ optimizer: "sgd", loss: "mse" });
    return made;
  };
  it.each<[string, (value: never) => unknown]>([
    ["sequential", (value) => sequential(value)],
    ["sequential's layers", (value) => sequential({ layers: value })],
    ["add", (value) => sequential().add(value)],
    ["model", (value) => model({ inputs: start({ shape: [1] }), outputs: value })],
    ["layers.dense", (value) => layers.dense({ units: 1 }).apply(value)],
    ["layers.add", (value) => layers.add().apply(value)],
    ["layers.additiveAttention", (value) => layers.additiveAttention().apply(value)],
    ["bidirectional", (value) => layers.bidirectional({ layer: value })],
    ["timeDistributed", (value) => layers.timeDistributed({ layer: value })],
    ["rnn", (value) => layers.rnn({ cell: value })],
    ["getLayer", (value) => one().getLayer(value)],
    ["fit", (value) => one().fit(value, value, { verbose: 0 })],
    ["evaluate", (value) => one().evaluate(value, value)],
    ["predict", (value) => one().predict(value)],
    ["compile", (value) => one().compile({ optimizer: value, loss: value, metrics: value })],
    ["grad", (value) => grad(value)(1)],
    ["clipByGlobalNorm", (value) => clipByGlobalNorm(value, 1)],
    ["Variable", (value) => new Variable(value)],
    ["dataset", (value) => data.dataset(value)],
    ["zip", (value) => data.zip(value)],
    ["writeNpz", (value) => data.writeNpz(value)],
    ["fromText", (value) => text.Vocabulary.fromText(value)],
    ["loadWeights", (value) => loadWeights(value, value)],
    ["init", (value) => init(value)],
    ["setBackend", (value) => setBackend(value)],
  ])("%s", async (_, call) => {
    for (const value of odd) {
      const error = await (async () => call(value as never))().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error === undefined || kinds.some((kind) => error instanceof kind), String(error)).toBe(true);
    }
  });
});
