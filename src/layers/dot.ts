/** The layer that multiplies two tensors, sample by sample. */
import { matmul, maximum, multiply, reshape, rsqrt, square, sum, transpose } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  normalizeAxis,
  readOptions,
  type Shape,
  ShapeError,
  shown,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.dot`: which axes are summed over. */
export interface DotOptions extends LayerConfig {
  /** The axis over which products are summed, for both inputs or one for each; never the batch axis, 0. */
  axes: number | readonly number[];
  /** Scale vectors along the axes to length 1 first, so that the results are cosines. Default false. */
  normalize?: boolean | undefined;
}

const dotOptions = {
  ...layerOptions,
  axes: takes.required(takes.anything),
  normalize: false,
} satisfies Declared<DotOptions>;

/** The smallest squared length to divide by, as in Keras. */
const LEAST_SQUARE = 1e-14;

/** The layer of {@link dot}. */
export class Dot extends Layer {
  override readonly className = "Dot";
  override readonly config: Complete<DotOptions, typeof dotOptions>;

  constructor(options: DotOptions) {
    super();
    this.config = readOptions("Dot", options, dotOptions);
    const { axes } = this.config;
    const list = typeof axes === "number" ? [axes, axes] : axes;
    if (!Array.isArray(list) || list.length !== 2 || !list.every((axis) => Number.isInteger(axis) && axis !== 0)) {
      throw new ConfigError({
        what: "Dot needs the axes to sum over.",
        expected: "an axis for both inputs, or a list of two; not 0, the batch axis",
        received: shown(axes),
      });
    }
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const fits = inputs.length === 2 && inputs.every((shape) => shape.length > 1);
    const axes = fits ? this.axes(inputs) : undefined;
    const [a, b] = axes ? inputs.map((shape, i) => shape[axes[i]!]) : [];
    if (!axes || (a !== b && a !== null && b !== null)) {
      throw new ShapeError({
        what: `The inputs of Dot "${this.name}" do not fit together.`,
        expected: `two tensors of the same length along axes ${JSON.stringify(this.config.axes)}`,
        received: inputs.map(formatShape).join(" and "),
      });
    }
    const rest = inputs.map((shape, i) => shape.slice(1).filter((_, axis) => axis + 1 !== axes[i]));
    const lengths = rest.flat();
    return [[inputs[0]![0]!, ...(lengths.length > 0 ? lengths : [1])]];
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    const axes = this.axes(inputs.map(({ shape }) => shape));
    // (B, others, D) each
    const [x, y] = inputs.map((tensor, i) => {
      const at = axes[i]!;
      const others = tensor.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== at);
      const turned = transpose(tensor, [0, ...others, at]);
      const rows = reshape(turned, [tensor.shape[0]!, -1, tensor.shape[at]!]);
      return this.config.normalize ? unitLength(rows) : rows;
    }) as [Tensor, Tensor];
    const shape = this.computeOutputShapes(inputs.map((tensor) => tensor.shape))[0] as Shape;
    return [reshape(matmul(x, y, { transposeB: true }), shape)];
  }

  private axes(shapes: readonly OpenShape[]): number[] {
    const { axes } = this.config;
    const list = typeof axes === "number" ? [axes, axes] : axes;
    return shapes.map(({ length }, i) => normalizeAxis(list[i]!, length));
  }
}

/** Vectors along the last axis, scaled to length 1. */
function unitLength(x: Tensor): Tensor {
  return multiply(x, rsqrt(maximum(sum(square(x), -1, true), LEAST_SQUARE)));
}

/**
 * Sums of products along an axis of each of two inputs, sample by sample: (batch, a, d) and (batch, b, d) with axes 2 give
 * (batch, a, b); (batch, d) and (batch, d) with axes 1 give (batch, 1). As in Keras, the mask is not passed on.
 */
export function dot(options: DotOptions): Dot {
  return new Dot(options);
}
