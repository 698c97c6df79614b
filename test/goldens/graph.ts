/** Golden functional models as models of Recurve. */

import { input } from "../../src/layers/index.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { listOf, type SymbolicTensor } from "../../src/layers/symbolic.ts";
import { type Functional, model } from "../../src/models/functional.ts";
import { tensor } from "../../src/tensor/index.ts";
import { type GoldenGraph, type GoldenWeight, makeLayer } from "./case.ts";

/** A model, and its layers by node. */
export interface GraphModel {
  model: Functional<readonly SymbolicTensor[]>;
  layers: Map<string, Layer<number>>;
}

/** The model of a graph, with the weights given. */
export function makeGraph(graph: GoldenGraph, weights: Record<string, GoldenWeight[]>): GraphModel {
  const tensors = new Map<string, SymbolicTensor>();
  const layers = new Map<string, Layer<number>>();
  for (const { name, shape, dtype } of graph.inputs) tensors.set(name, input({ shape, dtype, name }));
  const get = (name: string) => tensors.get(name)!;
  for (const { name, layer: className, config, from, initial_state, shares } of graph.nodes) {
    const layer = shares ? layers.get(shares)! : makeLayer({ class_name: className, config: { ...config, name } });
    layers.set(name, layer);
    const options = initial_state && { initialState: initial_state.map(get) };
    const outputs = listOf<SymbolicTensor>(layer.apply<SymbolicTensor>(from.map(get), options));
    tensors.set(name, outputs[0]!);
    for (const [i, output] of outputs.entries()) tensors.set(`${name}:${i}`, output);
  }
  const made = model({ inputs: graph.inputs.map(({ name }) => get(name)), outputs: graph.outputs.map(get) });
  for (const [name, values] of Object.entries(weights)) {
    layers.get(name)!.setWeights(values.map(({ value }) => tensor(value)));
  }
  return { model: made, layers };
}
