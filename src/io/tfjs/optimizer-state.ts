/** The optimizer's state in files of TensorFlow.js: the count of updates, then for each kind of value those of all trainable weights. */

import type { Layer } from "../../layers/layer.ts";
import type { AnyModel } from "../../models/index.ts";
import type { Optimizer } from "../../optimizers/index.ts";
import { FormatError, formatShape, sameShape, warn, wrap } from "../../tensor/index.ts";
import { trainableIn } from "../keras-json/weights-layout.ts";
import type { NamedWeight } from "./manifest.ts";

/** What TensorFlow.js calls the values that an optimizer keeps, by class: first Recurve's name. */
const kept: Readonly<Record<string, readonly (readonly [ours: string, theirs: string])[]>> = {
  Adadelta: [
    ["accumulated_grad", "accum_grad"],
    ["accumulated_delta_var", "accum_var"],
  ],
  Adagrad: [["accumulator", "accumulator"]],
  Adam: [
    ["momentum", "m"],
    ["velocity", "v"],
  ],
  RMSprop: [
    ["velocity", "rms"],
    ["momentum", "momentum"],
    ["average_gradient", "mg"],
  ],
  SGD: [["momentum", "momentum"]],
};

/** The layers of a model in the order of its file. */
type LayersOf = (model: AnyModel) => readonly Layer<number>[];

/** Gives the optimizer of a compiled model the state of a file. One that does not fit is left, with a warning. */
export function restoreState(model: AnyModel, state: readonly NamedWeight[], layersOf: LayersOf): void {
  if (state.length === 0 || !model.optimizer) return;
  try {
    restore(model, model.optimizer, state, layersOf);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    warn(`the optimizer starts anew, without the state in the file. ${error.message}`);
  }
}

function restore(model: AnyModel, optimizer: Optimizer, state: readonly NamedWeight[], layersOf: LayersOf): void {
  const variables = trainableIn(model, (each) =>
    layersOf(each).map((layer) => ({ layer, className: layer.className })),
  );
  const [count, ...rest] = state;
  const kinds = kept[optimizer.className] ?? [];
  const groups = kinds.map(([ours, theirs]) => [ours, rest.filter(({ name }) => name.endsWith(`/${theirs}`))] as const);
  const known = groups.reduce((sum, [, group]) => sum + group.length, 0);
  const updates = count!.values[0] ?? -1;
  if (count!.name !== "iter" || updates < 0 || known !== rest.length)
    throw misfit("iter, then what the optimizer keeps", state);
  for (const [, group] of groups) {
    const fits = group.length === 0 || group.length === variables.length;
    const odd = fits ? group.findIndex(({ shape }, i) => !sameShape(shape, variables[i]!.shape)) : 0;
    if (!fits) throw misfit(`${variables.length} values of each kind`, group);
    if (odd >= 0) throw misfit(formatShape(variables[odd]!.shape), group.slice(odd, odd + 1));
  }
  if (rest.length > 0) optimizer.build(variables);
  for (const [ours, group] of groups) {
    const slots = optimizer.slotsNamed(ours);
    for (const [i, { values: given, shape }] of group.entries()) {
      slots.get(variables[i]!)?.assign(wrap(inOurs(optimizer, given), shape, "float32"));
    }
  }
  optimizer.variables[0]!.assign(wrap(Int32Array.of(updates), [], "int32"));
  if (model.objective) model.objective.steps = updates;
}

/** TensorFlow.js's momentum sums gradients; Keras's, moves. */
function inOurs(optimizer: Optimizer, values: Float32Array): Float32Array {
  return optimizer.className === "SGD" ? values.map((each) => -optimizer.learningRate * each) : values;
}

function misfit(expected: string, received: readonly NamedWeight[]): FormatError {
  return new FormatError({
    what: "The optimizer's state in the file is not that of the model's optimizer.",
    expected,
    received: received
      .slice(0, 4)
      .map(({ name, shape }) => `${name} ${formatShape(shape)}`)
      .join(", "),
  });
}
