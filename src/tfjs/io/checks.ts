/** Checks of arguments of `tf.io`, and of untrusted JSON. */
import { FormatError, RecurveError } from "../../index.ts";
import {
  asList,
  asRecord,
  asText,
  type Json,
  type JsonRecord,
  parseJson,
  parseRecord,
  writeJson,
} from "../../io/json.ts";
import { checkOption, type Declared, isBytes, shown, takes } from "../../tensor/index.ts";
import type { LoadOptions, WeightData, WeightsManifestEntry } from "./types.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isAbsentOr = (kind: (value: unknown) => boolean, value: unknown) => value === undefined || kind(value);

/** Bytes, whole or in pieces. */
export const someBytes = /* @__PURE__ */ takes.check<WeightData>(
  "bytes (ArrayBuffer), or a list of them",
  (value) => isBytes(value) || (Array.isArray(value) && value.every(isBytes)),
);

/** An entry of a list of weights. */
const aSpec = /* @__PURE__ */ takes.check<WeightsManifestEntry>(
  "{ name, shape, dtype }",
  (value) =>
    isRecord(value) &&
    typeof value.name === "string" &&
    takes.listOf(takes.nonNegativeInteger).accepts(value.shape) &&
    typeof value.dtype === "string" &&
    isAbsentOr(isQuantization, value.quantization),
);
const isQuantization = (value: unknown) =>
  isRecord(value) &&
  typeof value.dtype === "string" &&
  isAbsentOr(Number.isFinite, value.scale) &&
  isAbsentOr(Number.isFinite, value.min);

/** What is in the bytes of weights. */
export const someSpecs = /* @__PURE__ */ takes.listOf(aSpec);

/** A place in a page's stores. */
export const aPath = /* @__PURE__ */ takes.check<string>(
  "a text that is not empty",
  (value) => typeof value === "string" && value !== "",
);

/** Options of loading. */
export const loadOptions = {
  requestInit: takes.check<RequestInit>(
    "an object as fetch takes it, without a body",
    (value) => isRecord(value) && value.body == null,
  ),
  onProgress: takes.callable,
  fetchFunc: takes.callable,
  strict: true,
  weightPathPrefix: takes.text,
  weightUrlConverter: takes.callable,
  fromTFHub: takes.flag,
  streamWeights: takes.flag,
} satisfies Declared<LoadOptions>;

/** A value in memory as JSON of its own. @throws FormatError for what JSON does not hold */
export function plainJson(value: unknown, where: string): JsonRecord {
  return parseRecord(jsonText(value, where) ?? "null", where);
}

/** A value as JSON; undefined for undefined. @throws FormatError for what JSON does not hold */
export function jsonText(value: unknown, where: string): string | undefined {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return undefined;
  try {
    return writeJson(value as Json);
  } catch (error) {
    // a property of the user's own class may say more
    if (error instanceof RecurveError || !(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new FormatError({ what: `${where} is nothing that JSON holds.`, received: shown(value) });
  }
}

/** The files of weights that a `model.json` names, and what is in them. */
export function weightsOf(json: JsonRecord): { paths: string[]; weightSpecs: WeightsManifestEntry[] } {
  const groups = asList(json.weightsManifest ?? [], "weightsManifest").map((group) =>
    asRecord(group, "A group of weightsManifest"),
  );
  const paths = groups.flatMap((group) => asList(group.paths, "The paths of a group"));
  const weightSpecs: unknown = groups.flatMap((group) => asList(group.weights, "The weights of a group"));
  checkOption("weightsManifest", "weights", weightSpecs, someSpecs);
  return { paths: paths.map((path) => asText(path, "The path of a shard")), weightSpecs: [...weightSpecs] };
}

/** A part of a stored model. @throws FormatError when it is not JSON */
export const keptJson = <T>(text: string, where: string): T => parseJson(text, where) as T;
