/** Keras's names for a model's weights: the path of each through the layers that hold it. */
import type { Variable } from "../autodiff/variable.ts";
import type { Layer } from "../layers/layer.ts";

/**
 * Each variable of a model or layer by its path, such as `bidirectional/forward_lstm/lstm_cell/kernel`, in the order of the
 * layers; for a layer, paths start inside it. Names that would not be unique are numbered.
 */
export function variablesByPath(owner: Layer<any, any>): Map<string, Variable> {
  const paths = new Map<string, Variable>();
  const met = new Set<Variable>();
  const walk = (layer: Layer<number>, before: string): void => {
    const inside = new Set(layer.children.flatMap((child) => child.weights));
    const variables = new Set<string>();
    const layers = new Set<string>();
    for (const variable of layer.weights) {
      if (inside.has(variable) || met.has(variable)) continue;
      met.add(variable);
      paths.set(before + numbered(variable.name, variables), variable);
    }
    for (const child of layer.children) walk(child, `${before}${numbered(child.name, layers)}/`);
  };
  walk(owner, "");
  return paths;
}

/** Reserves a name, with a number added if it is taken. */
function numbered(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 1; taken.has(free); number++) free = `${name}_${number}`;
  taken.add(free);
  return free;
}
