/** Models that take texts: trained, asked, cloned, and what they refuse. */
import { describe, expect, test } from "vitest";
import {
  ConfigError,
  cloneModel,
  data,
  FormatError,
  input,
  layers,
  loadModel,
  Model,
  model,
  ShapeError,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { expectClose } from "./numbers.ts";

const texts = ["good film", "bad film", "a good one", "a bad one", "very good", "very bad", "good", "bad"];
const labels = [1, 0, 1, 0, 1, 0, 1, 0];

async function classifier(options: { inputLayer?: boolean; outputSequenceLength?: number | null } = {}) {
  const vectorize = layers.textVectorization({ maxTokens: 10, outputSequenceLength: options.outputSequenceLength });
  await vectorize.adapt(texts);
  const made = sequential({
    layers: [
      ...(options.inputLayer ? [input({ shape: [], dtype: "string" })] : []),
      vectorize,
      layers.embedding({ inputDim: 10, outputDim: 8, maskZero: true }),
      layers.lstm({ units: 8 }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ],
    seed: 3,
  });
  made.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
  return made;
}

describe("a model that begins with textVectorization", () => {
  test.each([true, false])("learns from texts, with an input layer: %s", async (inputLayer) => {
    const made = await classifier({ inputLayer, outputSequenceLength: 4 });
    await made.fit(texts, labels, { epochs: 60, batchSize: 3, verbose: 0, seed: 1 });
    expect((await made.evaluate(texts, labels, { verbose: 0 })).accuracy).toBe(1);
    const [good, bad] = made.predict(["a very good film", "bad bad"]).arraySync<number[][]>();
    expect(good![0]).toBeGreaterThan(0.5);
    expect(bad![0]).toBeLessThan(0.5);
    expectClose(made.predict([["bad"], ["good"]].map(([text]) => text!)), made.predict(["bad", "good"]));
  });

  test("learns from a dataset of them, which is shuffled, as from the list", async () => {
    const [a, b] = [await classifier(), await classifier()];
    await a.fit(texts, labels, { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 });
    await b.fit(data.dataset({ x: texts, y: labels }).batch(4), { epochs: 2, verbose: 0 });
    expectClose(b.predict(texts), a.predict(texts));
    const rows = data.dataset({ x: texts, y: labels }).shuffle(8, { seed: 1 });
    await b.fit(rows.batch(3), { epochs: 1, verbose: 0 });
    expect((await b.predict(data.dataset({ x: texts }).batch(3))).shape).toEqual([8, 1]);
    expect(await b.evaluate(rows.batch(3), { verbose: 0 })).toHaveProperty("accuracy");
    const tensors = data.dataset({ x: tensor(texts, undefined, "string"), y: labels });
    expectClose(await b.predict(tensors.batch(5)), b.predict(texts));
  });

  test("masks padding: its length changes nothing", async () => {
    const short = await classifier({ outputSequenceLength: 2 });
    const long = await classifier({ outputSequenceLength: 9 });
    long.prepare([[1]]);
    short.prepare([[1]]);
    long.setWeights(short.getWeights());
    expectClose(long.predict(["good film", "bad"]), short.predict(["good film", "bad"]));
  });

  test("takes tensors of texts, of one axis or two, and no numbers", async () => {
    const made = await classifier();
    const wanted = made.predict(["good", "bad"]);
    expectClose(made.predict(tensor(["good", "bad"], undefined, "string")), wanted);
    expectClose((await classifier()).predict([["good"], ["bad"]]), wanted);
    expect(() => made.predict([1, 2])).toThrow(ShapeError);
    expect(() => made.predict(tensor([1, 2]))).toThrow(/textVectorization|takes texts/i);
    expect(() => made.predict(["good", 1 as never])).toThrow(/not a text/);
  });

  test("is refused where it does not know its vocabulary, by name", async () => {
    const without = sequential([layers.textVectorization({ name: "words" })]);
    expect(() => without.predict(["a"])).toThrow(/"words" has no vocabulary[\s\S]*adapt/);
    expect(() => sequential([layers.textVectorization({ outputMode: "count" })]).predict(["a"])).toThrow(ConfigError);
    const given = layers.textVectorization({ vocabulary: ["a"] });
    await expect(given.adapt(["b"])).rejects.toThrow(/was given its vocabulary/);
    await expect(layers.textVectorization().adapt([])).rejects.toThrow(ConfigError);
  });

  test("is cloned with its vocabulary, which may be learned anew", async () => {
    const made = await classifier();
    const wanted = made.predict(["good film"]);
    const clone = cloneModel(made, { weights: true });
    expectClose(clone.predict(["good film"]), wanted);
    const words = clone.getLayer("text_vectorization") as unknown as ReturnType<typeof layers.textVectorization>;
    await words.adapt(["other words"]);
    expect(words.getVocabulary({ includeSpecialTokens: false })).toEqual(["words", "other"]);
    expectClose(made.predict(["good film"]), wanted);
    const loaded = await loadModel(await saveModel(made));
    await (loaded.layers[0] as never as typeof words).adapt(["once more"]);
  });

  test("goes into files of Keras alone; others tell the layer", async () => {
    const made = await classifier();
    made.predict(texts);
    await expect(saveModel(made, undefined, { format: "onnx" })).rejects.toThrow(
      /TextVectorization "text_vectorization"/,
    );
    await expect(saveModel(made, undefined, { format: "tfjs" })).rejects.toThrow(/text_vectorization[\s\S]*ids/);
    const own = sequential([layers.textVectorization({ vocabulary: ["a"], standardize: (text) => text.trim() })]);
    expect(own.predict([" a b"]).arraySync()).toEqual([[2, 1]]);
    await expect(saveModel(own)).rejects.toThrow(FormatError);
    await saveWeights(made);
    // the model behind the layer travels anywhere
    const behind = sequential({ layers: made.layers.slice(1) as never });
    expectClose(
      behind.predict((made.layers[0] as never as ReturnType<typeof layers.textVectorization>).apply(texts)),
      made.predict(texts),
    );
    expect((await saveModel(behind, undefined, { format: "onnx" })).length).toBeGreaterThan(100);
  });

  test("gives no ids of different lengths as one tensor", async () => {
    const words = layers.textVectorization({ vocabulary: ["a"] });
    const ids = sequential([words]);
    expect(() => ids.predict(["a", "a a a"], { batchSize: 1 })).toThrow(ShapeError);
    expect(ids.predict(["a", "a a a"]).shape).toEqual([2, 3]);
  });

  test("has no steps to go through one by one", async () => {
    const made = await classifier({ inputLayer: true });
    expect(() => made.stream()).toThrow(/text_vectorization/);
  });
});

describe("graphs", () => {
  test("texts and numbers side by side", async () => {
    const [tag, x] = [input({ shape: [1], dtype: "string", name: "tag" }), input({ shape: [2], name: "x" })];
    const lookup = layers.stringLookup({ vocabulary: ["red", "blue"], outputMode: "oneHot" });
    const both = layers.concatenate().apply([lookup.apply(tag), x]);
    const made = model({ inputs: { tag, x }, outputs: layers.dense({ units: 1 }).apply(both) });
    made.compile({ optimizer: "sgd", loss: "mse" });
    const given = {
      tag: [["red"], ["green"], ["blue"]],
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    };
    await made.fit(given, [1, 2, 3], { epochs: 2, verbose: 0 });
    expect(made.predict(given).shape).toEqual([3, 1]);
    expectClose((await loadModel(await saveModel(made))).predict(given), made.predict(given));
    expect(() => made.predict({ tag: given.x, x: given.x })).toThrow(ShapeError);
    expect(() => made.predict({ tag: given.tag, x: given.tag })).toThrow(ShapeError);
  });

  test("ids go back to texts", async () => {
    const vocabulary = ["b", "a"];
    const ids = input({ shape: [2], dtype: "int32" });
    const back = model({ inputs: ids, outputs: layers.stringLookup({ vocabulary, invert: true }).apply(ids) });
    const rows = Array.from({ length: 40 }, (_, i) => [i % 4, 1]);
    const found: Tensor = back.predict(rows);
    expect(found.dtype).toBe("string");
    expect(found.arraySync<string[][]>().slice(0, 4)).toEqual([
      ["[UNK]", "b"],
      ["b", "b"],
      ["a", "b"],
      ["[UNK]", "b"],
    ]);
    expect(String(tensor(["a", "b c"], undefined, "string"))).toBe('[  "a", "b c"]');
    const there = layers.stringLookup({ vocabulary });
    expectClose(there.apply(found), tensor(rows.map(([id]) => [id === 3 ? 0 : id!, 1])));
  });

  test("layers and operations of numbers refuse texts, by name", () => {
    const x = input({ shape: [3], dtype: "string" });
    expect(() => layers.dense({ units: 2 }).apply(x)).toThrow(/Dense "dense" takes numbers[\s\S]*textVectorization/);
    expect(() => layers.flatten().apply(tensor([["a"]], undefined, "string"))).toThrow(/takes numbers/);
    expect(() => sequential([layers.dense({ units: 2 })]).predict([["a"]])).toThrow(/not a number/);
    expect(() => tensor(["a"] as never)).toThrow(ShapeError);
    expect(() => layers.stringLookup().apply(tensor([1]))).toThrow(/takes texts/);
    const counts = layers.stringLookup({ vocabulary: ["a"], outputMode: "count" });
    expect(() => counts.apply(input({ shape: [], dtype: "string" }))).toThrow(/shape: \[1\]/);
  });
});

test("texts travel to a worker and back as tensors", async () => {
  const { pack, unpack } = await import("../src/worker/messages.ts");
  const texts = tensor([["a", "b c"]], undefined, "string");
  const there = unpack(structuredClone(pack({ x: texts }))) as { x: Tensor };
  expect([there.x.dtype, there.x.arraySync<string[][]>()]).toEqual(["string", [["a", "b c"]]]);
});

test("a class of your own with such a layer in its first field takes texts", () => {
  class Tagger extends Model {
    readonly lookup = layers.stringLookup({ vocabulary: ["a", "b"] });
    readonly embed = layers.embedding({ inputDim: 3, outputDim: 2 });
    override call([x]: readonly Tensor[]): Tensor[] {
      return [this.embed.apply(this.lookup.apply(x!))];
    }
  }
  expect((new Tagger().predict([["a", "z"]]) as Tensor).shape).toEqual([1, 2, 2]);
});

describe("options and vocabularies that do not fit are refused", () => {
  const { textVectorization, stringLookup, integerLookup } = layers;
  test.each<[string, () => unknown, RegExp]>([
    ["an unknown mode", () => textVectorization({ outputMode: "ints" as never }), /outputMode/],
    ["a misspelt rule", () => textVectorization({ standardize: "lowercase" as never }), /standardize/],
    [
      "a length for counts",
      () => textVectorization({ outputMode: "count", outputSequenceLength: 3 }),
      /outputSequenceLength/,
    ],
    ["two texts in a row", () => textVectorization({ vocabulary: ["a"] }).apply([["a", "b"]]), /\(batch, 1\)/],
    ["a token twice", () => stringLookup({ vocabulary: ["a", "b", "a"] }), /twice[\s\S]*"a"/],
    ["a mask in the middle", () => stringLookup({ vocabulary: ["a", "m"], maskToken: "m" }), /Special tokens/],
    ["too many", () => stringLookup({ vocabulary: ["a", "b"], maxTokens: 2 }), /maxTokens is 2/],
    ["no weights", () => stringLookup({ vocabulary: ["a"], outputMode: "tfIdf" }), /idfWeights/],
    ["weights for ids", () => stringLookup({ vocabulary: ["a"], idfWeights: [1] }), /idfWeights/],
    ["weights alone", () => stringLookup({ outputMode: "tfIdf", idfWeights: [1] }), /vocabulary/],
    ["padding to nothing", () => stringLookup({ padToMaxTokens: true }), /maxTokens/],
    ["counts the way back", () => stringLookup({ invert: true, outputMode: "count" }), /invert/],
    ["what is unknown", () => stringLookup({ vocabulary: ["a"], numOovIndices: 0 }).apply(["a", "z"]), /"z"/],
    ["an empty one", () => stringLookup({ vocabulary: [] }), /empty/],
    ["texts among integers", () => integerLookup({ vocabulary: ["a" as never] }), /vocabulary/],
    ["fractions", () => integerLookup({ vocabulary: [1] }).apply(tensor([1.5])), /integers/],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  test("a vocabulary of another size, behind which a graph is drawn", async () => {
    const counts = layers.textVectorization({ outputMode: "count" });
    await counts.adapt(["a b"]);
    counts.apply(input({ shape: [], dtype: "string" }));
    await counts.adapt(["c d"]);
    await expect(counts.adapt(["a b c"])).rejects.toThrow(/made for 3/);
    expect(counts.getVocabulary()).toEqual(["[UNK]", "d", "c"]);
    counts.setVocabulary(["x", "y"]);
    expect(counts.apply(["x x"]).arraySync()).toEqual([[0, 2, 0]]);
  });
});
