/** The network of a forecaster: an encoder reads the window, a decoder walks the steps ahead, a dense layer gives quantiles. */
import * as initializers from "../../initializers/index.ts";
import * as layers from "../../layers/index.ts";
import { input } from "../../layers/input.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { Functional, type Model } from "../../models/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Settings } from "./settings.ts";
import { widthsOf } from "./windows.ts";

/** The network for settings, with the layers that options ask for. */
export function networkFor(
  { plan, quantiles }: Settings,
  { cell, units, dropout, seed }: Pick<NetworkSize, "cell" | "units" | "dropout"> & { seed: number },
): Model<SymbolicTensor> {
  const { window, horizon } = plan;
  const [targets, isSeasonal] = [plan.targets.length, plan.lags.length > 0];
  const form = { ...widthsOf(plan), window, horizon, targets, quantiles: quantiles.length, isSeasonal };
  return forecastNetwork({ ...form, cell, units, dropout, seed });
}

interface NetworkSize {
  window: number;
  horizon: number;
  /** Columns before and after the origin. */
  behind: number;
  ahead: number;
  targets: number;
  quantiles: number;
  /** Whether the first columns ahead are the targets a season ago. */
  isSeasonal: boolean;
  cell: "lstm" | "gru";
  units: number;
  dropout: number;
  seed?: number;
}

/**
 * (batch, window, behind) and (batch, horizon, ahead) to (batch, horizon, targets times quantiles). Before training all
 * quantiles are the value a season ago, the seasonal naive forecast, or the level: training begins from a fair forecast.
 */
function forecastNetwork(size: NetworkSize): Model<SymbolicTensor> {
  const { window, horizon, behind, ahead, cell, units, dropout, seed } = size;
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
  const told = layers.concatenate().apply([mixed, future]);
  const kernelInitializer = initializers.zeros();
  const last = layers.dense({ units: size.targets * size.quantiles, kernelInitializer, name: "quantiles" });
  const network = new Functional({ inputs: [past, future], outputs: last.apply(told), seed });
  if (size.isSeasonal) last.setWeights(seasonalNaiveWeights(size));
  return network;
}

/** Weights of the last layer under which each quantile of a target is its first column of the inputs ahead. */
function seasonalNaiveWeights({ units, ahead, targets, quantiles }: NetworkSize): Tensor[] {
  const outputs = targets * quantiles;
  const kernel = new Float32Array((units + ahead) * outputs);
  for (let output = 0; output < outputs; output++) {
    kernel[(units + Math.floor(output / quantiles)) * outputs + output] = 1;
  }
  return [tensor(kernel, [units + ahead, outputs]), tensor(new Float32Array(outputs))];
}
