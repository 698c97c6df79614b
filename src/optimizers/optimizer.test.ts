import { readFileSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { Variable } from "../autodiff/variable.ts";
import { type BackendName, setBackend } from "../backend/current.ts";
import { resolveOptimizer } from "../optimizers/by-name.ts";
import { tensor } from "../tensor/index.ts";
import { Adadelta } from "./adadelta.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam } from "./adam.ts";
import { Adamax } from "./adamax.ts";
import { AdamW } from "./adamw.ts";
import { Ftrl } from "./ftrl.ts";
import * as optimizers from "./index.ts";
import { Lion } from "./lion.ts";
import { Nadam } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { RMSprop } from "./rmsprop.ts";
import { SGD } from "./sgd.ts";

interface Trajectory {
  optimizer: string;
  config: Record<string, unknown>;
  initial: number[];
  gradients: number[][];
  trajectory: number[][];
  after_finalize_variable_values?: number[];
}
interface ScheduleCase {
  schedule: string;
  config: Record<string, unknown>;
  steps: number[];
  values: number[];
}

const goldens: { optimizers: Trajectory[]; schedules: ScheduleCase[] } = JSON.parse(
  readFileSync(new URL("../../test/goldens/keras-extra.json", import.meta.url), "utf8"),
);
const classes = { SGD, RMSprop, Adam, AdamW, Nadam, Adamax, Adagrad, Adadelta, Lion, Ftrl };
const schedules = {
  ExponentialDecay: optimizers.exponentialDecay,
  InverseTimeDecay: optimizers.inverseTimeDecay,
  PiecewiseConstantDecay: optimizers.piecewiseConstantDecay,
  PolynomialDecay: optimizers.polynomialDecay,
  CosineDecay: optimizers.cosineDecay,
  CosineDecayRestarts: optimizers.cosineDecayRestarts,
} as Record<string, (config: any) => optimizers.Schedule>;

const camel = (name: string) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A schedule's name means nothing here. */
const withoutName = ({ name: _, ...config }: Record<string, unknown>) => config as never;

/** Keras's config with our names; a schedule in it becomes one. */
function options(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (value === null || typeof value !== "object" || !("class_name" in value)) return [camel(key), value];
      const { class_name, config: inner } = value as { class_name: string; config: Record<string, unknown> };
      return [camel(key), schedules[class_name]!(options(withoutName(inner)))];
    }),
  );
}

function weight(values: readonly number[], name = "w"): Variable {
  return new Variable({ name, shape: [values.length], initialize: () => Float32Array.from(values) });
}

const run = (optimizer: Optimizer, w: Variable, gradients: readonly number[][]) =>
  gradients.map((gradient) => {
    optimizer.apply([w], [tensor(gradient)]);
    return w.value.dataSync();
  });

afterAll(() => setBackend("wasm"));

describe.each<BackendName>(["js", "wasm"])("on the %s backend", (name) => {
  beforeEach(() => setBackend(name));

  it.each(
    goldens.optimizers.map((golden) => [`${golden.optimizer} ${JSON.stringify(golden.config)}`, golden] as const),
  )("moves as Keras does: %s", (_, golden) => {
    const optimizer = new classes[golden.optimizer as keyof typeof classes](options(golden.config));
    const w = weight(golden.initial);
    const path = run(optimizer, w, golden.gradients);
    for (const [i, values] of path.entries()) expectNumbers(values, golden.trajectory[i]!);
    optimizer.finalize();
    expectNumbers(w.value.dataSync(), golden.after_finalize_variable_values ?? golden.trajectory.at(-1)!);
  });

  it("clips the gradients of all variables by their common norm", () => {
    const [a, b] = [weight([0], "a"), weight([0], "b")];
    optimizers.sgd({ learningRate: 1, globalClipnorm: 1 }).apply([a, b], [tensor([3]), tensor([4])]);
    expectNumbers([a.value.item(), b.value.item()], [-0.6, -0.8]);
  });

  it("does not hide a gradient that is not finite", () => {
    for (const clipping of [{}, { clipnorm: 1 }, { globalClipnorm: 1 }, { clipvalue: 1 }]) {
      const w = weight([1, 1]);
      optimizers.adam(clipping).apply([w], [tensor([Number.NaN, 1])]);
      expect(w.value.dataSync()[0]).toBeNaN();
    }
  });

  it("applies a constraint after the move", () => {
    const w = new Variable({
      name: "w",
      shape: [2],
      initialize: () => Float32Array.of(1, 1),
      constraint: (value) => tensor(value.dataSync().map((x) => Math.max(x, 0))),
    });
    optimizers.sgd({ learningRate: 1 }).apply([w], [tensor([3, 0.5])]);
    expect([...w.value.dataSync()]).toEqual([0, 0.5]);
  });

  it("leaves a variable without a gradient where it is, weight decay included", () => {
    const [a, b] = [weight([1], "a"), weight([1], "b")];
    optimizers.sgd({ learningRate: 0.5, weightDecay: 0.1 }).apply([a, b], [tensor([1]), undefined]);
    expectNumbers([a.value.item(), b.value.item()], [0.95 - 0.5, 1]);
  });
});

