/** Sources of datasets: tensors and lists, iterables, generator functions, and several datasets side by side. */
import { ConfigError, checkOption, isPlain, orderedRecord, shown, Tensor, takes } from "../tensor/index.ts";
import { Dataset, type Pass } from "./dataset.ts";
import { rowsOf } from "./elements.ts";

/** Tensors or lists by name, in records in records too: `{ x: { text, age }, y }`. */
export interface Columns {
  readonly [name: string]: Tensor | ArrayLike<unknown> | Columns;
}

/** One row of {@link Columns}. */
export type Row<C> = C extends Tensor
  ? Tensor
  : C extends ArrayLike<infer V>
    ? V
    : { -readonly [K in keyof C]: Row<C[K]> };

/** The sources that {@link dataset} takes besides tensors and records of them. */
export type DatasetSource<T> =
  | Pass<T>
  | ((epoch: number) => Pass<T>)
  | {
      /** One pass over the elements, for the epoch with this number, counted from 0. */
      epoch(number: number): AsyncIterable<T>;
    };

/**
 * A dataset of the rows of a tensor; of the rows of a record of tensors, lists or such records, as records; of the
 * elements of an iterable, async or not; or of those that a function, such as a generator function, returns for the
 * epoch whose number it gets.
 * @throws ConfigError for anything else, and in the second pass over a generator, which runs once
 */
export function dataset(source: Tensor): Dataset<Tensor>;
/** For an iterable, or a function that returns one for each pass. */
export function dataset<T>(source: DatasetSource<T>): Dataset<T>;
/** For a record of tensors or lists of one length: each element is a record of their rows. */
export function dataset<C extends Columns>(source: C): Dataset<Row<C>>;
export function dataset(source: unknown): Dataset<any> {
  if (source instanceof Tensor) return new Dataset(() => rowsOf(source));
  if (typeof source === "function") {
    return new Dataset((epoch) => {
      const pass = (source as (epoch: number) => Pass<unknown>)(epoch);
      checkOption("dataset", "what the function gives", pass, takes.iterable);
      return pass;
    });
  }
  if (typeof source === "object" && source !== null) {
    if (typeof (source as { epoch?: unknown }).epoch === "function") {
      return new Dataset((epoch) => (source as { epoch(number: number): Pass<unknown> }).epoch(epoch));
    }
    if (Symbol.iterator in source || Symbol.asyncIterator in source) return fromIterable(source as Pass<unknown>);
    if (areColumns(source)) return new Dataset(() => rowsOf(source));
  }
  throw new ConfigError({
    what: "A dataset cannot be made of this.",
    expected: "a tensor, a record of tensors or lists, an iterable, or a function that gives one",
    received: typeof source === "object" && source ? `{ ${Object.keys(source).join(", ")} }` : shown(source),
  });
}

function fromIterable<T>(source: Pass<T>): Dataset<T> {
  const begin = (
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator] : source[Symbol.iterator]
  ) as () => unknown;
  let isSpent = false;
  return new Dataset(() => {
    if (begin.call(source) !== source) return source;
    if (isSpent) {
      throw new ConfigError({
        what: "This dataset was made from a generator, which runs only once.",
        hint: "give the generator function itself, without calling it: data.dataset(function* () { ... })",
      });
    }
    isSpent = true;
    return source;
  });
}

function areColumns(value: object): boolean {
  const parts: unknown[] = Object.values(value);
  const isColumn = (part: unknown) => part instanceof Tensor || Array.isArray(part) || ArrayBuffer.isView(part);
  return parts.length > 0 && parts.every((part) => isColumn(part) || (isPlain(part) && areColumns(part)));
}

/** Datasets by name or in a list, also nested. */
export type Datasets = Dataset<any> | readonly Datasets[] | { readonly [name: string]: Datasets };

/** An element of datasets side by side. */
export type Zipped<D> = D extends Dataset<infer T> ? T : { -readonly [K in keyof D]: Zipped<D[K]> };

/**
 * Several datasets side by side: `zip({ x: images, y: labels })` gives records `{ x, y }`, `zip([images, labels])` tuples. It ends
 * with the shortest. @throws ConfigError for anything but datasets
 */
export function zip<const D extends Datasets>(datasets: D): Dataset<Zipped<D>> {
  const parts = partsOf(datasets);
  return new Dataset<any>(async function* (epoch) {
    const passes = parts.map((part) => part.epoch(epoch));
    try {
      for (;;) {
        const row: unknown[] = [];
        for (const pass of passes) {
          const { done, value } = await pass.next();
          if (done) return;
          row.push(value);
        }
        yield arranged(datasets, row.values());
      }
    } finally {
      for (const pass of passes) await pass.return(undefined);
    }
  });
}

/** The most levels of records in what is zipped; a list that contains itself has no end. */
const DEEPEST = 32;

/** The datasets of a structure, in order. */
function partsOf(datasets: unknown, depth = 0): Dataset<unknown>[] {
  if (datasets instanceof Dataset) return [datasets];
  const parts = Array.isArray(datasets) || isPlain(datasets) ? Object.values(datasets) : [];
  if (parts.length > 0 && depth < DEEPEST) return parts.flatMap((part) => partsOf(part, depth + 1));
  throw new ConfigError({
    what: "zip joins datasets.",
    expected: "a record or a list of datasets: zip({ x: dataset(...), y: dataset(...) })",
    received: shown(datasets),
  });
}

/** Values in the structure of the datasets that they come from. */
function arranged(datasets: unknown, values: Iterator<unknown>): unknown {
  if (datasets instanceof Dataset) return values.next().value;
  if (Array.isArray(datasets)) return datasets.map((part) => arranged(part, values));
  return orderedRecord(Object.entries(datasets as object).map(([name, part]) => [name, arranged(part, values)]));
}
