/** Operators that choose elements by position: slices, gathers, scatters, padding. */
import { concatenate, reshape, reverse, slice, where } from "../../../ops/index.ts";
import { fill, normalizeAxis, sizeOf, stridesOf, type Tensor, wrap } from "../../../tensor/index.ts";
import { fileError } from "../errors.ts";
import type { Call, Operator } from "./call.ts";
import { checkMade } from "./limits.ts";
import { takeAlong, takeElements, wholePositions } from "./positions.ts";

/** Starts, ends, axes and steps are attributes before operator set 10, and inputs since. */
function sliced(call: Call): Tensor {
  const x = call.input(0);
  const starts = call.integersFrom("starts", 1) ?? [];
  const ends = call.integersFrom("ends", 2) ?? [];
  const axes = call.integersFrom("axes", 3) ?? starts.map((_, i) => i);
  const steps = call.optional(4) ? call.integers(4) : starts.map(() => 1);
  if ([ends, axes, steps].some((list) => list.length !== starts.length)) throw call.misfit(1, "an entry for each axis");
  const begin = x.shape.map(() => 0);
  const size = [...x.shape];
  const strided: { axis: number; positions: Int32Array }[] = [];
  for (const [i, start] of starts.entries()) {
    const axis = normalizeAxis(axes[i]!, x.rank);
    const length = x.shape[axis]!;
    const step = steps[i]!;
    if (step === 0) throw fileError(`${call.node.title} has a step of 0.`, "another integer");
    const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
    const within = (position: number) =>
      Math.min(Math.max(position < 0 ? position + length : position, lowest), highest);
    const [from, to] = [within(start), within(ends[i]!)];
    const count = Math.max(0, Math.ceil((to - from) / step));
    if (step === 1) [begin[axis], size[axis]] = [count === 0 ? 0 : from, count];
    else strided.push({ axis, positions: Int32Array.from({ length: count }, (_, k) => from + k * step) });
  }
  const block = slice(x, begin, size);
  return strided.reduce((part, { axis, positions }) => {
    const isReversal = positions.length === part.shape[axis] && positions[0] === positions.length - 1;
    return isReversal ? reverse(part, axis) : takeAlong(part, axis, positions);
  }, block);
}

function gathered(call: Call): Tensor {
  const [x, positions] = [call.input(0), call.input(1)];
  const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
  const taken = takeAlong(x, axis, positions.read());
  return reshape(taken, [...x.shape.slice(0, axis), ...positions.shape, ...x.shape.slice(axis + 1)]);
}

/** The place in `shape`, row-major, of each element of indices that replace its position on one axis. */
function elementPlaces(call: Call, shape: readonly number[], indices: Tensor, axis: number): Int32Array {
  const fits = indices.rank === shape.length && indices.shape.every((n, i) => i === axis || n <= shape[i]!);
  if (!fits) throw call.misfit(1, `as many axes as input 0, and no longer ones`);
  const [own, strides] = [stridesOf(indices.shape), stridesOf(shape)];
  const positions = wholePositions(indices.read(), shape[axis]!);
  return positions.map((position, i) => {
    let place = position * strides[axis]!;
    for (let k = 0; k < shape.length; k++) {
      if (k !== axis) place += (Math.floor(i / own[k]!) % indices.shape[k]!) * strides[k]!;
    }
    return place;
  });
}

function gatheredElements(call: Call): Tensor {
  const [x, indices] = [call.input(0), call.input(1)];
  const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
  return takeElements(x, elementPlaces(call, x.shape, indices, axis), indices.shape);
}

/** The row of each tuple of positions on the axes from `batch` on; rows have the shape of the axes after them. */
function tuplePlaces(call: Call, x: Tensor, indices: Tensor, batch: number): { rows: Int32Array; row: number[] } {
  const width = indices.shape.at(-1) ?? 0;
  const axes = x.shape.slice(batch, batch + width);
  if (indices.rank === 0 || axes.length !== width) throw call.misfit(1, "tuples of positions on the axes of input 0");
  const strides = stridesOf(axes);
  const given = indices.read();
  const count = width === 0 ? 0 : indices.size / width;
  const batches = sizeOf(x.shape.slice(0, batch));
  const perBatch = count / Math.max(batches, 1);
  const rows = Int32Array.from({ length: count }, (_, i) => {
    const tuple = axes.map((length, k) => wholePositions([given[i * width + k]!], length)[0]!);
    const within = tuple.reduce((sum, position, k) => sum + position * strides[k]!, 0);
    return Math.floor(i / Math.max(perBatch, 1)) * sizeOf(axes) + within;
  });
  return { rows, row: x.shape.slice(batch + width) };
}

function gatheredTuples(call: Call): Tensor {
  const [x, indices] = [call.input(0), call.input(1)];
  const { rows, row } = tuplePlaces(call, x, indices, call.attributes.int("batch_dims", 0));
  const size = sizeOf(row);
  const taken = takeAlong(reshape(x, [x.size / Math.max(size, 1), size]), 0, rows);
  return reshape(taken, [...indices.shape.slice(0, -1), ...row]);
}

type Reduction = (a: number, b: number) => number;
const reductions: Readonly<Record<string, Reduction>> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

/**
 * x with updates written at indices; the later one wins. Gradients flow to both; with a reduction it is computed on the
 * host, and none flow.
 */
