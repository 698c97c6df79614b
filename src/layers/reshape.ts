/** Layers that change the shape of each sample: flatten, reshape, permute. None of them passes on a mask. */
import { reshape as reshapeTensor, transpose } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  readOptions,
  type Shape,
  shown,
  sizeOf,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import { type DataFormat, dataFormats } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.flatten`: the layer joins all axes but the batch's. */
export interface FlattenOptions extends LayerConfig {
  /** Where the channels stand; "channelsFirst" puts them last before all axes become one. Default "channelsLast". */
  dataFormat?: DataFormat;
}

const flattenOptions = {
  ...layerOptions,
  dataFormat: dataFormats,
} satisfies Declared<FlattenOptions>;

/** The layer of {@link flatten}. */
export class Flatten extends UnaryLayer {
  override readonly className = "Flatten";
  override readonly config: Complete<FlattenOptions, typeof flattenOptions>;

  constructor(options: FlattenOptions = {}) {
    super();
    this.config = readOptions("Flatten", options, flattenOptions);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 1) throw this.inputError("at least 1 axis (batch, ...)", x!);
    return [[x![0]!, openSize(x!.slice(1))]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const isFirst = this.config.dataFormat === "channelsFirst" && x!.rank > 2;
    const last = isFirst ? transpose(x!, [0, ...[...x!.shape.keys()].slice(2), 1]) : x!;
    return [reshapeTensor(last, [x!.shape[0]!, sizeOf(x!.shape.slice(1))])];
  }
}

/** All axes of a sample as one: (batch, ...) gives (batch, product of the others). */
export function flatten(options: FlattenOptions = {}): Flatten {
  return new Flatten(options);
}

/** Options of `layers.reshape`: the new shape of each sample. */
export interface ReshapeOptions extends LayerConfig {
  /** The new shape of one sample, without the batch axis; one length may be -1 and is inferred. */
  targetShape: Shape;
}

const reshapeOptions = {
  ...layerOptions,
  targetShape: takes.required(takes.anything),
} satisfies Declared<ReshapeOptions>;

/** The layer of {@link reshape}. */
export class Reshape extends UnaryLayer {
  override readonly className = "Reshape";
  override readonly config: Complete<ReshapeOptions, typeof reshapeOptions>;

  constructor(options: ReshapeOptions) {
    super();
    this.config = readOptions("Reshape", options, reshapeOptions);
    const { targetShape } = this.config;
    const isLength = (length: number) => Number.isInteger(length) && (length > 0 || length === -1);
    const valid = Array.isArray(targetShape) && targetShape.every(isLength);
    if (!valid || targetShape.filter((length) => length === -1).length > 1) {
      throw new ConfigError({
        what: "Reshape needs a targetShape.",
        expected: "a list of positive integers, one of which may be -1",
        received: shown(targetShape),
      });
    }
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const { targetShape } = this.config;
    const size = openSize(x!.slice(1));
    const known = targetShape.reduce((product, length) => (length === -1 ? product : product * length), 1);
    if (size !== null && (targetShape.includes(-1) ? size % known !== 0 : size !== known)) {
      throw this.inputError(
        `samples of ${targetShape.includes(-1) ? "a multiple of " : ""}${known} elements, for targetShape ${formatShape(targetShape)}`,
        x!,
      );
    }
    return [[x![0]!, ...targetShape.map((length) => (length !== -1 ? length : size === null ? null : size / known))]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [reshapeTensor(x!, this.computeOutputShapes([x!.shape])[0] as Shape)];
  }
}

/** The elements of each sample in another shape: (batch, ...) gives (batch, ...targetShape). */
export function reshape(options: ReshapeOptions): Reshape {
  return new Reshape(options);
}

/** Options of `layers.permute`: the new order of the axes of each sample. */
export interface PermuteOptions extends LayerConfig {
  /** The order of the axes, counted from 1 without the batch axis: [2, 1] swaps time and features. */
  dims: readonly number[];
}

const permuteOptions = { ...layerOptions, dims: takes.required(takes.anything) } satisfies Declared<PermuteOptions>;

/** The layer of {@link permute}. */
export class Permute extends UnaryLayer {
  override readonly className = "Permute";
  override readonly config: Complete<PermuteOptions, typeof permuteOptions>;

  constructor(options: PermuteOptions) {
    super();
    this.config = readOptions("Permute", options, permuteOptions);
    const { dims } = this.config;
    if (
      !Array.isArray(dims) ||
      !dims.every(Number.isInteger) ||
      [...dims].sort((a, b) => a - b).some((dim, i) => dim !== i + 1)
    ) {
      throw new ConfigError({
        what: "Permute needs every axis of a sample once.",
        expected: "the numbers from 1 to the rank of a sample in some order, such as { dims: [2, 1] }",
        received: shown(dims),
      });
    }
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const { dims } = this.config;
    if (x!.length !== dims.length + 1) throw this.inputError(`${dims.length + 1} axes, the batch axis included`, x!);
    return [[x![0]!, ...dims.map((dim) => x![dim]!)]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [transpose(x!, [0, ...this.config.dims])];
  }
}

/** The axes of each sample in another order: dims [2, 1] gives (batch, b, a) for (batch, a, b). */
export function permute(options: PermuteOptions): Permute {
  return new Permute(options);
}

/** The number of elements, open where any length is. */
function openSize(lengths: OpenShape): number | null {
  return lengths.includes(null) ? null : sizeOf(lengths as Shape);
}
