/** Layers that carry their states from batch to batch. */
import type { Layer } from "../layers/layer.ts";
import type { Tensor } from "../tensor/index.ts";

/** The members of such a layer. */
export interface Stateful {
  /** The states after the last batch. Absent before the first. */
  readonly states: readonly Tensor[] | undefined;
  /** Sets the states to the given ones, by default to zero. @throws ShapeError for states of another shape */
  resetStates(states?: readonly Tensor[]): void;
}

export function isStateful(layer: Layer<number>): layer is Layer<number> & Stateful {
  return (layer.config as { stateful?: boolean }).stateful === true && "resetStates" in layer;
}

/** All layers inside a layer, at any depth. */
export function layersWithin(layer: Layer<number>): Layer<number>[] {
  return layer.children.flatMap((child) => [child, ...layersWithin(child)]);
}
