/** Datasets: elements that are made on demand, mapped, shuffled and batched. */
import * as core from "../../index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import { columnsOf, stacked } from "./elements.ts";
import { type LazyIterator, lazily } from "./iterator.ts";

/** Elements; each `iterator()` starts a new pass over them. */
export class Dataset<T = any> implements AsyncIterable<T> {
  constructor(
    private readonly begin: () => Promise<LazyIterator<T>> | LazyIterator<T>,
    /** Number of elements; Infinity if there is no end, null if not known. */
    readonly size: number | null = null,
  ) {}

  /** Begins at the first element. */
  async iterator(): Promise<LazyIterator<T>> {
    return this.begin();
  }
  /** For `for await`: one pass over all elements. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    yield* await this.iterator();
  }
  /** All elements as a list. @throws ConfigError for a dataset without end */
  async toArray(): Promise<T[]> {
    this.checkEnd("toArray");
    return (await this.iterator()).toArray();
  }
  /** The same as {@link toArray}. */
  async toArrayForTest(): Promise<T[]> {
    return this.toArray();
  }
  /** Calls a function for each element, one after the other; it may be async. */
  async forEachAsync(f: (input: T) => void | Promise<void>): Promise<void> {
    checkOption("forEachAsync", "f", f, takes.callable);
    return (await this.iterator()).forEachAsync(f);
  }

  /** Each element changed by a function. */
  map<O>(transform: (value: T) => O): Dataset<O> {
    checkOption("map", "transform", transform, takes.callable);
    return this.each((value) => transform(value));
  }
  /** Each element changed by an async function. */
  mapAsync<O>(transform: (value: T) => Promise<O>): Dataset<O> {
    checkOption("mapAsync", "transform", transform, takes.callable);
    return this.each((value) => transform(value));
  }
  private each<O>(transform: (value: T) => O | Promise<O>): Dataset<O> {
    return this.walked((from) => from.map(transform), this.size);
  }
  /** The elements for which a function holds. */
  filter(predicate: (value: T) => boolean): Dataset<T> {
    checkOption("filter", "predicate", predicate, takes.callable);
    return this.walked((from) => from.filter(predicate), this.size === Number.POSITIVE_INFINITY ? this.size : null);
  }
  /** The first elements; all for a negative number or none. */
  take(count?: number): Dataset<T> {
    const most = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
    const size = this.size === null ? null : Math.min(this.size, most);
    return this.walked((from) => from.take(most), size);
  }
  /** All but the first elements; none for a negative number. */
  skip(count?: number): Dataset<T> {
    const left = count === undefined ? 0 : count < 0 ? Number.POSITIVE_INFINITY : count;
    const size = this.size === null ? null : left === Number.POSITIVE_INFINITY ? 0 : Math.max(0, this.size - left);
    return this.walked((from) => (left === Number.POSITIVE_INFINITY ? from.take(0) : from.skip(left)), size);
  }
  /** The elements several times; without end for a negative number or none. */
  repeat(count?: number): Dataset<T> {
    const times = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
    const size = this.size === null && times > 0 ? null : times === 0 || this.size === 0 ? 0 : this.size! * times;
    const begin = () => this.iterator();
    return fromGenerator(async function* () {
      for (let pass = 0; pass < times; pass++) {
        let count = 0;
        for await (const each of await begin()) {
          count++;
          yield each;
        }
        if (count === 0) return;
      }
    }, size);
  }
  /** These elements, then others. */
  concatenate(dataset: Dataset<T>): Dataset<T> {
    const begins = [() => this.iterator(), () => dataset.iterator()];
    const size = this.size === null || dataset.size === null ? null : this.size + dataset.size;
    return fromGenerator(async function* () {
      for (const begin of begins) yield* await begin();
    }, size);
  }
  /** Elements in a random order, drawn from a window of `bufferSize`; another order in each pass unless told otherwise. */
  shuffle(bufferSize: number, seed?: number | string, reshuffleEachIteration = true): Dataset<T> {
    checkOption("shuffle", "bufferSize", bufferSize, takes.positiveInteger);
    const first = seedOf(seed);
    let pass = 0;
    const begin = () => this.iterator();
    return fromGenerator(async function* () {
      const random = new core.Random(first, reshuffleEachIteration ? pass++ : 0);
      const window: T[] = [];
      for await (const each of await begin()) {
        window.push(each);
        if (window.length < bufferSize) continue;
        yield drawn(window, random);
      }
      while (window.length > 0) yield drawn(window, random);
    }, this.size);
  }
  /** Prepares up to this many elements in advance. */
  prefetch(bufferSize: number): Dataset<T> {
    checkOption("prefetch", "bufferSize", bufferSize, takes.positiveInteger);
    return this.walked((from) => from.prefetch(bufferSize), this.size);
  }

  /** Elements in batches of `batchSize`, as tensors with the elements on the first axis; the last one may be smaller. */
  batch(batchSize: number, smallLastBatch = true): Dataset<any> {
    return this.rowMajorBatch(batchSize, smallLastBatch).map(stacked);
  }
  /** Elements in batches, each a list of elements. */
  rowMajorBatch(batchSize: number, smallLastBatch = true): Dataset<T[]> {
    checkOption("batch", "batchSize", batchSize, takes.positiveInteger);
    const { size } = this;
    const round = smallLastBatch ? Math.ceil : Math.floor;
    return this.walked(
      (from) => from.rowMajorBatch(batchSize, smallLastBatch),
      size === null ? null : round(size / batchSize),
    );
  }
  /** Elements in batches, each in the form of an element with a list in place of each value; `zipFn` may change it. */
  columnMajorBatch<O = any>(batchSize: number, smallLastBatch = true, zipFn: (rows: T[]) => O = columnsOf): Dataset<O> {
    return this.rowMajorBatch(batchSize, smallLastBatch).map(zipFn);
  }

  private walked<O>(walk: (from: LazyIterator<T>) => LazyIterator<O>, size: number | null): Dataset<O> {
    return new Dataset(async () => walk(await this.iterator()), size);
  }
  private checkEnd(wanted: string): void {
    if (this.size !== Number.POSITIVE_INFINITY) return;
    throw new core.ConfigError({
      what: `${wanted}: the dataset has no end.`,
      hint: "take(100) gives the first elements",
    });
  }
}

function fromGenerator<T>(begin: () => AsyncIterator<T>, size: number | null): Dataset<T> {
  return new Dataset(() => lazily(begin()), size);
}

function seedOf(seed: number | string | undefined): number {
  if (typeof seed !== "string") return seed ?? core.randomSeed();
  return [...seed].reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0, 7);
}

function drawn<T>(window: T[], random: core.Random): T {
  const at = Math.floor(random.uniform() * window.length);
  const [each] = window.splice(at, 1, window.at(-1)!);
  window.pop();
  return each!;
}
