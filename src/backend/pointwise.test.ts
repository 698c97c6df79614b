import { describe, expect, it } from "vitest";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { pointwise, type UnaryName } from "./pointwise.ts";

const names = Object.keys(pointwise) as UnaryName[];
/** Points between the kinks of every function: 0, ±3 of the hard ones, 6 of relu6, integers of floor. */
const points = [-8.3, -3.4, -2.2, -1.1, -0.4, -0.01, 0.02, 0.3, 0.7, 1.6, 2.7, 3.3, 5.2, 6.8];
/** Where a function exists and no pole at 0 spoils its differences. */
const domains: Partial<Record<UnaryName, (x: number) => boolean>> = {
  log: (x) => x > 0.1,
  sqrt: (x) => x > 0.1,
  rsqrt: (x) => x > 0.1,
  reciprocal: (x) => Math.abs(x) > 0.1,
  log1p: (x) => x > -0.9,
  tan: (x) => Math.abs(Math.cos(x)) > 0.3,
  asin: (x) => Math.abs(x) < 0.9,
  acos: (x) => Math.abs(x) < 0.9,
  acosh: (x) => x > 1.2,
  atanh: (x) => Math.abs(x) < 0.9,
};
const pointsOf = (name: UnaryName) => points.filter(domains[name] ?? (() => true));

/** The central difference improved once by Richardson's rule: its error falls with the fourth power of the step. */
function difference(f: (x: number) => number, x: number): number {
  const over = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  return (4 * over(5e-4) - over(1e-3)) / 3;
}

function expectNear(actual: number, expected: number, allowed: number): void {
  if (!isClose(actual, expected, allowed)) expect.fail(`${actual}, expected ${expected}`);
}

describe("derivatives", () => {
  it.each(names)("%s", (name) => {
    const { value, derivative } = pointwise[name];
    for (const x of pointsOf(name)) {
      expectNear(derivative(x, value(x)), difference(value, x), tolerance.float64Difference);
    }
  });

  it.each(names.filter((name) => !pointwise[name].needsInput))("%s has a gradient by its output alone", (name) => {
    const { value, derivative } = pointwise[name];
    for (const x of pointsOf(name)) expect(derivative(Number.NaN, value(x))).toBe(derivative(x, value(x)));
  });

  it("at kinks are those of Keras", () => {
    const at = (name: UnaryName, x: number) => pointwise[name].derivative(x, pointwise[name].value(x));
    expect(at("relu", 0)).toBe(0);
    expect([at("relu6", 0), at("relu6", 6)]).toEqual([0, 0]);
    expect(at("abs", 0)).toBe(0);
    expect(at("leakyRelu", 0)).toBe(0.2);
    expect(at("elu", 0)).toBe(1);
    expect([at("hardSigmoid", -3), at("hardSigmoid", 3)]).toEqual([0, 0]);
    expect([at("hardSilu", -3), at("hardSilu", 3)]).toEqual([0, 1]);
  });
});

describe("values", () => {
  it.each<[UnaryName, number, number]>([
    ["hardSigmoid", 1, 2 / 3],
    ["expm1", 1e-10, 1e-10],
    ["tan", 1, 1.5574077246549023],
    ["asin", 0.5, Math.PI / 6],
    ["acos", 0.5, Math.PI / 3],
    ["atan", -1, -Math.PI / 4],
    ["sinh", 1, 1.1752011936438014],
    ["cosh", 1, 1.5430806348152437],
    ["asinh", 1, 0.881373587019543],
    ["acosh", 2, 1.3169578969248166],
    ["atanh", 0.5, 0.5493061443340548],
    ["hardSigmoid", -3.5, 0],
    ["hardSigmoid", 3.5, 1],
    ["hardSilu", 1, 2 / 3],
    ["hardSilu", 4, 4],
    ["hardSilu", -4, 0],
    ["sigmoid", 0, 0.5],
    ["sigmoid", 2, 0.8807970779778823],
    ["sigmoid", -1000, 0],
    ["tanh", 0.5, 0.46211715726000974],
    ["relu", -2, 0],
    ["relu6", 7, 6],
    ["leakyRelu", -2, -0.4],
    ["elu", -1, -0.6321205588285577],
    ["selu", 1, 1.0507009873554805],
    ["selu", -1, -1.1113307378125628],
    ["softplus", 0, Math.LN2],
    ["softplus", 1000, 1000],
    ["softplus", -1000, 0],
    ["softsign", -3, -0.75],
    ["silu", 1, 0.7310585786300049],
    ["gelu", 1, 0.8413447460685429],
    ["gelu", -1, -0.15865525393145707],
    ["mish", 1, 0.8650983882673103],
    ["mish", -1, -0.30340146137410895],
    ["rsqrt", 4, 0.5],
    ["log1p", 1e-10, 1e-10],
    ["reciprocal", -8, -0.125],
    ["logicalNot", 0, 1],
    ["logicalNot", -0.1, 0],
  ])("%s(%d) = %d", (name, x, expected) => {
    expectNear(pointwise[name].value(x), expected, tolerance.float64);
  });

  // Abramowitz & Stegun, table 7.1, to the 16 digits of the C library
  it.each([
    [0, 0],
    [1e-8, 1.1283791670955126e-8],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [5.5, 0.9999999999999927],
    [50, 1],
  ])("erf(%d) = %d, and odd", (x, expected) => {
    const erf = pointwise.erf.value;
    expectNear(erf(x), expected, tolerance.float64);
    expect(erf(-x)).toBe(-erf(x));
  });

  it("erf is one curve where its two forms meet", () => {
    const { value, derivative } = pointwise.erf;
    const step = 1e-9;
    const below = value(2.5 - step) + step * derivative(2.5, 0);
    expectNear(value(2.5), below, tolerance.float64);
  });
});
