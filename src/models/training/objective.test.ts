/** The names of losses and metrics in the logs. */
import { describe, expect, it } from "vitest";
import { input, layers, model, sequential, tensor } from "../../index.ts";

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

  it("call a layer that is output twice by one name, as Keras does", async () => {
    const read = input({ shape: [1] });
    const end = layers.dense({ units: 1, useBias: false, kernelInitializer: "ones", name: "x" }).apply(read);
    const other = layers.dense({ units: 1, useBias: false, kernelInitializer: "zeros", name: "y" }).apply(read);
    const twice = model({ inputs: read, outputs: [end, other, end] });
    twice.compile({ loss: "mse", metrics: [["mae"], ["mae"], ["mae"]] });
    // Keras gives these numbers by the same names, but tells no loss of the first output; errors 1 and 3, 2 and 5, 0 and 0
    const { loss, ...logs } = await twice.evaluate(x, [y, y, x], { verbose: 0 });
    expect(logs).toEqual({ x_loss_1: 5, y_loss: 14.5, x_loss: 0, x_mae: 2, y_mae: 3.5, x_mae_1: 0 });
    expect(loss).toBe(19.5);
  });

  it("take any names of outputs", async () => {
    const read = input({ shape: [1] });
    const names = ["__proto__", "constructor", "toString"];
    const outputs = names.map((name) => [name, layers.dense({ units: 1, name: `to_${name}` }).apply(read)] as const);
    const named = model({ inputs: read, outputs: Object.fromEntries(outputs) });
    named.compile({ loss: "mse", metrics: { toString: "mae" } as never });
    expect(Object.keys(named.predict(x))).toEqual(names);
    const targets = Object.fromEntries(names.map((name) => [name, y]));
    const { history } = await named.fit(x, targets, { epochs: 2, verbose: 0 });
    expect(Object.keys(history).sort()).toEqual(
      [...names.map((name) => `${name}_loss`), "loss", "toString_mae"].sort(),
    );
    expect(history.constructor_loss).toHaveLength(2);
    await expect(named.fit(x, Object.fromEntries([["toString", y]]), { verbose: 0 })).rejects.toThrow(/__proto__/);
  });
});
