/** Layers that normalize each sample in other ways: in groups of channels, by its root mean square, to length 1. */
import type { Variable } from "../autodiff/variable.ts";
import { add, layerNorm, maximum, mean, multiply, reshape, rsqrt, square, sum } from "../ops/index.ts";
import { type Complete, type Declared, normalizeAxis, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { knownLength, type LayerConfig, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import { type ScaleAndShiftOptions, ScalesAndShifts, scaleAndShiftOptions } from "./scale-and-shift.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

/** Options of `layers.groupNormalization`: groups of channels, each normalized within its sample. */
export interface GroupNormalizationOptions extends ScaleAndShiftOptions {
  /** Number of groups of channels, -1 for one group per channel. Default 32. */
  groups?: number | undefined;
  /** The axis of the channels. Default -1. */
  axis?: number | undefined;
  /** Added to the variance. Default 0.001. */
  epsilon?: number | undefined;
}

const isGroups = (value: unknown) => Number.isInteger(value) && ((value as number) > 0 || value === -1);

const groupNormalizationOptions = {
  ...scaleAndShiftOptions,
  groups: takes.withDefault(
    takes.check<number>("a positive integer, or -1 for a group for each channel", isGroups),
    32,
  ),
  axis: takes.withDefault(takes.integer, -1),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 0.001),
} satisfies Declared<GroupNormalizationOptions>;

/** Normalizes groups of channels; see {@link groupNormalization}. */
export class GroupNormalization extends ScalesAndShifts<
  Complete<GroupNormalizationOptions, typeof groupNormalizationOptions>
> {
  override readonly className = "GroupNormalization";

  constructor(options: GroupNormalizationOptions = {}) {
    super(readOptions("GroupNormalization", options, groupNormalizationOptions));
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const channels = x![normalizeAxis(this.config.axis, x!.length)]!;
    const made = (this.gamma ?? this.beta)?.size;
    if (made !== undefined && channels !== made) {
      throw this.inputError(`${made} channels on axis ${this.config.axis}, as the weights were made for`, x!);
    }
    if (channels !== null && channels % this.groupsOf(channels) !== 0) {
      throw this.inputError(`channels that ${this.config.groups} groups share evenly`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const channels = x![normalizeAxis(this.config.axis, x!.length)];
    this.addScaleAndShift([knownLength(channels, `GroupNormalization "${this.name}"`)]);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const axis = normalizeAxis(this.config.axis, x!.rank);
    const groups = this.groupsOf(x!.shape[axis]!);
    const inGroups = [groups, x!.shape[axis]! / groups];
    const parted = reshape(x!, [...x!.shape.slice(0, axis), ...inGroups, ...x!.shape.slice(axis + 1)]);
    const along = parted.shape.map((_, i) => inGroups[i - axis] ?? 1);
    const shaped = (weight: Variable | undefined) => weight && reshape(weight.value, along);
    const axes = [...parted.shape.keys()].filter((i) => i !== 0 && i !== axis);
    const { epsilon } = this.config;
    const normalized = layerNorm(parted, { axes, epsilon, gamma: shaped(this.gamma), beta: shaped(this.beta) });
    return [reshape(normalized, x!.shape)];
  }

  private groupsOf(channels: number): number {
    return this.config.groups === -1 ? channels : this.config.groups;
  }
}

/**
 * The channels of each sample in groups, each shifted and scaled to mean 0 and variance 1 over all its places; then scaled by
 * γ and shifted by β, which each channel learns (Wu & He, "Group normalization", 2018). Input and output of any one shape; a
 * mask is not looked at and goes on unchanged.
 */
export function groupNormalization(options?: GroupNormalizationOptions): GroupNormalization {
  return new GroupNormalization(options);
}

/** Options of `layers.rmsNormalization`: axes that are divided by their root mean square. */
export interface RMSNormalizationOptions extends LayerConfig {
  /** The axes over which each sample is normalized. Default -1. */
  axis?: number | readonly number[] | undefined;
  /** Added to the mean of the squares. Default 1e-6. */
  epsilon?: number | undefined;
}

const rmsNormalizationOptions = {
  ...layerOptions,
  axis: takes.withDefault(takes.axes, -1),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 1e-6),
} satisfies Declared<RMSNormalizationOptions>;

/** The layer of {@link rmsNormalization}. */
export class RMSNormalization extends UnaryLayer {
  override readonly className = "RMSNormalization";
  override readonly config: Complete<RMSNormalizationOptions, typeof rmsNormalizationOptions>;
  private scale!: Variable;

  constructor(options: RMSNormalizationOptions = {}) {
    super();
    this.config = readOptions("RMSNormalization", options, rmsNormalizationOptions);
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const axes = axesOf(this.config.axis, x!.length);
    if (this.built && axes.some((axis, i) => x![axis] !== this.scale.shape[i])) {
      throw this.inputError(`${this.scale.shape.join(", ")} on the normalized axes, as the weights were made for`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const shape = axesOf(this.config.axis, x!.length).map((axis) =>
      knownLength(x![axis], `RMSNormalization "${this.name}"`),
    );
    this.scale = this.addWeight("scale", shape, { initializer: "ones" });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const axes = axesOf(this.config.axis, x!.rank);
    const inverse = rsqrt(add(mean(square(x!), axes, true), this.config.epsilon));
    const along = x!.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    return [multiply(multiply(x!, inverse), reshape(this.scale.value, along))];
  }
}

/**
 * Each step of each sample divided by its root mean square, then scaled by weights that are learned:
 * x · scale / √(mean(x²) + epsilon) (Zhang & Sennrich, "Root mean square layer normalization", 2019).
 * Input and output of any one shape; as in Keras, a mask is not passed on.
 */
export function rmsNormalization(options?: RMSNormalizationOptions): RMSNormalization {
  return new RMSNormalization(options);
}

/** Options of `layers.unitNormalization`: axes that are scaled to length 1. */
export interface UnitNormalizationOptions extends LayerConfig {
  /** The axes over which the squares sum to 1. Default -1. */
  axis?: number | readonly number[] | undefined;
}

const unitNormalizationOptions = {
  ...layerOptions,
  axis: takes.withDefault(takes.axes, -1),
} satisfies Declared<UnitNormalizationOptions>;

/** The square of the smallest divisor. */
const LEAST = 1e-24;

/** The layer of {@link unitNormalization}. */
export class UnitNormalization extends UnaryLayer {
  override readonly className = "UnitNormalization";
  override readonly supportsMasking = true;
  override readonly config: Complete<UnitNormalizationOptions, typeof unitNormalizationOptions>;

  constructor(options: UnitNormalizationOptions = {}) {
    super();
    this.config = readOptions("UnitNormalization", options, unitNormalizationOptions);
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    axesOf(this.config.axis, x!.length);
    return [x!];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const squares = sum(square(x!), axesOf(this.config.axis, x!.rank), true);
    return [multiply(x!, rsqrt(maximum(squares, LEAST)))];
  }
}

/**
 * x divided by its length, √(Σ x²) over the axes; zeros stay zeros. Input and output of any one shape; a mask passes
 * through unchanged.
 */
export function unitNormalization(options?: UnitNormalizationOptions): UnitNormalization {
  return new UnitNormalization(options);
}

/** Axes counted from the front, ascending. @throws ShapeError for one that the tensor does not have */
function axesOf(axis: number | readonly number[], rank: number): number[] {
  return listOf(axis)
    .map((each) => normalizeAxis(each, rank))
    .sort((a, b) => a - b);
}
