/** Operations of Keras that look at the order of elements. */
import {
  add,
  argsort,
  cast,
  isNaN as isNotANumber,
  multiply,
  reshape,
  sort,
  stack,
  sum,
  transpose,
  where,
} from "../../../ops/index.ts";
import { FormatError, normalizeAxis, type Tensor } from "../../../tensor/index.ts";
import { type Compute, given } from "./compute.ts";
import { takeAlong } from "./get-item.ts";
import { flattened } from "./shapes.ts";
import { axesIn, integerIn, numeric, tensorIn, type Value } from "./values.ts";

/** Along an axis, or along all of the tensor. */
const along =
  (find: (x: Tensor, options: { axis: number }) => Tensor): Compute =>
  ([x], { axis }) =>
    axis === null || axis === undefined
      ? find(flattened(tensorIn(x)), { axis: 0 })
      : find(tensorIn(x), { axis: integerIn(axis) });

/** The element that a share of the others does not exceed, between two elements by a straight line. */
function quantiles(x: Tensor, share: Value, { axis, keepdims, method }: Record<string, Value>): Tensor {
  if (method !== "linear" && method !== undefined && method !== null) {
    throw new FormatError({
      what: "An operation of the file takes a quantile between elements in a way that is not read.",
      expected: "linear",
      received: String(method),
    });
  }
  const axes = (axesIn(axis) ?? x.shape.map((_, i) => i)).map((each) => normalizeAxis(each, x.rank));
  const others = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const lengths = others.map((i) => x.shape[i]!);
  const rows = reshape(transpose(x, [...others, ...axes]), [...lengths, axes.reduce((n, i) => n * x.shape[i]!, 1)]);
  const sorted = sort(cast(rows, "float32"));
  const isAnyNaN = cast(sum(cast(isNotANumber(rows), "float32"), -1), "bool");
  const last = sorted.shape.at(-1)! - 1;
  const at = (place: number) => reshape(takeAlong(sorted, [place], sorted.rank - 1), lengths);
  const one = (part: number) => {
    const place = part * last;
    const [low, high] = [Math.floor(place), Math.ceil(place)];
    const found = add(multiply(at(low), 1 - (place - low)), multiply(at(high), place - low));
    const kept = where(isAnyNaN, Number.NaN, found);
    return keepdims === true
      ? reshape(
          kept,
          x.shape.map((length, i) => (axes.includes(i) ? 1 : length)),
        )
      : kept;
  };
  const shares = tensorIn(share);
  const found = [...shares.read()].map(one);
  return shares.rank === 0 ? found[0]! : stack(found, 0);
}

/** Of Keras's module `numpy`. */
export const numpyOrdering = {
  Argsort: along((x, options) => argsort(x, options)),
  Median: ([x], options) => quantiles(tensorIn(x), 0.5, options),
  Percentile: ([x, placed], options) =>
    quantiles(tensorIn(x), multiply(numeric(given(options.q, placed)), 0.01), options),
  Quantile: ([x, placed], options) => quantiles(tensorIn(x), given(options.q, placed), options),
  Sort: along((x, options) => sort(x, options)),
} as const satisfies Record<string, Compute>;
