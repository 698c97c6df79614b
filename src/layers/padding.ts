/** Layers that pad a grid with zeros, or crop its edges. */

import { pad, slice } from "../ops/index.ts";
import { forEachAxis } from "../ops/windows.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { type AxisCount, dataFormats, SpatialLayer, type SpatialOptions } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** The same width on every side of every axis; or for each axis one width for both sides, or [before, after]. */
export type EdgeWidths = number | readonly (number | readonly [number, number])[];

/** For the one axis of a sequence: a width for both sides, or [before, after]. */
export type EdgeWidths1D = number | readonly [number, number];

/** Options of `layers.zeroPadding2d` and `layers.zeroPadding3d`: how many zeros to put around a grid. */
export interface ZeroPaddingOptions extends SpatialOptions {
  /** How many zeros, see {@link EdgeWidths}. Default 1. */
  padding?: EdgeWidths | undefined;
}

/** Options of `layers.zeroPadding1d`: how many steps of zeros to add, (B, T, F). */
export interface ZeroPadding1DOptions extends SpatialOptions {
  /** How many zeros, see {@link EdgeWidths1D}. Default 1. */
  padding?: EdgeWidths1D | undefined;
}

/** Options of `layers.cropping2d` and `layers.cropping3d`: how many places to cut from the edges of a grid. */
export interface CroppingOptions extends SpatialOptions {
  /** How many places to cut off, see {@link EdgeWidths}. Default 0 for images, 1 for volumes, as in Keras. */
  cropping?: EdgeWidths | undefined;
}

/** Options of `layers.cropping1d`: how many steps to cut off, (B, T, F). */
export interface Cropping1DOptions extends LayerConfig {
  /** How many steps to cut off, see {@link EdgeWidths1D}. Default 1. */
  cropping?: EdgeWidths1D | undefined;
}

/** How many places before and after, along one axis. */
type Edge = readonly [before: number, after: number];

/** The option that gives the widths of the edges over so many axes. */
function edgeWidths(axes: AxisCount): takes.Check<EdgeWidths> {
  const edge = takes.either(takes.nonNegativeInteger, takes.listOf(takes.nonNegativeInteger, 2));
  return (
    axes === 1 ? edge : takes.either(takes.nonNegativeInteger, takes.listOf(edge, axes))
  ) as takes.Check<EdgeWidths>;
}

/** Widths [before, after] for each axis. */
function edgesOf(given: EdgeWidths, axes: AxisCount): readonly Edge[] {
  const perAxis = axes === 1 ? [given as EdgeWidths1D] : typeof given === "number" ? forEachAxis(given, axes) : given;
  return perAxis.map((width) => (typeof width === "number" ? [width, width] : width));
}

/** The edges for all axes; batch and channels have none. */
const wholeEdges = (edges: readonly Edge[]): Edge[] => [[0, 0], ...edges, [0, 0]];

/** The options of zero padding over so many axes. */
const zeroPaddingOptions = (axes: AxisCount) =>
  ({
    ...layerOptions,
    padding: takes.withDefault(edgeWidths(axes), 1),
    dataFormat: dataFormats,
  }) satisfies Declared<ZeroPaddingOptions>;

/** Pads with zeros; see {@link zeroPadding1d} and its 2d and 3d forms. */
export class ZeroPadding extends SpatialLayer {
  override readonly className: string;
  override readonly config: Complete<ZeroPaddingOptions, ReturnType<typeof zeroPaddingOptions>>;
  /** Widths [before, after] for each axis. */
  readonly edges: readonly Edge[];

  constructor(axes: AxisCount, options: ZeroPaddingOptions = {}) {
    super(axes);
    this.className = `ZeroPadding${axes}D`;
    this.config = readOptions(this.className, options, zeroPaddingOptions(axes));
    this.edges = edgesOf(this.config.padding, axes);
  }

  protected override outputShape(x: OpenShape): OpenShape {
    const edges = wholeEdges(this.edges);
    return x.map((length, axis) => (length === null ? null : length + edges[axis]![0] + edges[axis]![1]));
  }

  protected override compute(x: Tensor): Tensor {
    return pad(x, wholeEdges(this.edges));
  }
}

/** The options of cropping over so many axes. */
function croppingOptions(axes: AxisCount) {
  const options = { ...layerOptions, cropping: takes.withDefault(edgeWidths(axes), axes === 2 ? 0 : 1) };
  return axes === 1 ? options : { ...options, dataFormat: dataFormats };
}

/** Cuts from the edges; see {@link cropping1d} and its 2d and 3d forms. */
export class Cropping extends SpatialLayer {
  override readonly className: string;
  override readonly config: Complete<CroppingOptions, ReturnType<typeof croppingOptions>>;
  /** Widths [before, after] for each axis. */
  readonly edges: readonly Edge[];

  constructor(axes: AxisCount, options: CroppingOptions = {}) {
    super(axes);
    this.className = `Cropping${axes}D`;
    this.config = readOptions<Omit<CroppingOptions, "dataFormat">, ReturnType<typeof croppingOptions>>(
      this.className,
      options,
      croppingOptions(axes),
    );
    this.edges = edgesOf(this.config.cropping, axes);
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    const edges = wholeEdges(this.edges);
    const output = x.map((length, axis) => (length === null ? null : length - edges[axis]![0] - edges[axis]![1]));
    if (output.slice(1, -1).every((length) => length === null || length > 0)) return output;
    throw this.inputError(`longer than what is cut off, ${JSON.stringify(this.edges)}`, given);
  }

  protected override compute(x: Tensor): Tensor {
    const before = wholeEdges(this.edges).map(([width]) => width);
    return slice(x, before, this.outputShape(x.shape, x.shape) as number[]);
  }
}

/**
 * Zeros before and after a sequence: (batch, time, features) gives (batch, longer, features). As in Keras, the mask is
 * not passed on.
 */
export function zeroPadding1d(options?: ZeroPadding1DOptions): ZeroPadding {
  return new ZeroPadding(1, options as ZeroPaddingOptions);
}

/**
 * Zeros around an image: (batch, height, width, channels) gives (batch, taller, wider, channels). As in Keras, the mask
 * is not passed on.
 */
export function zeroPadding2d(options?: ZeroPaddingOptions): ZeroPadding {
  return new ZeroPadding(2, options);
}

/** Zeros around a volume, (batch, depth, height, width, channels), as {@link zeroPadding2d}. */
export function zeroPadding3d(options?: ZeroPaddingOptions): ZeroPadding {
  return new ZeroPadding(3, options);
}

/**
 * Steps cut off at the ends of a sequence: (batch, time, features) gives (batch, shorter, features). As in Keras, the
 * mask is not passed on.
 */
export function cropping1d(options?: Cropping1DOptions): Cropping {
  return new Cropping(1, options as CroppingOptions);
}

/**
 * Places cut off at the edges of an image: (batch, height, width, channels) gives (batch, lower, narrower, channels).
 * As in Keras, the mask is not passed on.
 */
export function cropping2d(options?: CroppingOptions): Cropping {
  return new Cropping(2, options);
}

/** Places cut off at the edges of a volume, (batch, depth, height, width, channels), as {@link cropping2d}. */
export function cropping3d(options?: CroppingOptions): Cropping {
  return new Cropping(3, options);
}
