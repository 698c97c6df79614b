/** Pairs of sequences as batches: those of like lengths together, padded no further than the longest of the batch. */
import type { Batch, Batches } from "../../models/index.ts";
import { Random, type Tensor, tensor } from "../../tensor/index.ts";
import type { Vocabulary } from "../../text/index.ts";

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
  /** What it is to say: the target without its start; padding where nothing is asked. */
  readonly wanted: Tensor;
}

/**
 * Batches of pairs. With a seed the pairs are drawn in a new order every epoch and gathered by length within chunks of a
 * hundred batches; without, they are gathered by length once.
 */
export function pairBatches(
  pairs: readonly IdPair[],
  batchSize: number,
  seed?: number,
  change: (batch: PairBatch, epoch: number, share: number) => Tensor = ({ given }) => given,
): Batches {
  async function* epoch(number: number): AsyncGenerator<Batch> {
    const order =
      seed === undefined ? [...pairs.keys()] : [...new Random(seed, 2 ** 20 + number).permutation(pairs.length)];
    const chunk = seed === undefined ? pairs.length : 100 * batchSize;
    let done = 0;
    for (let begin = 0; begin < order.length; begin += chunk) {
      const near = order.slice(begin, begin + chunk).map((i) => pairs[i]!);
      near.sort((a, b) => a.source.length - b.source.length || a.target.length - b.target.length);
      const batches = Array.from({ length: Math.ceil(near.length / batchSize) }, (_, i) =>
        near.slice(i * batchSize, (i + 1) * batchSize),
      );
      const turns =
        seed === undefined ? batches.keys() : new Random(seed, 2 ** 21 + number).permutation(batches.length);
      for (const turn of turns) {
        const rows = batches[turn]!;
        const batch = asBatch(rows);
        const target = change(batch, number, done / pairs.length);
        done += rows.length;
        yield { x: { source: batch.source, target }, y: batch.wanted };
      }
    }
  }
  return { epoch, [Symbol.asyncIterator]: () => epoch(0) };
}

function asBatch(rows: readonly IdPair[]): PairBatch {
  return {
    source: padded(rows.map(({ source }) => source)),
    given: padded(rows.map(({ target }) => target.slice(0, -1))),
    wanted: padded(rows.map(({ target }) => target.slice(1))),
  };
}

/** The ids of a source. An empty one is its end alone, so that there is something to attend to. */
export function sourceIds(vocabulary: Vocabulary, text: string): number[] {
  return [...vocabulary.encode(text), vocabulary.end];
}

/** Rows of ids as (rows, longest), padded with zeros behind. */
export function padded(rows: readonly (readonly number[])[]): Tensor {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const values = new Int32Array(rows.length * longest);
  for (const [r, row] of rows.entries()) values.set(row, r * longest);
  return tensor(values, [rows.length, longest]);
}
