/** Data as hosts read them: a folder of NumPy's arrays, a file for each tensor of each shard, and a list of them. */
import { createHash } from "node:crypto";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npyBody, npyHead } from "../data/npy.ts";
import { makeFolder } from "../files/make-folder.ts";
import type { Samples } from "../models/samples.ts";
import { ConfigError, formatShape, ShapeError, sameShape, type Tensor } from "../tensor/index.ts";

/** Bytes of a shard, about: what fits through doors that take packages of 100 MiB. */
const SHARD = 2 ** 26;

/** What `data.json` says of a folder. */
export interface DataList {
  /** Samples in all shards. */
  rows: number;
  /** The tensors: inputs `x0`, ..., targets `y0`, ..., weights `w0`, ..., each with the shape of a row where all have one. */
  tensors: readonly { name: string; dtype: string; shape?: readonly number[] }[];
  /** Each array is in a file of the shard's name and its own; of passes, the numbers of its batches one after the other. */
  shards: readonly { file: string; rows: number; batches?: readonly Readonly<Record<string, readonly number[]>>[] }[];
  /** Batches of each pass, where they are kept as they were made. */
  passes?: readonly number[];
  /** The number of the epoch that the first pass is for. */
  firstEpoch?: number;
}

/** What was written. */
export interface WrittenData {
  rows: number;
  bytes: number;
  /** Samples of the first batch. */
  batchSize: number;
}

/**
 * Writes batches as they come, never more than a shard in memory.
 * @param named what the batches are, for messages  @param isStream whether batches decide the batch size, so that all but the last must have one
 * @throws ShapeError when rows differ in shape; ConfigError when batches differ in size
 */
export async function writeShards(
  batches: Iterable<Samples> | AsyncIterable<Samples>,
  folder: string,
  named: string,
  isStream: boolean,
): Promise<WrittenData> {
  makeFolder(folder);
  const shards: { file: string; rows: number }[] = [];
  let held: Map<string, Tensor>[] = [];
  let layout: Map<string, Tensor> | undefined;
  let [size, rows, bytes, total, batchSize, last] = [0, 0, 0, 0, 0, 0];
  const flush = () => {
    if (held.length === 0) return;
    const file = String(shards.length).padStart(5, "0");
    for (const name of held[0]!.keys()) {
      const parts = held.map((batch) => batch.get(name)!);
      writeParts(join(folder, `${file}.${name}.npy`), parts, [size, ...parts[0]!.shape.slice(1)]);
    }
    shards.push({ file, rows: size });
    [held, size, bytes] = [[], 0, 0];
  };
  for await (const batch of batches) {
    const tensors = tensorsOf(batch);
    layout ??= tensors;
    checkLayout(layout, tensors, named);
    batchSize ||= batch.size;
    if (isStream && last !== 0 && last !== batchSize) throw unevenBatches(batchSize, last, named);
    last = batch.size;
    held.push(tensors);
    size += batch.size;
    rows += batch.size;
    for (const tensor of tensors.values()) bytes += tensor.size * 4;
    if (bytes >= SHARD) {
      total += bytes;
      flush();
    }
  }
  if (isStream && last > batchSize) throw unevenBatches(batchSize, last, named);
  total += bytes;
  flush();
  if (!layout) throw noSamples(named);
  const tensors = [...layout].map(([name, { dtype, shape }]) => ({ name, dtype, shape: shape.slice(1) }));
  const list: DataList = { rows, tensors, shards };
  writeFileSync(join(folder, "data.json"), `${JSON.stringify(list)}\n`);
  return { rows, bytes: total, batchSize };
}

/**
 * Writes batches as they are, pass after pass, whatever their sizes and shapes, never more than a shard in memory.
 * @param first the number of the epoch that the first pass is for
 * @throws ConfigError when batches differ in what they hold
 */
