/** The page's side: a model that is trained and asked in a worker, by the calls that the model itself has. */
import { saveModel } from "../io/index.ts";
import type {
  AnyModel,
  BatchOptions,
  Callback,
  EvaluateOptions,
  FitOptions,
  Logs,
  ModelData,
  ModelTargets,
  PredictOptions,
} from "../models/index.ts";
import { History } from "../models/index.ts";
import type { Tensor } from "../tensor/index.ts";
import {
  errorFrom,
  type Method,
  type Port,
  pack,
  type Reply,
  type Request,
  type TravelledOptions,
  unpack,
} from "./messages.ts";

/**
 * Gives a model to a worker in which `serveModel()` runs. The page stays responsive while the worker computes.
 *
 * ```ts
 * // worker.ts:  import { serveModel } from "recurve/worker"; serveModel();
 * const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
 * const remote = await inWorker(model, worker);
 * await remote.fit(x, y, { epochs: 10 });
 * const y = await remote.predict(x);
 * ```
 * @throws FormatError when the model cannot travel, as `saveModel` would
 */
export async function inWorker<M extends AnyModel>(model: M, port: Port): Promise<ModelInWorker<M>> {
  const remote = new ModelInWorker(model, port);
  await remote.load();
  return remote;
}

interface Call {
  resolve(result: unknown): void;
  reject(error: Error): void;
  callbacks: readonly Callback[];
  write?: (text: string) => void;
}

/** A model that computes in a worker; {@link inWorker} makes one. */
export class ModelInWorker<M extends AnyModel> {
  private calls = 0;
  private readonly open = new Map<number, Call>();
  private readonly listener = ({ data }: { data: unknown }) => void this.receive(data as Reply);

  constructor(
    /** The page's own copy; it gets the weights whenever `fit` has ended. */
    readonly model: M,
    private readonly port: Port,
  ) {
    port.addEventListener("message", this.listener);
    port.start?.();
  }

  /** Sends the model, its weights and its compilation to the worker: anew after they were changed here. */
  async load(): Promise<void> {
    await this.call("load", [await saveModel(this.model)]);
  }

  /** As {@link Model.fit}; callbacks run here, in the page, and the page's model has the weights at the end. */
  async fit(x: ModelData, y: ModelTargets, options: FitOptions = {}): Promise<History> {
    this.model.stopTraining = false;
    const result = (await this.call("fit", [x, y], options)) as HistoryAndWeights;
    this.model.setWeights(result.weights);
    return Object.assign(new History(result.params), { history: result.history, epoch: result.epoch });
  }

  /** As {@link Model.evaluate}. */
  async evaluate(x: ModelData, y: ModelTargets, options: EvaluateOptions = {}): Promise<Logs> {
    return (await this.call("evaluate", [x, y], options)) as Logs;
  }

  /** As {@link Model.predict}, with a promise of the outputs. */
  async predict(x: ModelData, options: PredictOptions = {}): Promise<Awaited<ReturnType<M["predict"]>>> {
    return this.model.pack((await this.call("predict", [x], options)) as Tensor[]) as Awaited<ReturnType<M["predict"]>>;
  }

  /** As {@link Model.trainOnBatch}; the page's model keeps its weights. */
  async trainOnBatch(x: ModelData, y: ModelTargets, options: BatchOptions = {}): Promise<Logs> {
    return (await this.call("trainOnBatch", [x, y], options)) as Logs;
  }

  /** As {@link Model.testOnBatch}. */
  async testOnBatch(x: ModelData, y: ModelTargets, options: BatchOptions = {}): Promise<Logs> {
    return (await this.call("testOnBatch", [x, y], options)) as Logs;
  }

  /** Stops listening to the worker, which is its maker's to end. */
  close(): void {
    this.port.removeEventListener("message", this.listener);
    for (const { reject } of this.open.values()) reject(new Error("The connection to the worker was closed."));
    this.open.clear();
  }

  private call(method: Method, data: unknown[], options: FitOptions = {}): Promise<unknown> {
    const id = this.calls++;
    const { callbacks: specs = [], write, signal, ...plain } = options;
    const callbacks = specs.map((spec): Callback => (typeof spec === "function" ? { onEpochEnd: spec } : spec));
    const travelled: TravelledOptions = { plain, writes: write !== undefined, aborts: signal !== undefined };
    const hooks = [...new Set(callbacks.flatMap(hooksOf))];
    return new Promise((resolve, reject) => {
      const refuse = (error: Error) => reject(signal?.aborted ? signal.reason : error);
      this.open.set(id, { resolve, reject: refuse, callbacks, write });
      this.say({ kind: "call", id, method, args: pack([...data, travelled]) as unknown[], hooks });
      signal?.addEventListener("abort", () => this.say({ kind: "abort", id }));
      if (signal?.aborted) this.say({ kind: "abort", id });
    });
  }

  private async receive(reply: Reply): Promise<void> {
    const call = this.open.get(reply.id);
    if (!call) return;
    if (reply.kind === "written") call.write?.(reply.text);
    else if (reply.kind === "hook") await this.runHooks(call, reply);
    else {
      this.open.delete(reply.id);
      if (reply.kind === "result") call.resolve(unpack(reply.result));
      else call.reject(errorFrom(reply.name, reply.message));
    }
  }

  private async runHooks({ callbacks }: Call, { hook, name, args }: Extract<Reply, { kind: "hook" }>): Promise<void> {
    const logs = args.at(-1) as Logs;
    let error: string | undefined;
    try {
      for (const callback of callbacks) {
        const run = callback[name as keyof Callback] as ((...all: unknown[]) => unknown) | undefined;
        await run?.call(callback, ...args, this.model);
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    this.say({ kind: "hooked", hook, logs, stopTraining: this.model.stopTraining, error });
  }

  private say(request: Request): void {
    this.port.postMessage(request);
  }
}

interface HistoryAndWeights {
  history: History["history"];
  epoch: number[];
  params: History["params"];
  weights: Tensor[];
}

/** The hooks that a callback has, its own or its class's. */
function hooksOf(callback: Callback): string[] {
  const names = ["TrainBegin", "TrainEnd", "EpochBegin", "EpochEnd", "TrainBatchBegin", "TrainBatchEnd"];
  const tests = ["TestBegin", "TestEnd", "TestBatchBegin", "TestBatchEnd"];
  return [...names, ...tests].map((name) => `on${name}`).filter((name) => name in callback);
}
