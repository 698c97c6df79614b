/** The page's side: a model that is trained and asked in a worker, by the calls that the model itself has. */
import { saveModel } from "../io/index.ts";
import type {
  AnyModel,
  Batches,
  BatchOptions,
  Callback,
  EvaluateOptions,
  FitOptions,
  InputBatch,
  Logs,
  ModelData,
  ModelTargets,
  PredictOptions,
  ProgressOptions,
  StepInput,
  StreamOptions,
} from "../models/index.ts";
import { History } from "../models/index.ts";
import { hooks } from "../models/training/callback.ts";
import { isBatches } from "../models/training/epoch-batches.ts";
import { ConfigError, type Tensor, type TensorLike } from "../tensor/index.ts";
import type { GenerateOptions } from "../text/index.ts";
import { LentDatasets } from "./batches.ts";
import {
  type Method,
  pack,
  type Reply,
  type Request,
  receivedError,
  type SentError,
  sentError,
  type TravelledOptions,
  unpack,
} from "./messages.ts";
import { listen, type Port } from "./port.ts";

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
 *
 * In Node it is a `Worker` of `node:worker_threads`.
 * @throws FormatError when the model cannot travel, as `saveModel` would; BackendError when the worker cannot load;
 *   ConfigError when it is no worker
 */
