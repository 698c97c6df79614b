/** Layers that move elements: Flatten, Reshape, Permute, RepeatVector. Each ends a mask, as in Keras. */
import { broadcastTo, expandDims, reshape as reshapeTensor, transpose } from "../ops/index.ts";
import { ConfigError, formatShape, ShapeError, type Tensor } from "../tensor/index.ts";
import { checkPositiveInteger, Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

const product = (shape: OpenShape) =>
  shape.reduce<number | null>((size, length) => (size === null || length === null ? null : size * length), 1);

/** See {@link flatten}. */
export class Flatten extends Layer {
  readonly className = "Flatten";
  readonly config;

  constructor(options: LayerConfig = {}) {
    super();
    this.config = withDefaults("Flatten", options, {});
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [[x![0]!, product(x!.slice(1))]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [reshapeTensor(x!, [x!.shape[0]!, x!.size / Math.max(x!.shape[0]!, 1)])];
  }
}

/** All axes but the batch as one: (batch, a, b) gives (batch, a · b). */
export function flatten(options?: LayerConfig): Flatten {
  return new Flatten(options);
}

export interface ReshapeOptions extends LayerConfig {
  /** The shape of one sample; one length may be -1. */
  targetShape: readonly number[];
}

/** See {@link reshape}. */
export class Reshape extends Layer {
  readonly className = "Reshape";
  readonly config;

  constructor(options: ReshapeOptions) {
    super();
    this.config = withDefaults("Reshape", options, { targetShape: undefined as unknown as readonly number[] });
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const size = product(x!.slice(1));
    const { targetShape } = this.config;
    if (size === null) return [[x![0]!, ...targetShape.map((length) => (length === -1 ? null : length))]];
    const known = targetShape.reduce((all, length) => (length === -1 ? all : all * length), 1);
    const full = targetShape.map((length) => (length === -1 ? size / known : length));
    if (product(full) !== size || !full.every(Number.isInteger)) {
      throw new ShapeError({
        what: `Reshape "${this.name}" must keep the number of elements.`,
        expected: `${size} elements per sample`,
        received: `targetShape ${formatShape(targetShape)}`,
      });
    }
    return [[x![0]!, ...full]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [reshapeTensor(x!, [x!.shape[0]!, ...this.config.targetShape])];
  }
}

/** Each sample's elements in another shape. */
export function reshape(options: ReshapeOptions): Reshape {
  return new Reshape(options);
}

export interface PermuteOptions extends LayerConfig {
  /** The order of the axes of a sample, counted from 1: `[2, 1]` swaps time and features. */
  dims: readonly number[];
}

/** See {@link permute}. */
export class Permute extends Layer {
  readonly className = "Permute";
  readonly config;

  constructor(options: PermuteOptions) {
    super();
    this.config = withDefaults("Permute", options, { dims: undefined as unknown as readonly number[] });
    const { dims } = this.config;
    if ([...dims].sort((a, b) => a - b).some((axis, i) => axis !== i + 1)) {
      throw new ConfigError({
        what: "Permute needs each axis of a sample once.",
        expected: `the numbers 1 to ${dims.length} in some order`,
        received: `[${dims.join(", ")}]`,
      });
    }
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length !== this.config.dims.length + 1) throw this.inputError(`${this.config.dims.length + 1} axes`, x!);
    return [[x![0]!, ...this.config.dims.map((axis) => x![axis]!)]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [transpose(x!, [0, ...this.config.dims])];
  }
}

/** The axes of each sample in another order. */
export function permute(options: PermuteOptions): Permute {
  return new Permute(options);
}

export interface RepeatVectorOptions extends LayerConfig {
  /** How many times. */
  n: number;
}

/** See {@link repeatVector}. */
export class RepeatVector extends Layer {
  readonly className = "RepeatVector";
  readonly config;

  constructor(options: RepeatVectorOptions) {
    super();
    this.config = withDefaults("RepeatVector", options, { n: undefined as unknown as number });
    checkPositiveInteger("RepeatVector", "n", this.config.n);
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

/** A vector as a sequence of n equal steps: (batch, features) gives (batch, n, features). */
export function repeatVector(options: RepeatVectorOptions): RepeatVector {
  return new RepeatVector(options);
}
