/** The operations of datasets, each a generator over one pass. */
import type { Random } from "../tensor/index.ts";

/** Elements in random order: each is drawn from a buffer of the next `size` elements. */
export async function* shuffled<T>(elements: AsyncIterable<T>, size: number, random: Random): AsyncGenerator<T> {
  const buffer: T[] = [];
  for await (const element of elements) {
    if (buffer.length < size) {
      buffer.push(element);
      continue;
    }
    const place = random.integer(size);
    yield buffer[place]!;
    buffer[place] = element;
  }
  while (buffer.length > 0) {
    const place = random.integer(buffer.length);
    const chosen = buffer[place]!;
    buffer[place] = buffer.at(-1)!;
    buffer.pop();
    yield chosen;
  }
}

/** Lists of `size` elements, one after the other; the last may be shorter. */
export async function* grouped<T>(
  elements: AsyncIterable<T>,
  size: number,
  dropRemainder: boolean,
): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const element of elements) {
    group.push(element);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0 && !dropRemainder) yield group;
}

/** Lists of every `stride`-th element, `size` of them, beginning at every `shift`-th. */
export async function* windows<T>(
  elements: AsyncIterable<T>,
  { size, shift, stride, dropRemainder }: { size: number; shift: number; stride: number; dropRemainder: boolean },
): AsyncGenerator<T[]> {
  const span = (size - 1) * stride + 1;
  const everyStride = (held: readonly T[]) => held.slice(0, span).filter((_, i) => i % stride === 0);
  let held: T[] = [];
  let skip = 0;
  for await (const element of elements) {
    if (skip > 0) {
      skip--;
      continue;
    }
    held.push(element);
    if (held.length < span) continue;
    yield everyStride(held);
    skip = Math.max(0, shift - held.length);
    held = held.slice(shift);
  }
  if (dropRemainder) return;
  for (; held.length > 0; held = held.slice(shift)) yield everyStride(held);
}

/** Lists of elements of similar length: `bucketOf` says in which bucket an element waits until `sizes` of them are there. */
export async function* bucketed<T>(
  elements: AsyncIterable<T>,
  sizes: readonly number[],
  bucketOf: (element: T) => number,
  dropRemainder: boolean,
): AsyncGenerator<T[]> {
  const waiting: T[][] = sizes.map(() => []);
  for await (const element of elements) {
    const bucket = bucketOf(element);
    const group = waiting[bucket]!;
    group.push(element);
    if (group.length < sizes[bucket]!) continue;
    waiting[bucket] = [];
    yield group;
  }
  if (dropRemainder) return;
  for (const group of waiting) if (group.length > 0) yield group;
}

/** The same elements, with up to `count` of them requested in advance. */
export async function* prefetched<T>(elements: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  const iterator = elements[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = () => {
    const next = iterator.next();
    // an early failure is reported when its turn comes
    next.catch(() => undefined);
    asked.push(next);
  };
  try {
    for (;;) {
      while (asked.length <= count) ask();
      const { done, value } = await asked.shift()!;
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
