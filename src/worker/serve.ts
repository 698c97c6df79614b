/** The worker's side: it holds a model and does what the page asks for. */

import type { LoadOptions } from "../io/format.ts";
import { loadModel } from "../io/index.ts";
import type { AnyModel, Callback, FitOptions, Logs, Stepper } from "../models/index.ts";
import { findNodeModule } from "../platform.ts";
import { ConfigError, isPlain, type Tensor } from "../tensor/index.ts";
import type { GenerateOptions } from "../text/index.ts";
import { BorrowedDatasets } from "./batches.ts";
import { languageModel } from "./language-model.ts";
import {
  type Method,
  pack,
  type Reply,
  type Request,
  receivedError,
  sentError,
  type TravelledOptions,
  unpack,
} from "./messages.ts";
import { listen, type Port } from "./port.ts";

/**
 * Serves a model to the page that holds the other end of the port; the one line of a worker's file. Layers of your own
 * are given by their class names, as to `loadModel`.
 */
export function serveModel(port: Port = ownPort(), options: LoadOptions = {}): void {
  const session = new Session(port, options);
  const end = listen(
    port,
    (data) => session.receive(data as Request),
    () => end(),
  );
}

/** In Node a worker has a port; in a page its scope is the port. */
const ownPort = () => (findNodeModule("node:worker_threads")?.parentPort ?? globalThis) as Port;

class Session {
  private model: AnyModel | undefined;
  private hooks = 0;
  private readonly waiting = new Map<number, (answer: Extract<Request, { kind: "hooked" }>) => void>();
  private readonly running = new Map<number, AbortController>();
  private readonly steppers = new Map<number, Stepper>();
  private readonly datasets = new BorrowedDatasets((reply) => this.say(reply));

  constructor(
    private readonly port: Port,
    private readonly options: LoadOptions,
  ) {}

  receive(request: Request): void {
    if (request.kind === "call") void this.answer(request);
    else if (request.kind === "item") this.datasets.receive(request);
    else if (request.kind === "abort") this.running.get(request.id)?.abort();
    else {
      this.waiting.get(request.hook)?.(request);
      this.waiting.delete(request.hook);
    }
  }

  private async answer({ id, method, args, hooks }: Extract<Request, { kind: "call" }>): Promise<void> {
    this.running.set(id, new AbortController());
    try {
      const given = unpack(args, (lent) => this.datasets.borrow(lent, id)) as unknown[];
      const result = await this.run(id, method, given, hooks);
      this.say({ kind: "result", id, result: pack(result) });
    } catch (error) {
      this.say({ kind: "error", id, error: sentError(error) });
    } finally {
      this.running.delete(id);
    }
  }

  private async run(id: number, method: Method, args: unknown[], hooks: readonly string[]): Promise<unknown> {
    if (method === "load") {
      this.steppers.clear();
      this.model = await loadModel(args[0] as Uint8Array, this.options);
      return undefined;
    }
    const { model } = this;
    if (!model) throw new ConfigError("The worker has no model yet.");
    const travelled = args.pop() as TravelledOptions;
    const options = this.local(id, travelled, hooks);
    // data and targets, or a dataset alone
    const data = [...args, options] as [Tensor, Tensor, FitOptions];
    if (method === "predict") return listOfOutputs(await model.predict(args[0] as Tensor, options));
    if (method === "fit") {
      const { history, epoch, params } = await model.fit(...data);
      return { history, epoch, params, weights: model.getWeights() };
    }
    if (method === "generate") return this.generate(id, model, travelled.plain);
    if (method === "stream") {
      this.steppers.set(id, model.stream(travelled.plain));
      return id;
    }
    if (method === "evaluate" || method === "trainOnBatch" || method === "testOnBatch") return model[method](...data);
    return this.askStepper(method, args);
  }

  /** Sends a language model's pieces of text as they come. */
  private async generate(id: number, model: AnyModel, options: GenerateOptions): Promise<void> {
    const LanguageModel = await languageModel();
    for (const text of LanguageModel.from(model).generate(options)) {
      this.say({ kind: "written", id, text });
      // a request to stop is noticed between two pieces
      await new Promise((go) => setTimeout(go));
      if (this.running.get(id)!.signal.aborted) return;
    }
  }

  private askStepper(method: "step" | "reset" | "states" | "setStates" | "dispose", args: unknown[]): unknown {
    const [id, ...rest] = args as [number, ...unknown[]];
    const stepper = this.steppers.get(id);
    if (!stepper) throw new ConfigError("This stepper was disposed of.");
    if (method === "dispose") {
      this.steppers.delete(id);
      stepper.dispose();
    } else if (method === "step") {
      stepper.step(...(rest as unknown as number[][]));
      return stepper.outputs.map((values) => values.slice());
    } else if (method === "setStates") stepper.setStates(rest[0] as unknown as Tensor[]);
    else if (method === "reset") stepper.reset();
    else return stepper.states;
    return undefined;
  }

  /** Options in which stand-ins replace what could not be sent. */
  private local(id: number, { plain, writes, aborts }: TravelledOptions, hooks: readonly string[]): FitOptions {
    return {
      ...plain,
      ...(writes && { write: (text: string) => this.say({ kind: "written", id, text }) }),
      ...(aborts && { signal: this.running.get(id)!.signal }),
      ...(hooks.length > 0 && { callbacks: [this.forwarder(id, hooks)] }),
    };
  }

  /** A callback that asks the page's callbacks at each hook that any of them has, and waits for them. */
  private forwarder(id: number, hooks: readonly string[]): Callback {
    const forward =
      (name: string) =>
      async (...all: unknown[]) => {
        const model = all.pop() as AnyModel;
        const logs = all.at(-1) as Logs;
        const hook = this.hooks++;
        const answer = new Promise<Extract<Request, { kind: "hooked" }>>((done) => this.waiting.set(hook, done));
        this.say({ kind: "hook", id, hook, name, args: all });
        const { logs: changed, stopTraining, error } = await answer;
        Object.assign(logs, changed);
        if (stopTraining) model.stopTraining = true;
        if (error) throw receivedError(error);
      };
    return Object.fromEntries(hooks.map((name) => [name, forward(name)]));
  }

  private say(reply: Reply): void {
    this.port.postMessage(reply);
  }
}

/** The outputs as a list, in whatever form the model gives them. */
function listOfOutputs(outputs: unknown): unknown[] {
  if (Array.isArray(outputs)) return outputs;
  return isPlain(outputs) ? Object.values(outputs) : [outputs];
}
