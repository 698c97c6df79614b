/** The states of recurrent layers between two runs of a model. */
import type { Layer } from "../layers/layer.ts";
import { type Tensor, wrap } from "../tensor/index.ts";

/** The states of recurrent layers between two runs, in plain memory. */
export type CarriedStates = Map<Layer<number>, readonly Tensor[]>;

/** The states that a run left, copied out of its step. */
export function keepStates(from: ReadonlyMap<object, readonly Tensor[]>, to: CarriedStates): void {
  for (const [layer, states] of from) {
    to.set(
      layer as Layer<number>,
      states.map((state) => wrap(state.dataSync(), state.shape, state.dtype)),
    );
  }
}
