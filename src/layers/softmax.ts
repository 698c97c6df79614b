/** Softmax as a layer: over any axes, with a mask of elements. */
import { broadcastTo, reshape, softmax as softmaxOf, transpose, where } from "../ops/index.ts";
import {
  broadcastShapes,
  type Complete,
  type Declared,
  formatShape,
  normalizeAxis,
  readOptions,
  ShapeError,
  sameShape,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import { UnaryLayer } from "./layer.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

/** Options of `layers.softmax`: the axes over which results sum to 1. */
export interface SoftmaxOptions extends LayerConfig {
  /** The axis, or axes, over which the results sum to 1. Default -1. */
  axis?: number | readonly number[] | undefined;
}

const softmaxOptions = { ...layerOptions, axis: takes.withDefault(takes.axes, -1) } satisfies Declared<SoftmaxOptions>;

/** The score of a masked element; its result is 0. */
const ABSENT = -1e9;

/** The layer of {@link softmax}. */
export class Softmax extends UnaryLayer {
  override readonly className = "Softmax";
  override readonly supportsMasking = true;
  override readonly config: Complete<SoftmaxOptions, typeof softmaxOptions>;

  constructor(options: SoftmaxOptions = {}) {
    super();
    this.config = readOptions("Softmax", options, softmaxOptions);
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    this.axes(x!.length);
    return [x!];
  }

  override call([x]: readonly Tensor[], { masks }: CallContext): Tensor[] {
    const axes = this.axes(x!.rank);
    const mask = masks[0] && this.fullMask(masks[0], x!);
    if (!mask) return [softmaxOver(x!, axes)];
    return [where(mask, softmaxOver(where(mask, x!, ABSENT), axes), 0)];
  }

  private axes(rank: number): number[] {
    return listOf(this.config.axis)
      .map((axis) => normalizeAxis(axis, rank))
      .sort((a, b) => a - b);
  }

  private fullMask(mask: Tensor, x: Tensor): Tensor {
    const fits = mask.rank <= x.rank && mask.shape.every((n, i) => n === 1 || n === x.shape[x.rank - mask.rank + i]);
    if (fits && sameShape(broadcastShapes(mask.shape, x.shape), x.shape)) return broadcastTo(mask, x.shape);
    throw new ShapeError({
      what: `The mask of Softmax "${this.name}" does not fit its input.`,
      expected: `a shape that broadcasts to ${formatShape(x.shape)}, one entry for each element`,
      received: `shape ${formatShape(mask.shape)}`,
      hint: "a mask of steps is not a mask of elements; mask: null ignores it",
    });
  }
}

/** exp(x) / Σ exp(x), the sum over all these axes together. */
export function softmaxOver(x: Tensor, axes: readonly number[]): Tensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const turned = transpose(x, order);
  const joined = axes.length > 1 ? reshape(turned, [...others.map((axis) => x.shape[axis]!), -1]) : turned;
  const back = order.map((_, axis) => order.indexOf(axis));
  const result = softmaxOf(joined);
  return axes.length === 1 && axes[0] === x.rank - 1 ? result : transpose(reshape(result, turned.shape), back);
}

/**
 * exp(x) / Σ exp(x) over an axis, or several together. Input and output of any one shape.
 *
 * A mask must broadcast to the input's shape, as in Keras; masked elements give 0.
 * @throws ShapeError when a mask does not fit
 */
export function softmax(options?: SoftmaxOptions): Softmax {
  return new Softmax(options);
}
