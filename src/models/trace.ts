/** Looking into a model: what its layers do with data, and how far back gradients of the loss reach. */
import { differentiate } from "../autodiff/tape.ts";
import { step } from "../backend/current.ts";
import { traceOf } from "../layers/trace.ts";
import type { Observer, Trace } from "../layers/trace-values.ts";
import { add, multiply, reverse, sqrt, sum, transpose } from "../ops/index.ts";
import { ConfigError, readOptions, type Shape, type Tensor, zeros } from "../tensor/index.ts";
import type { AnyModelLayer } from "./model-layer.ts";
import { readInputs, readSamples } from "./read-samples.ts";
import { type BatchOptions, batchOptions, type ModelData, type ModelTargets } from "./samples.ts";
import { inferenceRun, lossOf } from "./training/train-step.ts";

/** How much the loss would change with a recurrent layer's states at each step. */
export interface GradientTrace {
  /** The name of the layer. */
  readonly layer: string;
  /** Its class, in Keras's spelling. */
  readonly className: string;
  /**
   * The gradients of the loss with respect to each state after each step, of an LSTM h and c: (batch, time, units), in the order of the
   * input's steps.
   */
  readonly gradients: readonly Tensor[];
  /** Their norm at each step, the square root of the sum of squares over the units of all states: (batch, time). */
  readonly size: Tensor;
}

/** The gradients of a batch's loss at every step of every recurrent layer. */
export interface GradientTraces {
  /** The loss of the batch. */
  readonly loss: number;
  /** The recurrent layers in the order of their calls; of a Bidirectional its two layers. */
  readonly layers: readonly GradientTrace[];
}

/** What each layer of a model did with these inputs, as one batch. */
export function trace(model: AnyModelLayer, x: ModelData): Trace {
  const inputs = readInputs(model, x);
  return traceOf((run) => model.run(inputs, {}, run), inferenceRun(model))[0]!;
}

interface Probe {
  readonly layer: ProbedLayer;
  readonly values: readonly Tensor[];
}

type ProbedLayer = { name: string; className: string; config: { goBackwards?: boolean } };

/** Adds zeros to the states of recurrent layers, so that gradients reach them: the same ones in each run. */
class Probes implements Observer {
  readonly all: Probe[] = [];
  private next = 0;

  /** Before another run. */
  begin(): this {
    this.next = 0;
    return this;
  }

  enter(): void {}
  leave(): void {}
  tell(): void {}

  probe(layer: object, shapes: readonly Shape[]): readonly Tensor[] {
    const known = this.all[this.next];
    const probe = known ?? { layer: layer as ProbedLayer, values: shapes.map((shape) => zeros(shape)) };
    if (!known) this.all.push(probe);
    this.next++;
    return probe.values;
  }
}

/** The gradients of the loss at every step, nothing trained and nothing dropped. */
export function traceGradient(
  model: AnyModelLayer,
  x: ModelData,
  y: ModelTargets,
  options: BatchOptions,
): GradientTraces {
  readOptions("traceGradient", options, batchOptions);
  const { objective } = model;
  if (!objective) {
    throw new ConfigError({ what: "A gradient needs a loss.", hint: "compile the model before traceGradient" });
  }
  const batch = readSamples(model, x, y, options);
  const probes = new Probes();
  const compute = () => {
    const run = inferenceRun(model);
    run.carried = new Map();
    run.observer = probes.begin();
    return lossOf(model, objective, batch, run);
  };
  step(compute);
  if (probes.all.length === 0) {
    throw new ConfigError({
      what: `The model "${model.name}" has no recurrent layer, whose steps a gradient could go through.`,
    });
  }
  return step(() => {
    const sources = probes.all.flatMap(({ values }) => values);
    const { result, gradients } = differentiate(compute, sources, (loss) => loss);
    const byProbe = new Map(sources.map((source, i) => [source, gradients[i] ?? source]));
    const layers = probes.all.map(({ layer: { name, className, config }, values }) => {
      const inOrder = values.map((value) => inOrderOf(byProbe.get(value)!, config.goBackwards));
      const squares = inOrder.map((each) => sum(multiply(each, each), [...each.shape.keys()].slice(2)));
      return { layer: name, className, gradients: inOrder, size: sqrt(squares.reduce((a, b) => add(a, b))) };
    });
    return { loss: result.read()[0]!, layers };
  });
}

/** (T, B, ...) in processing order as (B, T, ...) in the order of the input. */
function inOrderOf(steps: Tensor, backwards: boolean | undefined): Tensor {
  const [time, batch, ...rest] = steps.shape.keys();
  return transpose(backwards ? reverse(steps, 0) : steps, [batch!, time!, ...rest]);
}
