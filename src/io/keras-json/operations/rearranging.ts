/** Operations of Keras that put elements in other places. */
import {
  broadcastTo,
  cast,
  concatenate,
  gather,
  reshape,
  reverse,
  sliceAxis,
  subtract,
  sum,
  transpose,
  where,
} from "../../../ops/index.ts";
import { FormatError, fill, normalizeAxis, ShapeError, type Tensor, wrap } from "../../../tensor/index.ts";
import { type Compute, given } from "./compute.ts";
import { takeAlong } from "./get-item.ts";
import { expanded, flattened, parts, swapped } from "./shapes.ts";
import { axesIn, integerIn, integersIn, tensorIn, tensorsIn, type Value } from "./values.ts";

const moved: Compute = ([x], { source, destination }) => {
  const input = tensorIn(x);
  const places = (axes: Value) => integersIn(axes).map((axis) => normalizeAxis(axis, input.rank));
  const [from, to] = [places(source), places(destination)];
  const others = input.shape.map((_, i) => i).filter((i) => !from.includes(i));
  const order = input.shape.map((_, i) => (to.includes(i) ? from[to.indexOf(i)]! : others.shift()!));
  return transpose(input, order);
};

/** Elements that leave at one end come back at the other. */
const rolled: Compute = ([x], { shift, axis }) => {
  const input = tensorIn(x);
  const axes = axesIn(axis);
  const shifts = integersIn(shift);
  if (!axes) return reshape(rolledBy(flattened(input), shifts[0]!, 0), input.shape);
  return axes.reduce((rest, each, i) => rolledBy(rest, shifts[i] ?? shifts[0]!, normalizeAxis(each, rest.rank)), input);
};

function rolledBy(x: Tensor, shift: number, axis: number): Tensor {
  const length = x.shape[axis]!;
  if (length === 0) return x;
  const cut = ((-shift % length) + length) % length;
  return cut === 0 ? x : concatenate([sliceAxis(x, axis, cut, length), sliceAxis(x, axis, 0, cut)], axis);
}

const differences: Compute = ([x], { n, axis }) => {
  let rest = tensorIn(x);
  const at = normalizeAxis(integerIn(axis ?? -1), rest.rank);
  for (let i = integerIn(n ?? 1); i > 0; i--) {
    const length = rest.shape[at]!;
    rest = subtract(sliceAxis(rest, at, 1, length), sliceAxis(rest, at, 0, length - 1));
  }
  return rest;
};

/** The part of matrices on one side of a diagonal; the others are 0. */
const triangle =
  (isKept: (row: number, column: number, k: number) => boolean): Compute =>
  ([x], { k }) => {
    const input = tensorIn(x);
    const [rows, columns] = input.shape.slice(-2) as [number, number];
    const offset = integerIn(k ?? 0);
    const kept = Uint8Array.from({ length: rows * columns }, (_, i) =>
      Number(isKept(Math.floor(i / columns), i % columns, offset)),
    );
    return where(wrap(kept, [rows, columns], "bool"), input, fill([], 0, input.dtype));
  };

/** The diagonals of matrices over two axes, on a new last axis. */
function diagonals(x: Tensor, { offset, axis1, axis2 }: Record<string, Value>): Tensor {
  const [a, b] = ([axis1 ?? 0, axis2 ?? 1] as Value[]).map((axis) => normalizeAxis(integerIn(axis), x.rank)) as [
    number,
    number,
  ];
  const others = x.shape.map((_, i) => i).filter((i) => i !== a && i !== b);
  const [rows, columns] = [x.shape[a]!, x.shape[b]!];
  const k = integerIn(offset ?? 0);
  const start = k < 0 ? -k * columns : k;
  const count = Math.max(0, k < 0 ? Math.min(rows + k, columns) : Math.min(rows, columns - k));
  const lengths = others.map((i) => x.shape[i]!);
  const flat = reshape(transpose(x, [...others, a, b]), [...lengths, rows * columns]);
  return takeAlong(
    flat,
    Array.from({ length: count }, (_, i) => start + i * (columns + 1)),
    flat.rank - 1,
  );
}

