/** Layers that bring data to a common scale: by given numbers, or by the mean and variance of data. */
import type { Variable } from "../autodiff/variable.ts";
import { step } from "../backend/current.ts";
import type { Dataset } from "../data/dataset.ts";
import { add, broadcastTo, divide, maximum, mean, multiply, reshape, sqrt, square, subtract } from "../ops/index.ts";
import {
  asTensor,
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  type NestedArray,
  normalizeAxis,
  readOptions,
  sameShape,
  Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { knownLength, type LayerConfig, layerOptions } from "./config.ts";
import { ElementwiseLayer } from "./elementwise.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

/** A number, or nested lists of numbers. */
const numbers = /* @__PURE__ */ takes.check<NestedArray>("a number, or nested lists of numbers", (value) =>
  isNumbers(value),
);

function isNumbers(value: unknown, depth = 0): boolean {
  // a list may contain itself
  return Array.isArray(value)
    ? depth < 32 && value.every((each) => isNumbers(each, depth + 1))
    : Number.isFinite(value);
}

/** Options of `layers.rescaling`: x · scale + offset. */
export interface RescalingOptions extends LayerConfig {
  /** The factor: a number, or nested lists of a shape that broadcasts to the input's. */
  scale: NestedArray;
  /** Added afterwards. Default 0. */
  offset?: NestedArray | undefined;
}

const rescalingOptions = {
  ...layerOptions,
  scale: takes.required(numbers),
  offset: takes.withDefault(numbers, 0),
} satisfies Declared<RescalingOptions>;

/** The layer of {@link rescaling}. */
export class Rescaling extends ElementwiseLayer {
  override readonly className = "Rescaling";
  override readonly config: Complete<RescalingOptions, typeof rescalingOptions>;

  constructor(options: RescalingOptions) {
    super();
    this.config = readOptions("Rescaling", options, rescalingOptions);
  }

  override get worksPerStep(): boolean {
    return typeof this.config.scale === "number" && typeof this.config.offset === "number";
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [add(multiply(x!, asTensor(this.config.scale)), asTensor(this.config.offset))];
  }
}

/** x · scale + offset. Input and output of any one shape; a mask passes through unchanged. */
export function rescaling(options: RescalingOptions): Rescaling {
  return new Rescaling(options);
}

/** Options of `layers.normalization`: (x - mean) / √variance, both given or learned by `adapt`. */
export interface NormalizationOptions extends LayerConfig {
  /** The axes whose places each have their own mean and variance; `null`: one for all. Default -1. */
  axis?: number | readonly number[] | null | undefined;
  /**
   * Known means, of the shape of the axes or one that broadcasts to it; without them {@link Normalization.adapt} learns
   * them.
   */
  mean?: NestedArray | null | undefined;
  /** Known variances, of the shape of the means. */
  variance?: NestedArray | null | undefined;
  /** The inverse: x · √variance + mean. Default false. */
  invert?: boolean | undefined;
}

const normalizationOptions = {
  ...layerOptions,
  axis: takes.withDefault(takes.orNull(takes.axes), -1),
  mean: takes.byDefaultNull(numbers),
  variance: takes.byDefaultNull(numbers),
  invert: false,
} satisfies Declared<NormalizationOptions>;

/** Keras's least standard deviation. */
const LEAST = 1e-7;

/** Batches of data: tensors or nested lists; from records and tuples the x is taken. */
type Batches = Iterable<TensorLike> | Dataset<unknown>;

/** The layer of {@link normalization}. */
export class Normalization extends ElementwiseLayer {
  override readonly className = "Normalization";
  override readonly config: Complete<NormalizationOptions, typeof normalizationOptions>;
  private mean: Variable | undefined;
  private variance: Variable | undefined;

  constructor(options: NormalizationOptions = {}) {
    super();
    this.config = readOptions("Normalization", options, normalizationOptions);
    const { mean, variance } = this.config;
    const given = [mean, variance].map((value) => (value === null ? undefined : asTensor(value)));
    const [one, other] = given;
    const axes = this.axes.length;
    if (!one !== !other || (one && (!sameShape(one.shape, other!.shape) || one.rank > axes))) {
      throw new ConfigError({
        what: "Normalization: mean and variance go together.",
        expected: `both or neither, of one shape with at most ${axes} axes`,
        received: given.map((value) => (value ? `shape ${formatShape(value.shape)}` : "none")).join(" and "),
      });
    }
  }

  override get worksPerStep(): boolean {
    return this.axes.every((axis) => axis === -1);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const lengths = this.keptAxes(x!.length).map((axis) => x![axis]!);
    if (this.mean && lengths.some((length, i) => length !== this.mean!.shape[i])) {
      throw this.inputError(`${formatShape(this.mean.shape)} on the axes of the means, as the layer was made for`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    if (this.config.mean !== null) return;
    const shape = this.keptAxes(x!.length).map((axis) => knownLength(x![axis], `Normalization "${this.name}"`));
    this.mean = this.addWeight("mean", shape, { initializer: "zeros", trainable: false });
    this.variance = this.addWeight("variance", shape, { initializer: "ones", trainable: false });
    // in Keras's files, though nothing reads it
    this.addWeight("count", [], { initializer: "zeros", trainable: false, dtype: "int32" });
  }

  /** What to subtract and to divide by, of shapes that broadcast to this one. */
  scalesFor(shape: OpenShape): { center: Tensor; spread: Tensor } {
    const axes = this.keptAxes(shape.length);
    const kept = axes.map((axis) => shape[axis]!);
    const along = shape.map((length, axis) => (axes.includes(axis) ? length! : 1));
    const shaped = (value: TensorLike) => reshape(broadcastTo(asTensor(value), kept), along);
    const center = shaped(this.mean?.value ?? this.config.mean!);
    return { center, spread: maximum(sqrt(shaped(this.variance?.value ?? this.config.variance!)), LEAST) };
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const { center, spread } = this.scalesFor(x!.shape);
    return [this.config.invert ? add(multiply(x!, spread), center) : divide(subtract(x!, center), spread)];
  }

  /**
   * Learns mean and variance from data: a tensor or nested lists with the batch as first axis, or batches of these,
   * such as a dataset; of batches `{ x, y }` or `[x, y]` the x. Earlier values are replaced.
   * @throws ConfigError if the layer was given its means, or there are no data; ShapeError for data of other lengths
   */
  async adapt(data: TensorLike | Batches): Promise<void> {
    if (this.config.mean !== null) {
      throw new ConfigError({
        what: `Normalization "${this.name}" was given its mean and variance, and does not learn them.`,
        hint: "leave them out to adapt to data",
      });
    }
    let seen: { count: number; mean: Tensor; variance: Tensor } | undefined;
    for await (const batch of batchesOf(data)) {
      const next = step(() => this.momentsOf(asTensor(batch)));
      seen = seen ? joined(seen, next) : next;
    }
    if (!seen) {
      throw new ConfigError({
        what: `Normalization "${this.name}" has nothing to adapt to.`,
        expected: "a batch or more",
      });
    }
    this.mean!.assign(seen.mean);
    this.variance!.assign(seen.variance);
  }

  private momentsOf(x: Tensor): { count: number; mean: Tensor; variance: Tensor } {
    this.computeOutputShapes([x.shape]);
    this.ensureBuilt([x.shape]);
    const kept = this.keptAxes(x.rank);
    const others = [...x.shape.keys()].filter((axis) => !kept.includes(axis));
    const center = mean(x, others, true);
    const variance = mean(square(subtract(x, center)), others);
    const count = others.reduce((product, axis) => product * x.shape[axis]!, 1);
    return { count, mean: reshape(center, variance.shape), variance };
  }

  private get axes(): readonly number[] {
    return listOf(this.config.axis ?? undefined);
  }

  private keptAxes(rank: number): number[] {
    return this.axes.map((axis) => normalizeAxis(axis, rank)).sort((a, b) => a - b);
  }
}

/**
 * Data shifted and scaled to mean 0 and variance 1: (x - mean) / √variance, for each feature. The means are given, or learned
 * from data by `adapt`, not in training; before it they are 0 and the variances 1. Input and output of any one shape; a
 * mask passes through unchanged.
 */
export function normalization(options?: NormalizationOptions): Normalization {
  return new Normalization(options);
}

type Moments = { count: number; mean: Tensor; variance: Tensor };

/** The mean and variance of two sets together (Chan, Golub & LeVeque, 1979). */
function joined(a: Moments, b: Moments): Moments {
  return step(() => {
    const count = a.count + b.count;
    const share = b.count / count;
    const center = add(multiply(a.mean, 1 - share), multiply(b.mean, share));
    const moved = (part: Moments) => add(part.variance, square(subtract(part.mean, center)));
    return { count, mean: center, variance: add(multiply(moved(a), 1 - share), multiply(moved(b), share)) };
  });
}

async function* batchesOf(data: TensorLike | Batches): AsyncGenerator<TensorLike> {
  const isOne = data instanceof Tensor || Array.isArray(data) || ArrayBuffer.isView(data) || "data" in (data as object);
  if (isOne && !(Array.isArray(data) && data[0] instanceof Tensor)) {
    yield data as TensorLike;
    return;
  }
  for await (const batch of data as AsyncIterable<unknown>) {
    const isPart = batch !== null && typeof batch === "object" && "x" in batch;
    yield (isPart ? batch.x : Array.isArray(batch) && batch[0] instanceof Tensor ? batch[0] : batch) as TensorLike;
  }
}
