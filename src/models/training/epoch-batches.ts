/** The sources of an epoch's batches: samples in memory, cut into batches, or an async iterable of batches. */
import { ConfigError, Random, shown } from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { shuffleStream } from "../random-streams.ts";
import { readSamples } from "../read-samples.ts";
import type { BatchOptions, ModelData, ModelTargets, Samples } from "../samples.ts";
import { takeSamples } from "../take-rows.ts";
import type { Plan } from "./checkpoint.ts";
import type { Objective } from "./objective.ts";

/** One batch: inputs, targets, and sample weights, if any. */
export type Batch =
  | Readonly<{ x: ModelData; y: ModelTargets; sampleWeight?: ModelTargets }>
  | readonly [x: ModelData, y: ModelTargets, sampleWeight?: ModelTargets];

/** A batch to predict from: its inputs. Targets, if any, are not read. */
export type InputBatch = Readonly<{ x: ModelData }> | readonly [x: ModelData, ...rest: unknown[]];

/**
 * Batches of any lengths, one after the other; each `for await` is one pass. If there is a method `epoch`, training
 * calls it with the number of the epoch instead, so that an interrupted training resumes with the same order.
 */
export interface Batches extends AsyncIterable<Batch> {
  /** The batches of the epoch with this number, counted from 0. */
  epoch?(number: number): AsyncIterable<Batch>;
}

/** The position of training when it asks for batches. */
export interface EpochPosition {
  epoch: number;
  seed: number;
  /** Steps done before the epoch. */
  epochStart: number;
  /** Batches of the epoch already done. */
  skip: number;
}

/** The source of the batches of every epoch. */
export interface BatchSource {
  /** Batches per epoch; undefined where it is not known in advance. */
  readonly steps: number | undefined;
  /** What must be unchanged when an interrupted training resumes. */
  readonly plan: Plan;
  batches(position: EpochPosition): Iterable<Samples> | AsyncIterable<Samples>;
}

/** Whether data come in batches, as from a dataset. */
export function isBatches(data: unknown): data is AsyncIterable<any> {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

/** Samples in memory; if they are shuffled, in a new order for every epoch. */
export class SamplesSource implements BatchSource {
  readonly steps: number;
  readonly plan: Plan;

  constructor(
    private readonly samples: Samples,
    private readonly batchSize: number,
    private readonly options: { shuffle?: boolean; stepsPerEpoch?: number } = {},
  ) {
    const { shuffle = false, stepsPerEpoch = Number.POSITIVE_INFINITY } = options;
    this.steps = Math.min(stepsPerEpoch, Math.ceil(samples.size / batchSize));
    this.plan = { samples: samples.size, batchSize, steps: this.steps, shuffle };
  }

  *batches({ seed, epochStart, skip }: EpochPosition): Generator<Samples> {
    const { samples, batchSize } = this;
    const order = this.options.shuffle
      ? new Random(seed, shuffleStream(epochStart)).permutation(samples.size)
      : undefined;
    for (let batch = skip; batch < this.steps; batch++) {
      const begin = batch * batchSize;
      yield takeSamples(samples, begin, Math.min(begin + batchSize, samples.size), order);
    }
  }
}

/** Batches from outside, each checked as it comes. */
export class StreamSource implements BatchSource {
  readonly steps: number | undefined;
  readonly plan: Plan;
  /** With `stepsPerEpoch`: the pass that the next batch comes from, since epochs and passes end at different places. */
  private running: AsyncIterator<Batch> | undefined;
  private passes = 0;
  private taken = 0;

  constructor(
    private readonly model: AnyModelLayer,
    private readonly objective: Objective,
    private readonly data: Batches,
    /** Either `steps` per epoch, with passes that continue across epochs; or the first `take` of each pass. */
    private readonly options: BatchOptions & { steps?: number; take?: number; initialEpoch?: number },
  ) {
    this.steps = options.steps;
    this.plan = { samples: undefined, steps: options.steps };
  }

  async *batches({ epoch, skip }: Pick<EpochPosition, "epoch" | "skip">): AsyncGenerator<Samples> {
    const given = this.steps === undefined ? this.wholePass(epoch, skip) : this.nextSteps(epoch, skip, this.steps);
    for await (const batch of given) yield this.read(batch);
  }

  private async *wholePass(epoch: number, skip: number): AsyncGenerator<Batch> {
    const { take = Number.POSITIVE_INFINITY } = this.options;
    let count = 0;
    for await (const batch of this.data.epoch?.(epoch) ?? this.data) {
      if (count++ >= skip) yield batch;
      if (count >= take) break;
    }
    if (count === 0) throw noBatches(epoch);
  }

  private async *nextSteps(epoch: number, skip: number, steps: number): AsyncGenerator<Batch> {
    const first = (epoch - (this.options.initialEpoch ?? 0)) * steps + skip;
    for (const last = first + steps - skip; this.taken < last; ) {
      const batch = await this.nextOfAnyPass();
      if (++this.taken > first) yield batch;
    }
  }

  private async nextOfAnyPass(): Promise<Batch> {
    for (let tries = 0; tries < 2; tries++) {
      this.running ??= (this.data.epoch?.(this.passes) ?? this.data)[Symbol.asyncIterator]();
      const { done, value } = await this.running.next();
      if (!done) return value;
      this.running = undefined;
      this.passes++;
    }
    throw noBatches(this.passes - 1);
  }

  private read(batch: Batch): Samples {
    const [x, y, sampleWeight] = isTuple(batch) ? batch : [batch.x, batch.y, batch.sampleWeight];
    if (x === undefined || y === undefined) {
      throw notABatch(batch, "{ x, y, sampleWeight? } or [x, y, sampleWeight?]");
    }
    const samples = readSamples(this.model, x, y, {
      ...this.options,
      ...(sampleWeight !== undefined && { sampleWeight }),
    });
    this.objective.checkTargets(samples);
    return samples;
  }
}

const isTuple = (batch: Batch): batch is readonly [ModelData, ModelTargets, ModelTargets?] => Array.isArray(batch);

/** @throws ConfigError for anything but a batch */
export function inputsOf(batch: InputBatch): ModelData {
  const x = Array.isArray(batch) ? batch[0] : (batch as { x: ModelData }).x;
  if (x === undefined) throw notABatch(batch, "{ x } or [x], with or without y");
  return x;
}

function notABatch(batch: object, expected: string): ConfigError {
  return new ConfigError({
    what: "The dataset returned something that is not a batch.",
    expected,
    received: Array.isArray(batch) ? `a list of ${batch.length}` : Object.keys(batch).join(", ") || shown(batch),
  });
}

export function noBatches(pass: number): ConfigError {
  return new ConfigError({
    what: `The dataset gave no batch in pass ${pass + 1}.`,
    expected: "one batch or more, in every pass",
    received: "none",
    ...(pass > 0 && {
      hint: "a generator runs once: give an object whose [Symbol.asyncIterator] starts again, such as data.dataset(...)",
    }),
  });
}
