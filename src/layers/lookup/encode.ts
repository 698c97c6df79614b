/** Ids as vectors with one entry per id. */
import { type Tensor, wrap } from "../../tensor/index.ts";
import type { OpenShape } from "../symbolic.ts";
import type { LookupOutput } from "./options.ts";

type Encoding = Exclude<LookupOutput, "int">;

/** The shape of the vectors: one for each id, without a last axis of 1; or one for all ids on the last axis. */
export function encodedShape(ids: OpenShape, mode: Encoding, depth: number): OpenShape {
  const isKept = mode === "oneHot" && (ids.length === 1 || ids.at(-1) !== 1);
  return [...(isKept ? ids : ids.slice(0, -1)), depth];
}

/**
 * Ids as vectors; ids below 0 are not counted.
 * @param length how many ids are counted together, if they are
 * @param shape of the result; its last axis has one entry per id
 * @param weights for tf-idf, what each count is multiplied by
 */
export function encodeIds(
  ids: Int32Array,
  length: number,
  shape: readonly number[],
  mode: Encoding,
  weights: readonly number[],
): Tensor {
  const depth = shape.at(-1)!;
  const together = mode === "oneHot" ? 1 : length;
  const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
  for (const [i, id] of ids.entries()) {
    if (id < 0) continue;
    const place = Math.floor(i / together) * depth + id;
    values[place] = mode === "count" || mode === "tfIdf" ? values[place]! + 1 : 1;
  }
  if (mode === "tfIdf") for (let i = 0; i < values.length; i++) values[i]! *= Math.fround(weights[i % depth] ?? 0);
  return wrap(values, shape, "float32");
}
