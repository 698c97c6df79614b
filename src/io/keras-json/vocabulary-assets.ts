/**
 * Vocabularies that Keras's archives keep in separate files, `assets/.../vocabulary.txt`, beside the JSON of the
 * layers.
 */
import { snakeCase } from "../../layers/config.ts";
import { FormatError } from "../../tensor/index.ts";
import { utf8 } from "../containers/cursor.ts";
import type { Group } from "../containers/hdf5/file.ts";
import type { Zip } from "../containers/zip.ts";
import { asList, type Json, type JsonRecord, show } from "../json.ts";
import { asKerasObject } from "../layer-options.ts";
import { oldContainer } from "./weights-layout.ts";

/** A layer with a vocabulary, in the JSON of a model. */
export interface LookupInFile {
  readonly name: string;
  readonly className: string;
  readonly config: JsonRecord;
  /** The folder of its assets, and the group of its variables. */
  readonly path: string;
}

/** Whether an archive names its folders as TensorFlow 2.12 and 2.13 did. */
export const hasOldPaths = (zip: Zip) => zip.names.some((path) => path.startsWith(`assets/${oldContainer}`));

/** The layers with vocabularies in a model, those of models inside too. */
export function lookupsIn(model: JsonRecord, isOld: boolean, path = ""): LookupInFile[] {
  const { config } = asKerasObject(model, "The model");
  const counts = new Map<string, number>();
  const found: LookupInFile[] = [];
  for (const value of asList(config.layers ?? [], "The list of layers")) {
    const object = asKerasObject(value, "A layer");
    const base = snakeCase(object.class_name);
    const count = counts.get(base) ?? 0;
    const isLookup = /^(StringLookup|IntegerLookup|TextVectorization)$/.test(object.class_name);
    counts.set(base, count + (isOld && isLookup ? 2 : 1));
    const own = `${path}${isOld ? oldContainer : "layers"}/${count === 0 ? base : `${base}_${count}`}/`;
    if (isLookup) {
      found.push({ name: String(object.config.name), className: object.class_name, config: object.config, path: own });
    } else if (Array.isArray(object.config.layers)) found.push(...lookupsIn(object, isOld, own));
  }
  return found;
}

/** The lines of a layer's vocabulary.txt. */
export async function assetOf(zip: Zip | undefined, path: string): Promise<string[] | undefined> {
  const names = ["", "_lookup_layer/"].map((inner) => `assets/${path}${inner}vocabulary.txt`);
  const name = names.find((each) => zip?.names.includes(each));
  if (name === undefined) return undefined;
  const lines = utf8(await zip!.read(name)).split(/\r?\n/);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Puts the vocabularies of separate files into the options of the layers that learned them. */
export async function bringVocabularies(model: JsonRecord, zip: Zip, weights: Group): Promise<void> {
  for (const { name, className, config, path } of lookupsIn(model, hasOldPaths(zip))) {
    if (config.vocabulary !== null && config.vocabulary !== undefined) continue;
    const tokens = await assetOf(zip, path);
    if (!tokens) continue;
    // an empty text at the end, which the lines of a file do not show
    if (config.vocabulary_size === tokens.length + 1) tokens.push("");
    const options = config as Record<string, Json>;
    options.vocabulary = className === "IntegerLookup" ? tokens.map(Number) : tokens;
    options.has_input_vocabulary = false;
    if (config.output_mode !== "tf_idf") continue;
    const idf = await weights.group(`${path}vars`)?.dataset(IDF)?.values();
    if (!idf) throw new FormatError({ what: `The file has no weights of tf-idf for the layer ${show(name)}.` });
    // those of the tokens; the rest is padding
    options.idf_weights = Array.from(idf, Number).slice(0, tokens.length);
  }
}

/** The name of the weights of tf-idf among a layer's variables. */
export const IDF = "idf_weights";