function scatter(call: Call, x: Tensor, places: Int32Array, updates: Tensor): Tensor {
  const name = call.attributes.string("reduction", "none");
  if (name !== "none") {
    const reduce = reductions[name];
    if (!reduce) throw call.unsupported("reduction", "none, add, mul, max or min", name);
    const values = x.dataSync();
    const given = updates.read();
    for (const [i, place] of places.entries()) values[place] = reduce(values[place]!, given[i]!);
    return wrap(values, x.shape, x.dtype);
  }
  if (places.length === 0) return x;
  const source = new Int32Array(x.size);
  const isWritten = new Uint8Array(x.size);
  for (const [i, place] of places.entries()) [source[place], isWritten[place]] = [i, 1];
  return where(wrap(isWritten, x.shape, "bool"), takeElements(updates, source, x.shape), x);
}

function scatteredElements(call: Call): Tensor {
  const [x, indices] = [call.input(0), call.input(1)];
  const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
  return scatter(call, x, elementPlaces(call, x.shape, indices, axis), call.input(2));
}

function scatteredTuples(call: Call): Tensor {
  const x = call.input(0);
  const { rows, row } = tuplePlaces(call, x, call.input(1), 0);
  const width = sizeOf(row);
  const places = new Int32Array(rows.length * width);
  for (let i = 0; i < places.length; i++) places[i] = rows[Math.floor(i / width)]! * width + (i % width);
  return scatter(call, x, places, call.input(2));
}

/** Where each entry of a padded axis comes from; -1 for the constant. */
const paddings: Readonly<Record<string, (position: number, length: number) => number>> = {
  constant: (position, length) => (position < 0 || position >= length ? -1 : position),
  edge: (position, length) => Math.min(Math.max(position, 0), length - 1),
  reflect(position, length) {
    const period = Math.max(2 * (length - 1), 1);
    const within = ((position % period) + period) % period;
    return within < length ? within : period - within;
  },
  wrap: (position, length) => ((position % length) + length) % length,
};

/** Widths are an attribute before operator set 11, and an input since; negative ones cut. */
function padded(call: Call): Tensor {
  const x = call.input(0);
  const widths = call.integersFrom("pads", 1) ?? [];
  const axes = call.optional(3) ? call.integers(3).map((axis) => normalizeAxis(axis, x.rank)) : [...x.shape.keys()];
  const mode = call.attributes.string("mode", "constant");
  const source = paddings[mode];
  if (!source) throw call.unsupported("mode", Object.keys(paddings).join(", "), mode);
  if (widths.length !== 2 * axes.length) throw call.misfit(1, `${2 * axes.length} widths`);
  const value = call.number(2, call.attributes.float("value", 0));
  const shape = [...x.shape];
  for (const [i, axis] of axes.entries()) shape[axis]! += widths[i]! + widths[i + axes.length]!;
  checkMade(shape);
  let result = x;
  for (const [i, axis] of axes.entries()) {
    const [before, after] = [widths[i]!, widths[i + axes.length]!];
    if (before === 0 && after === 0) continue;
    const length = result.shape[axis]!;
    if (length === 0 && mode !== "constant") throw call.misfit(0, `at least one entry on axis ${axis}`);
    const positions = Array.from({ length: length + before + after }, (_, k) => source(k - before, length));
    result = takeAlong(
      result,
      axis,
      positions.filter((position) => position >= 0),
    );
    if (mode !== "constant") continue;
    const filling = (width: number) =>
      fill(
        result.shape.map((n, k) => (k === axis ? Math.max(width, 0) : n)),
        value,
        x.dtype,
      );
    result = concatenate([filling(before), result, filling(after)], axis);
  }
  return result;
}

/** Each sequence's first `length` entries in reversed order, the others as they are; time and batch are the first two axes. */
export function reversedRows(x: Tensor, lengths: ArrayLike<number>, timeAxis: number): Tensor {
  const [first, second] = x.shape as [number, number];
  const places = Int32Array.from({ length: first * second }, (_, i) => {
    const [row, column] = [Math.floor(i / second), i % second];
    const [at, batch] = timeAxis === 0 ? [row, column] : [column, row];
    const length = lengths[batch]!;
    const source = at < length ? length - 1 - at : at;
    return timeAxis === 0 ? source * second + batch : batch * second + source;
  });
  const rows = takeAlong(reshape(x, [first * second, sizeOf(x.shape.slice(2))]), 0, places);
  return reshape(rows, x.shape);
}

function reversedSequences(call: Call): Tensor {
  const x = call.input(0);
  const timeAxis = call.attributes.int("time_axis", 0);
  const lengths = call.integers(1);
  if (x.rank < 2 || lengths.length !== x.shape[1 - timeAxis])
    throw call.misfit(1, "a length for each row of the batch");
  return reversedRows(x, lengths, timeAxis);
}

/** Operators that choose elements by position. */
export const indexing: Readonly<Record<string, Operator>> = {
  Gather: gathered,
  GatherElements: gatheredElements,
  GatherND: gatheredTuples,
  Pad: padded,
  ReverseSequence: reversedSequences,
  Scatter: scatteredElements,
  ScatterElements: scatteredElements,
  ScatterND: scatteredTuples,
  Slice: sliced,
};
