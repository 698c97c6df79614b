/** The variables of a layer with the names that TensorFlow.js gives them. */
import { Model, type Variable } from "../../index.ts";
import { variablesOf } from "../../io/tfjs/weight-names.ts";
import type { AnyCore } from "./faces.ts";

/** Every variable once, with its name: that of the innermost listed layer, then its own. */
export function namedVariables(core: AnyCore): (readonly [Variable, string])[] {
  const named = new Map<Variable, string>();
  const visit = (layer: AnyCore) => {
    if (layer instanceof Model) for (const each of layer.layers) visit(each as AnyCore);
    else
      for (const [name, variable] of variablesOf(layer, layer.name))
        if (!named.has(variable)) named.set(variable, name);
  };
  visit(core);
  return core.weights.map((variable) => [variable, named.get(variable) ?? variable.path] as const);
}
