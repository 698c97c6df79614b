/** Vocabularies from Keras's files: of the layers StringLookup and TextVectorization, and of a Python Tokenizer. */
import { FormatError, shown } from "../tensor/index.ts";
import { type KerasTextRules, KerasVocabulary } from "../text/index.ts";
import { cuts, PUNCTUATION, standards, vectorizationRules } from "../text/keras-tokens.ts";
import { utf8 } from "./containers/cursor.ts";
import { Zip } from "./containers/zip.ts";
import { asCount, asRecord, type Json, type JsonRecord, parseJson, parseRecord, show } from "./json.ts";
import { assetOf, hasOldPaths, lookupsIn } from "./keras-json/vocabulary-assets.ts";
import { unwrapped } from "./layer-options.ts";
import { camelCase } from "./names.ts";
import { type ModelSource, sourceOf } from "./source.ts";
import { isZip } from "./starts.ts";

/** Options of `readVocabulary`: which layer's vocabulary. */
export interface ReadVocabularyOptions {
  /** The name of the layer, if a model has several with a vocabulary. */
  layer?: string | undefined;
}

/**
 * The vocabulary of a Keras model's StringLookup or TextVectorization (from a `.keras` archive, or the JSON of `to_json()`), or
 * that of a Python Tokenizer (from the JSON of its `to_json()`, or of its `word_index`). Its ids are Keras's.
 * @throws FormatError where there is none, there are several and no name, or one whose ids Keras takes from hashes or a
 *   function of your own
 */
export async function readVocabulary(
  source: ModelSource,
  { layer }: ReadVocabularyOptions = {},
): Promise<KerasVocabulary> {
  const { name, bytes: read } = sourceOf(source);
  const bytes = await read();
  const zip = isZip(bytes) ? new Zip(bytes, name) : undefined;
  const json = parseJson(utf8(zip ? await zip.read("config.json") : bytes), name);
  // a program may have written the text of to_json() as JSON once more
  const record = asRecord(typeof json === "string" ? parseJson(json, name) : json, name);
  if (record.class_name === "Tokenizer") return tokenizer(asRecord(record.config, "The Tokenizer"));
  if (typeof record.class_name !== "string") return tokenizer({ word_index: record });
  const found = lookupsIn(record, zip ? hasOldPaths(zip) : false).filter(
    ({ className }) => className !== "IntegerLookup",
  );
  const wanted = layer === undefined ? found : found.filter((each) => each.name === layer);
  if (wanted.length !== 1) {
    throw new FormatError({
      what: `${name} has ${wanted.length === 0 ? "no such" : "more than one"} layer with a vocabulary.`,
      expected: layer === undefined ? "one StringLookup or TextVectorization" : `a layer of the name ${show(layer)}`,
      received: found.map((each) => each.name).join(", ") || "none",
      hint: wanted.length > 1 ? "name it: readVocabulary(file, { layer })" : undefined,
    });
  }
  const { className, config, path } = wanted[0]!;
  const tokens = unwrapped(config.vocabulary) ?? (await assetOf(zip, path));
  if (!Array.isArray(tokens)) {
    throw new FormatError({
      what: `The file does not hold the vocabulary of the layer ${show(wanted[0]!.name)}.`,
      expected: "a list in its config, or vocabulary.txt among the assets of a .keras archive",
    });
  }
  return lookup(className, config, tokens.map(String));
}

