/** The network of a forecaster: an encoder reads the window, a decoder walks the steps ahead, a dense layer gives quantiles. */
import * as layers from "../../layers/index.ts";
import { input } from "../../layers/input.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { Functional, type Model } from "../../models/index.ts";

export interface NetworkSize {
  window: number;
  horizon: number;
  /** Columns behind and ahead. */
  behind: number;
  ahead: number;
  /** Numbers for each step: targets times quantiles. */
  outputs: number;
  cell: "lstm" | "gru";
  units: number;
  dropout: number;
  seed?: number;
}

/** (batch, window, behind) and (batch, horizon, ahead) to (batch, horizon, outputs). */
export function forecastNetwork(size: NetworkSize): Model<SymbolicTensor> {
  const { window, horizon, behind, ahead, outputs, cell, units, dropout, seed } = size;
  const past = input({ shape: [window, behind], name: "behind" });
  const future = input({ shape: [horizon, ahead], name: "ahead" });
  const options = { units, ...(dropout > 0 && { dropout }) };
  const states =
    cell === "lstm"
      ? layers
          .lstm({ ...options, returnState: true, name: "encoder" })
          .apply(past)
          .slice(1)
      : layers
          .gru({ ...options, returnState: true, name: "encoder" })
          .apply(past)
          .slice(1);
  const decoder = { lstm: layers.lstm, gru: layers.gru }[cell] as typeof layers.lstm;
  const walked = decoder({ ...options, returnSequences: true, name: "decoder" }).apply(future, {
    initialState: states,
  });
  const seen = layers.concatenate().apply([walked, future]);
  const mixed = layers.dense({ units, activation: "relu", name: "mixing" }).apply(seen);
  const output = layers.dense({ units: outputs, name: "quantiles" }).apply(layers.concatenate().apply([mixed, future]));
  return new Functional({ inputs: [past, future], outputs: output, seed });
}
