/** The layer between an encoder and a decoder: one vector for every step. */
import { broadcastTo, expandDims } from "../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.repeatVector`: (B, F) becomes (B, n, F). */
export interface RepeatVectorOptions extends LayerConfig {
  /** How many steps to make. */
  n: number;
}

const repeatVectorOptions = {
  ...layerOptions,
  n: takes.required(takes.positiveInteger),
} satisfies Declared<RepeatVectorOptions>;

/** Repeats a vector over time; see {@link repeatVector}. */
export class RepeatVector extends UnaryLayer {
  override readonly className = "RepeatVector";
  override readonly config: Complete<RepeatVectorOptions, typeof repeatVectorOptions>;

  constructor(options: RepeatVectorOptions) {
    super();
    this.config = readOptions("RepeatVector", options, repeatVectorOptions);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length !== 2) throw this.inputError("2 axes (batch, features)", x!);
    return [[x![0]!, this.config.n, x![1]!]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const [batch, features] = x!.shape as [number, number];
    return [broadcastTo(expandDims(x!, 1), [batch, this.config.n, features])];
  }
}

/** The input at each of `n` steps: (batch, features) gives (batch, n, features), without a mask. */
export function repeatVector(options: RepeatVectorOptions): RepeatVector {
  return new RepeatVector(options);
}
