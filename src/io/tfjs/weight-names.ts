/** The names that TensorFlow.js gives weights: those of the innermost layer that a model lists, then the weight's own. */
import type { Variable } from "../../autodiff/variable.ts";
import type { Layer } from "../../layers/layer.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../layers/rnn/stacked-cells.ts";
import { type AnyModel, Model } from "../../models/index.ts";
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import { show } from "../json.ts";
import { storedWeights } from "../ties.ts";
import type { NamedWeight } from "./manifest.ts";

type Filling = readonly [variable: Variable, values: Float32Array];

/**
 * The values of a model's variables: for each layer the weights that bear its name, in the order of the file.
 * @throws FormatError when counts or shapes differ, or weights are left over
 */
export function fillingsFor(
  model: AnyModel,
  weights: readonly NamedWeight[],
  layersOf: (model: AnyModel) => readonly Layer<number>[],
): Filling[] {
  const open = new Set(weights);
  const fillings = leavesOf(model, layersOf).flatMap((layer) => {
    const variables = storedWeights(layer);
    const named = [...open].filter(({ name }) => name.split("/").slice(0, -1).includes(layer.name));
    const own = named.slice(0, variables.length);
    const fits = own.length === variables.length && own.every(({ shape }, i) => sameShape(shape, variables[i]!.shape));
    if (!fits) throw misfit(layer, named);
    for (const weight of own) open.delete(weight);
    return variables.map((variable, i): Filling => [variable, own[i]!.values]);
  });
  if (open.size === 0) return fillings;
  throw new FormatError({
    what: "The file has weights that no layer of its model takes.",
    received: [...open].map(({ name }) => show(name)).join(", "),
  });
}

/**
 * A model's variables by TensorFlow.js's names.
 * @throws FormatError when two layers, of models inside each other, have the same name
 */
export function namedVariables(model: AnyModel): (readonly [string, Variable])[] {
  const leaves = leavesOf(model, (each) => each.layers);
  const twice = leaves.find(({ name }, i) => leaves.findIndex((other) => other.name === name) !== i);
  if (twice) {
    throw new FormatError({
      what: "TensorFlow.js needs a name of its own for every layer, also across models inside each other.",
      received: `"${twice.name}" twice`,
      hint: "give one of the layers another name",
    });
  }
  return leaves.flatMap((layer) => variablesOf(layer, layer.name));
}

/** A variable as a weight of a file. */
export const asWeight = ([name, variable]: readonly [string, Variable]): NamedWeight => ({
  name,
  shape: variable.shape,
  values: variable.snapshot().dataSync() as Float32Array,
});

/** The layers of a model that have weights, those of models inside it in their place. */
function leavesOf(model: AnyModel, layersOf: (model: AnyModel) => readonly Layer<number>[]): Layer<number>[] {
  const leaves = layersOf(model).flatMap((layer) => {
    if (layer instanceof Model) return leavesOf(layer, layersOf);
    return layer.weights.length > 0 ? [layer] : [];
  });
  return [...new Set(leaves)];
}

/** The variables of a layer with their names there, given that of the layer. */
export function variablesOf(layer: Layer<number>, name: string): (readonly [string, Variable])[] {
  if (layer instanceof Bidirectional) {
    const bare = layer.config.layer.name;
    return [
      ...variablesOf(layer.forwardLayer, `${name}/forward_${bare}`),
      ...variablesOf(layer.backwardLayer, `${name}/backward_${bare}`),
    ];
  }
  if (layer instanceof RNN && layer.cell instanceof StackedRNNCells) {
    return layer.cell.cells.flatMap((cell, i) => variablesOf(cell, `${name}/RNNCell_${i}`));
  }
  return storedWeights(layer).map((variable) => [`${name}/${nameOf(layer, variable)}`, variable]);
}

/** The name of a weight; that of a depthwise kernel is another one in Keras 3. */
function nameOf({ className }: Layer<number>, { name }: Variable): string {
  return className === "DepthwiseConv2D" && name === "kernel" ? "depthwise_kernel" : name;
}

function misfit(layer: Layer<number>, named: readonly NamedWeight[]): FormatError {
  return new FormatError({
    what: `The weights of the layer ${show(layer.name)} are not in the file.`,
    expected: storedWeights(layer)
      .map(({ name, shape }) => `${name} ${formatShape(shape)}`)
      .join(", "),
    received: named.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(", ") || "none of its name",
  });
}
