/** Which models can process a sequence piece by piece: those whose layers treat each time step alone, or carry their states. */
import type { Layer } from "../layers/layer.ts";
import { RNN } from "../layers/rnn/rnn.ts";
import { ConfigError } from "../tensor/index.ts";
import type { Graph } from "./graph.ts";

/** Every layer that keeps states, at any depth, those near the inputs first. */
export function recurrentLayers(layer: Layer<number>): RNN<number>[] {
  if (layer instanceof RNN) return [layer];
  return [...new Set(layer.children.flatMap(recurrentLayers))];
}

/** @throws ConfigError when a layer needs all time steps at once; `what` names the caller */
export function checkPerStep(graph: Graph, what: string): void {
  const wrong = graph.nodes.find(({ layer }) => !layer.worksPerStep);
  if (wrong) {
    throw new ConfigError({
      what: `${what}: ${wrong.layer.className} "${wrong.layer.name}" needs more than one time step at once.`,
      expected: "recurrent layers that run forwards, dense, embedding, normalization, activation and merging layers",
      hint: "give such a model whole sequences",
    });
  }
  const started = graph.nodes.find(({ options }) => options.initialState ?? options.constants);
  if (started) {
    throw new ConfigError({
      what: `${what}: "${started.layer.name}" takes states or constants from other layers.`,
      hint: "make a model of the layer without initialState and constants; a stepper takes the states with setStates",
    });
  }
  const seen = new Set<Layer<number>>();
  for (const { layer } of graph.nodes) {
    if (seen.has(layer) && recurrentLayers(layer).length > 0) {
      throw new ConfigError(`${what}: "${layer.name}" is called more than once, and can carry one state only.`);
    }
    seen.add(layer);
  }
}
