/** Training on sequences window by window: backpropagation through time that stops at the border of each window. */
import type { OpenShape } from "../../layers/symbolic.ts";
import { ConfigError, ShapeError, type Tensor } from "../../tensor/index.ts";
import type { CarriedStates } from "../carried.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { checkPerStep } from "../per-step.ts";
import type { Samples } from "../samples.ts";
import { takeSteps } from "../take-rows.ts";
import type { Objective } from "./objective.ts";
import { passThrough, trainStep } from "./train-step.ts";

/** How sequences are cut into windows. */
export interface Windows {
  /** Time steps per window. */
  readonly length: number;
  /** Time steps per sequence. */
  readonly time: number;
  /**
   * Whether the targets have the sequences' time axis, so that every window has its own; otherwise the last one has
   * them all.
   */
  readonly everyWindow: boolean;
}

/**
 * How to cut these samples into windows of `length` steps.
 * @throws ConfigError when the model cannot process a sequence in pieces
 * @throws ShapeError when the inputs are not sequences of one length
 */
export function planWindows(model: AnyModelLayer, samples: Samples, length: number): Windows {
  const shapes = samples.inputs.map(({ shape }) => shape);
  const graph = model.prepare(shapes);
  checkPerStep(graph, "truncate");
  if (model.stateful) {
    throw new ConfigError({
      what: "truncate: the model is stateful, and carries its states itself.",
      hint: "make its layers without stateful, or cut the sequences yourself",
    });
  }
  const [time] = shapes.map((shape) => shape[1]);
  if (time === undefined || shapes.some((shape) => shape[1] !== time)) {
    throw new ShapeError({
      what: "truncate: the inputs are not sequences of one length.",
      expected: "time on the second axis of every input",
      received: shapes.map((shape) => `[${shape.join(", ")}]`).join(" and "),
    });
  }
  return { length, time, everyWindow: givesSequences(model, shapes) };
}

/** One step of the optimizer for each window that has targets; the states go from window to window. */
export function trainInWindows(
  model: AnyModelLayer,
  objective: Objective,
  batch: Samples,
  seed: number | undefined,
  { length, time, everyWindow }: Windows,
): void {
  const carried: CarriedStates = new Map();
  for (let begin = 0; begin < time; begin += length) {
    const end = Math.min(begin + length, time);
    const inputs = batch.inputs.map((input) => takeSteps(input, begin, end));
    if (!everyWindow && end < time) {
      passThrough(model, inputs, carried);
      continue;
    }
    const cut = (tensor: Tensor | undefined) => tensor && takeSteps(tensor, begin, end);
    const window: Samples = {
      // a window has the weight of its share of the sequence in the epoch's means
      size: everyWindow ? (batch.size * (end - begin)) / time : batch.size,
      inputs,
      targets: everyWindow ? batch.targets.map(cut) : batch.targets,
      weights: everyWindow
        ? batch.weights.map((weight) => (weight && weight.rank > 1 ? cut(weight) : weight))
        : batch.weights,
    };
    trainStep(model, objective, window, seed, carried);
  }
}

/** Whether every output has the time axis of the inputs, or none has. @throws ConfigError for a mixture */
function givesSequences(model: AnyModelLayer, shapes: readonly OpenShape[]): boolean {
  const longer = shapes.map(([batch, time, ...rest]) => [batch!, time! + 1, ...rest]);
  const [now, then] = [model.computeOutputShapes(shapes), model.computeOutputShapes(longer)];
  const grows = now.map((shape, i) => then[i]![1] !== shape[1]);
  if (grows.every((each) => each === grows[0])) return grows[0]!;
  throw new ConfigError({
    what: "truncate: some outputs are sequences and some are not.",
    expected: "targets for every time step, or for the whole sequence",
    hint: "train the outputs one after the other, or give every layer returnSequences: true",
  });
}
