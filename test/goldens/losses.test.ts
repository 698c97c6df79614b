/** Losses, optimizers and initializers by themselves, against Keras 3.15.1. */

import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { Variable } from "../../src/autodiff/variable.ts";
import { setBackend, step } from "../../src/backend/current.ts";
import * as initializers from "../../src/initializers/index.ts";
import * as losses from "../../src/losses/index.ts";
import { type ReduceOptions, reduceLoss } from "../../src/losses/reduce.ts";
import { logicalAnd } from "../../src/ops/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { type NestedArray, Random, type Tensor, tensor } from "../../src/tensor/index.ts";
import { tolerance } from "../tolerance.ts";
import { factoryName, type KerasConfig, type KerasObject, made, makeLayer, readGoldens, toOptions } from "./case.ts";
import { backends, expectClose } from "./run.ts";

interface ValueAndGradient {
  value: number;
  grad: NestedArray;
}

interface LossCase {
  id: string;
  loss: string;
  config: KerasConfig;
  y_true: NestedArray;
  y_pred: NestedArray;
  sample_weight: NestedArray;
  mask: NestedArray;
  per_step: NestedArray;
  plain: ValueAndGradient;
  weighted: ValueAndGradient;
  masked: ValueAndGradient;
  both: ValueAndGradient;
  both_sum: ValueAndGradient;
  both_mean_with_sample_weight: ValueAndGradient;
}

const training = readGoldens<{ losses: LossCase[] }>("training");

/** Which weights and mask each entry of a case was computed with, and how it was reduced. */
const kinds = {
  plain: { reduction: "sumOverBatchSize" },
  weighted: { weighted: true, reduction: "sumOverBatchSize" },
  masked: { masked: true, reduction: "sumOverBatchSize" },
  both: { weighted: true, masked: true, reduction: "sumOverBatchSize" },
  both_sum: { weighted: true, masked: true, reduction: "sum" },
  both_mean_with_sample_weight: { weighted: true, masked: true, reduction: "meanWithSampleWeight" },
} as const satisfies Record<string, { weighted?: true; masked?: true; reduction: losses.Reduction }>;

const makeLoss = (name: string, config: KerasConfig) =>
  made(losses, { class_name: name, config }, lossFactory) as losses.Loss;

/** The one class whose name the general rule gets wrong. */
const lossFactory = (name: string) => (name === "KLDivergence" ? "klDivergence" : factoryName(name));

/** The loss of a case, reduced, with the mask that its own options bring. */
function reduced(loss: losses.Loss, yTrue: Tensor, yPred: Tensor, options: ReduceOptions): Tensor {
  return reduceLoss(loss.values(yTrue, yPred), options);
}

describe.each(backends)("losses over (batch, time) on %s", (backend) => {
  test.each(training.losses)("$id", (given) => {
    setBackend(backend);
    const loss = makeLoss(given.loss, given.config);
    const [yTrue, yPred] = [tensor(given.y_true), tensor(given.y_pred)];
    expectClose(loss.values(yTrue, yPred), given.per_step, "values");
    for (const [kind, how] of Object.entries(kinds) as [keyof typeof kinds, (typeof kinds)["both"]][]) {
      const options = {
        sampleWeight: how.weighted && tensor(given.sample_weight),
        mask: how.masked && tensor(given.mask),
        reduction: how.reduction,
      };
      const { result, gradients } = step(() =>
        differentiate(
          () => reduced(loss, yTrue, yPred, options),
          [yPred],
          (value) => value,
        ),
      );
      expectClose(result, given[kind].value, kind);
      expectClose(gradients[0], given[kind].grad, `gradient of ${kind}`);
    }
  });
});

interface ExtraLoss {
  loss: string;
  config: KerasConfig;
  y_true: NestedArray;
  y_pred: NestedArray;
  sum_over_batch_size: number;
  per_step: NestedArray;
  sample_weight: NestedArray;
  weighted: number;
  mask: NestedArray;
  masked: number;
  masked_weighted: number;
  masked_sum: number;
}

interface Trajectory {
  optimizer: string;
  config: KerasConfig;
  initial: number[];
  gradients: number[][];
  trajectory: number[][];
  after_finalize_variable_values?: number[];
}

interface Rates {
  schedule: string;
  config: KerasConfig;
  steps: number[];
  values: number[];
}

const extra = readGoldens<{ losses: ExtraLoss[]; optimizers: Trajectory[]; schedules: Rates[] }>("keras-extra");

test("every trajectory, schedule and loss that Keras gave is here, each once", () => {
  const count = (cases: readonly object[]) => new Set(cases.map((given) => JSON.stringify(given))).size;
  expect([count(extra.optimizers), count(extra.schedules), count(extra.losses)]).toEqual([22, 9, 21]);
});

