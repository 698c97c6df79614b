import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { lossAndGradients } from "../autodiff/grad.ts";
import { Variable } from "../autodiff/variable.ts";
import { setBackend } from "../backend/current.ts";
import { saveModel, saveWeights } from "../io/index.ts";
import * as layers from "../layers/index.ts";
import { sequential } from "../models/index.ts";
import { add, multiply, slice, square, subtract, sum } from "../ops/index.ts";
import { type NestedArray, type Tensor, tensor } from "../tensor/index.ts";
import * as optimizers from "./index.ts";

interface Steps {
  options: Record<string, unknown>;
  losses: number[];
  evaluations: number[];
}
// what PyTorch computes: test/goldens/optimizers.py
const goldens: {
  asgd: { options: Record<string, unknown>; weights: number[][]; average: number[] }[];
  lbfgs: (Steps & { function: keyof typeof functions; start: number[]; weights: number[] })[];
  lstm: (Steps & { weights: NestedArray[]; x: NestedArray; y: NestedArray })[];
} = JSON.parse(readFileSync(new URL("../../test/goldens/optimizers.json", import.meta.url), "utf8"));

const names: Record<string, string> = {
  ...{ lr: "learningRate", max_iter: "maxIter", history_size: "historySize", line_search_fn: "lineSearch" },
  weight_decay: "weightDecay",
};
const ours = (options: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      names[key] ?? key,
      value === "strong_wolfe" ? "strongWolfe" : value,
    ]),
  );

const at = (w: Tensor, i: number) => slice(w, [i], [1]);
const functions = {
  quadratic: (w: Tensor) =>
    add(
      sum(multiply([1, 3, 0.5], square(subtract(w, [0.3, -1.2, 2])))),
      sum(multiply(multiply(at(w, 0), at(w, 1)), 0.3)),
    ),
  rosenbrock: (w: Tensor) =>
    sum(add(square(subtract(1, at(w, 0))), multiply(100, square(subtract(at(w, 1), square(at(w, 0))))))),
};

const weight = (start: readonly number[], constraint?: (value: Tensor) => Tensor) =>
  new Variable({ name: "w", shape: [start.length], initialize: () => Float32Array.from(start), constraint });

describe.each(["js", "wasm"] as const)("PyTorch's optimizers on %s", (backend) => {
  it.each(goldens.asgd)("averages as PyTorch does: $options", ({ options, weights, average }) => {
    setBackend(backend);
    const w = weight([1, -2, 0.5]);
    const optimizer = optimizers.asgd(ours(options));
    for (const expected of weights) {
      const { gradients } = lossAndGradients(w, () => functions.quadratic(w.value));
      optimizer.applyGradients(gradients);
      expectNumbers([...w.value.dataSync()], expected);
    }
    optimizer.finalize();
    expectNumbers([...w.value.dataSync()], average);
  });

  it.each(goldens.lbfgs)("has PyTorch's losses on the $function function: $options", (golden) => {
    setBackend(backend);
    const w = weight(golden.start);
    const optimizer = optimizers.lbfgs(ours(golden.options));
    const losses: number[] = [];
    let evaluations = 0;
    const counts = golden.losses.map(() => {
      let first: number | undefined;
      optimizer.minimize(() => {
        evaluations++;
        const found = lossAndGradients(w, () => functions[golden.function](w.value));
        first ??= found.loss.item();
        return found;
      });
      losses.push(first!);
      return evaluations;
    });
    expectNumbers(losses, golden.losses, tolerance.training);
    expect(counts).toEqual(golden.evaluations);
    expectNumbers([...w.value.dataSync()], golden.weights, tolerance.training);
  });

  it.each(goldens.lstm)("fits an LSTM as PyTorch does: $options", async ({ options, weights, x, y, losses }) => {
    setBackend(backend);
    const model = lstm();
    model.setWeights(weights.map((values) => tensor(values)));
    model.compile({ optimizer: optimizers.lbfgs(ours(options)), loss: "mse" });
    const { history } = await model.fit(tensor(x), tensor(y), { epochs: losses.length, batchSize: 6, verbose: 0 });
    expectNumbers([...history.loss!], losses, tolerance.training);
    expect(model.objective!.steps).toBe(losses.length);
  });
});

const lstm = () =>
  sequential({ layers: [layers.lstm({ units: 3, inputShape: [4, 2] }), layers.dense({ units: 1 })], seed: 3 });

describe("L-BFGS", () => {
  const { x, y } = goldens.lstm[0]!;

  it("goes on from its state to the same bits", async () => {
    const make = () => {
      const model = lstm();
      model.compile({ optimizer: optimizers.lbfgs({ maxIter: 3, lineSearch: "strongWolfe" }), loss: "mse" });
      return model;
    };
    const [whole, first, second] = [make(), make(), make()];
    const train = (model: typeof whole, epochs: number) =>
      model.fit(tensor(x), tensor(y), { epochs, batchSize: 6, shuffle: false, verbose: 0 });
    await train(whole, 4);
    await train(first, 2);
    second.setWeights(first.getWeights());
    second.optimizer!.setState(
      second.trainableWeights,
      structuredClone(first.optimizer!.getState(first.trainableWeights)),
    );
    await train(second, 2);
    expect(second.getWeights().map((w) => w.arraySync())).toEqual(whole.getWeights().map((w) => w.arraySync()));
    expect(second.optimizer!.iterations).toBe(4);
  });

  it("refuses a gradient alone, constraints, other weights and options of the others", () => {
    const w = weight([1, -2, 0.5]);
    const of = (v: Variable) => () => lossAndGradients(v, () => functions.quadratic(v.value));
    expect(() => optimizers.lbfgs().applyGradients(of(w)().gradients)).toThrow("minimize");
    expect(() => optimizers.lbfgs().minimize(of(weight([1, -2, 0.5], (v) => v)))).toThrow("constraint");
    const optimizer = optimizers.lbfgs();
    optimizer.minimize(of(w));
    expect(() => optimizer.minimize(of(weight([1, 1, 1])))).toThrow("the same weights");
    expect(() => optimizers.lbfgs({ clipnorm: 1 } as never)).toThrow("clipnorm");
    expect(() => optimizers.lbfgs({ lineSearch: "armijo" } as never)).toThrow("lineSearch");
  });

  it("leads to a warning when a file of Keras cannot hold it", async () => {
    const model = lstm();
    model.compile({ optimizer: optimizers.lbfgs(), loss: "mse" });
    await expect(saveModel(model, undefined, { format: "keras" })).rejects.toThrow("no optimizer LBFGS");
    await model.fit(tensor(x), tensor(y), { verbose: 0 });
    await expect(saveModel(model, undefined, { format: "keras", includeOptimizer: false })).resolves.toBeDefined();
    const told = vi.spyOn(console, "warn").mockReturnValue();
    await saveWeights(model, undefined, { format: "keras-weights" });
    expect(told.mock.calls.flat().join()).toContain("without the state of LBFGS");
    told.mockRestore();
  });
});
