/** Data for a model from a file: CSV, JSON, NPY or lines of text, in the shape that the model takes. */
import { textOf } from "../data/encoding.ts";
import { readNow } from "../files/read.ts";
import {
  ConfigError,
  FormatError,
  data as files,
  type Model,
  ShapeError,
  type SymbolicTensor,
  Tensor,
  tensor,
} from "../index.ts";
import { jsonIn } from "./read-text.ts";

/** What `model.predict` takes: a tensor, or one for each input by name. */
export type Data = Tensor | Record<string, Tensor>;

/**
 * Reads data; `-` is standard input. The content decides the format.
 * @param encoding of texts, by default UTF-8
 * @throws IoError when it cannot be read; FormatError when it is not valid; ShapeError when it does not fit the model's shape
 */
export async function readData(path: string, model: Model<any>, encoding?: string): Promise<Data> {
  const name = path === "-" ? "standard input" : path;
  const bytes = readNow(path, "give a CSV, JSON or NPY file, or - for standard input");
  const input: SymbolicTensor | undefined = model.graph?.inputs.length === 1 ? model.inputs[0] : undefined;
  if (files.isNpy(bytes)) return asSamples(numbersOf(bytes, name, encoding), input);
  const text = textOf(bytes, name, encoding).trim();
  const isJson = /^[[{]/.test(text);
  if (input?.dtype === "string" && !isLists(text, isJson)) return linesOf(text, input, name);
  if (isJson) return readJson(text, name, (key) => model.inputs[model.inputNames.indexOf(key)], input);
  return fromRows(await readCsv(bytes, name, encoding), input, name);
}

/**
 * Reads targets for so many samples: JSON or NPY as they are, from a CSV one row for each sample, or for each of its steps.
 * @throws IoError, FormatError as {@link readData}
 */
export async function readTargets(path: string, model: Model<any>, count: number, encoding?: string): Promise<Data> {
  const name = path === "-" ? "standard input" : path;
  const bytes = readNow(path, "give a CSV, JSON or NPY file, or - for standard input");
  if (files.isNpy(bytes)) return forSamples(numbersOf(bytes, name, encoding), count);
  const text = textOf(bytes, name, encoding).trim();
  if (!/^[[{]/.test(text)) return targetsOf(await readCsv(bytes, name, encoding), model, count);
  const read = readJson(text, name, () => undefined, undefined);
  return read instanceof Tensor ? forSamples(read, count) : read;
}

/** The numbers of an NPY file. @throws ConfigError for an encoding, which is of texts */
function numbersOf(bytes: Uint8Array, name: string, encoding: string | undefined): Tensor {
  if (encoding === undefined) return files.readNpy(bytes, name);
  throw new ConfigError({ what: `${name} holds numbers, not text.`, hint: "leave --encoding out" });
}

/** Targets of a single sample may lack the axis of samples. */
function forSamples(targets: Tensor, count: number): Tensor {
  if (count !== 1 || targets.shape[0] === 1) return targets;
  return tensor(targets.dataSync(), [1, ...targets.shape], targets.dtype);
}

function targetsOf(rows: readonly number[][], model: Model<any>, count: number): Tensor {
  const [columns, values] = [rows[0]!.length, tensor(rows as number[][])];
  const [, time, ...features] = model.outputs[0]?.shape ?? [];
  const width = features.reduce<number>((product, length) => product * (length ?? 1), 1);
  if (rows.length === count) {
    if (features.length === 0 || columns !== (time ?? 0) * width) return values;
    return tensor(values.dataSync(), [count, time!, ...(features as number[])]);
  }
  // a row for each step: several numbers, or one class
  const steps = rows.length / count;
  if (!Number.isInteger(steps)) return values;
  return tensor(values.dataSync(), columns === 1 && width > 1 ? [count, steps] : [count, steps, columns]);
}

function readJson(
  text: string,
  name: string,
  inputNamed: (name: string) => SymbolicTensor | undefined,
  input: SymbolicTensor | undefined,
): Data {
  const value = jsonIn(text, name, "nested lists of numbers, or an object of them by the names of the inputs");
  if (Array.isArray(value)) return asSamples(fromJson(value, input), input);
  const inputs = value as Record<string, unknown[]>;
  const byName = Object.entries(inputs).map(([key, values]): [string, Tensor] => {
    const own = inputNamed(key);
    return [key, asSamples(fromJson(values, own), own)];
  });
  return Object.fromEntries(byName);
}

/** Nested lists of texts if the input takes texts, otherwise of numbers. */
function fromJson(values: unknown[], input: SymbolicTensor | undefined): Tensor {
  return input?.dtype === "string" ? tensor(values as string[], undefined, "string") : tensor(values as number[]);
}

/** Whether text is JSON: a line of plain text may also begin with a bracket. */
function isLists(text: string, isJson: boolean): boolean {
  try {
    return isJson && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** Lines of text, each a sample. */
function linesOf(text: string, input: SymbolicTensor, name: string): Tensor {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const [, ...rest] = input.shape;
  if (lines.length > 0 && rest.every((length) => length === 1 || length === null)) {
    return tensor(lines, [lines.length, ...rest.map(() => 1)], "string");
  }
  throw new ShapeError({
    what: `The lines of ${name} do not fit the input "${input.layer.name}".`,
    expected: lines.length === 0 ? "a line of text or more" : "one text for each sample; JSON holds several",
    received: `${lines.length} lines, for samples of shape (${rest.join(", ")})`,
  });
}

/** Rows of numbers. A first row with other text is a header. */
async function readCsv(bytes: Uint8Array, name: string, encoding?: string): Promise<number[][]> {
  const { columns, rows } = await files.readTable(new File([bytes as Uint8Array<ArrayBuffer>], name), { encoding });
  if (rows.length === 0) throw noTable(name, "no rows");
  return rows.map((record, i) => {
    const cells = columns.map((column) => record[column]);
    if (cells.every((cell) => typeof cell === "number")) return cells;
    throw noTable(name, `row ${i + 1}: ${cells.slice(0, 8).join(", ").slice(0, 80)}`);
  });
}

function noTable(name: string, received: string): FormatError {
  return new FormatError({
    what: `${name} is not a table of numbers.`,
    expected: "CSV with as many numbers in every row, a header at most above; or JSON, or NPY",
    received,
  });
}

/**
 * A table as samples. If the model takes sequences with as many features as there are columns, rows are time steps, cut
 * into sequences of the model's length, or one sequence if that is open; otherwise each row is a sample.
 */
function fromRows(rows: readonly number[][], input: SymbolicTensor | undefined, name: string): Tensor {
  const [columns, count] = [rows[0]!.length, rows.length];
  const values = tensor(rows as number[][]);
  if (!input || input.rank < 3) return values;
  const [, time, ...features] = input.shape;
  const width = features.reduce<number>((product, length) => product * (length ?? 1), 1);
  const data = values.dataSync();
  if (time !== null && columns === time! * width) return tensor(data, [count, time!, ...(features as number[])]);
  const steps = time ?? count;
  if (columns === width && count % steps === 0) {
    return tensor(data, [count / steps, steps, ...(features as number[])]);
  }
  throw new ShapeError({
    what: `The table in ${name} does not fit the input "${input.layer.name}".`,
    expected: `${width} columns, one row for each time step${time === null ? "" : `, in multiples of ${time} rows; or ${time! * width} columns, one row for each sample`}`,
    received: `${columns} columns, ${count} rows`,
  });
}

/** One sample without a batch axis gets one. */
function asSamples(data: Tensor, input: SymbolicTensor | undefined): Tensor {
  if (!input || data.rank !== input.rank - 1) return data;
  // a list of texts is a list of samples if each sample is one text
  const isList = data.dtype === "string" && input.shape.at(-1) === 1;
  return tensor(data.dataSync(), isList ? [...data.shape, 1] : [1, ...data.shape], data.dtype);
}