it.each(goldens.schedules.map((golden) => [`${golden.schedule} ${JSON.stringify(golden.config)}`, golden] as const))(
  "follows the schedule %s",
  (_, { schedule, config, steps, values }) => {
    const rate = schedules[schedule]!(options(withoutName(config)));
    expectNumbers(steps.map(rate), values, tolerance.pointwise);
    expect(rate.className).toBe(schedule);
    expect(rate.config).toMatchObject(options(config));
  },
);

describe("state", () => {
  const built = (optimizer: Optimizer) => {
    optimizer.build([weight([0], "cell/a"), weight([0], "b")]);
    return optimizer.variables.map(({ name }) => name);
  };

  it("is listed in Keras's order", () => {
    expect(built(optimizers.adam({ amsgrad: true, useEma: true, gradientAccumulationSteps: 2 }))).toEqual([
      "adam/iteration",
      "adam/learning_rate",
      "adam/cell_a_average",
      "adam/b_average",
      "adam/cell_a_gradient_accumulator",
      "adam/b_gradient_accumulator",
      "adam/cell_a_momentum",
      "adam/cell_a_velocity",
      "adam/b_momentum",
      "adam/b_velocity",
      "adam/cell_a_velocity_hat",
      "adam/b_velocity_hat",
    ]);
    expect(built(optimizers.rmsprop({ momentum: 0.1, centered: true })).slice(2)).toEqual([
      "rmsprop/cell_a_velocity",
      "rmsprop/b_velocity",
      "rmsprop/cell_a_momentum",
      "rmsprop/b_momentum",
      "rmsprop/cell_a_average_gradient",
      "rmsprop/b_average_gradient",
    ]);
    expect(built(optimizers.nadam()).at(-1)).toBe("nadam/variable");
    expect(built(optimizers.sgd({ learningRate: () => 0.1 }))).toEqual(["sgd/iteration"]);
  });

  it.each(Object.entries(classes))("carried over to another %s continues the run exactly", (_, Class) => {
    const gradients = [
      [0.5, -1],
      [0.25, 2],
      [-1, 0.125],
      [0.3, 0.2],
    ];
    const make = () => new Class({ learningRate: 0.1, useEma: true, gradientAccumulationSteps: 2 });
    const [whole, w] = [make(), weight([1, -2])];
    const path = run(whole, w, gradients);
    const [first, second, v] = [make(), make(), weight([1, -2])];
    run(first, v, gradients.slice(0, 2));
    second.build([v]);
    for (const [i, entry] of second.variables.entries()) entry.assign(first.variables[i]!.value);
    expect(run(second, v, gradients.slice(2))).toEqual(path.slice(2));
    expect(second.iterations).toBe(2);
  });
});

