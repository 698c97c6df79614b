/** Operations that move elements and compute nothing. */
import { isTracked, record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  asTensor,
  broadcastShapes,
  ConfigError,
  checkOption,
  checkShape,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  ShapeError,
  sameShape,
  shown,
  sizeOf,
  type Tensor,
  type TensorLike,
  takes,
  viewAs,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";

/**
 * The same elements in another shape; one length may be -1 and is inferred.
 * @throws ShapeError when the sizes differ
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const input = asTensor(x);
  const full = completeShape(input, shape);
  return record(viewAs(input, full), [input], (dy) => [() => reshape(dy, input.shape)]);
}

/** The axes in another order; reversed when absent. */
export function transpose(x: TensorLike, permutation?: readonly number[]): Tensor {
  const input = asTensor(x);
  const order =
    permutation === undefined
      ? input.shape.map((_, axis) => input.rank - 1 - axis)
      : normalizeAxes(permutation, input.rank, "permutation");
  if (order.length !== input.rank || new Set(order).size !== order.length) {
    throw new ShapeError({
      what: "transpose needs each axis once.",
      expected: `an order of ${input.rank} axes`,
      received: `[${order.join(", ")}]`,
    });
  }
  // axes of length 1 may go anywhere without an element moving
  const long = order.filter((axis) => input.shape[axis] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!)) {
    return reshape(
      input,
      order.map((axis) => input.shape[axis]!),
    );
  }
  const output = run((engine) => engine.transpose(input, order));
  return record(output, [input], (dy) => [
    () =>
      transpose(
        dy,
        order.map((_, axis) => order.indexOf(axis)),
      ),
  ]);
}

/** A new axis of length 1 before `axis`. */
export function expandDims(x: TensorLike, axis = -1): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank + 1);
  return reshape(input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
}

/** Removes axes of length 1: the given one, or all. */
export function squeeze(x: TensorLike, axis?: number): Tensor {
  const input = asTensor(x);
  if (axis === undefined)
    return reshape(
      input,
      input.shape.filter((length) => length !== 1),
    );
  const at = normalizeAxis(axis, input.rank);
  if (input.shape[at] !== 1) {
    throw new ShapeError({
      what: "squeeze removes axes of length 1.",
      expected: "length 1",
      received: `length ${input.shape[at]} on axis ${at}`,
    });
  }
  return reshape(
    input,
    input.shape.filter((_, i) => i !== at),
  );
}

/** x repeated along axes of length 1, and new leading ones, to fill `shape`. */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const input = asTensor(x);
  if (!sameShape(broadcastShapes(input.shape, checkShape(shape)), shape)) {
    throw new ShapeError({
      what: "A tensor does not broadcast to this shape.",
      expected: formatShape(shape),
      received: formatShape(input.shape),
    });
  }
  if (sameShape(input.shape, shape)) return reshape(input, shape);
  const output = run((engine) => engine.broadcastTo(input, shape));
  return record(output, [input], (dy) => [() => sumTo(dy, input.shape)]);
}

/** x summed over the axes along which `shape` was broadcast: the gradient of broadcasting. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
  );
  return viewAs(
    run((engine) => engine.reduce("sum", x, axes)),
    shape,
  );
}

/** `repeats[axis]` copies along each axis, 1 where there is none. @throws ConfigError for more counts than axes */
export function tile(x: TensorLike, repeats: readonly number[]): Tensor {
  const input = asTensor(x);
  checkPerAxis("tile", "repeats", repeats, input.rank, takes.nonNegativeInteger);
  const split = input.shape.flatMap((length) => [1, length]);
  const stretched = input.shape.flatMap((length, axis) => [repeats[axis] ?? 1, length]);
  const merged = input.shape.map((length, axis) => length * (repeats[axis] ?? 1));
  return reshape(broadcastTo(reshape(input, split), stretched), merged);
}

/**
 * The block of `size` at `begin`; a size of -1 takes all that is left on its axis.
 * @throws ShapeError when the block reaches outside; ConfigError for what is no list of integers, one for each axis or fewer
 */
