/** What layers over grids share: the axes between batch and channels, where the channels stand, and how windows slide. */

import { transpose } from "../ops/index.ts";
import { forEachAxis, type Padding, type Sliding, windowCount } from "../ops/windows.ts";
import { ConfigError, checkOption, type Tensor, takes } from "../tensor/index.ts";
import type { LayerConfig } from "./config.ts";
import type { CallContext } from "./context.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Where the channels stand: "channelsLast" is (batch, ..., channels), "channelsFirst" (batch, channels, ...). */
export type DataFormat = "channelsLast" | "channelsFirst";

/** How many axes lie between batch and channels: time, or height and width, or depth too. */
export type AxisCount = 1 | 2 | 3;

/** A number for all axes that a window slides over, or one for each. */
export type PerAxis = number | readonly number[];

/** Options of all layers over grids. */
export interface SpatialOptions extends LayerConfig {
  /** Where the channels stand. Default "channelsLast". */
  dataFormat?: DataFormat | undefined;
}

const axisNames = [[], ["time"], ["height", "width"], ["depth", "height", "width"]] as const;

/** A layer over 1, 2 or 3 axes between batch and channels. It computes with the channels last, wherever they stand. */
export abstract class SpatialLayer extends UnaryLayer {
  abstract override readonly className: string;
  abstract override readonly config: Readonly<SpatialOptions>;

  constructor(
    /** How many axes lie between batch and channels: 1, 2 or 3. */
    protected readonly axes: AxisCount,
  ) {
    super();
  }

  /**
   * The shape of the output, of the same rank or (batch, channels), for an input with its channels last.
   * @param given the shape before it was reordered, for errors
   */
  protected abstract outputShape(x: OpenShape, given: OpenShape): OpenShape;

  /** The output for an input with its channels last. */
  protected abstract compute(x: Tensor, context: CallContext): Tensor;

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const output = this.outputShape(this.lastOf(x!), x!);
    return [this.isTurned && output.length > 2 ? [output[0]!, output.at(-1)!, ...output.slice(1, -1)] : output];
  }

  override call([x]: readonly Tensor[], context: CallContext): Tensor[] {
    if (!this.isTurned) return [this.compute(x!, context)];
    const output = this.compute(channelsLast(x!), context);
    return [output.rank > 2 ? channelsFirst(output) : output];
  }

  /** A shape with its channels last. @throws ShapeError for another number of axes */
  protected lastOf(shape: OpenShape): OpenShape {
    if (shape.length === this.axes + 2) return this.isTurned ? [shape[0]!, ...shape.slice(2), shape[1]!] : shape;
    const spatial = axisNames[this.axes].join(", ");
    const expected = this.isTurned ? `batch, channels, ${spatial}` : `batch, ${spatial}, channels`;
    throw this.inputError(`${this.axes + 2} axes (${expected})`, shape);
  }

  private get isTurned(): boolean {
    return this.config.dataFormat === "channelsFirst";
  }
}

/** (batch, channels, ...) as (batch, ..., channels). */
export const channelsLast = (x: Tensor): Tensor => transpose(x, [0, ...[...x.shape.keys()].slice(2), 1]);

/** (batch, ..., channels) as (batch, channels, ...). */
export const channelsFirst = (x: Tensor): Tensor => transpose(x, [0, x.rank - 1, ...[...x.shape.keys()].slice(1, -1)]);

/** What the option `dataFormat` takes, and its default. */
export const dataFormats = /* @__PURE__ */ takes.withDefault(
  /* @__PURE__ */ takes.oneOf("channelsLast", "channelsFirst"),
  "channelsLast",
);

/** What the option `padding` takes of layers with windows, and its default. */
export const paddings = /* @__PURE__ */ takes.withDefault(/* @__PURE__ */ takes.oneOf("valid", "same"), "valid");

/** A number for all axes, or one for each. */
export const perAxis = /* @__PURE__ */ takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger));

/** The sizes of windows, and how they slide. */
export interface WindowOptions {
  kernelSize: PerAxis;
  strides: PerAxis;
  padding: Padding;
  dilationRate: PerAxis;
}

/**
 * How the windows of a convolution slide, over so many axes.
 * @throws ConfigError for sizes that are not valid, or strides and dilations both above 1 where only one may be
 */
export function slidingWindows(owner: string, options: WindowOptions, axes: number, together = false): Sliding {
  const lengths = axisLengths(owner, "kernelSize", options.kernelSize, axes);
  const strides = axisLengths(owner, "strides", options.strides, axes);
  const dilations = axisLengths(owner, "dilationRate", options.dilationRate, axes);
  if (!together && Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw new ConfigError({
      what: `${owner}: strides above 1 and a dilationRate above 1 do not go together.`,
      expected: "one of them to be 1",
      received: `strides ${strides.join(", ")} and dilationRate ${dilations.join(", ")}`,
    });
  }
  return { lengths, strides, dilations, padding: options.padding };
}

/** A number for each axis. @throws ConfigError unless they are positive integers, as many as axes */
export function axisLengths(owner: string, option: string, given: PerAxis, axes: number): readonly number[] {
  checkOption(owner, option, given, takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger, axes)));
  return forEachAxis(given, axes);
}

/** The shape (batch, ...windows, width) for an input (batch, ...lengths, channels); undefined where no window fits. */
export function slidShape(input: OpenShape, sliding: Sliding, width: number | null): OpenShape | undefined {
  const counts = input.slice(1, -1).map((length, axis) => windowCount(length, sliding, axis));
  return counts.every((count) => count === null || count > 0) ? [input[0]!, ...counts, width] : undefined;
}
