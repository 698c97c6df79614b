/** The names of losses and metrics in the logs. */
import { describe, expect, it } from "vitest";
import { layers, sequential, tensor } from "../index.ts";

const x = tensor([[1], [2]]);
const y = tensor([[2], [5]]);
const quiet = { verbose: 0, sampleWeight: [3, 1] } as const;

describe("logs", () => {
  it("keep apart metrics of one name, as Keras does", async () => {
    const single = sequential({ layers: [layers.dense({ units: 1, useBias: false, kernelInitializer: "ones" })] });
    single.compile({
      loss: "mse",
      metrics: ["mse", "mse"],
      weightedMetrics: ["mse", "mse", "mae"],
    });
    // errors 1 and 3
    const logs = await single.evaluate(x, y, quiet);
    expect(Object.keys(logs)).toEqual(["loss", "mse", "mse_1", "weighted_mse", "weighted_mse_1", "mae"]);
    expect([logs.mse, logs.mse_1, logs.weighted_mse, logs.weighted_mse_1, logs.mae]).toEqual([5, 5, 3, 3, 1.5]);
  });
});
