/** Data in files, or a dataset, as shards that hosts read: nothing is ever in memory as a whole. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EncodingOption } from "../data/index.ts";
import type { Samples } from "../models/samples.ts";
import {
  asTensor,
  ConfigError,
  checkOption,
  type Declared,
  readOptions,
  ShapeError,
  type Tensor,
  takes,
  wrap,
} from "../tensor/index.ts";
import { arrayRows, kindOf, type Rows, rowsTensor, tableRows } from "./rows-of-files.ts";
import { type WrittenData, writeShards } from "./shards.ts";

/** Options of `cluster.shard`. */
export interface ShardOptions extends EncodingOption {
  /** What a model should give: columns of tables, names of arrays in `.npz` or `.safetensors` files, or `.npy` files beside those of samples. */
  targets: readonly string[];
  /** The columns, or arrays, of the samples, in this order. Default all others, in that of the file. */
  columns?: readonly string[] | undefined;
  /** Tables: a row's columns are so many steps of a sequence. Default none: a row is a vector. */
  steps?: number | undefined;
  /** What counts each sample: a column, an array of `.npz` or `.safetensors` files. Default none. */
  weights?: string | undefined;
}

const someNames = takes.listOf(takes.text);

const shardOptions = {
  targets: takes.required(someNames),
  columns: someNames,
  steps: takes.positiveInteger,
  weights: takes.text,
  encoding: takes.text,
} satisfies Declared<ShardOptions>;

/** What was written, and where. */
export interface ShardedData {
  /** The folder, as `cluster.train` takes it instead of data. */
  folder: string;
  /** Samples. */
  rows: number;
  /** Bytes of all shards. */
  bytes: number;
}

/**
 * Writes the samples of files as shards, a piece at a time: `.csv` and `.parquet` (a row for each sample), `.npz` and `.safetensors` (an
 * array for each input and target), `.npy` (samples in one, targets in another). Files of one kind follow one another. Parquet needs the package
 * hyparquet beside Recurve.
 * @returns the folder, for `cluster.train` instead of data
 * @throws ConfigError for names that are not there, or a folder that holds shards already; FormatError for files that are not read, with
 *   the row; IoError for those that are not there
 */
export async function shard(files: readonly string[], folder: string, options: ShardOptions): Promise<ShardedData> {
  checkOption("cluster.shard", "files", files, takes.listOf(takes.text));
  const complete = readOptions<ShardOptions, typeof shardOptions>("cluster.shard", options, shardOptions);
  checkTarget("cluster.shard", folder);
  if (files.length === 0) throw new ConfigError({ what: "There is no file to write shards of." });
  const kinds = [...new Set(files.map(kindOf))];
  if (kinds.length > 1) {
    throw new ConfigError({
      what: "The files are of several kinds.",
      expected: "one kind",
      received: kinds.join(", "),
    });
  }
  const isTable = kinds[0] === "csv" || kinds[0] === "parquet";
  const takers = [
    ["steps", isTable, "a table"],
    ["columns", kinds[0] !== "npy", "a table, or arrays with names"],
    ["encoding", kinds[0] === "csv", ".csv files"],
  ] as const;
  for (const [name, fits, expected] of takers) {
    if (fits || complete[name] === undefined) continue;
    throw new ConfigError({ what: `${name} is not for such files.`, expected, received: `.${kinds[0]}` });
  }
  const samples = isTable ? ofTables(files, complete) : ofArrays(files, kinds[0] === "npy", complete);
  return written(await writeShards(samples, folder, "the files", false), folder);
}

/** A batch as a dataset gives it. */
type Given = Readonly<{ x: unknown; y: unknown; sampleWeight?: unknown }> | readonly unknown[];

/**
 * Writes one pass of batches as shards, such as those of a dataset: `{ x, y, sampleWeight }` or `[x, y, sampleWeight]`, of several
 * inputs or outputs a list of tensors.
 * @throws ConfigError for what is no batch, or a folder that holds shards already; ShapeError for rows of different shapes
 */
export async function writeData(
  batches: Iterable<unknown> | AsyncIterable<unknown>,
  folder: string,
): Promise<ShardedData> {
  checkOption("cluster.writeData", "batches", batches, takes.either(takes.iterable, anAsyncIterable));
  checkTarget("cluster.writeData", folder);
  async function* samples() {
    for await (const batch of batches) yield samplesOf(batch as Given);
  }
  return written(await writeShards(samples(), folder, "the batches", false), folder);
}

const anAsyncIterable = takes.check<AsyncIterable<unknown>>(
  "an asynchronous iterable",
  (given) => typeof given === "object" && given !== null && Symbol.asyncIterator in given,
);

const written = ({ rows, bytes }: WrittenData, folder: string): ShardedData => ({ folder, rows, bytes });

function checkTarget(owner: string, folder: string): void {
  checkOption(owner, "folder", folder, takes.path);
  if (!existsSync(join(folder, "data.json"))) return;
  throw new ConfigError({ what: `The folder ${folder} holds shards already.`, hint: "choose another, or remove it" });
}

