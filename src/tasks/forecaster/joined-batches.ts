/** The batches of several series as those of one: each is of one series, and they come in a new order every epoch. */
import { Random } from "../../tensor/index.ts";
import type { WindowBatch, WindowBatches } from "./windows.ts";

/** Batches of many series; shuffled for each epoch if there is a seed. */
export class JoinedBatches implements AsyncIterable<WindowBatch> {
  constructor(
    private readonly parts: readonly WindowBatches[],
    private readonly seed?: number,
    /** Most batches in an epoch; each epoch draws its own. */
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** Batches of an epoch. */
  get length(): number {
    return Math.min(
      this.most,
      this.parts.reduce((sum, { length }) => sum + length, 0),
    );
  }

  /** One pass in the order of epoch 0. */
  [Symbol.asyncIterator]() {
    return this.epoch(0);
  }

  /** The batches of one epoch. The seed and the number of the epoch decide their order. */
  async *epoch(number: number): AsyncGenerator<WindowBatch> {
    const turns = this.parts.flatMap(({ length }, part) => new Array<number>(length).fill(part));
    const order =
      this.seed === undefined ? undefined : new Random(this.seed, 2 ** 42 + number).permutation(turns.length);
    const walks = this.parts.map((part) => part.epoch(number));
    for (let i = 0; i < this.length; i++) {
      const { value } = await walks[turns[order?.[i] ?? i]!]!.next();
      if (value) yield value;
    }
  }
}
