/** Reductions of rows by segment: the sums, means and maxima of the rows that share a segment. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  asTensor,
  checkOption,
  fill,
  formatShape,
  makeArray,
  ShapeError,
  shown,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { divide, equal, maximum, multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { gather } from "./indexing.ts";
import { reshape } from "./layout.ts";

/**
 * The sum of the rows of each segment: x [R, ...] and ids [R] give [count, ...]. A segment without rows is 0.
 * @param count number of segments; by default the largest id plus 1
 * @throws ShapeError when there is not one id per row, or an id is outside 0 ... count - 1
 */
export function segmentSum(x: TensorLike, ids: TensorLike, count?: number): Tensor {
  const { input, rows, segments } = checked("segmentSum", x, ids, count);
  const output = run((engine) => engine.scatterAdd(rows, input, segments));
  return record(output, [input], (dy) => [() => run((engine) => engine.gather(dy, rows))]);
}

/** The mean of the rows of each segment; 0 without rows. Arguments and errors as {@link segmentSum}. */
export function segmentMean(x: TensorLike, ids: TensorLike, count?: number): Tensor {
  const { input, rows, segments } = checked("segmentMean", x, ids, count);
  const sizes = run((engine) => engine.scatterAdd(rows, fill(rows.shape, 1), segments));
  const perRow = reshape(maximum(sizes, 1), [segments, ...input.shape.slice(1).map(() => 1)]);
  return divide(segmentSum(input, rows, segments), perRow);
}

/**
 * The largest of the rows of each segment, place by place; -Infinity without rows. The gradient is shared between equals.
 * Arguments and errors as {@link segmentSum}.
 */
export function segmentMax(x: TensorLike, ids: TensorLike, count?: number): Tensor {
  const { input, rows, segments } = checked("segmentMax", x, ids, count);
  const width = input.size / Math.max(rows.size, 1);
  const values = input.read();
  const largest = makeArray("float32", segments * width).fill(Number.NEGATIVE_INFINITY);
  for (const [row, segment] of rows.read().entries()) {
    for (let i = 0; i < width; i++) {
      const at = segment * width + i;
      largest[at] = Math.max(largest[at]!, values[row * width + i]!);
    }
  }
  const output = wrap(largest, [segments, ...input.shape.slice(1)], "float32");
  return record(output, [input], (dy) => [
    () => {
      const isLargest = cast(equal(input, gather(output, rows)), "float32");
      const shares = divide(dy, maximum(segmentSum(isLargest, rows, segments), 1));
      return multiply(isLargest, gather(shares, rows));
    },
  ]);
}

function checked(name: string, x: TensorLike, ids: TensorLike, count: number | undefined) {
  const input = cast(x, "float32");
  const rows = cast(asTensor(ids), "int32");
  if (rows.rank !== 1 || rows.shape[0] !== input.shape[0]) {
    throw new ShapeError({
      what: `${name} needs a segment for each row.`,
      expected: `ids of shape (${input.shape[0] ?? "rows"})`,
      received: `ids ${formatShape(rows.shape)} for a tensor ${formatShape(input.shape)}`,
    });
  }
  if (count !== undefined) checkOption(name, "count", count, takes.nonNegativeInteger);
  const numbers = [...rows.read()];
  const segments = count ?? numbers.reduce((most, id) => Math.max(most, id + 1), 0);
  const wrong = numbers.find((id) => id < 0 || id >= segments);
  if (wrong !== undefined) {
    throw new ShapeError({
      what: `${name} met a segment that does not exist.`,
      expected: `ids of 0 to ${segments - 1}`,
      received: shown(wrong),
    });
  }
  return { input, rows, segments };
}