function samplesOf(batch: Given): Samples {
  const isParts = Array.isArray(batch) && (batch.length === 2 || batch.length === 3);
  if (!isParts && !(typeof batch === "object" && batch !== null && "x" in batch && "y" in batch)) {
    throw new ConfigError({
      what: "cluster.writeData met something that is not a batch.",
      expected: "{ x, y, sampleWeight? } or [x, y, sampleWeight?]",
    });
  }
  const { x, y, sampleWeight } = isParts
    ? { x: batch[0], y: batch[1], sampleWeight: batch[2] }
    : (batch as { x: unknown; y: unknown; sampleWeight?: unknown });
  return together(tensorsOf(x), tensorsOf(y), sampleWeight === undefined ? [] : tensorsOf(sampleWeight));
}

/** A tensor, or a list or record of them. */
function tensorsOf(given: unknown): Tensor[] {
  const isTensor = (value: unknown) => typeof (value as Tensor | null)?.dataSync === "function";
  if (Array.isArray(given) && given.length > 0 && given.every(isTensor)) return given as Tensor[];
  if (typeof given === "object" && given !== null && !Array.isArray(given) && Object.values(given).every(isTensor)) {
    const values = Object.values(given as Record<string, Tensor>);
    if (values.length > 0 && !isTensor(given)) return values;
  }
  return [asTensor(given as never)];
}

/** @throws ShapeError unless all count the same samples */
function together(inputs: Tensor[], targets: Tensor[], weights: Tensor[]): Samples {
  const sizes = [...inputs, ...targets, ...weights].map(({ shape }) => shape[0] ?? 0);
  const size = sizes[0]!;
  if (sizes.every((each) => each === size)) return { size, inputs, targets, weights };
  throw new ShapeError({
    what: "Samples and targets differ in number.",
    expected: `${size} of each`,
    received: sizes.join(", "),
  });
}

async function* ofTables(files: readonly string[], options: ShardOptions): AsyncGenerator<Samples> {
  const { targets, columns: asked, steps, weights, encoding } = options;
  for (const file of files) {
    for await (const { columns, rows } of tableRows(file, encoding)) {
      const inputs = asked ?? columns.filter((name) => !targets.includes(name) && name !== weights);
      const places = (names: readonly string[]) => names.map((name) => placeOf(name, columns, file));
      if (steps !== undefined && inputs.length % steps !== 0) {
        throw new ShapeError({
          what: `The columns of ${file} cannot be cut into ${steps} steps.`,
          expected: `a multiple of ${steps}`,
          received: `${inputs.length} columns`,
        });
      }
      const part = (at: readonly number[], cut?: number) =>
        rowsTensor(
          rows.map((row) => at.map((i) => row[i]!)),
          cut,
        );
      const factors = weights === undefined ? [] : [asTensor(rows.map((row) => row[placeOf(weights, columns, file)]!))];
      yield together([part(places(inputs), steps)], [part(places(targets))], factors);
    }
  }
}

function placeOf(name: string, names: readonly string[], file: string): number {
  const at = names.indexOf(name);
  if (at >= 0) return at;
  throw new ConfigError({ what: `${file} has no "${name}".`, expected: names.slice(0, 12).join(", "), received: name });
}

async function* ofArrays(files: readonly string[], isNpy: boolean, options: ShardOptions): AsyncGenerator<Samples> {
  const { targets, weights, columns } = options;
  if (!isNpy) {
    for (const file of files)
      for await (const arrays of arrayRows(file, "")) {
        const named = (name: string) => arrays[Object.keys(arrays)[placeOf(name, Object.keys(arrays), file)]!]!;
        const inputs = columns ?? Object.keys(arrays).filter((name) => !targets.includes(name) && name !== weights);
        yield together(inputs.map(named), targets.map(named), weights === undefined ? [] : [named(weights)]);
      }
    return;
  }
  if (targets.length !== files.length) {
    throw new ConfigError({
      what: ".npy files of samples and of targets come in pairs.",
      expected: `${files.length} files of targets`,
      received: String(targets.length),
    });
  }
  for (const [i, file] of files.entries()) {
    kindOf(targets[i]!);
    yield* beside(arrayRows(file, "x"), arrayRows(targets[i]!, "y"));
  }
}

/** Two arrays whose pieces differ in length, row by row. */
async function* beside(samples: AsyncIterable<Rows>, targets: AsyncIterable<Rows>): AsyncGenerator<Samples> {
  const sources = [samples[Symbol.asyncIterator](), targets[Symbol.asyncIterator]()];
  const held: (Tensor | undefined)[] = [undefined, undefined];
  for (;;) {
    for (const [i, source] of sources.entries()) {
      if (held[i] && held[i].shape[0]! > 0) continue;
      const { value, done } = await source.next();
      held[i] = done ? undefined : Object.values(value as Rows)[0]!;
    }
    const [x, y] = held;
    if (!x && !y) return;
    if (!x || !y) {
      throw new ShapeError({
        what: "Samples and targets differ in number.",
        received: x ? "too few targets" : "too few samples",
      });
    }
    const size = Math.min(x.shape[0]!, y.shape[0]!);
    yield together([slice(x, 0, size)], [slice(y, 0, size)], []);
    held[0] = slice(x, size, x.shape[0]!);
    held[1] = slice(y, size, y.shape[0]!);
  }
}

/** Rows of a tensor, not copied. */
function slice(array: Tensor, from: number, to: number): Tensor {
  const each = array.size / array.shape[0]!;
  const values = array.read() as Float32Array;
  return wrap(values.subarray(from * each, to * each), [to - from, ...array.shape.slice(1)], array.dtype);
}