/** The elements at places along an axis, one for each element of `indices`. */
const takenAlongAxis: Compute = ([x, places], { axis, indices }) => {
  const found = cast(tensorIn(given(indices, places)), "int32");
  const given_ = tensorIn(x);
  const isFlat = axis === null || axis === undefined;
  const input = isFlat ? flattened(given_) : given_;
  const ids = isFlat ? flattened(found) : found;
  const at = isFlat ? 0 : normalizeAxis(integerIn(axis), input.rank);
  const shape = input.shape.map((length, i) => (i === at ? ids.shape[i]! : Math.max(length, ids.shape[i]!)));
  const whole = broadcastTo(
    input,
    shape.map((length, i) => (i === at ? input.shape[i]! : length)),
  );
  const chosen = broadcastTo(ids, shape).read();
  const strides = whole.shape.map((_, i) => whole.shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const length = whole.shape[at]!;
  const flat = Int32Array.from(chosen, (id, i) => {
    let [rest, place] = [i, 0];
    for (let axis_ = shape.length - 1; axis_ >= 0; axis_--) {
      const step = rest % shape[axis_]!;
      rest = Math.floor(rest / shape[axis_]!);
      place += strides[axis_]! * (axis_ === at ? (id < 0 ? id + length : id) : step);
    }
    return place;
  });
  return reshape(gather(flattened(whole), wrap(flat, [flat.length], "int32")), shape);
};

/** Parts whose lengths differ by one at most. */
function nearlyEqual(x: Tensor, cuts: Value, axis: number): Tensor[] {
  if (Array.isArray(cuts)) return parts(x, cuts, axis);
  const count = integerIn(cuts);
  const length = x.shape[normalizeAxis(axis, x.rank)]!;
  if (count < 1) throw new ShapeError({ what: "array_split needs a part at least.", received: String(count) });
  const [width, longer] = [Math.floor(length / count), length % count];
  const ends = Array.from({ length: count - 1 }, (_, i) => (i + 1) * width + Math.min(i + 1, longer));
  return parts(x, ends, axis);
}

const joined =
  (axis: number, rank: number): Compute =>
  ([xs]) =>
    concatenate(
      tensorsIn(xs).map((x) => (x.rank < rank ? expanded(x, x.rank === 0 ? 0 : axisFor(x, rank)) : x)),
      axis,
    );

/** Where NumPy adds the missing axes of a tensor. */
const axisFor = (x: Tensor, rank: number): Value => (rank === 2 ? 0 : x.rank === 1 ? [0, 2] : 2);

const turned: Compute = ([x], { k, axes }) => {
  const input = tensorIn(x);
  const [a, b] = (axesIn(axes) ?? [0, 1]).map((axis) => normalizeAxis(axis, input.rank)) as [number, number];
  const quarter = ((integerIn(k ?? 1) % 4) + 4) % 4;
  if (quarter === 0) return input;
  if (quarter === 2) return reverse(reverse(input, a), b);
  return quarter === 1 ? swapped(reverse(input, b), a, b) : reverse(swapped(input, a, b), b);
};

const chosen: Compute = ([conditions, choices, otherwise], options) => {
  const last = given(options.default, otherwise, 0);
  if (!Array.isArray(conditions) || !Array.isArray(choices)) throw new FormatError({ what: "select needs two lists." });
  const [tests, values] = [tensorsIn(conditions), tensorsIn(choices)];
  return tests.reduceRight((rest, test, i) => where(test, values[i]!, rest), tensorIn(last));
};

/** Of Keras's module `numpy`. */
export const numpyRearranging = {
  Append: ([a, b], { axis }) => {
    const pair = [tensorIn(a), tensorIn(b)];
    return axis === null || axis === undefined
      ? concatenate(pair.map(flattened), 0)
      : concatenate(pair, integerIn(axis));
  },
  ArraySplit: ([x], { indices_or_sections: cuts, axis }) => nearlyEqual(tensorIn(x), cuts, integerIn(axis ?? 0)),
  Diagonal: ([x], { offset, axis1, axis2 }) => diagonals(tensorIn(x), { offset, axis1, axis2 }),
  Diff: differences,
  Dsplit: ([x], { indices_or_sections: cuts }) => parts(tensorIn(x), cuts, 2),
  Dstack: joined(2, 3),
  EmptyLike: ([x], { dtype }) => {
    if (dtype !== null && dtype !== undefined)
      throw new FormatError({ what: "empty_like of another type is not read." });
    return fill(tensorIn(x).shape, 0, tensorIn(x).dtype);
  },
  Fliplr: ([x]) => reverse(tensorIn(x), 1),
  Flipud: ([x]) => reverse(tensorIn(x), 0),
  FullLike: ([x, placed], { fill_value: named, dtype }) => {
    if (dtype !== null && dtype !== undefined)
      throw new FormatError({ what: "full_like of another type is not read." });
    const { shape, dtype: own } = tensorIn(x);
    return broadcastTo(cast(tensorIn(given(named, placed)), own), shape);
  },
  Hsplit: ([x], { indices_or_sections: cuts }) => parts(tensorIn(x), cuts, tensorIn(x).rank === 1 ? 0 : 1),
  Hstack: ([xs]) => concatenate(tensorsIn(xs), tensorsIn(xs)[0]!.rank === 1 ? 0 : 1),
  Moveaxis: moved,
  Roll: rolled,
  Rot90: turned,
  Select: chosen,
  TakeAlongAxis: takenAlongAxis,
  Trace: ([x], { offset, axis1, axis2 }) => sum(diagonals(tensorIn(x), { offset, axis1, axis2 }), -1),
  Tril: triangle((row, column, k) => column <= row + k),
  Triu: triangle((row, column, k) => column >= row + k),
  Vsplit: ([x], { indices_or_sections: cuts }) => parts(tensorIn(x), cuts, 0),
  Vstack: joined(0, 2),
} as const satisfies Record<string, Compute>;