export async function writePasses(
  passes: Iterable<Iterable<Samples> | AsyncIterable<Samples>>,
  folder: string,
  named: string,
  first: number,
): Promise<WrittenData> {
  makeFolder(folder);
  const shards: { file: string; rows: number; batches: Record<string, readonly number[]>[] }[] = [];
  const counts: number[] = [];
  let held: Map<string, Tensor>[] = [];
  let layout: Map<string, Tensor> | undefined;
  let [bytes, total, rows, batchSize] = [0, 0, 0, 0];
  const flush = () => {
    if (held.length === 0) return;
    const file = String(shards.length).padStart(5, "0");
    for (const name of layout!.keys()) {
      const parts = held.map((batch) => batch.get(name)!);
      writeParts(join(folder, `${file}.${name}.npy`), parts, [parts.reduce((sum, part) => sum + part.size, 0)]);
    }
    const batches = held.map((batch) => Object.fromEntries([...batch].map(([name, { shape }]) => [name, shape])));
    shards.push({ file, rows: held.reduce((sum, batch) => sum + batch.get("x0")!.shape[0]!, 0), batches });
    total += bytes;
    [held, bytes] = [[], 0];
  };
  for (const pass of passes) {
    let count = 0;
    for await (const batch of pass) {
      const tensors = tensorsOf(batch);
      layout ??= tensors;
      checkParts(layout, tensors, named);
      batchSize ||= batch.size;
      count++;
      held.push(tensors);
      if (counts.length === 0) rows += batch.size;
      for (const tensor of tensors.values()) bytes += tensor.size * 4;
      if (bytes >= SHARD) flush();
    }
    counts.push(count);
  }
  flush();
  if (!layout) throw noSamples(named);
  const tensors = [...layout].map(([name, { dtype }]) => ({ name, dtype }));
  const list: DataList = { rows, tensors, shards, passes: counts, firstEpoch: first };
  writeFileSync(join(folder, "data.json"), `${JSON.stringify(list)}\n`);
  return { rows, bytes: total, batchSize };
}

/** Writes the parts of an array one after the other: they are never in memory as a whole once more. */
function writeParts(path: string, parts: readonly Tensor[], shape: readonly number[]): void {
  const file = openSync(path, "w");
  try {
    writeFileSync(file, npyHead(shape, parts[0]!.dtype));
    for (const part of parts) writeFileSync(file, npyBody(part));
  } finally {
    closeSync(file);
  }
}

/** What batches hold, in short. */
export async function digestOf(batches: Iterable<Samples> | AsyncIterable<Samples>): Promise<string> {
  const hash = createHash("sha256");
  for await (const batch of batches) {
    for (const [name, tensor] of tensorsOf(batch)) {
      const values = tensor.dataSync();
      hash
        .update(`${name} ${tensor.dtype} ${tensor.shape}\n`)
        .update(ArrayBuffer.isView(values) ? values : JSON.stringify(values));
    }
  }
  return hash.digest("hex");
}

/** The tensors of a batch by their names in files. */
function tensorsOf({ inputs, targets, weights }: Samples): Map<string, Tensor> {
  const named = (kind: string, tensors: readonly (Tensor | undefined)[]) =>
    tensors.flatMap((tensor, i) => (tensor ? [[`${kind}${i}`, tensor] as const] : []));
  return new Map([...named("x", inputs), ...named("y", targets), ...named("w", weights)]);
}

function noSamples(named: string): ConfigError {
  return new ConfigError({ what: `There are no samples in ${named}.`, expected: "one batch or more" });
}

/** @throws ConfigError unless a batch holds what all others hold, in numbers of the same types */
function checkParts(layout: Map<string, Tensor>, tensors: Map<string, Tensor>, named: string): void {
  const names = [...layout.keys()].join(", ");
  if (names !== [...tensors.keys()].join(", ")) {
    throw new ConfigError({
      what: `The batches of ${named} do not all hold the same parts.`,
      expected: names,
      received: [...tensors.keys()].join(", "),
    });
  }
  for (const [name, { dtype }] of tensors) {
    const first = layout.get(name)!.dtype;
    if (dtype === first && dtype !== "string") continue;
    throw new ConfigError({
      what: `"${name}" of ${named} cannot be written as one array of numbers.`,
      expected: first === "string" ? "numbers" : `${first} in every batch`,
      received: dtype === "string" ? "texts" : dtype,
    });
  }
}

function checkLayout(layout: Map<string, Tensor>, tensors: Map<string, Tensor>, named: string): void {
  checkParts(layout, tensors, named);
  for (const [name, { shape }] of layout) {
    const other = tensors.get(name)!.shape;
    if (sameShape(shape.slice(1), other.slice(1))) continue;
    throw new ShapeError({
      what: `The rows of ${named} differ in shape, and cannot be cut into other batches.`,
      expected: formatShape([null, ...shape.slice(1)]),
      received: formatShape([null, ...other.slice(1)]),
      hint: "pad all sequences to one length; a masking layer leaves out what was filled up",
    });
  }
}

function unevenBatches(size: number, other: number, named: string): ConfigError {
  return new ConfigError({
    what: `The batches of ${named} differ in size.`,
    expected: `batches of ${size}, the last one aside`,
    received: `one of ${other}`,
    hint: "dataset.unbatch().batch(n) cuts them again",
  });
}