export function slice(x: TensorLike, begin: Shape, size?: Shape): Tensor {
  const input = asTensor(x);
  checkPerAxis("slice", "begin", begin, input.rank, takes.integer);
  if (size !== undefined) checkPerAxis("slice", "size", size, input.rank, atLeastMinusOne);
  const start = input.shape.map((_, axis) => begin[axis] ?? 0);
  const block = input.shape.map((length, axis) => {
    const wanted = size?.[axis] ?? -1;
    return wanted === -1 ? length - start[axis]! : wanted;
  });
  if (block.some((length, axis) => length < 0 || start[axis]! < 0 || start[axis]! + length > input.shape[axis]!)) {
    throw new ShapeError({
      what: "A slice reaches outside the tensor.",
      expected: `within ${formatShape(input.shape)}`,
      received: `begin [${start.join(", ")}], size [${block.join(", ")}]`,
    });
  }
  if (sameShape(block, input.shape)) return reshape(input, block);
  const output = run((engine) => engine.slice(input, start, block));
  return record(output, [input], (dy) => [() => run((engine) => engine.pad(dy, start, input.shape))]);
}

/** A row of a matrix, (N). Where no gradient is wanted it is not copied, so it is to be read before the matrix changes. */
export function rowOf(matrix: Tensor, index: number): Tensor {
  const length = matrix.shape[1]!;
  const row = isTracked([matrix]) ? undefined : run((engine) => engine.part?.(matrix, index * length, [length]));
  return row ?? reshape(slice(matrix, [index, 0], [1, length]), [length]);
}

/** The parts [from, to) along one axis; negative positions count from the end. */
export function sliceAxis(x: TensorLike, axis: number, from: number, to?: number): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank);
  checkOption("sliceAxis", "from", from, takes.integer);
  if (to !== undefined) checkOption("sliceAxis", "to", to, takes.integer);
  const length = input.shape[at]!;
  const position = (index: number) => Math.min(Math.max(index < 0 ? index + length : index, 0), length);
  const start = position(from);
  const end = Math.max(position(to ?? length), start);
  const begin = input.shape.map((_, i) => (i === at ? start : 0));
  return slice(
    input,
    begin,
    input.shape.map((all, i) => (i === at ? end - start : all)),
  );
}

/**
 * Parts along an axis: so many equal ones, or cut before the places given, in ascending order: [2, 5] gives the parts [0, 2), [2, 5)
 * and [5, length).
 * @throws ShapeError when there are no such parts
 */
export function split(x: TensorLike, parts: number | readonly number[], axis = -1): Tensor[] {
  const input = asTensor(x);
  const length = input.shape[normalizeAxis(axis, input.rank)]!;
  const cuts = typeof parts === "number" ? equalCuts(length, parts) : parts;
  const ascend = (cut: number, i: number) => cut >= (i === 0 ? 0 : cuts[i - 1]!) && cut <= length;
  if (!takes.listOf(takes.integer).accepts(cuts) || !cuts.every(ascend)) {
    throw new ShapeError({
      what: "split needs a number of equal parts, or the places to cut at.",
      expected: `places from 0 to ${length} in ascending order`,
      received: shown(parts),
    });
  }
  return [...cuts, length].map((end, i) => sliceAxis(input, axis, i === 0 ? 0 : cuts[i - 1]!, end));
}

/** The places where an axis is cut into equal parts. */
function equalCuts(length: number, parts: number): number[] {
  // of an axis of length 0 any number of parts would be equal
  checkOption("split", "parts", parts, takes.integerFrom(1, Math.max(length, 1000)));
  if (length % parts !== 0) {
    throw new ShapeError({
      what: "split needs equal parts.",
      expected: `a length divisible by ${parts}`,
      received: shown(length),
    });
  }
  return Array.from({ length: parts - 1 }, (_, i) => ((i + 1) * length) / parts);
}

/**
 * Zeros around x: `widths[axis]` = [before, after].
 * @throws ShapeError unless there is a pair of widths, 0 or more, for every axis
 */
