/** Pairs of sequences as batches: those of like lengths together, padded no further than the longest of the batch. */
import type { Batches } from "../../models/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Vocabulary } from "../../text/index.ts";
import { batchesByLength } from "../training.ts";

/** Ids of a source, and of a target with its start and end. */
export interface IdPair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** What a batch holds before it is one: the decoder's inputs may still be changed. */
export interface PairBatch {
  readonly source: Tensor;
  /** What the decoder is given: the target without its end. */
  readonly given: Tensor;
  /** The expected output: the target without its start; padding where nothing is expected. */
  readonly wanted: Tensor;
}

/** Batches of pairs, with a seed in a new order every epoch; `given` may change what the decoder is given. */
export function pairBatches(
  pairs: readonly IdPair[],
  batchSize: number,
  seed?: number,
  given: (batch: PairBatch) => Tensor = (batch) => batch.given,
): Batches {
  const elements = pairs.map(({ source, target }) => ({
    source: Int32Array.from(source),
    given: Int32Array.from(target.slice(0, -1)),
    wanted: Int32Array.from(target.slice(1)),
  }));
  return batchesByLength(elements, { batchSize, seed, length: ({ source }) => source.length }).map((batch) => ({
    x: { source: batch.source, target: given(batch) },
    y: batch.wanted,
  }));
}

/** The ids of a source. An empty one is its end alone, so that there is something to attend to. */
export function sourceIds(vocabulary: Vocabulary, text: string): number[] {
  return [...vocabulary.encode(text), vocabulary.end];
}
