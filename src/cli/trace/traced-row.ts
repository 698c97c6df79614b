/** The row of data to trace, alone or in the batch that the model needs. */
import { ConfigError, type Model, ShapeError, Tensor, tensor } from "../../index.ts";
import type { Data } from "../read-data.ts";

/** The data to run, and the place of the row in them. */
export interface TracedRow {
  x: Data;
  targets: Data | undefined;
  row: number;
  batch: number;
}

/** The number of samples in data. */
export const countOf = (data: Data) => listOf(data)[0]?.shape[0] ?? 0;

/** @throws ConfigError when there is no such row */
export function checkRow(row: number, count: number): void {
  if (row < count) return;
  throw new ConfigError({
    what: `The data have no row ${row}.`,
    expected: count === 0 ? "data with a row or more" : `--row from 0 to ${count - 1}`,
    received: `${count} rows`,
  });
}

/** @throws ConfigError when there is no such row; ShapeError when inputs and targets differ in their number of rows */
export function rowOfData(model: Model<any>, x: Data, targets: Data | undefined, row: number): TracedRow {
  const count = countOf(x);
  checkRow(row, count);
  // graphs of ONNX may mix rows, and may have inputs without rows
  if (model.layers.some(({ className }) => className === "OnnxGraph")) return { x, targets, row, batch: count };
  const counts = [x, ...(targets ? [targets] : [])].flatMap(listOf).map(({ shape }) => shape[0]);
  if (counts.some((each) => each !== count)) {
    throw new ShapeError({
      what: "The data, or data and targets, differ in their number of samples.",
      expected: `${count} rows in each`,
      received: counts.join(", "),
    });
  }
  // a fixed batch is run whole
  const batch = model.inputs[0]?.shape[0] ?? 1;
  const first = Math.floor(row / batch) * batch;
  const cut = (data: Data) => mapData(data, (each) => rowsOf(each, first, first + batch));
  const taken = cut(x);
  return { x: taken, targets: targets && cut(targets), row: row - first, batch: countOf(taken) };
}

const listOf = (data: Data): Tensor[] => (data instanceof Tensor ? [data] : Object.values(data));

function mapData(data: Data, change: (tensor: Tensor) => Tensor): Data {
  if (data instanceof Tensor) return change(data);
  return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, change(each)]));
}

function rowsOf(data: Tensor, begin: number, end: number): Tensor {
  const [count, ...rest] = data.shape as [number, ...number[]];
  if (begin === 0 && end >= count) return data;
  const size = data.size / count;
  const last = Math.min(end, count);
  return tensor(data.dataSync().slice(begin * size, last * size), [last - begin, ...rest], data.dtype);
}
