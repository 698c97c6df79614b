/** Vocabularies of Keras (test/fixtures/keras/make_vocabularies.py): the ids that Keras gives for the same texts. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FormatError, readVocabulary, text } from "../src/index.ts";
import { writeZip } from "../src/io/containers/zip.ts";

const { texts, ...cases } = JSON.parse(
  readFileSync(new URL("fixtures/keras/vocabularies.json", import.meta.url), "utf8"),
);
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

function archive({ config, assets }: { config: object; assets: Record<string, string> }): Promise<Uint8Array> {
  const files = Object.entries(assets).map(([name, content]) => [name, bytesOf(content)]);
  return writeZip({ "config.json": bytesOf(config), ...Object.fromEntries(files) });
}

describe("StringLookup and TextVectorization", () => {
  test("the only one needs no name", async () => {
    const vocabulary = await readVocabulary(await archive(cases.one_vectorization));
    expect(vocabulary).toBeInstanceOf(text.Vocabulary);
    expect(texts.map((each: string) => vocabulary.encode(each))).toEqual(
      cases.one_vectorization.ids.words.map((ids: number[]) => ids),
    );
    expect(vocabulary.decode(vocabulary.encode("The CAT, unknown"))).toBe("the cat [UNK]");
  });

  test.each(Object.keys(cases.several.ids))("%s", async (layer) => {
    const vocabulary = await readVocabulary(await archive(cases.several), { layer });
    const again = text.KerasVocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
    for (const [i, ids] of cases.several.ids[layer].entries()) {
      expect(vocabulary.encode(texts[i]), texts[i]).toEqual(ids);
      expect(again.encode(texts[i])).toEqual(ids);
    }
  });

  test("several need a name, and a name must be one of theirs", async () => {
    await expect(readVocabulary(await archive(cases.several))).rejects.toThrow(
      /more than one[\s\S]*letters[\s\S]*\{ layer \}/,
    );
    await expect(readVocabulary(await archive(cases.several), { layer: "no" })).rejects.toThrow(/no such/);
  });

  test("ids by hash and functions of your own are refused", async () => {
    const changed = (from: string, to: string) => {
      const config = JSON.parse(JSON.stringify(cases.one_vectorization.config).replace(from, to));
      return archive({ ...cases.one_vectorization, config });
    };
    const own = '"standardize":{"class_name":"function","config":"mine"}';
    await expect(readVocabulary(await changed('"standardize":"lower_and_strip_punctuation"', own))).rejects.toThrow(
      FormatError,
    );
    const hashed = { class_name: "StringLookup", config: { name: "l", num_oov_indices: 3, vocabulary: ["a"] } };
    const model = { class_name: "Sequential", config: { layers: [hashed] } };
    await expect(readVocabulary(bytesOf(model))).rejects.toThrow(/hash/);
  });
});

describe.each(Object.keys(cases).filter((name) => name.startsWith("tokenizer")))("%s", (name) => {
  const { json, ids, word_index } = cases[name];

  test("its JSON gives its ids", async () => {
    const vocabulary = await readVocabulary(bytesOf(json));
    expect(texts.map((each: string) => vocabulary.encode(each))).toEqual(ids);
    expect((await readVocabulary(bytesOf(JSON.stringify(json)))).tokens).toEqual(vocabulary.tokens);
  });

  test("its word_index alone has the defaults", async () => {
    const vocabulary = await readVocabulary(bytesOf(word_index));
    expect(vocabulary.tokens.slice(1)).toEqual(Object.keys(word_index));
    if (name === "tokenizer") expect(texts.map((each: string) => vocabulary.encode(each))).toEqual(ids);
  });
});

test("no words are no vocabulary", async () => {
  for (const empty of [{}, { class_name: "Tokenizer", config: { word_index: "{}" } }])
    await expect(readVocabulary(bytesOf(empty))).rejects.toThrow(/holds no words/);
});

test("a vocabulary of Keras has no start and end, and says so", async () => {
  const vocabulary = await readVocabulary(bytesOf(cases.tokenizer.json));
  expect(() => vocabulary.start).toThrow(/no id for the start/);
  expect(() => vocabulary.unknown).toThrow(/what it does not hold/);
  expect(vocabulary.padding).toBe(0);
});
