/** The optimizer's state in files of TensorFlow.js: the count of updates, then for each kind of value those of all trainable weights. */

import type { Variable } from "../../autodiff/variable.ts";
import type { Layer } from "../../layers/layer.ts";
import type { AnyModel } from "../../models/index.ts";
import type { Optimizer } from "../../optimizers/index.ts";
import { FormatError, formatShape, sameShape, sizeOf, warn, wrap } from "../../tensor/index.ts";
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

/** What an optimizer keeps, as weights of a file, the variables called as `nameOf` says; before its first update the count alone. */
export function stateWeights(
  model: AnyModel,
  optimizer: Optimizer,
  nameOf: (variable: Variable) => string,
): NamedWeight[] {
  const variables = trainableOf(model, (each) => each.layers);
  const { centered = false, momentum = 0 } = optimizer.config as { centered?: boolean; momentum?: number };
  const unused = { mg: !centered, momentum: optimizer.className === "SGD" && momentum === 0 };
  const groups = (kept[optimizer.className] ?? []).filter(([, theirs]) => !unused[theirs as keyof typeof unused]);
  const isBuilt = groups.some(([ours]) => optimizer.slotsNamed(ours).size > 0);
  const weights = groups.flatMap(([ours, theirs]) => {
    const slots = optimizer.slotsNamed(ours);
    return variables.map((variable) => {
      const { shape } = variable;
      const values = slots.get(variable)?.value.dataSync() as Float32Array | undefined;
      // RMSprop has momentum there, too, where it is not used
      const given = values ? inTheirs(optimizer, values) : new Float32Array(sizeOf(shape));
      return { name: `${nameOf(variable)}/${theirs}`, shape, values: given, group: "optimizer" } as const;
    });
  });
  const count = { name: "iter", shape: [], values: Float32Array.of(optimizer.iterations), dtype: "int32" } as const;
  return [{ ...count, group: "optimizer" }, ...(isBuilt ? weights : [])];
}

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
  const variables = trainableOf(model, layersOf);
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

const trainableOf = (model: AnyModel, layersOf: LayersOf) =>
  trainableIn(model, (each) => layersOf(each).map((layer) => ({ layer, className: layer.className })));

/** TensorFlow.js's momentum sums gradients; Keras's, moves. */
function inOurs(optimizer: Optimizer, values: Float32Array): Float32Array {
  return optimizer.className === "SGD" ? values.map((each) => -optimizer.learningRate * each) : values;
}

function inTheirs(optimizer: Optimizer, values: Float32Array): Float32Array {
  const { className, learningRate } = optimizer;
  return className === "SGD" && learningRate !== 0 ? values.map((each) => -each / learningRate) : values;
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
