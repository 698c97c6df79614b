/** Normalization of each sample over some of its axes. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  asTensor,
  type Declared,
  normalizeAxes,
  readOptions,
  sizeOf,
  type Tensor,
  type TensorLike,
  takes,
  viewAs,
} from "../tensor/index.ts";
import { add, multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { transpose } from "./layout.ts";

/** Options of `ops.layerNorm`: the axes, a learned scale and shift, and ε. */
export interface LayerNormOptions {
  /** The axes normalized over, ascending. Default the last. */
  axes?: readonly number[] | undefined;
  /** Added to the variance. Default 0.001. */
  epsilon?: number | undefined;
  /** Scale, of a shape that broadcasts to x. Default none. */
  gamma?: Tensor | undefined;
  /** Shift, of a shape that broadcasts to x. Default none. */
  beta?: Tensor | undefined;
}

const layerNormOptions = {
  axes: takes.withDefault(takes.listOf(takes.integer), [-1]),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 0.001),
  gamma: takes.anything,
  beta: takes.anything,
} satisfies Declared<LayerNormOptions>;

/** y = γ n + β with n = (x - mean) / √(variance + ε) over the axes (Ba, Kiros & Hinton, "Layer normalization", 2016). */
export function layerNorm(x: TensorLike, options: LayerNormOptions = {}): Tensor {
  const input = cast(asTensor(x), "float32");
  const { epsilon, gamma, beta, ...given } = readOptions("layerNorm", options, layerNormOptions);
  const axes = normalizeAxes(given.axes, input.rank);
  const others = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  // the axes at the end, where they make rows
  const order = [...others, ...[...axes].sort((a, b) => a - b)];
  const back = order.map((_, axis) => order.indexOf(axis));
  const normalized = transpose(normalizeLast(transpose(input, order), axes.length, epsilon), back);
  const scaled = gamma ? multiply(normalized, gamma) : normalized;
  return beta ? add(scaled, beta) : scaled;
}

/** n over the last `count` axes; backward, with m(·) the mean over them: dx = (dn - m(dn) - n m(dn n)) / √(variance + ε). */
function normalizeLast(x: Tensor, count: number, epsilon: number): Tensor {
  const width = sizeOf(x.shape.slice(x.rank - count));
  const rows = [width === 0 ? 0 : x.size / width, width];
  const { normalized, scale } = run((engine) => engine.normalize(viewAs(x, rows), epsilon));
  return record(viewAs(normalized, x.shape), [x], (dn) => [
    () =>
      viewAs(
        run((engine) => engine.normalizeGradient(viewAs(dn, rows), normalized, scale)),
        x.shape,
      ),
  ]);
}
