/** Where a graph begins. */
import * as core from "../../index.ts";
import { checkIsRecord, checkOption, takes } from "../../tensor/index.ts";
import type { DataType } from "../types.ts";
import { nextName } from "./names.ts";
import { aShape } from "./own-args.ts";
import { type SymbolicTensor, symbolic } from "./symbolic.ts";

/** Options of `tf.input`. */
export interface InputConfig {
  /** The shape of one sample, without the batch axis; null for a length that may vary. */
  shape?: readonly (number | null)[] | number | null;
  /** The shape with the batch axis, in place of `shape`. */
  batchShape?: readonly (number | null)[] | null;
  /** The name; by default numbered. */
  name?: string | null;
  /** Default "float32". */
  dtype?: DataType | null;
  /** Refused where true: tensors here are dense. */
  sparse?: boolean | null;
}

/** The start of a graph: a tensor without values of the given shape. */
export function input(config: InputConfig): SymbolicTensor {
  checkIsRecord("input", config);
  const { shape, batchShape, name, dtype, sparse, ...others } = config;
  checkOption("input", "sparse", sparse ?? null, takes.orNull(takes.flag));
  if (sparse) throw new core.ConfigError({ what: "input: sparse tensors are not there.", expected: "sparse: false" });
  checkOption("input", "shape", shape ?? null, aShape);
  const whole =
    batchShape !== undefined && batchShape !== null
      ? { batchShape }
      : { shape: typeof shape === "number" ? [shape] : (shape ?? undefined) };
  const options = { ...others, ...whole, ...(dtype !== undefined && dtype !== null && { dtype: dtype as core.DType }) };
  return symbolic(core.input({ ...options, name: name ?? nextName("input") } as never));
}
