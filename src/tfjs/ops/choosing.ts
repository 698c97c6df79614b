/** Elements found by condition, by place or by order. */
import { ops } from "../../index.ts";
import {
  ConfigError,
  checkOption,
  checkShape,
  fill,
  Tensor as Plain,
  ShapeError,
  sizeOf,
  stridesOf,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { gathered } from "../tensors/places.ts";
import { checkNumbers, checkTruths, operand, plainOf, truthOf, wholes } from "../tensors/rules.ts";
import { chained, type Tensor } from "../tensors/tensor.ts";
import type { Like, Rank, ShapeMap, Tensor2D } from "../types.ts";

const whole = (values: ArrayLike<number>, shape: readonly number[]) => wrap(Int32Array.from(values), shape, "int32");

/** The places where the condition holds, (count, axes), int32. */
export async function whereAsync(condition: Like): Promise<Tensor2D> {
  checkTruths("whereAsync", condition);
  const truth = truthOf(condition);
  const strides = stridesOf(truth.shape);
  const places = [...truth.read().entries()].flatMap(([at, holds]) =>
    holds ? [truth.shape.map((length, axis) => Math.floor(at / strides[axis]!) % length)] : [],
  );
  return chained(whole(places.flat(), [places.length, truth.rank]));
}

/** The slices for which the mask holds; its axes are those of the tensor from `axis` (default 0) on. */
export async function booleanMaskAsync(tensor: Like, mask: Like, axis = 0): Promise<Tensor> {
  const [x, holds] = [operand(tensor), truthOf(mask)];
  checkOption("booleanMask", "axis", axis, takes.integer);
  const own = x.shape.slice(axis, axis + holds.rank);
  if (holds.rank === 0 || own.join() !== holds.shape.join()) {
    throw new ShapeError({
      what: "booleanMask: the shape of the mask does not match the axes that it masks.",
      expected: `[${own}]`,
      received: `[${holds.shape}]`,
    });
  }
  const flat = ops.reshape(x, [...x.shape.slice(0, axis), -1, ...x.shape.slice(axis + holds.rank)]);
  const kept = [...holds.read().entries()].flatMap(([i, value]) => (value ? [i] : []));
  return chained(gathered(flat, whole(kept, [kept.length]), axis, 0));
}

/** The entries of x that are not in y, and their places. */
export async function setdiff1dAsync(x: Like, y: Like): Promise<[Tensor, Tensor]> {
  const [all, without] = [operand(x), operand(y)];
  if (all.rank !== 1 || without.rank !== 1 || all.dtype !== without.dtype) {
    throw new ShapeError({
      what: "setdiff1d takes two vectors of one type.",
      received: `${all.dtype} [${all.shape}] and ${without.dtype} [${without.shape}]`,
    });
  }
  const others = new Set(without.read());
  const kept = [...all.read().entries()].flatMap(([i, value]) => (others.has(value) ? [] : [i]));
  const places = whole(kept, [kept.length]);
  return [chained(ops.gather(all, places)), chained(places)];
}

/** Whether the target class is among the k best of each row, as `bool`. */
export async function inTopKAsync<U extends Tensor>(predictions: Like, targets: Like, k = 1): Promise<U> {
  const [scores, classes] = [operand(predictions), operand(targets)];
  if (scores.rank < 2 || scores.shape.slice(0, -1).join() !== classes.shape.join()) {
    throw new ShapeError({
      what: "inTopK takes a score for each class, and the class of each row.",
      expected: "predictions (..., classes) and targets (...)",
      received: `[${scores.shape}] and [${classes.shape}]`,
    });
  }
  const best = ops.topK(scores, k).indices.read();
  const hits = Uint8Array.from(classes.read(), (wanted, row) =>
    Number(best.subarray(row * k, row * k + k).includes(wanted)),
  );
  return chained(wrap(hits, classes.shape, "bool")) as unknown as U;
}

/** Positions of places along the first axes, among all such slices. */
function positions(indices: Plain, shape: readonly number[], depth = indices.shape.at(-1)!): Plain {
  const strides = stridesOf(shape.slice(0, depth));
  const places = indices.read();
  const flat = Array.from({ length: indices.size / depth }, (_, row) => {
    let at = 0;
    for (let i = 0; i < depth; i++) {
      const place = places[row * depth + i]!;
      if (place < 0 || place >= shape[i]!) {
        throw new ShapeError({
          what: "An index is outside the tensor.",
          expected: `places within [${shape}]`,
          received: String(place),
        });
      }
      at += place * strides[i]!;
    }
    return at;
  });
  return whole(flat, [flat.length]);
}

/** Slices by place: indices (..., N) along the first N axes of x give (..., rest). */
export function gatherND(x: Like, indices: Like): Tensor {
  const [from, places] = [operand(x), wholes("gatherND", indices)];
  if (from.rank < 1 || places.rank < 1 || places.shape.at(-1)! > from.rank) {
    throw new ShapeError({
      what: "gatherND takes places (..., N) of a tensor of at least N axes.",
      received: `[${places.shape}] in [${from.shape}]`,
    });
  }
  const rest = from.shape.slice(places.shape.at(-1)!);
  const rows = ops.reshape(from, [-1, ...rest]);
  return chained(ops.reshape(ops.gather(rows, positions(places, from.shape)), [...places.shape.slice(0, -1), ...rest]));
}

/** Zeros of the shape, to which updates are added at their places; those of one place add up. */
export function scatterND<R extends Rank>(indices: Like, updates: Like, shape: ShapeMap[R]): Tensor<R> {
  const [places, values] = [wholes("scatterND", indices), operand(updates)];
  checkShape(shape);
  const depth = depthOf(places);
  checkUpdates("scatterND", places, values, shape as number[]);
  const rest = (shape as number[]).slice(depth);
  const slots = sizeOf((shape as number[]).slice(0, depth));
  const sums = ops.segmentSum(ops.reshape(values, [-1, ...rest]), positions(places, shape, depth), slots);
  return chained(ops.cast(ops.reshape(sums, shape), values.dtype));
}

/** How many axes places have: a list of numbers is of places along one axis. */
const depthOf = (places: Plain): number => (places.rank > 1 ? places.shape.at(-1)! : 1);

/** Throws unless there is an update for each place. */
function checkUpdates(owner: string, places: Plain, updates: Plain, shape: readonly number[]): void {
  const [depth, lead] = [depthOf(places), places.rank > 1 ? places.shape.slice(0, -1) : places.shape];
  const wanted = [...lead, ...shape.slice(depth)];
  if (places.rank > 0 && updates.rank > 0 && depth <= shape.length && wanted.join() === updates.shape.join()) return;
  throw new ShapeError({
    what: `${owner} takes an update for each place.`,
    expected: `updates of shape [${wanted}] for places [${places.shape}]`,
    received: `[${updates.shape}]`,
  });
}

function replaced(target: Plain, indices: Plain, updates: Plain): Plain {
  const depth = depthOf(indices);
  const size = sizeOf(target.shape.slice(depth));
  const result = target.dataSync();
  const values = updates.read();
  for (const [row, at] of positions(indices, target.shape, depth).read().entries()) {
    for (let i = 0; i < size; i++) result[at * size + i] = values[updates.size === 1 ? 0 : row * size + i]!;
  }
  return wrap(result, target.shape, target.dtype);
}

/** The tensor with other values at the places given. */
export function tensorScatterUpdate<R extends Rank>(tensor: Like, indices: Like, updates: Like): Tensor<R> {
  const [target, places, values] = [operand(tensor), wholes("tensorScatterUpdate", indices), operand(updates)];
  checkUpdates("tensorScatterUpdate", places, values, target.shape);
  if (values.dtype === target.dtype) return chained(replaced(target, places, values));
  throw new ConfigError({
    what: "tensorScatterUpdate: updates are of the tensor's type.",
    expected: target.dtype,
    received: values.dtype,
  });
}

/** `defaultValue` (0 unless given) everywhere but at the places given. */
export function sparseToDense<R extends Rank>(
  sparseIndices: Like,
  sparseValues: Like,
  outputShape: ShapeMap[R],
  defaultValue: Like = 0,
): Tensor<R> {
  const [places, values] = [wholes("sparseToDense", sparseIndices), operand(sparseValues)];
  checkShape(outputShape);
  const count = places.rank > 0 ? places.shape[0]! : 1;
  const depth = places.rank > 1 ? places.shape[1]! : 1;
  const fits = places.rank < 3 && values.rank < 2 && (values.rank === 0 || values.size === count);
  if (!fits || depth !== outputShape.length) {
    throw new ShapeError({
      what: "sparseToDense takes a place for each value, or for all the same value.",
      expected: `places (count, ${outputShape.length}) and values (count) or one`,
      received: `[${places.shape}] and [${values.shape}]`,
    });
  }
  if (defaultValue instanceof Plain && defaultValue.dtype !== values.dtype) {
    throw new ConfigError({
      what: "sparseToDense: defaultValue is of the values' type.",
      expected: values.dtype,
      received: defaultValue.dtype,
    });
  }
  const value = plainOf(defaultValue).item();
  checkNumbers("sparseToDense", { defaultValue: value });
  const blank = fill(outputShape, value, values.dtype);
  const listed = places.rank < 2 ? ops.reshape(places, [-1, 1]) : places;
  return chained(replaced(blank, listed, values));
}

/**
 * The index at which each value would be inserted into the sorted rows, before (`left`) or after (`right`) equal
 * values: (rows, values), int32.
 */
export function searchSorted(sortedSequence: Like, values: Like, side: "left" | "right" = "left"): Tensor {
  const [sorted, wanted] = [operand(sortedSequence), operand(values)];
  const [width, count] = [sorted.shape.at(-1)!, wanted.shape.at(-1)!];
  const all = sorted.read();
  const places = Int32Array.from(wanted.read(), (value, i) => {
    const from = Math.floor(i / count) * width;
    let at = 0;
    while (at < width && (side === "left" ? all[from + at]! < value : all[from + at]! <= value)) at++;
    return at;
  });
  return chained(wrap(places, [wanted.size / count, count], "int32"));
}
/** {@link searchSorted} before equals. */
export const lowerBound = (sortedSequence: Like, values: Like): Tensor => searchSorted(sortedSequence, values, "left");
/** {@link searchSorted} after equal values. */
export const upperBound = (sortedSequence: Like, values: Like): Tensor => searchSorted(sortedSequence, values, "right");

/** How often each class (rows) was predicted as each class (columns), int32. */
export function confusionMatrix(labels: Like, predictions: Like, numClasses: number): Tensor2D {
  const [right, said] = [operand(labels), operand(predictions)];
  if (right.rank !== 1 || said.rank !== 1 || right.size !== said.size) {
    throw new ShapeError({
      what: "confusionMatrix takes two vectors of one length.",
      received: `[${right.shape}] and [${said.shape}]`,
    });
  }
  checkOption("confusionMatrix", "numClasses", numClasses, takes.counts.width);
  const counts = new Int32Array(numClasses ** 2);
  const columns = said.read();
  for (const [i, row] of right.read().entries()) counts[Math.trunc(row) * numClasses + Math.trunc(columns[i]!)]!++;
  return chained(wrap(counts, [numClasses, numClasses], "int32"));
}
