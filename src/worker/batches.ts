/** Datasets on both sides of a connection: the worker asks for a batch when it needs one, the page's dataset gives it. */
import { type Batch, type Batches, isBatches } from "../models/training/epoch-batches.ts";
import { type LentBatches, pack, type Reply, type Request, receivedError, sentError, unpack } from "./messages.ts";

/** The page's side: its datasets, and the passes that the worker has begun. */
export class LentDatasets {
  private readonly datasets: Batches[] = [];
  private readonly passes = new Map<number, AsyncIterator<Batch>>();

  constructor(private readonly say: (request: Request) => void) {}

  /** What travels for a dataset; undefined for any other value. */
  readonly lend = (value: unknown): LentBatches | undefined => {
    if (!isBatches(value)) return undefined;
    const data = value as Batches;
    if (!this.datasets.includes(data)) this.datasets.push(data);
    return { recurveBatches: this.datasets.indexOf(data), hasEpochs: typeof data.epoch === "function" };
  };

  /** Gives the worker the next batch of a pass, or ends the pass. */
  async answer({ source, pass, epoch, leave }: Extract<Reply, { kind: "pull" }>): Promise<void> {
    try {
      let iterator = this.passes.get(pass);
      if (leave) {
        this.passes.delete(pass);
        await iterator?.return?.();
        return;
      }
      if (!iterator) {
        const data = this.datasets[source]!;
        iterator = (epoch === undefined ? data : data.epoch!(epoch))[Symbol.asyncIterator]();
        this.passes.set(pass, iterator);
      }
      const { done, value } = await iterator.next();
      if (done) this.passes.delete(pass);
      this.say({ kind: "item", pass, done: done === true, value: done ? undefined : pack(value) });
    } catch (error) {
      this.passes.delete(pass);
      if (!leave) this.say({ kind: "item", pass, done: true, value: undefined, error: sentError(error) });
    }
  }
}

type Item = Extract<Request, { kind: "item" }>;

/** The worker's side: datasets that lie in the page. */
export class BorrowedDatasets {
  private count = 0;
  private readonly waiting = new Map<number, (item: Item) => void>();

  constructor(private readonly say: (reply: Reply) => void) {}

  /** The dataset that what travelled stands for. */
  borrow({ recurveBatches: source, hasEpochs }: LentBatches, id: number): Batches {
    const pass = (epoch?: number) => this.pass(id, source, epoch);
    return { [Symbol.asyncIterator]: () => pass(), ...(hasEpochs && { epoch: pass }) };
  }

  receive(item: Item): void {
    this.waiting.get(item.pass)?.(item);
    this.waiting.delete(item.pass);
  }

  private async *pass(id: number, source: number, epoch?: number): AsyncGenerator<Batch> {
    const pass = this.count++;
    let done = false;
    try {
      for (;;) {
        const next = new Promise<Item>((resolve) => this.waiting.set(pass, resolve));
        this.say({ kind: "pull", id, source, pass, epoch });
        const item = await next;
        done = item.done;
        if (item.error) throw receivedError(item.error);
        if (done) return;
        yield unpack(item.value) as Batch;
      }
    } finally {
      if (!done) this.say({ kind: "pull", id, source, pass, leave: true });
    }
  }
}
