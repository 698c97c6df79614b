/** The worker's side: it holds a model and does what the page asks for. */

import type { LoadOptions } from "../io/format.ts";
import { loadModel } from "../io/index.ts";
import type { AnyModel, Callback, FitOptions, Logs } from "../models/index.ts";
import { ConfigError, type Tensor } from "../tensor/index.ts";
import { type Method, type Port, pack, type Reply, type Request, type TravelledOptions, unpack } from "./messages.ts";

/**
 * Serves a model to the page that holds the other end of the port; the one line of a worker's file. Layers of one's own
 * are given by their class names, as to `loadModel`.
 */
export function serveModel(port: Port = globalThis as unknown as Port, options: LoadOptions = {}): void {
  const session = new Session(port, options);
  port.addEventListener("message", ({ data }) => session.receive(data as Request));
  port.start?.();
}

class Session {
  private model: AnyModel | undefined;
  private hooks = 0;
  private readonly waiting = new Map<number, (answer: Extract<Request, { kind: "hooked" }>) => void>();
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly port: Port,
    private readonly options: LoadOptions,
  ) {}

  receive(request: Request): void {
    if (request.kind === "call") void this.answer(request);
    else if (request.kind === "abort") this.running.get(request.id)?.abort();
    else {
      this.waiting.get(request.hook)?.(request);
      this.waiting.delete(request.hook);
    }
  }

  private async answer({ id, method, args, hooks }: Extract<Request, { kind: "call" }>): Promise<void> {
    this.running.set(id, new AbortController());
    try {
      const result = await this.run(id, method, unpack(args) as unknown[], hooks);
      this.say({ kind: "result", id, result: pack(result) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      this.say({ kind: "error", id, name, message });
    } finally {
      this.running.delete(id);
    }
  }

  private async run(id: number, method: Method, args: unknown[], hooks: readonly string[]): Promise<unknown> {
    if (method === "load") {
      this.model = await loadModel(args[0] as Uint8Array, this.options);
      return undefined;
    }
    const { model } = this;
    if (!model) throw new ConfigError("The worker has no model yet.");
    const [x, y, options] = args as [Tensor, Tensor, TravelledOptions];
    if (method === "predict")
      return listOfOutputs(model.predict(x, this.local(id, y as unknown as TravelledOptions, hooks)));
    if (method === "fit") {
      const { history, epoch, params } = await model.fit(x, y, this.local(id, options, hooks));
      return { history, epoch, params, weights: model.getWeights() };
    }
    return model[method](x, y, this.local(id, options, hooks));
  }

  /** Options in which what could not travel has its stand-in here. */
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
        if (error !== undefined) throw new Error(error);
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
  const isRecord = Object.getPrototypeOf(outputs) === Object.prototype;
  return isRecord ? Object.values(outputs as object) : [outputs];
}
