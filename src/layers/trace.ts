/** The calls of a run, with what happens inside them, as a tree. */
import { step } from "../backend/current.ts";
import type { Tensor } from "../tensor/index.ts";
import { probingRun, type RunContext } from "./context.ts";
import type { BidirectionalValues, Observer, Told, Trace } from "./trace-values.ts";

/** Gathers the calls of a run as a tree. */
class Tracer implements Observer {
  private readonly open: { inputs: readonly Tensor[]; told?: Told; layers: Trace[] }[] = [{ inputs: [], layers: [] }];

  /** The calls that are not inside another. */
  get traces(): Trace[] {
    return this.open[0]!.layers;
  }

  enter(inputs: readonly Tensor[]): void {
    this.open.push({ inputs, layers: [] });
  }

  tell(values: () => Told): void {
    this.open.at(-1)!.told = values();
  }

  leave({ name, className }: { name: string; className: string }, outputs: readonly Tensor[]): void {
    const { inputs, told, layers: calls } = this.open.pop()!;
    // a model of the user's class is a graph of one call, its own
    const [only] = calls;
    const isItself = calls.length === 1 && only!.layer === name && only!.className === className;
    const layers = isItself ? [...only!.layers] : calls;
    const [forward, backward] = layers as [BidirectionalValues["forward"], BidirectionalValues["backward"]];
    const values = className === "Bidirectional" ? { kind: "bidirectional" as const, forward, backward } : told;
    const trace = {
      layer: name,
      className,
      inputs,
      outputs,
      mask: outputs[0]?.mask,
      layers,
      ...(values ?? { kind: "layer" }),
    };
    this.open.at(-1)!.layers.push(trace as Trace);
  }
}

/** The trace of a run in inference mode that leaves states unchanged. */
export function traceOf(compute: (run: RunContext) => unknown, run = probingRun()): Trace[] {
  return step(() => {
    const tracer = new Tracer();
    run.carried = new Map();
    run.observer = tracer;
    compute(run);
    return tracer.traces;
  });
}
