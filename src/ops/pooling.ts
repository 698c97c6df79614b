/** Pooling: what windows see, channel by channel, joined to one number each. */
import { record } from "../autodiff/tape.ts";
import type { PoolName } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import type { Windows } from "../backend/windows.ts";
import {
  asTensor,
  checkOption,
  formatShape,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { fittingWindows, forEachAxis, type Padding, perAxis, slidingOf } from "./windows.ts";

/** Options of the pooling operations: how windows slide. */
export interface PoolOptions {
  /** Steps from window to window, for all axes or each. Default the size of the window. */
  strides?: number | readonly number[] | undefined;
  /** Default "valid". */
  padding?: Padding | undefined;
}

/**
 * The largest of each window: (B, ...S, C) gives (B, ...O, C). The gradient goes to the first of equals.
 * @throws ShapeError when no window fits into the input; ConfigError for a size or options that are no numbers of 1 or more
 */
export function maxPool(x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor {
  const input = cast(asTensor(x), "float32");
  return pool("max", input, poolingWindows(input, poolSize, options));
}

/**
 * The mean of each window: (B, ...S, C) gives (B, ...O, C). Places outside the input do not count.
 * @throws ShapeError when no window fits into the input; ConfigError for a size or options that are no numbers of 1 or more
 */
export function averagePool(x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor {
  const input = cast(asTensor(x), "float32");
  const windows = poolingWindows(input, poolSize, options);
  return multiply(pool("sum", input, windows), shares(windows));
}

/** The largest or the sum of each window's places within x, (B, ...S, C) to (B, ...O, C), by windows that fit. */
export function pool(name: PoolName, x: Tensor, windows: Windows): Tensor {
  const output = run((engine) => engine.pool(name, x, windows));
  return record(output, [x], (dy) => [() => run((engine) => engine.poolGradient(name, dy, x, output, windows))]);
}

/**
 * 1 over the number of places that each window has within its input, (...O, 1); or within the input and a padding around
 * it, `before` as the windows say and `after` so wide.
 */
export function shares(
  { input, output, size, strides, dilations, before }: Windows,
  after?: readonly number[],
): Tensor {
  let counts = [1];
  for (const [axis, length] of input.entries()) {
    const [first, end] = after ? [-before[axis]!, length + after[axis]!] : [0, length];
    const along = Array.from({ length: output[axis]! }, (_, i) => {
      const start = i * strides[axis]! - before[axis]!;
      let count = 0;
      for (let k = 0; k < size[axis]!; k++) {
        const at = start + k * dilations[axis]!;
        if (at >= first && at < end) count++;
      }
      return count;
    });
    counts = counts.flatMap((count) => along.map((own) => count * own));
  }
  if (counts.every((count) => count === counts[0])) return wrap(Float32Array.of(1 / counts[0]!), [], "float32");
  const shape = [...output, 1];
  return wrap(
    Float32Array.from(counts, (count) => 1 / count),
    shape,
    "float32",
  );
}

function poolingWindows(x: Tensor, poolSize: number | readonly number[], options: PoolOptions): Windows {
  checkOption("pooling", "poolSize", poolSize, perAxis);
  const declared = {
    strides: takes.withDefault(perAxis, poolSize),
    padding: takes.withDefault(takes.anything, "valid"),
  };
  const { strides, padding } = readOptions("pooling", options, declared);
  if (x.rank < 3)
    throw new ShapeError({
      what: "Pooling needs axes to slide along.",
      expected: "(batch, ..., channels)",
      received: formatShape(x.shape),
    });
  return fittingWindows(x, slidingOf(forEachAxis(poolSize, x.rank - 2), strides, padding, 1));
}
