/** Requests of one shape that come together are computed together; more than can wait are refused. */
import type { AnyModel } from "../models/index.ts";
import { joinRows, takeRows } from "../models/take-rows.ts";
import { sameShape, Tensor } from "../tensor/index.ts";
import { Refusal } from "./refusal.ts";

interface Waiting {
  inputs: readonly Tensor[];
  rows: number;
  settle(outputs: Tensor[]): void;
  fail(error: unknown): void;
}

/** How requests are gathered. */
export interface BatchingOptions {
  /** Rows that are computed together, at most. */
  maxBatch: number;
  /** Milliseconds that a request waits for others. */
  maxDelay: number;
  /** Requests that wait, at most. */
  maxQueue: number;
}

/** A model behind a queue. */
export class Batcher {
  private readonly queue: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Batches and rows computed so far. */
  readonly counts = { batches: 0, rows: 0 };

  constructor(
    private readonly model: AnyModel,
    private readonly options: BatchingOptions,
  ) {}

  /** Requests that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** The model's outputs for some rows. @throws Refusal with status 503 when too many wait already */
  run(inputs: readonly Tensor[]): Promise<Tensor[]> {
    if (this.queue.length >= this.options.maxQueue)
      throw new Refusal(503, `Too many requests wait already (${this.queue.length}): try again later.`, 1);
    return new Promise((settle, fail) => {
      this.queue.push({ inputs, rows: inputs[0]!.shape[0]!, settle, fail });
      const rows = this.queue.reduce((sum, each) => sum + each.rows, 0);
      if (rows >= this.options.maxBatch) this.soon(0);
      else this.timer ??= setTimeout(() => this.flush(), this.options.maxDelay);
    });
  }

  private soon(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  private flush(): void {
    this.timer = undefined;
    const batch = this.take();
    if (this.queue.length > 0) this.soon(0);
    try {
      const joined = batch[0]!.inputs.map((_, i) => joinRows(batch.map(({ inputs }) => inputs[i]!)));
      const given = this.model.predictOnBatch(joined.length > 1 ? joined : joined[0]!) as
        | Tensor
        | Record<string, Tensor>;
      const outputs = given instanceof Tensor ? [given] : Object.values(given);
      this.counts.batches++;
      let at = 0;
      for (const { rows, settle } of batch) {
        const from = at;
        at += rows;
        this.counts.rows += rows;
        settle(outputs.map((output) => takeRows(output, from, from + rows)));
      }
    } catch (error) {
      // one request that does not fit must not fail the others
      if (batch.length === 1) batch[0]!.fail(error);
      else for (const each of batch) this.alone(each);
    }
  }

  private alone({ inputs, settle, fail }: Waiting): void {
    try {
      const given = this.model.predictOnBatch(inputs.length > 1 ? [...inputs] : inputs[0]!) as
        | Tensor
        | Record<string, Tensor>;
      settle(given instanceof Tensor ? [given] : Object.values(given));
    } catch (error) {
      fail(error);
    }
  }

  /** The next requests to compute together: of one shape, in order of arrival, at most a batch of rows. */
  private take(): Waiting[] {
    const [first] = this.queue as [Waiting];
    const taken: Waiting[] = [];
    let rows = 0;
    for (const each of [...this.queue]) {
      const fits = each.inputs.every(
        (input, i) =>
          input.dtype === first.inputs[i]!.dtype && sameShape(input.shape.slice(1), first.inputs[i]!.shape.slice(1)),
      );
      if (!fits || (taken.length > 0 && rows + each.rows > this.options.maxBatch)) continue;
      taken.push(each);
      rows += each.rows;
      this.queue.splice(this.queue.indexOf(each), 1);
    }
    return taken;
  }
}
