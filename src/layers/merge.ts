/** Layers that join several tensors into one: element by element with broadcasting, or one after the other. */
import {
  add as addTensors,
  broadcastTo,
  concatenate as concatenateTensors,
  divide,
  logicalOr,
  maximum as maximumOf,
  minimum as minimumOf,
  multiply as multiplyTensors,
  reshape,
  subtract as subtractTensors,
  where,
} from "../ops/index.ts";
import {
  type Complete,
  type Declared,
  fill,
  formatShape,
  normalizeAxis,
  readOptions,
  type Shape,
  ShapeError,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";
import { trailing } from "./trailing-axes.ts";

/**
 * Joins tensors element by element. Axes after the batch broadcast as in NumPy; a tensor of fewer axes gets axes of
 * length 1 after its batch axis, so that (batch, features) joins every step of (batch, time, features).
 *
 * Output mask: a step counts where it counts in any input; none if any input has none.
 */
abstract class Merge extends Layer {
  override readonly supportsMasking = true;
  abstract override readonly className: string;
  override readonly config: Readonly<LayerConfig>;

  constructor(owner: string, options: LayerConfig = {}) {
    super();
    this.config = readOptions(owner, options, layerOptions);
  }

  /** Joins tensors of one rank, each with its mask. */
  protected abstract merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor;

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const rank = Math.max(...inputs.map((shape) => shape.length));
    const whole = inputs.map((shape) => withRank(shape, rank));
    const merged = Array.from({ length: rank }, (_, axis) => {
      const lengths = whole.map((shape) => shape[axis] ?? null);
      const known = [...new Set(lengths.filter((length) => length !== null && (axis === 0 || length !== 1)))];
      if (known.length > 1)
        throw mergeError(this, inputs, "lengths that agree, or are 1, on every axis after the batch");
      return known[0] ?? (axis === 0 || lengths.includes(null) ? null : 1);
    });
    return [merged];
  }

  override call(inputs: readonly Tensor[], { masks }: CallContext): Tensor[] {
    const rank = Math.max(...inputs.map((x) => x.rank));
    const whole = inputs.map((x) => (x.rank === rank ? x : reshape(x, withRank(x.shape, rank) as Shape)));
    return [this.merge(whole, masks)];
  }

  override computeMasks(_inputs: readonly Tensor[], { masks }: CallContext): (Tensor | undefined)[] {
    return masks.includes(undefined) ? [] : [eitherMask(masks as Tensor[])];
  }
}

/** A shape with axes of length 1 after the batch axis, up to the rank. */
function withRank(shape: OpenShape, rank: number): OpenShape {
  return [shape[0] ?? null, ...new Array<number>(rank - shape.length).fill(1), ...shape.slice(1)];
}

function eitherMask(masks: readonly Tensor[]): Tensor {
  return masks.reduce((either, mask) => logicalOr(either, mask));
}

function mergeError(layer: Layer, inputs: readonly OpenShape[], expected: string): ShapeError {
  return new ShapeError({
    what: `${layer.className} "${layer.name}" received inputs that do not fit together.`,
    expected,
    received: `shapes ${inputs.map(formatShape).join(" and ")}`,
  });
}

/** The layer of {@link add}. */
export class Add extends Merge {
  override readonly className = "Add";
  constructor(options?: LayerConfig) {
    super("Add", options);
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => addTensors(a, b));
  }
}

/** The layer of {@link subtract}. */
export class Subtract extends Merge {
  override readonly className = "Subtract";
  constructor(options?: LayerConfig) {
    super("Subtract", options);
  }
  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    if (inputs.length !== 2) throw mergeError(this, inputs, "two inputs");
    return super.computeOutputShapes(inputs);
  }
  protected override merge([a, b]: readonly Tensor[]): Tensor {
    return subtractTensors(a!, b!);
  }
}

/** The layer of {@link multiply}. */
export class Multiply extends Merge {
  override readonly className = "Multiply";
  constructor(options?: LayerConfig) {
    super("Multiply", options);
  }
  /** As in Keras, a masked step of one input leaves the others as they are, and one that no input has gives zeros. */
  protected override merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    const factors = inputs.map((x, i) => (masks[i] ? where(trailing(masks[i], x.rank), x, 1) : x));
    const product = factors.reduce((a, b) => multiplyTensors(a, b));
    if (masks.includes(undefined)) return product;
    return where(trailing(eitherMask(masks as Tensor[]), product.rank), product, 0);
  }
}

/** The layer of {@link average}. */
export class Average extends Merge {
  override readonly className = "Average";
  constructor(options?: LayerConfig) {
    super("Average", options);
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return divide(
      inputs.reduce((a, b) => addTensors(a, b)),
      inputs.length,
    );
  }
}

