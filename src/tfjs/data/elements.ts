/** Elements of datasets: tensors, numbers, texts, and lists and records of them. */
import * as core from "../../index.ts";
import { formatShape, sameShape } from "../../tensor/index.ts";
import { chained, type Tensor } from "../tensors/index.ts";

/** Whether a value is a record or list whose entries are elements themselves. */
const isBranch = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof core.Tensor) &&
  !ArrayBuffer.isView(value) &&
  !isNumbers(value);
const isNumbers = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number" || isNumbers(each));

/** The rows of a batch as one element: tensors with the rows on the first axis, in the form that each row has. */
export function stacked(rows: readonly unknown[]): any {
  const [first] = rows;
  if (Array.isArray(first) && isBranch(first))
    return first.map((_, i) => stacked(rows.map((row) => (row as unknown[])[i])));
  if (isBranch(first)) {
    return Object.fromEntries(Object.keys(first).map((name) => [name, stacked(rows.map((row) => (row as any)[name]))]));
  }
  return stackedTensors(rows);
}

function stackedTensors(rows: readonly unknown[]): Tensor {
  const [first] = rows;
  if (typeof first === "string") return chained(core.tensor([...rows] as string[], [rows.length], "string"));
  if (typeof first === "boolean") return chained(core.tensor(rows.map(Number), [rows.length], "bool"));
  const tensors = rows.map((row) => (row instanceof core.Tensor ? row : core.tensor(row as number)));
  const other = tensors.find(({ shape }) => !sameShape(shape, tensors[0]!.shape));
  if (!other) return chained(core.ops.stack(tensors));
  throw new core.ShapeError({
    what: "The elements of a batch differ in shape.",
    expected: formatShape(tensors[0]!.shape),
    received: formatShape(other.shape),
  });
}

/** The batch as lists, one for each leaf, in the form that each row has. */
export function columnsOf(rows: readonly unknown[]): any {
  const [first] = rows;
  if (Array.isArray(first) && isBranch(first))
    return first.map((_, i) => columnsOf(rows.map((row) => (row as unknown[])[i])));
  if (!isBranch(first)) return [...rows];
  return Object.fromEntries(Object.keys(first).map((name) => [name, columnsOf(rows.map((row) => (row as any)[name]))]));
}
