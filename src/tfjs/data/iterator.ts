/** Iterators of elements. */
import { grouped } from "../../data/stages.ts";
import { columnsOf } from "./elements.ts";

/** The result of `next`. */
export interface Next<T> {
  /** The element; null at the end. */
  value: T;
  /** Whether there are no more. */
  done: boolean;
}

/** The end. */
export const end: Next<any> = { value: null, done: true };

/** Elements that are made on demand. */
export class LazyIterator<T> implements AsyncIterable<T> {
  private waiting: Promise<unknown> = Promise.resolve();

  constructor(private readonly pull: () => Promise<Next<T>> | Next<T>) {}

  /** The next element. Calls are answered in their order. */
  next(): Promise<Next<T>> {
    const next = this.waiting.then(() => this.pull());
    this.waiting = next.catch(() => undefined);
    return next;
  }
  /** All remaining elements, as a list. */
  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const each of this) all.push(each);
    return all;
  }
  /** The same as {@link toArray}. */
  async toArrayForTest(): Promise<T[]> {
    return this.toArray();
  }
  /** Calls a function for each remaining element, one after the other; it may be async. */
  async forEachAsync(f: (value: T) => void | Promise<void>): Promise<void> {
    for await (const each of this) await f(each);
  }
  /** Calls a function for each remaining element, as long as it gives true. */
  async serialForEach(f: (value: T) => Promise<boolean>): Promise<void> {
    for await (const each of this) if (!(await f(each))) return;
  }
  /** Iterates over all remaining elements. */
  async resolveFully(): Promise<void> {
    for (let { done } = await this.next(); !done; ) ({ done } = await this.next());
  }
  /** Iterates while the predicate holds. */
  async resolveWhile(predicate: (value: T) => boolean): Promise<void> {
    for (let next = await this.next(); !next.done && predicate(next.value); ) next = await this.next();
  }
  /** For `for await`: the elements that are left. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let next = await this.next(); !next.done; next = await this.next()) yield next.value;
  }

  /** Each element changed by a function, which may be async. */
  map<O>(transform: (value: T) => O | Promise<O>): LazyIterator<O> {
    return new LazyIterator<O>(async () => {
      const { value, done } = await this.next();
      return done ? end : { value: await transform(value), done: false };
    });
  }
  /** The same as {@link map}. */
  mapAsync<O>(transform: (value: T) => Promise<O>): LazyIterator<O> {
    return this.map(transform);
  }
  /** The same as {@link map}: elements are made one after the other. */
  serialMapAsync<O>(transform: (value: T) => Promise<O>): LazyIterator<O> {
    return this.map(transform);
  }
  /** The elements of the lists that a function makes of the elements. */
  flatmap<O>(transform: (value: T) => O[]): LazyIterator<O> {
    return this.walked(async function* (from) {
      for await (const each of from) yield* transform(each);
    });
  }
  /** The elements for which a function holds. */
  filter(predicate: (value: T) => boolean): LazyIterator<T> {
    return this.walked(async function* (from) {
      for await (const each of from) if (predicate(each)) yield each;
    });
  }
  /** The next elements, at most this many; all for a negative number. */
  take(count: number): LazyIterator<T> {
    if (count < 0) return this;
    return this.walked(async function* (from) {
      for (let taken = 0; taken < count; taken++) {
        const { value, done } = await from.next();
        if (done) return;
        yield value;
      }
    });
  }
  /** All but the next elements; all for a negative number. */
  skip(count: number): LazyIterator<T> {
    return this.walked(async function* (from) {
      for (let skipped = 0; skipped < count; skipped++) if ((await from.next()).done) return;
      yield* from;
    });
  }
  /** These elements, then others. */
  concatenate(iterator: LazyIterator<T>): LazyIterator<T> {
    return this.walked(async function* (from) {
      yield* from;
      yield* iterator;
    });
  }
  /** Prepares up to this many elements in advance. */
  prefetch(bufferSize: number): LazyIterator<T> {
    const ahead: Promise<Next<T>>[] = [];
    return new LazyIterator<T>(() => {
      while (ahead.length < bufferSize) {
        const next = this.next();
        // an error is reported when its turn comes
        next.catch(() => undefined);
        ahead.push(next);
      }
      return ahead.shift()!;
    });
  }
  /** Lists of this many elements; the last one may be shorter. */
  rowMajorBatch(batchSize: number, smallLastBatch = true): LazyIterator<T[]> {
    return this.walked((from) => grouped(from, batchSize, !smallLastBatch));
  }
  /** Batches in the form of an element, with a list in place of each value; `zipFn` may change it. */
  columnMajorBatch<O = any>(
    batchSize: number,
    smallLastBatch = true,
    zipFn: (rows: T[]) => O = columnsOf,
  ): LazyIterator<O> {
    return this.rowMajorBatch(batchSize, smallLastBatch).map(zipFn);
  }
  /** Continues after an error when the handler returns true, and ends when it returns false. */
  handleErrors(handler: (error: Error) => boolean): LazyIterator<T> {
    return new LazyIterator<T>(async () => {
      for (;;) {
        try {
          return await this.next();
        } catch (error) {
          if (!handler(error as Error)) return end;
        }
      }
    });
  }
  /** Itself: calls of {@link next} are answered in their order. */
  serial(): this {
    return this;
  }
  /** What it is, as a text. */
  summary(): string {
    return "LazyIterator";
  }
  private walked<O>(walk: (from: this) => AsyncIterator<O>): LazyIterator<O> {
    return lazily(walk(this));
  }
}

/** The iterator of any other. */
export function lazily<T>(source: Iterator<T> | AsyncIterator<T>): LazyIterator<T> {
  let ended = false;
  return new LazyIterator<T>(async () => {
    if (ended) return end;
    const { value, done } = await source.next();
    ended = done ?? false;
    return ended ? end : { value, done: false };
  });
}