/** A StringLookup or TextVectorization: [mask] [unknown] token ... where ids are written, without the mask elsewhere. */
function lookup(className: string, config: JsonRecord, given: readonly string[]): KerasVocabulary {
  const isText = className === "TextVectorization";
  const writesIds = (config.output_mode ?? "int") === "int";
  const mask = isText ? "" : (config.mask_token ?? null);
  const unknownCount = isText ? 1 : asCount(config.num_oov_indices ?? 1, "num_oov_indices");
  const unknownToken = String(isText ? "[UNK]" : (config.oov_token ?? "[UNK]"));
  if (unknownCount > 1) {
    throw new FormatError({
      what: `The layer ${show(config.name)} assigns unknown texts to one of several ids, by a hash that is not computed here.`,
      expected: "num_oov_indices 0 or 1",
      received: shown(unknownCount),
    });
  }
  const special = [...(mask !== null && writesIds ? [String(mask)] : []), ...(unknownCount > 0 ? [unknownToken] : [])];
  const isListed = special.every((token, i) => given[i] === token);
  const all = isListed ? given : [...special, ...given];
  return new KerasVocabulary(all, {
    ...(isText ? textRules(config) : { separator: null }),
    padding: mask !== null && writesIds ? 0 : null,
    unknown: unknownCount > 0 ? special.length - 1 : null,
    strict: unknownCount === 0,
  });
}

function textRules({
  standardize,
  split,
  ngrams,
  output_mode,
  output_sequence_length: length,
}: JsonRecord): KerasTextRules {
  const [standard, separator] = [
    named(standards, standardize),
    named(cuts, split === undefined ? "whitespace" : split),
  ];
  if (standard === undefined || separator === undefined) {
    throw new FormatError({
      what: "The TextVectorization of the file prepares texts by a function of your own, which no file can hold.",
      expected: "standardize and split by their names",
      received: show(standard === undefined ? standardize : split),
      hint: "prepare the texts before encode, and make the vocabulary with new text.KerasVocabulary(tokens, rules)",
    });
  }
  const runs = unwrapped(ngrams) ?? null;
  return {
    ...vectorizationRules(standard, separator, Array.isArray(runs) ? runs.map(Number) : (runs as number | null)),
    length: output_mode === "int" && typeof length === "number" ? length : null,
  };
}

/** One of these names, null for none; undefined for anything else. */
function named<N extends string>(names: readonly N[], given: Json | undefined): N | null | undefined {
  if (given === null || given === undefined) return null;
  return names.find((name) => typeof given === "string" && name === camelCase(given));
}

/** A Tokenizer: ids from 1 on, 0 for padding; its word_index is JSON within its JSON. */
function tokenizer(config: JsonRecord): KerasVocabulary {
  const index =
    typeof config.word_index === "string" ? parseRecord(config.word_index, "word_index") : config.word_index;
  const ids = Object.entries(asRecord(index, "word_index")).map(([token, id]): [string, number] => [
    token,
    asCount(id, `The id of ${show(token)}`),
  ]);
  if (ids.length === 0) {
    throw new FormatError({
      what: "The file holds no words.",
      expected: "the JSON of a Tokenizer's to_json(), or of its word_index",
      received: "an empty word_index",
    });
  }
  const most = ids.reduce((highest, [, id]) => Math.max(highest, id), 0);
  if (ids.some(([, id]) => id === 0) || most > 2 * ids.length + 1000) {
    throw new FormatError({
      what: "The ids of the word_index are not those of a Tokenizer.",
      expected: "1, 2, 3, ..., one for each word",
      received: `up to ${most} for ${ids.length} words, or an id 0`,
    });
  }
  const tokens = new Array<string>(most + 1).fill("");
  for (const [token, id] of ids) tokens[id] = token;
  const { oov_token, num_words, lower, filters, split, char_level } = config;
  const separator = { text: typeof split === "string" ? split : " " };
  return new KerasVocabulary(tokens, {
    lower: lower === false ? "none" : "all",
    filters: char_level === true ? "" : typeof filters === "string" ? filters : `${PUNCTUATION.replace("'", "")}\t\n`,
    filler: separator.text,
    separator: char_level === true ? "characters" : separator,
    padding: 0,
    unknown: typeof oov_token === "string" ? (ids.find(([token]) => token === oov_token)?.[1] ?? null) : null,
    limit: typeof num_words === "number" && num_words > 0 ? num_words : null,
  });
}
