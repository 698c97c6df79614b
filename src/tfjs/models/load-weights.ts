/** Values for the weights of a model, by the names that files give them. */
import * as core from "../../index.ts";
import type { NamedWeight } from "../../io/tfjs/manifest.ts";
import { fillingsFor } from "../../io/tfjs/weight-names.ts";
import { checkIsRecord, checkOption, sameShape, takes, wrap } from "../../tensor/index.ts";
import { constrain } from "../layers/layer-variable.ts";
import { namedVariables } from "../layers/variables.ts";
import type { NamedTensorMap } from "../types.ts";

/** See {@link LayersModel.loadWeights}. */
export function loadWeights(model: core.Model<any>, weights: NamedTensorMap, isStrict: boolean): void {
  checkIsRecord("loadWeights", weights);
  checkOption("loadWeights", "strict", isStrict, takes.flag);
  const given = Object.entries(weights).map(([name, tensor]) => {
    checkOption<unknown>("loadWeights", name, tensor, aTensor);
    return { name, shape: [...tensor.shape], values: Float32Array.from(tensor.dataSync()) };
  });
  if (isStrict) fill(fillingsFor(model, given, (each) => each.layers));
  else assign(model, given);
}

const aTensor = takes.check<unknown>("a tensor", (value) => value instanceof core.Tensor);

/** Gives weights the values that were found for them. */
export function fill(fillings: ReturnType<typeof fillingsFor>): void {
  for (const [variable, values] of fillings) {
    variable.assign(wrap(values, variable.shape, "float32"));
    constrain(variable);
  }
}

/** Weights by name; weights that only one side has are ignored. */
export function assign(model: core.Model<any>, weights: readonly NamedWeight[]): void {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  for (const [variable, name] of namedVariables(model as never)) {
    const weight = byName.get(name);
    if (weight && sameShape(weight.shape, variable.shape)) fill([[variable, weight.values]]);
  }
}