describe("learning rate", () => {
  it("can be changed between steps", () => {
    const [optimizer, w] = [optimizers.sgd({ learningRate: 1 }), weight([0])];
    optimizer.apply([w], [tensor([1])]);
    optimizer.learningRate = 0.5;
    optimizer.apply([w], [tensor([1])]);
    expect(w.value.item()).toBe(-1.5);
  });

  it("follows a function of the steps done", () => {
    const [optimizer, w] = [optimizers.sgd({ learningRate: (step) => 2 ** -step }), weight([0])];
    run(optimizer, w, [[1], [1], [1]]);
    expect(w.value.item()).toBe(-1.75);
    expect(optimizer.learningRate).toBe(0.125);
    expect(optimizer.iterations).toBe(3);
  });

  it("refuses a number in place of a schedule, and what is not a number", () => {
    const optimizer = optimizers.sgd({ learningRate: () => 1 });
    expect(() => {
      optimizer.learningRate = 0.1;
    }).toThrow("follows a schedule");
    expect(() => {
      optimizers.sgd().learningRate = Number.NaN;
    }).toThrow("not a finite number");
    expect(() => optimizers.sgd({ learningRate: () => Number.NaN }).learningRate).toThrow("not a finite number");
  });
});

describe("options", () => {
  it("keeps what was given and Keras's defaults", () => {
    expect(optimizers.adamw({ clipnorm: 1 }).config).toEqual({
      name: "adamw",
      learningRate: 0.001,
      weightDecay: 0.004,
      clipnorm: 1,
      globalClipnorm: null,
      clipvalue: null,
      useEma: false,
      emaMomentum: 0.99,
      emaOverwriteFrequency: null,
      gradientAccumulationSteps: null,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      amsgrad: false,
    });
    expect(optimizers.sgd().learningRate).toBe(0.01);
    expect(resolveOptimizer("lion").config).toMatchObject({ beta1: 0.9, beta2: 0.99 });
  });

  it("tells what is wrong with them", () => {
    expect(() => optimizers.adam({ learnigRate: 1 } as object)).toThrow('did you mean "learningRate"?');
    expect(() => optimizers.adam({ clipnorm: 1, clipvalue: 1 })).toThrow("received: clipnorm and clipvalue");
    expect(() => optimizers.adam({ clipnorm: -1 })).toThrow("clipnorm must be a finite number above 0");
    expect(() => optimizers.adam({ gradientAccumulationSteps: 1 })).toThrow("an integer of 2 or more");
    expect(() => optimizers.adam({ emaMomentum: 2 })).toThrow("a fraction from 0 to 1");
    expect(() => optimizers.adam({ emaOverwriteFrequency: 0.5 })).toThrow("a positive integer");
    expect(() => optimizers.adam({ learningRate: Number.NaN })).toThrow("learningRate must be a finite number");
    expect(() => optimizers.sgd({ momentum: 1.5 })).toThrow("momentum must be a fraction");
    expect(() => resolveOptimizer("adan" as "adam")).toThrow('did you mean "adam"?');
    expect(() => resolveOptimizer({} as "adam")).toThrow("This is not an optimizer.");
    expect(() => optimizers.exponentialDecay({ initialLearningRate: 1, decaySteps: 0, decayRate: 1 })).toThrow(
      "decaySteps must be a finite number above 0",
    );
    expect(() => optimizers.piecewiseConstantDecay({ boundaries: [1, 2], values: [1, 2] })).toThrow("3 values");
  });

  it("refuses a step in which no variable has a gradient", () => {
    expect(() => optimizers.sgd().apply([weight([1])], [undefined])).toThrow("No variable received a gradient");
  });

  it("takes weight decay from all but the excluded variables", () => {
    const [kernel, bias] = [weight([1], "dense/kernel"), weight([1], "dense/bias")];
    const optimizer = optimizers.sgd({ learningRate: 1, weightDecay: 0.5 });
    optimizer.excludeFromWeightDecay(["bias"]);
    optimizer.apply([kernel, bias], [tensor([0]), tensor([0])]);
    expect([kernel.value.item(), bias.value.item()]).toEqual([0.5, 1]);
  });
});
