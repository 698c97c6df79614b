/** Datasets: sequences of elements, in memory or not, and the operations on them. */
import { checkOption, Random, randomSeed, readOptions, takes } from "../tensor/index.ts";
import { type Batched, joinElements, rowsOf, stack, type Unbatched } from "./elements.ts";
import {
  type BucketOptions,
  bucketOptions,
  bucketsOf,
  type PaddingOptions,
  paddingOptions,
  padElements,
} from "./padded-batch.ts";
import { bucketed, grouped, prefetched, shuffled, windows } from "./stages.ts";

/** One pass over elements. */
export type Pass<T> = Iterable<T> | AsyncIterable<T>;

/** Options of `shuffle`: the order. */
export interface ShuffleOptions {
  /** Seed of the order. Random when absent: an interrupted training then continues in another order. */
  seed?: number | undefined;
  /** A new order for each pass. Default true. */
  reshuffleEachIteration?: boolean | undefined;
}

/** Options of `window`: where windows begin. */
export interface WindowOptions {
  /** Elements from the start of one window to the start of the next. Default its size. */
  shift?: number | undefined;
  /** Elements from one element of a window to the next. Default 1. */
  stride?: number | undefined;
  /** Leave out windows that are shorter. Default false. */
  dropRemainder?: boolean | undefined;
}

/**
 * A lazy sequence of elements `T`. Each `for await` is a new pass, and counts as the next epoch; each method
 * gives a new dataset and leaves this one as it is. Batches of `{ x, y, sampleWeight? }` or `[x, y, sampleWeight?]` are what
 * `fit`, `evaluate` and `predict` take.
 */
export class Dataset<T> implements AsyncIterable<T> {
  private passes = 0;

  /** @internal see `dataset` */
  constructor(private readonly pass: (epoch: number) => Pass<T>) {}

  /** The pass of this epoch, counted from 0; with the same seeds always in the same order. */
  async *epoch(number: number): AsyncGenerator<T> {
    checkOption("epoch", "number", number, takes.nonNegativeInteger);
    yield* this.pass(number);
  }

  /** One pass over the elements. Each pass counts as an epoch of its own. */
  [Symbol.asyncIterator](): AsyncGenerator<T> {
    return this.epoch(this.passes++);
  }

  /** The results of a function of each element. It may be async; it gets the element and its index in the pass. */
  map<R>(change: (element: T, index: number) => R | Promise<R>): Dataset<R> {
    checkOption("map", "change", change, takes.callable);
    return this.through(async function* (elements) {
      let index = 0;
      for await (const element of elements) yield await change(element, index++);
    });
  }

  /** The elements for which a function returns true. */
  filter(keeps: (element: T, index: number) => boolean | Promise<boolean>): Dataset<T> {
    checkOption("filter", "keeps", keeps, takes.callable);
    return this.through(async function* (elements) {
      let index = 0;
      for await (const element of elements) if (await keeps(element, index++)) yield element;
    });
  }

  /**
   * Elements in random order: each is drawn from a buffer of the next `bufferSize`. With a buffer as large as the
   * dataset every order is equally likely. @throws ConfigError for a size that is not positive
   */
  shuffle(bufferSize: number, options: ShuffleOptions = {}): Dataset<T> {
    checkOption("shuffle", "bufferSize", bufferSize, takes.orInfinity(takes.positiveInteger));
    const { seed, reshuffleEachIteration } = readOptions("shuffle", options, {
      seed: takes.withDefault(takes.seed, options?.seed ?? randomSeed()),
      reshuffleEachIteration: true,
    });
    return this.through((elements, epoch) =>
      shuffled(elements, bufferSize, new Random(seed, reshuffleEachIteration ? epoch : 0)),
    );
  }

  /**
   * Batches of `size` elements: numbers, nested lists, typed arrays and tensors are joined along a new first axis, part by part
   * of records and tuples. @throws ConfigError for a size that is not positive; in a pass, ShapeError for shapes that differ
   */
  batch(size: number, options: { dropRemainder?: boolean } = {}): Dataset<Batched<T>> {
    checkOption("batch", "size", size, takes.positiveInteger);
    const { dropRemainder } = readOptions("batch", options, { dropRemainder: false });
    return this.through((elements) => grouped(elements, size, dropRemainder)).map((group) =>
      joinElements(group, stack),
    );
  }

  /** Batches of `size` elements, each sequence (time, ...) padded to the longest of its batch. Errors as in {@link batch}. */
  paddedBatch(size: number, options: PaddingOptions = {}): Dataset<Batched<T>> {
    checkOption("paddedBatch", "size", size, takes.positiveInteger);
    const complete = readOptions("paddedBatch", options, paddingOptions);
    return this.through((elements) => grouped(elements, size, complete.dropRemainder)).map((group) =>
      padElements(group, complete),
    );
  }

