/** Keras's names for a model's weights: the path of each through the layers that hold it. */
import type { Variable } from "../autodiff/variable.ts";
import type { Layer } from "../layers/layer.ts";
import type { AnyModel } from "./model.ts";

/** Each variable by its path, such as `bidirectional/forward_lstm/lstm_cell/kernel`, in the order of the layers. */
export function variablesByPath(model: AnyModel): Map<string, Variable> {
  const paths = new Map<string, Variable>();
  const met = new Set<Variable>();
  const walk = (layer: Layer<number>, path: string): void => {
    const inside = new Set(layer.children.flatMap((child) => child.weights));
    for (const variable of layer.weights) {
      if (inside.has(variable) || met.has(variable)) continue;
      met.add(variable);
      paths.set(`${path}/${variable.name}`, variable);
    }
    const names: string[] = [];
    for (const child of layer.children) {
      const before = names.filter((name) => name === child.name).length;
      names.push(child.name);
      walk(child, `${path}/${child.name}${before > 0 ? `_${before}` : ""}`);
    }
  };
  for (const layer of model.layers) walk(layer, layer.name);
  return paths;
}