export async function inWorker<M extends AnyModel>(model: M, port: Port): Promise<ModelInWorker<M>> {
  const remote = new ModelInWorker(model, port);
  try {
    await remote.load();
  } catch (error) {
    remote.close();
    throw error;
  }
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
  private readonly datasets = new LentDatasets((request) => this.say(request));
  private readonly stopListening: () => void;

  constructor(
    /** The page's own copy; it gets the weights whenever `fit` has ended. */
    readonly model: M,
    private readonly port: Port,
  ) {
    this.stopListening = listen(
      port,
      (data) => void this.receive(data as Reply),
      (why) => this.refuse(why),
    );
  }

  /** Sends the model, its weights and its compilation to the worker: anew after they were changed here. */
  async load(): Promise<void> {
    await this.call("load", [await saveModel(this.model)]);
  }

  /** As {@link Model.fit}; callbacks run here, in the page, and the page's model has the weights at the end. */
  fit(dataset: Batches, options?: FitOptions): Promise<History>;
  /** For tensors or nested lists in memory. */
  fit(x: ModelData, y: ModelTargets, options?: FitOptions): Promise<History>;
  async fit(x: ModelData | Batches, y?: ModelTargets | FitOptions, options?: FitOptions): Promise<History> {
    this.model.stopTraining = false;
    const result = (await this.callOn("fit", x, y, options)) as HistoryAndWeights;
    this.model.setWeights(result.weights);
    return Object.assign(new History(result.params), { history: result.history, epoch: result.epoch });
  }

  /** As {@link Model.evaluate}. */
  evaluate(dataset: Batches, options?: EvaluateOptions): Promise<Logs>;
  /** For tensors or nested lists in memory. */
  evaluate(x: ModelData, y: ModelTargets, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(x: ModelData | Batches, y?: ModelTargets | EvaluateOptions, options?: EvaluateOptions): Promise<Logs> {
    return (await this.callOn("evaluate", x, y, options)) as Logs;
  }

  /** As {@link Model.predict}, with a promise of the outputs. */
  async predict(
    x: ModelData | AsyncIterable<InputBatch>,
    options: PredictOptions | ProgressOptions = {},
  ): Promise<Awaited<ReturnType<M["predict"]>>> {
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

  /** As {@link Model.stream}: a stepper that lives in the worker. */
  async stream(options: StreamOptions = {}): Promise<StepperInWorker> {
    const id = await this.call("stream", [], options as FitOptions);
    return new StepperInWorker((method, data) => this.call(method, [id, ...data]));
  }

  /** Writes on from a prompt, piece by piece, where the model is that of a language model; see `text.generate`. */
  async *generate(options: GenerateOptions = {}): AsyncGenerator<string> {
    const pieces: string[] = [];
    let wake = () => {};
    let ended = false;
    const stop = new AbortController();
    const writing = this.call("generate", [], {
      ...(options as FitOptions),
      signal: stop.signal,
      write: (text) => {
        pieces.push(text);
        wake();
      },
    }).finally(() => {
      ended = true;
      wake();
    });
    // a caller that leaves the loop early does not wait for the end
    writing.catch(() => {});
    try {
      while (!ended || pieces.length > 0) {
        const piece = pieces.shift();
        if (piece !== undefined) yield piece;
        else if (!ended)
          await new Promise<void>((go) => {
            wake = go;
          });
      }
      await writing;
    } finally {
      if (!ended) stop.abort();
    }
  }

  /** Stops listening to the worker, which is its maker's to end. */
  close(): void {
    this.stopListening();
    this.refuse(new ConfigError("The connection to the worker was closed."));
  }

  private ended: Error | undefined;

  /** Fails all open calls, and later ones. */
  private refuse(why: Error): void {
    this.ended ??= why;
    for (const { reject } of [...this.open.values()]) reject(why);
    this.open.clear();
  }

  /** A call on data and targets, or on a dataset alone, whose options come second. */
  private callOn(method: Method, x: unknown, y: unknown, options?: FitOptions): Promise<unknown> {
    return isBatches(x) ? this.call(method, [x], (y ?? {}) as FitOptions) : this.call(method, [x, y], options);
  }

  private call(method: Method, data: unknown[], options: FitOptions = {}): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.calls++;
    const { callbacks: specs = [], write, signal, ...plain } = options;
    const callbacks = specs.map((spec): Callback => (typeof spec === "function" ? { onEpochEnd: spec } : spec));
    const travelled: TravelledOptions = { plain, writes: write !== undefined, aborts: signal !== undefined };
    const called = [...new Set(callbacks.flatMap(hooksOf))];
    return new Promise((resolve, reject) => {
      const refuse = (error: Error) => reject(signal?.aborted ? signal.reason : error);
      this.open.set(id, { resolve, reject: refuse, callbacks, write });
      try {
        this.say({
          kind: "call",
          id,
          method,
          args: pack([...data, travelled], this.datasets.lend) as unknown[],
          hooks: called,
        });
      } catch (error) {
        this.open.delete(id);
        if (!(error instanceof DOMException)) throw error;
        throw new ConfigError({
          what: "Something that was given cannot travel to a worker.",
          received: error.message,
          cause: error,
        });
      }
      signal?.addEventListener("abort", () => this.say({ kind: "abort", id }));
      if (signal?.aborted) this.say({ kind: "abort", id });
    });
  }

  private async receive(reply: Reply): Promise<void> {
    // a pass may outlive its call
    if (reply.kind === "pull") return this.datasets.answer(reply);
    const call = this.open.get(reply.id);
    if (!call) return;
    if (reply.kind === "written") call.write?.(reply.text);
    else if (reply.kind === "hook") await this.runHooks(call, reply);
    else {
      this.open.delete(reply.id);
      if (reply.kind === "result") call.resolve(unpack(reply.result));
      else call.reject(receivedError(reply.error));
    }
  }

  private async runHooks({ callbacks }: Call, { hook, name, args }: Extract<Reply, { kind: "hook" }>): Promise<void> {
    const logs = args.at(-1) as Logs;
    let error: SentError | undefined;
    try {
      for (const callback of callbacks) {
        const run = callback[name as keyof Callback] as ((...all: unknown[]) => unknown) | undefined;
        await run?.call(callback, ...args, this.model);
      }
    } catch (thrown) {
      error = sentError(thrown);
    }
    this.say({ kind: "hooked", hook, logs, stopTraining: this.model.stopTraining, error });
  }

  private say(request: Request): void {
    this.port.postMessage(request);
  }
}

/** A stepper of {@link ModelInWorker.stream}: what {@link Stepper} does, with promises. */
export class StepperInWorker {
  /** @internal */
  constructor(private readonly ask: (method: Method, data: unknown[]) => Promise<unknown>) {}

  /** Runs one time step; gives the first output's numbers. */
  async step(...inputs: readonly StepInput[]): Promise<Float32Array> {
    return (await this.stepAll(...inputs))[0]!;
  }

  /** Runs one time step; gives the numbers of each output. */
  async stepAll(...inputs: readonly StepInput[]): Promise<readonly Float32Array[]> {
    return (await this.ask("step", [...inputs])) as Float32Array[];
  }

  /** Starts new sequences. */
  async reset(): Promise<void> {
    await this.ask("reset", []);
  }

  /** Copies of the states. */
  async states(): Promise<Tensor[]> {
    return (await this.ask("states", [])) as Tensor[];
  }

  /** Goes on from other states. */
  async setStates(states: readonly TensorLike[]): Promise<void> {
    await this.ask("setStates", [states]);
  }

  /** Frees its memory in the worker. */
  async dispose(): Promise<void> {
    await this.ask("dispose", []);
  }
}

interface HistoryAndWeights {
  history: History["history"];
  epoch: number[];
  params: History["params"];
  weights: Tensor[];
}

/** The hooks that a callback has, its own or its class's. */
const hooksOf = (callback: Callback) => hooks.filter((name) => name in callback);