describe.each(backends)("further losses on %s", (backend) => {
  test.each(extra.losses)("$loss $config", (given) => {
    setBackend(backend);
    const loss = makeLoss(given.loss, given.config);
    const [yTrue, yPred] = [tensor(given.y_true), tensor(given.y_pred)];
    const [sampleWeight, mask] = [tensor(given.sample_weight), tensor(given.mask)];
    const reduction = "sumOverBatchSize";
    const ignored = loss.ignore?.(yTrue);
    const both = ignored ? logicalAnd(mask, ignored) : mask;
    expectClose(reduced(loss, yTrue, yPred, { reduction: "none", mask: ignored }), given.per_step, "values");
    expectClose(reduced(loss, yTrue, yPred, { reduction, mask: both }), given.masked, "masked");
    const weighted = reduced(loss, yTrue, yPred, { reduction, mask: both, sampleWeight });
    expectClose(weighted, given.masked_weighted, "masked and weighted");
    expectClose(reduced(loss, yTrue, yPred, { reduction: "sum", mask: both }), given.masked_sum, "masked sum");
    expectClose(reduced(loss, yTrue, yPred, { reduction, mask: ignored }), given.sum_over_batch_size, "mean");
    expectClose(reduced(loss, yTrue, yPred, { reduction, mask: ignored, sampleWeight }), given.weighted, "weighted");
  });
});

type Makers = Readonly<Record<string, (options: object) => unknown>>;
const makers = optimizers as unknown as Makers;

/** A schedule of `optimizers`, from Keras's class name and configuration. */
function makeSchedule(className: string, { name: _, ...config }: KerasConfig): optimizers.Schedule {
  return makers[factoryName(className)]!(toOptions(config)) as optimizers.Schedule;
}

function makeOptimizer({ optimizer, config }: Trajectory): optimizers.Optimizer {
  const { learning_rate, ...rest } = config;
  const { class_name, config: own } = learning_rate as KerasObject;
  const learningRate = class_name ? makeSchedule(class_name, own) : learning_rate;
  return makers[optimizer.toLowerCase()]!({ ...toOptions(rest), learningRate }) as optimizers.Optimizer;
}

describe.each(backends)("optimizers on %s", (backend) => {
  test.each(extra.optimizers)("$optimizer $config", (given) => {
    setBackend(backend);
    const initialize = () => Float32Array.from(given.initial);
    const variable = new Variable({ name: "w", shape: [given.initial.length], initialize });
    const optimizer = makeOptimizer(given);
    for (const [i, gradient] of given.gradients.entries()) {
      step(() => optimizer.apply([variable], [tensor(gradient)]));
      expectClose(variable.snapshot(), given.trajectory[i]!, `weights after step ${i + 1}`);
    }
    if (!given.after_finalize_variable_values) return;
    optimizer.finalize();
    expectClose(variable.snapshot(), given.after_finalize_variable_values, "weights at the end");
  });
});

test.each(extra.schedules)("$schedule $config", ({ schedule, config, steps, values }) => {
  const rate = makeSchedule(schedule, config);
  expectClose(tensor(steps.map(rate)), values, "rates", tolerance.pointwise);
});

interface InitialCase {
  id: string;
  layer?: string;
  initializer?: string;
  config: KerasConfig;
  input_shape: number[];
  initial_bias: NestedArray;
  shape: number[];
  statistics?: Record<"mean" | "stddev" | "minimum" | "maximum", number>;
  gram?: number[][];
}

const { initial } = readGoldens<{ initial: InitialCase[] }>("around");

test.each(initial.filter(({ layer }) => layer))("initial values: $id", (given) => {
  const layer = makeLayer({ class_name: given.layer!, config: given.config });
  layer.ensureBuilt([given.input_shape]);
  expectClose(layer.getWeights()[2], given.initial_bias, "bias");
});

test.each(initial.filter(({ statistics }) => statistics))("spread: $id", (given) => {
  const initializer = made(initializers, { class_name: given.initializer!, config: given.config }, factoryName);
  const values = (initializer as initializers.Initializer).draw(given.shape, new Random(11));
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const stddev = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const [lowest, highest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const golden = given.statistics!;
  expect(Math.abs(mean - golden.mean)).toBeLessThan(golden.stddev * tolerance.drawn);
  expect(Math.abs(stddev - golden.stddev)).toBeLessThan(golden.stddev * tolerance.drawn);
  const unbounded = given.initializer === "RandomNormal" || given.config.distribution === "untruncated_normal";
  if (unbounded) return;
  expect(Math.abs(lowest - golden.minimum)).toBeLessThan(golden.stddev * tolerance.drawn);
  expect(Math.abs(highest - golden.maximum)).toBeLessThan(golden.stddev * tolerance.drawn);
});

test.each(initial.filter(({ gram }) => gram))("orthogonal: $id", (given) => {
  const initializer = made(initializers, { class_name: given.initializer!, config: given.config }, factoryName);
  const [rows, columns] = given.shape as [number, number];
  const values = (initializer as initializers.Initializer).draw(given.shape, new Random(11));
  const at = (i: number, k: number) => (rows <= columns ? values[i * columns + k]! : values[k * columns + i]!);
  const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
  const products = Array.from({ length: short }, (_, i) =>
    Array.from({ length: short }, (_, j) =>
      Array.from({ length: long }, (_, k) => at(i, k) * at(j, k)).reduce((sum, product) => sum + product, 0),
    ),
  );
  expectClose(tensor(products), given.gram!, "products of the rows");
});
