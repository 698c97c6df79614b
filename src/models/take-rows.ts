/** Cutting samples into batches. */
import { formatShape, makeArray, ShapeError, sameShape, type Tensor, type TypedArray, wrap } from "../tensor/index.ts";
import type { Graph } from "./graph.ts";
import type { Samples } from "./samples.ts";

/** What batches need to know of a model. */
interface Batched {
  readonly graph: Graph | undefined;
  readonly stateful: boolean;
}

/** The batch size that a model was made for, where it is fixed. */
const fixedBatchOf = (model: Batched): number | undefined =>
  model.graph?.inputs.map(({ shape }) => shape[0]).find((length) => typeof length === "number");

/** The batch size where neither an option nor the model says one, as in Keras. */
export const defaultBatchSize = 32;

/**
 * The batch size: the option, otherwise the model's fixed one, otherwise {@link defaultBatchSize}. In a stateful model, each row of a batch
 * continues the same row of the previous one, so samples are cut into batches only if asked for, as in Keras.
 * @throws ShapeError when a fixed or stateful batch would be partial, or a stateful one differs from the fixed size
 */
export function batchSizeFor(model: Batched, option: number | undefined, size: number): number {
  const fixed = fixedBatchOf(model);
  const batchSize = option ?? (fixed !== undefined && model.stateful ? undefined : fixed) ?? defaultBatchSize;
  const actual = Math.min(batchSize, size);
  const isWhole = typeof fixed === "number" ? actual === fixed && size % fixed === 0 : size % actual === 0;
  if (isWhole || (fixed === undefined && !model.stateful)) return actual;
  throw partialBatch(fixed, `${size} samples in batches of ${actual}`, actual);
}

/** @throws ShapeError when a stateful model of fixed batch size would run on a batch of another size */
export function checkStatefulBatch(model: Batched, size: number): void {
  const fixed = fixedBatchOf(model);
  if (fixed === undefined || fixed === size || !model.stateful) return;
  throw partialBatch(fixed, `a batch of ${size} rows`, size);
}

function partialBatch(fixed: number | undefined, received: string, actual: number): ShapeError {
  return new ShapeError({
    what: "A stateful model or an input of fixed batch size takes whole batches only.",
    expected: `a number of samples divisible by ${fixed ?? actual}${fixed ? `, in batches of ${fixed}` : ""}`,
    received,
    hint: fixed
      ? `batchSize: ${fixed} cuts samples into such batches; in a stateful model, row i then goes on where row i of the batch before ended`
      : "leave out samples, pad them, or choose a batchSize that divides their number",
  });
}

/** The samples from `begin` to `end`, in the given order or in their own. The latter are not copied. */
export function takeSamples(samples: Samples, begin: number, end: number, order?: Int32Array): Samples {
  const take = (tensor: Tensor) => takeRows(tensor, begin, end, order);
  const takeIfAny = (tensor: Tensor | undefined) => tensor && take(tensor);
  return {
    size: end - begin,
    inputs: samples.inputs.map(take),
    targets: samples.targets.map(takeIfAny),
    weights: samples.weights.map(takeIfAny),
  };
}

/** Rows of a tensor, with those of its mask. */
export function takeRows(tensor: Tensor, begin: number, end: number, order?: Int32Array): Tensor {
  if (!order && begin === 0 && end === tensor.shape[0]) return tensor;
  const width = tensor.size / tensor.shape[0]!;
  const values = tensor.read();
  const rows = order
    ? gatherRows(values, tensor, order.subarray(begin, end), width)
    : values.subarray(begin * width, end * width);
  // the memory of a variable may move; plain memory stays, and needs no copy
  const taken = wrap(
    tensor.storage.plain || order ? rows : rows.slice(),
    [end - begin, ...tensor.shape.slice(1)],
    tensor.dtype,
  );
  taken.mask = tensor.mask && takeRows(tensor.mask, begin, end, order);
  return taken;
}

/** The time steps from `begin` to `end` of sequences, (batch, time, ...), with those of their mask. */
export function takeSteps(tensor: Tensor, begin: number, end: number): Tensor {
  const [batch, time, ...rest] = tensor.shape as [number, number];
  if (begin === 0 && end === time) return tensor;
  const width = tensor.size / (batch * time);
  const values = tensor.read();
  const steps = makeArray(tensor.dtype, batch * (end - begin) * width);
  for (let b = 0; b < batch; b++) {
    const row = values.subarray((b * time + begin) * width, (b * time + end) * width);
    steps.set(row, b * (end - begin) * width);
  }
  const taken = wrap(steps, [batch, end - begin, ...rest], tensor.dtype);
  taken.mask = tensor.mask && takeSteps(tensor.mask, begin, end);
  return taken;
}

function gatherRows(values: TypedArray, { dtype }: Tensor, order: Int32Array, width: number): TypedArray {
  const rows = makeArray(dtype, order.length * width);
  for (let i = 0; i < order.length; i++) {
    const from = order[i]! * width;
    if (width === 1) rows[i] = values[from]!;
    else rows.set(values.subarray(from, from + width), i * width);
  }
  return rows;
}

/** Concatenates batches of rows. @throws ShapeError if the rows of a batch have another shape */
export function joinRows(parts: readonly Tensor[]): Tensor {
  const [first] = parts as [Tensor];
  if (parts.length === 1) return first;
  const other = parts.find(({ shape }) => !sameShape(shape.slice(1), first.shape.slice(1)));
  if (other) {
    throw new ShapeError({
      what: "The outputs of a model's batches differ in length, so they do not form one tensor.",
      expected: formatShape([null, ...first.shape.slice(1)]),
      received: formatShape([null, ...other.shape.slice(1)]),
      hint: "pad the inputs to one length (textVectorization: outputSequenceLength), or predict batch by batch with predictOnBatch",
    });
  }
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const width = first.size / first.shape[0]!;
  const values = makeArray(first.dtype, count * width);
  let at = 0;
  for (const part of parts) {
    values.set(part.read(), at);
    at += part.size;
  }
  return wrap(values, [count, ...first.shape.slice(1)], first.dtype);
}
