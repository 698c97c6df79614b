/** The manifest of weights and the bytes that it describes: groups of shards, tensors back to back, quantized or not. */
import { FormatError, formatShape, joinBytes, type Shape, sizeOf } from "../../tensor/index.ts";
import type { Source } from "../format.ts";
import { asCount, asList, asRecord, asText, isRecord, type Json, type JsonRecord, show } from "../json.ts";
import { readFloats, type StoredType, storedNumbers, writeFloats, writeInts } from "../stored-numbers.ts";

/** A weight of a file, its values as float32. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
  /** How it is stored. Default float32. */
  readonly dtype?: "int32";
  /** Absent for the weights of layers. */
  readonly group?: "optimizer";
}

/** How each of TensorFlow.js's types of numbers is stored. */
export const storedTypes: Readonly<Record<string, StoredType>> = {
  float32: "F32",
  float16: "F16",
  int32: "I32",
  uint8: "U8",
  uint16: "U16",
  bool: "BOOL",
};

/**
 * The weights of a model in the manifest's order; those of an optimizer go into a list of their own.
 * @throws FormatError when shards are missing, or too short or long for their tensors
 */
export async function readManifest(
  manifest: Json,
  source: Source,
  ofOptimizer: NamedWeight[] = [],
): Promise<NamedWeight[]> {
  const read: NamedWeight[] = [];
  for (const value of asList(manifest, "weightsManifest")) {
    const group = asRecord(value, "A group of weightsManifest");
    const paths = asList(group.paths, "The paths of a group").map((path) => asText(path, "The path of a shard"));
    const shards: Uint8Array[] = [];
    for (const path of paths) shards.push(await source.sibling(path.replace(/^(\.\/)+/, "")));
    readGroup(asList(group.weights, "The weights of a group"), joinBytes(shards), { read, ofOptimizer });
  }
  return read;
}

function readGroup(
  specs: readonly Json[],
  bytes: Uint8Array,
  { read, ofOptimizer }: Readonly<Record<"read" | "ofOptimizer", NamedWeight[]>>,
): void {
  let at = 0;
  for (const value of specs) {
    const spec = asRecord(value, "A weight of the manifest");
    const name = asText(spec.name, "The name of a weight");
    const shape = asList(spec.shape, `The shape of ${show(name)}`).map((axis) =>
      asCount(axis, `The shape of ${show(name)}`),
    );
    const { type, scale, min } = encodingOf(spec, name);
    const end = at + sizeOf(shape) * storedNumbers[type].size;
    if (!(end <= bytes.length)) throw misfit(name, shape, end, bytes.length);
    const stored = readFloats(bytes.subarray(at, end), type);
    at = end;
    const into = spec.group === "optimizer" ? ofOptimizer : read;
    into.push({ name, shape, values: scale === undefined ? stored : stored.map((step) => step * scale + min) });
  }
  if (at !== bytes.length) throw misfit("the last weight", [], at, bytes.length);
}

function encodingOf(
  { dtype, quantization }: JsonRecord,
  name: string,
): { type: StoredType; scale?: number; min: number } {
  const quantized = isRecord(quantization) ? quantization : undefined;
  const stored = asText(quantized?.dtype ?? dtype, `The type of ${show(name)}`);
  const { scale, min = 0 } = quantized ?? {};
  const steps = stored === "uint8" || stored === "uint16";
  const numbers = !quantized || !steps || (Number.isFinite(scale) && Number.isFinite(min));
  if (Object.hasOwn(storedTypes, stored) && numbers) {
    return { type: storedTypes[stored]!, min: min as number, ...(quantized && steps && { scale: scale as number }) };
  }
  throw new FormatError({
    what: `The weight ${show(name)} is stored in a way that is not read.`,
    expected: `${Object.keys(storedTypes).join(", ")}; quantized: float16, or uint8 and uint16 with scale and min`,
    received: show(quantization ?? dtype),
  });
}

/** Weights in one file. Its name depends on its content, so writing a model over another leaves the other's weights. */
export function writeWeights(weights: readonly NamedWeight[]): { manifest: Json; bytes: Uint8Array; path: string } {
  const bytes = joinBytes(weights.map(({ values, dtype }) => (dtype ? writeInts(values) : writeFloats(values))));
  const path = `weights-${checksum(bytes)}.bin`;
  const specs = weights.map(({ name, shape, dtype = "float32", group }) => ({
    name,
    shape: [...shape],
    dtype,
    ...(group && { group }),
  }));
  return { manifest: [{ paths: [path], weights: specs }], bytes, path };
}

/** FNV-1a, 32 bits, in hexadecimal (Fowler, Noll & Vo). */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function misfit(name: string, shape: Shape, expected: number, received: number): FormatError {
  return new FormatError({
    what: "The shards of the weights are not as long as the manifest says.",
    expected: `${expected} bytes up to ${show(name)}${shape.length > 0 ? ` ${formatShape(shape)}` : ""}`,
    received: `${received} bytes`,
  });
}
