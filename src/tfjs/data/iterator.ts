/** Iterators of elements. */

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
  /** Calls a function for each remaining element, one after the other; it may be async. */
  async forEachAsync(f: (value: T) => void | Promise<void>): Promise<void> {
    for await (const each of this) await f(each);
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
