import { describe, expect, it } from "vitest";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { tensor } from "../tensor/index.ts";
import { resolveConstraint } from "./by-name.ts";
import * as constraints from "./index.ts";

const weight = tensor([
  [1, -2, 0.5],
  [3, 0.25, -1],
]);

// printed by Keras 3.15.1 for the weight above
const keras: [string, constraints.Constraint, number[]][] = [
  ["maxNorm()", constraints.maxNorm(), [0.63245551, -1.9845557, 0.49999996, 1.8973665, 0.24806946, -0.99999991]],
  [
    "maxNorm({ maxValue: 1.5, axis: 1 })",
    constraints.maxNorm({ maxValue: 1.5, axis: 1 }),
    [0.65465364, -1.3093073, 0.32732682, 1.4185987, 0.11821656, -0.47286623],
  ],
  ["unitNorm()", constraints.unitNorm(), [0.31622776, -0.99227783, 0.44721356, 0.94868327, 0.12403473, -0.89442711]],
  ["nonNeg()", constraints.nonNeg(), [1.0, 0.0, 0.5, 3.0, 0.25, 0.0]],
  [
    "minMaxNorm({ minValue: 0.5, maxValue: 1, rate: 0.25 })",
    constraints.minMaxNorm({ minValue: 0.5, maxValue: 1, rate: 0.25 }),
    [0.82905692, -1.7480694, 0.48680336, 2.4871707, 0.21850867, -0.97360671],
  ],
  [
    "minMaxNorm({ minValue: 2, maxValue: 3, axis: [0, 1] })",
    constraints.minMaxNorm({ minValue: 2, maxValue: 3, axis: [0, 1] }),
    [0.76665186, -1.5333037, 0.38332593, 2.2999556, 0.19166296, -0.76665186],
  ],
];

it.each(keras)("projects as Keras does: %s", (_, constraint, expected) => {
  const projected = constraint.project(weight);
  expect(projected.shape).toEqual(weight.shape);
  const near = Array.from(projected.dataSync(), (value, i) => isClose(value, expected[i]!, tolerance.float32));
  expect(near, `${projected} should be ${expected}`).toEqual(expected.map(() => true));
});

describe("options", () => {
  it("are kept as files hold them", () => {
    expect(constraints.maxNorm()).toMatchObject({ className: "MaxNorm", config: { maxValue: 2, axis: 0 } });
    expect(resolveConstraint("minMaxNorm")!.config).toEqual({ minValue: 0, maxValue: 1, rate: 1, axis: 0 });
    expect(resolveConstraint(null)).toBeUndefined();
  });

  it("tell what is wrong with them", () => {
    expect(() => constraints.maxNorm({ maxVale: 1 } as object)).toThrow('did you mean "maxValue"?');
    expect(() => resolveConstraint("nonNegg" as "nonNeg")).toThrow('did you mean "nonNeg"?');
    expect(() => resolveConstraint(1 as unknown as null)).toThrow("This is not a constraint.");
  });

  it("an object of the user's own is a constraint", () => {
    const own = { className: "Own", config: {}, project: () => weight };
    expect(resolveConstraint(own)).toBe(own);
  });
});