export function pad(x: TensorLike, widths: readonly (readonly [number, number])[]): Tensor {
  const input = asTensor(x);
  if (!takes.listOf(pair, input.rank).accepts(widths)) {
    throw new ShapeError({
      what: "pad: widths are two for every axis.",
      expected: `${input.rank} pairs [before, after] of integers, 0 or more`,
      received: Array.isArray(widths) ? `[${(widths as unknown[]).map(shown).join(", ")}]` : shown(widths),
    });
  }
  const before = widths.map(([lead]) => lead);
  const shape = input.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
  const output = run((engine) => engine.pad(input, before, shape));
  return record(output, [input], (dy) => [() => slice(dy, before, input.shape)]);
}

/** Tensors one after the other along an axis; all other axes agree. Of different types, they become float32. */
export function concatenate(xs: readonly TensorLike[], axis = -1): Tensor {
  checkOption("concatenate", "what is joined", xs, takes.list);
  const given = xs.map(asTensor);
  const dtype = given.every((x) => x.dtype === given[0]!.dtype) ? given[0]?.dtype : "float32";
  const inputs = given.map((x) => cast(x, dtype ?? "float32"));
  const first = inputs[0];
  if (!first) throw new ShapeError("concatenate needs at least one tensor.");
  const at = normalizeAxis(axis, first.rank);
  for (const input of inputs) {
    if (input.rank !== first.rank || input.shape.some((length, i) => i !== at && length !== first.shape[i])) {
      throw new ShapeError({
        what: `Tensors concatenated along axis ${at} must agree on every other axis.`,
        expected: formatShape(first.shape),
        received: formatShape(input.shape),
      });
    }
  }
  const output = run((engine) => engine.concatenate(inputs, at));
  return record(output, inputs, (dy) => {
    let from = 0;
    return inputs.map((input) => {
      const start = from;
      from += input.shape[at]!;
      return () => sliceAxis(dy, at, start, start + input.shape[at]!);
    });
  });
}

/** Tensors of one shape along a new axis. */
export function stack(xs: readonly TensorLike[], axis = 0): Tensor {
  checkOption("stack", "what is joined", xs, takes.list);
  return concatenate(
    xs.map((x) => expandDims(x, axis)),
    axis,
  );
}

/** The parts along an axis, without it. */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank);
  return split(input, input.shape[at]!, at).map((part) => squeeze(part, at));
}

/** x with the order along an axis reversed. */
export function reverse(x: TensorLike, axis: number): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank);
  return record(
    run((engine) => engine.reverse(input, at)),
    [input],
    (dy) => [() => reverse(dy, at)],
  );
}

const atLeastMinusOne = /* @__PURE__ */ takes.integerFrom(-1);
const lengthsToComplete = /* @__PURE__ */ takes.listOf(atLeastMinusOne);
const pair = /* @__PURE__ */ takes.listOf(takes.nonNegativeInteger, 2);

/** Throws unless `values` are a list with an entry for each axis at most. */
function checkPerAxis(owner: string, argument: string, values: unknown, rank: number, entry: takes.Check): void {
  checkOption(owner, argument, values, takes.listOf(entry));
  if (values.length > rank) {
    throw new ConfigError({
      what: `${owner}: ${argument} has more entries than the tensor has axes.`,
      expected: `at most ${rank}`,
      received: shown(values),
    });
  }
}

function completeShape(x: Tensor, shape: Shape): Shape {
  checkOption("reshape", "shape", shape, lengthsToComplete);
  if (!shape.includes(-1) && sizeOf(shape) === x.size) return [...shape];
  const known = shape.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const full = shape.map((length) => (length === -1 ? x.size / known : length));
  if (
    shape.filter((length) => length === -1).length > 1 ||
    sizeOf(full) !== x.size ||
    full.some((n) => !Number.isInteger(n))
  ) {
    throw new ShapeError({
      what: "reshape must keep the number of elements.",
      expected: `a shape of ${x.size} elements, with at most one -1`,
      received: formatShape(shape),
      hint: `the tensor has shape ${formatShape(x.shape)}`,
    });
  }
  return full;
}
