/** Sums, means and extremes over axes. */
import { record } from "../autodiff/tape.ts";
import type { ReduceName } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import {
  asTensor,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  ShapeError,
  sizeOf,
  Tensor,
  type TensorLike,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { broadcastTo, reshape, transpose } from "./layout.ts";

/** An axis or several; all of them when absent. Negative ones count from the back. */
export type Axes = number | readonly number[];

/** The sum over axes. */
export function sum(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = numeric(x);
  const over = resolveAxes(input, axes);
  return finish(
    record(reduce("sum", input, over), [input], (dy) => [() => spread(dy, input.shape, over)]),
    input,
    over,
    keepDims,
  );
}

/** The mean over axes. */
export function mean(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = cast(x, "float32");
  const over = resolveAxes(input, axes);
  const count = over.reduce((product, axis) => product * input.shape[axis]!, 1);
  const share = wrap(Float32Array.of(1 / count), [], "float32");
  const output = record(reduce("mean", input, over), [input], (dy) => [
    () =>
      spread(
        run((engine) => engine.binary("multiply", dy, share)),
        input.shape,
        over,
      ),
  ]);
  return finish(output, input, over, keepDims);
}

/** The largest element over axes; the gradient is shared between equals. */
export function max(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  return extreme("max", x, axes, keepDims);
}

/** The smallest element over axes; the gradient is shared between equals. */
export function min(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  return extreme("min", x, axes, keepDims);
}

/** Whether any element is not zero over axes, as `bool`. */
export function any(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = cast(x, "bool");
  const over = resolveAxes(input, axes);
  return finish(reduce("any", input, over), input, over, keepDims);
}

/** Whether no element is zero over axes, as `bool`. */
export function all(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = cast(x, "bool");
  const over = resolveAxes(input, axes);
  return finish(reduce("all", input, over), input, over, keepDims);
}

/** Index of the first largest element along an axis, int32, without that axis. */
export function argMax(x: TensorLike, axis = -1): Tensor {
  return argExtreme("max", x, axis);
}

/** Index of the first smallest element along an axis, int32, without that axis. */
export function argMin(x: TensorLike, axis = -1): Tensor {
  return argExtreme("min", x, axis);
}

function extreme(name: "max" | "min", x: TensorLike, axes: Axes | undefined, keepDims: boolean): Tensor {
  const input = numeric(x);
  const over = resolveAxes(input, axes);
  checkNotEmpty(name, input, over);
  const output = reduce(name, input, over);
  record(output, [input], (dy) => [() => run((engine) => engine.extremeGradient(dy, input, output, over))]);
  return finish(output, input, over, keepDims);
}

function argExtreme(name: "max" | "min", x: TensorLike, axis: number): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank);
  checkNotEmpty(name, input, [at]);
  const rest = input.shape.map((_, i) => i).filter((i) => i !== at);
  const last = at === input.rank - 1 ? input : transpose(input, [...rest, at]);
  return run((engine) => engine.argReduce(name, last));
}

function reduce(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 0)
    return name === "sum" || name === "mean" || name === "max" || name === "min"
      ? new Tensor(x.shape, x.dtype, x.storage)
      : x;
  return run((engine) => engine.reduce(name, x, axes));
}

/** Puts reduced axes back with length 1 when asked for. */
function finish(output: Tensor, input: Tensor, over: readonly number[], keepDims: boolean): Tensor {
  return keepDims ? reshape(output, keptShape(input.shape, over)) : output;
}

/** A reduced tensor stretched over the axes it lost. */
function spread(x: Tensor, shape: Shape, over: readonly number[]): Tensor {
  return broadcastTo(reshape(x, keptShape(shape, over)), shape);
}

const keptShape = (shape: Shape, over: readonly number[]) =>
  shape.map((length, axis) => (over.includes(axis) ? 1 : length));
const numeric = (x: TensorLike) => {
  const input = asTensor(x);
  return input.dtype === "bool" ? cast(input, "int32") : input;
};

function resolveAxes(x: Tensor, axes: Axes | undefined): number[] {
  if (axes === undefined) return x.shape.map((_, axis) => axis);
  return [...new Set(normalizeAxes(axes, x.rank))].sort((a, b) => a - b);
}

function checkNotEmpty(name: string, x: Tensor, over: readonly number[]): void {
  if (sizeOf(over.map((axis) => x.shape[axis]!)) === 0) {
    throw new ShapeError({
      what: `${name} over no elements has no value.`,
      expected: "at least one element per result",
      received: `shape (${x.shape.join(", ")})`,
    });
  }
}
