/** Real Keras loads what Recurve writes, predicts the same and trains on, and the other way round; `python3` must have keras. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModel, losses, metrics, optimizers, saveModel, saveWeights, type Tensor, tensor } from "../src/index.ts";
import type { CompileOptions } from "../src/models/index.ts";
import type { LayerModel } from "./around-layers.ts";
import { graphModels } from "./graph-models.ts";
import { layerModels } from "./layer-models.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-keras-"));
const steps = 3;
const targets = normal([3, 1], 9);

const { exponentialDecay, cosineDecay } = optimizers;
const factors = { initialLearningRate: 0.02, decaySteps: 4, decayRate: 0.5 };

/** Every optimizer (no delta for Huber's loss, which Keras loses when it saves), some with options that bring state of their own; a schedule; losses and metrics given as objects. */
const compilations: Readonly<Record<string, () => CompileOptions>> = {
  adadelta: () => ({ optimizer: optimizers.adadelta({ learningRate: 0.5 }), loss: "mae" }),
  adagrad: () => ({ optimizer: optimizers.adagrad({ learningRate: 0.05 }), loss: losses.huber({ reduction: "sum" }) }),
  adam: () => ({
    optimizer: optimizers.adam({ amsgrad: true, useEma: true }),
    loss: "meanSquaredError",
    metrics: ["mae"],
  }),
  adamax: () => ({ optimizer: "adamax", loss: "logCosh", metrics: [metrics.rootMeanSquaredError()] }),
  adamw: () => ({
    optimizer: optimizers.adamw({ weightDecay: 0.01, clipnorm: 0.5 }),
    loss: "mse",
    metrics: ["cosineSimilarity"],
  }),
  ftrl: () => ({ optimizer: optimizers.ftrl({ learningRate: 0.05 }), loss: "mse" }),
  lion: () => ({ optimizer: optimizers.lion({ learningRate: 0.001 }), loss: "mse", weightedMetrics: ["mse"] }),
  nadam: () => ({ optimizer: "nadam", loss: "mse" }),
  rmsprop: () => ({ optimizer: optimizers.rmsprop({ momentum: 0.3, centered: true }), loss: "mse" }),
  schedule: () => ({
    optimizer: optimizers.sgd({ learningRate: exponentialDecay(factors), momentum: 0.9 }),
    loss: "mse",
  }),
  accumulation: () => ({
    optimizer: optimizers.sgd({
      learningRate: cosineDecay({ initialLearningRate: 0.02, decaySteps: 9 }),
      gradientAccumulationSteps: 2,
    }),
    loss: "mse",
  }),
};

const dense = (): LayerModel => layerModels.lstm();
const cases: readonly { name: string; make: () => LayerModel; compile: CompileOptions }[] = [
  ...Object.entries({ ...layerModels, ...graphModels }).map(([name, make]) => ({
    name,
    make,
    compile: { optimizer: "adam", loss: "meanSquaredError" } as CompileOptions,
  })),
  ...Object.entries(compilations).map(([name, compile]) => ({
    name: `compile_${name}`,
    make: dense,
    compile: compile(),
  })),
];

interface Trial extends LayerModel {
  readonly outputs: Tensor;
  readonly loss: number[];
}

const plan = [];
const trials = new Map<string, Trial>();
for (const { name, make, compile } of cases) {
  const made = make();
  const { model, isRandom } = made;
  const inputs = [...made.inputs];
  model.compile(compile);
  for (let i = 0; i < steps; i++) await model.trainOnBatch(inputs, targets);
  await saveModel(model, join(folder, `${name}.keras`));
  await saveModel(model, join(folder, `${name}.h5`));
  await saveWeights(model, join(folder, `${name}.weights.h5`));
  const outputs = model.predict(inputs) as Tensor;
  const loss: number[] = [];
  for (let i = 0; i < steps; i++) loss.push((await model.trainOnBatch(inputs, targets)).loss!);
  trials.set(name, { ...made, outputs, loss });
  const data = inputs.map((x) => ({ shape: x.shape, dtype: x.dtype, values: [...x.dataSync()] }));
  plan.push({ name, steps: isRandom ? 0 : steps, inputs: data, targets: targets.arraySync() });
}
writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
execFileSync("python3", ["test/fixtures/keras/round_trip.py", folder], { stdio: ["ignore", "ignore", "inherit"] });

describe.each(cases.map(({ name }) => name))("%s", (name) => {
  const { outputs, loss, isRandom, inputs, model } = trials.get(name)!;
  const answer = JSON.parse(readFileSync(join(folder, `${name}.answer.json`), "utf8"));

  test.each([".keras", ".h5", ".weights.h5"])("Keras predicts the same from %s", (ending) => {
    expect(answer.error).toBeUndefined();
    expectClose(tensor(outputs.dataSync()), answer[`outputs${ending}`]);
  });

  test.runIf(!isRandom)("Keras goes on training", () => {
    expect(answer["iterations.keras"]).toBe(model.optimizer!.config.gradientAccumulationSteps ? 1 : steps);
    expectClose(tensor(answer.losses), loss, tolerance.training);
  });

  test.runIf(!isRandom).each([".keras", ".h5"])("training goes on here from Keras's %s", async (ending) => {
    if (ending === ".h5" && answer.h5) {
      expect(answer.h5).toContain("name already exists");
      return;
    }
    const own = await loadModel(join(folder, `${name}.keras`));
    for (let i = 0; i < steps; i++) await own.trainOnBatch([...inputs], targets);
    const back = await loadModel(join(folder, `${name}.back${ending}`));
    expect(back.objective!.steps).toBe(2 * steps);
    expectClose(back.predict([...inputs]) as Tensor, own.predict([...inputs]) as Tensor, tolerance.training);
    for (let i = 0; i < steps; i++) {
      const [a, b] = [await back.trainOnBatch([...inputs], targets), await own.trainOnBatch([...inputs], targets)];
      expectClose(tensor(a.loss!), tensor(b.loss!), tolerance.training);
    }
  });
});