  /**
   * Padded batches of elements of similar length: an element waits in the bucket of its length until the bucket is
   * full. What is left at the end comes in smaller batches. @throws ConfigError for options that do not fit
   */
  bucketByLength(options: BucketOptions<T>): Dataset<Batched<T>> {
    const { value, padding, dropRemainder } = readOptions<BucketOptions<any>, typeof bucketOptions>(
      "bucketByLength",
      options,
      bucketOptions,
    );
    const { sizes, bucketOf } = bucketsOf(options);
    return this.through((elements) => bucketed(elements, sizes, bucketOf, dropRemainder)).map((group) =>
      padElements(group, { value, padding }),
    );
  }

  /** The rows of batches one by one, part by part of records and tuples. In a pass, ShapeError for parts that differ in length. */
  unbatch(): Dataset<Unbatched<T>> {
    return this.through(async function* (batches) {
      for await (const batch of batches) yield* rowsOf(batch) as Generator<Unbatched<T>>;
    });
  }

  /** Lists of `size` elements that slide by `shift`, each of every `stride`-th element. @throws ConfigError for counts below 1 */
  window(size: number, options: WindowOptions = {}): Dataset<T[]> {
    const plan = readOptions("window", options, {
      shift: takes.withDefault(takes.finiteNumber, size),
      stride: 1,
      dropRemainder: false,
    });
    for (const [name, count] of Object.entries({ size, shift: plan.shift, stride: plan.stride })) {
      checkOption("window", name, count, takes.positiveInteger);
    }
    return this.through((elements) => windows(elements, { ...plan, size }));
  }

  /** The first `count` elements. */
  take(count: number): Dataset<T> {
    checkOption("take", "count", count, countOrAll);
    return this.through(async function* (elements) {
      let left = count;
      if (left === 0) return;
      for await (const element of elements) {
        yield element;
        if (--left === 0) return;
      }
    });
  }

  /** All but the first `count` elements. */
  skip(count: number): Dataset<T> {
    checkOption("skip", "count", count, takes.nonNegativeInteger);
    return this.filter((_, index) => index >= count);
  }

  /** The elements `count` times, each time as a new pass; without a count, for ever. */
  repeat(count = Number.POSITIVE_INFINITY): Dataset<T> {
    checkOption("repeat", "count", count, countOrAll);
    const source = this;
    return new Dataset(async function* (epoch) {
      const first = Number.isFinite(count) ? epoch * count : epoch;
      for (let pass = 0; pass < count; pass++) {
        let isEmpty = true;
        for await (const element of source.epoch(first + pass)) {
          isEmpty = false;
          yield element;
        }
        if (isEmpty) return;
      }
    });
  }

  /** These elements, and after them those of another dataset. @throws ConfigError for what is no dataset */
  concatenate<R>(other: Dataset<R>): Dataset<T | R> {
    checkOption("concatenate", "other", other, aDataset);
    const source = this;
    return new Dataset<T | R>(async function* (epoch) {
      yield* source.epoch(epoch);
      yield* other.epoch(epoch);
    });
  }

  /**
   * The elements of the first pass, in every pass: kept in memory once a pass is complete. Put operations that differ
   * from pass to pass, such as `shuffle`, after it.
   */
  cache(): Dataset<T> {
    const source = this;
    let kept: readonly T[] | undefined;
    return new Dataset(async function* () {
      if (kept) return yield* kept;
      const elements: T[] = [];
      // always the first: a training that resumes at a later epoch gets the same elements
      for await (const element of source.epoch(0)) {
        elements.push(element);
        yield element;
      }
      kept ??= elements;
    });
  }

  /** The same elements, with the next `count` requested in advance: files are read while the model trains. */
  prefetch(count: number): Dataset<T> {
    checkOption("prefetch", "count", count, takes.counts.steps);
    return this.through((elements) => prefetched(elements, count));
  }

  /** The elements of a pass as a list. */
  async toArray(): Promise<T[]> {
    const list: T[] = [];
    for await (const element of this) list.push(element);
    return list;
  }

  private through<R>(stage: (elements: AsyncIterable<T>, epoch: number) => AsyncIterable<R>): Dataset<R> {
    return new Dataset((epoch) => stage(this.epoch(epoch), epoch));
  }
}

/** The check of a count that may be infinite. */
const countOrAll = /* @__PURE__ */ takes.orInfinity(takes.nonNegativeInteger);

/** The check of an argument that is a dataset. */
const aDataset = /* @__PURE__ */ takes.check<Dataset<unknown>>("a dataset", (value) => value instanceof Dataset);