/** As in Keras, two inputs at a time: at a masked step of one of them, the other counts alone. */
function extremeOf(
  join: (a: Tensor, b: Tensor) => Tensor,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
): Tensor {
  const full = masks.map((mask, i) => mask && trailing(mask, inputs[i]!.rank));
  let [extreme, known] = [inputs[0]!, full[0]];
  for (const [i, input] of inputs.entries()) {
    if (i === 0) continue;
    const mask = full[i];
    const other = mask ? where(mask, input, extreme) : input;
    extreme = join(known ? where(known, extreme, other) : extreme, other);
    known = mask && known && logicalOr(known, mask);
  }
  return extreme;
}

/** The layer of {@link maximum}. */
export class Maximum extends Merge {
  override readonly className = "Maximum";
  constructor(options?: LayerConfig) {
    super("Maximum", options);
  }
  protected override merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    return extremeOf(maximumOf, inputs, masks);
  }
}

/** The layer of {@link minimum}. */
export class Minimum extends Merge {
  override readonly className = "Minimum";
  constructor(options?: LayerConfig) {
    super("Minimum", options);
  }
  protected override merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    return extremeOf(minimumOf, inputs, masks);
  }
}

/** Options of `layers.concatenate`: the axis along which inputs are joined. */
export interface ConcatenateOptions extends LayerConfig {
  /** The axis along which the inputs follow each other, the batch axis counted. Default -1. */
  axis?: number | undefined;
}

const concatenateOptions = {
  ...layerOptions,
  axis: takes.withDefault(takes.integer, -1),
} satisfies Declared<ConcatenateOptions>;

/** The layer of {@link concatenate}. */
export class Concatenate extends Layer {
  override readonly className = "Concatenate";
  override readonly supportsMasking = true;
  override readonly config: Complete<ConcatenateOptions, typeof concatenateOptions>;

  constructor(options: ConcatenateOptions = {}) {
    super();
    this.config = readOptions("Concatenate", options, concatenateOptions);
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const first = inputs[0]!;
    const at = normalizeAxis(this.config.axis, first.length);
    const agree = (shape: OpenShape) =>
      shape.length === first.length &&
      shape.every((length, axis) => axis === at || length === null || first[axis] === null || length === first[axis]);
    if (!inputs.every(agree)) throw mergeError(this, inputs, `the same lengths on every axis but ${at}`);
    const lengths = inputs.map((shape) => shape[at] ?? null);
    const joined = lengths.reduce((sum, length) => (sum === null || length === null ? null : sum + length));
    const known = (axis: number) => inputs.find((shape) => shape[axis] !== null)?.[axis] ?? null;
    return [first.map((_, axis) => (axis === at ? joined : known(axis)))];
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    return [concatenateTensors(inputs, this.config.axis)];
  }

  /** Along an axis that masks have, they are concatenated; along another, a step counts where it counts in any input. */
  override computeMasks(inputs: readonly Tensor[], { masks }: CallContext): (Tensor | undefined)[] {
    const rank = Math.max(0, ...masks.map((mask) => mask?.rank ?? 0));
    if (rank === 0) return [];
    const full = inputs.map((x, i) => fullMask(x, masks[i], rank));
    const at = normalizeAxis(this.config.axis, inputs[0]!.rank);
    return [at < rank ? concatenateTensors(full, at) : eitherMask(full)];
  }
}

/** An input's mask stretched over the first `rank` axes of the input; where it has none, all of it counts. */
function fullMask(x: Tensor, mask: Tensor | undefined, rank: number): Tensor {
  const shape = x.shape.slice(0, rank);
  if (!mask) return fill(shape, 1, "bool");
  return broadcastTo(trailing(mask, rank), shape);
}

/** The sum of all inputs; they broadcast, and masks join with "or". */
export function add(options?: LayerConfig): Add {
  return new Add(options);
}

/** The first input minus the second; they broadcast, and masks join with "or". */
export function subtract(options?: LayerConfig): Subtract {
  return new Subtract(options);
}

/**
 * The product of all inputs; they broadcast, and masks join with "or". A masked step counts as 1; one that is masked in
 * every input gives 0.
 */
export function multiply(options?: LayerConfig): Multiply {
  return new Multiply(options);
}

/** The mean of all inputs; they broadcast, and masks join with "or". */
export function average(options?: LayerConfig): Average {
  return new Average(options);
}

/** The largest of all inputs, element by element; they broadcast, and masks join with "or". A masked step of one leaves the others. */
export function maximum(options?: LayerConfig): Maximum {
  return new Maximum(options);
}

/** The smallest of all inputs, element by element; they broadcast, and masks join with "or". A masked step of one leaves the others. */
export function minimum(options?: LayerConfig): Minimum {
  return new Minimum(options);
}

/**
 * The inputs one after the other along an axis; they agree on all others.
 *
 * Output mask: along the time axis the masks one after the other; along the last axis a step counts where it counts in
 * any input. An input without a mask counts whole; without any mask there is none.
 */
export function concatenate(options?: ConcatenateOptions): Concatenate {
  return new Concatenate(options);
}
