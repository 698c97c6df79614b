/** Functions of one and of two numbers, selection and casts. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { type DType, type Shape, type Tensor, tensor } from "../../tensor/index.ts";
import type { Backend, BinaryName } from "../backend.ts";
import { pointwise, type UnaryName } from "../pointwise.ts";
import { bool, counting, elementAt, float32, fromIndices, int32, shapes } from "./arrays.suite.ts";

const unaryNames = Object.keys(pointwise) as UnaryName[];
const nearZero = [-3.1, -2.5, -1, -0.75, -1e-3, -1e-6, 1e-6, 1e-3, 0.3, 0.5, 1, 1.7, 2.9, 3.2, 5.9, 6.1, 11, 0.1, -7];
const far = [-100, -60, -30, -20, 20, 30, 60, 80];
const positive = nearZero.concat(far).filter((x) => x > 0);
const domains: Partial<Record<UnaryName, number[]>> = {
  log: positive,
  log1p: [-0.9, -1e-4, 0, ...positive],
  sqrt: positive,
  rsqrt: positive,
  erf: nearZero,
};
const domainOf = (name: UnaryName) => domains[name] ?? nearZero.concat(far);

export function testElementwise(engine: Backend): void {
  it.each(unaryNames)("unary %s", (name) => {
    const x = float32(domainOf(name));
    const y = engine.unary(name, x);
    expect(y.dtype).toBe("float32");
    const expected = Float32Array.from(x.read(), pointwise[name].value);
    expectClose(y, tensor(expected), tolerance.pointwise);
  });

  it("knows logarithm and error function at their ends, and far from them", () => {
    const ends = [0, -0, -1, -1e-40, 1e-40, 1e-38, 3e38, Infinity, -Infinity, NaN];
    const dense = Array.from({ length: 999 }, (_, i) => (i - 499) / 90);
    for (const name of ["log", "erf"] as const) {
      const x = float32([...ends, ...dense]);
      const expected = Float32Array.from(x.read(), pointwise[name].value);
      expectClose(engine.unary(name, x), tensor(expected), tolerance.pointwise);
    }
  });

  it("selects among many, by bytes of any value", () => {
    const holds = tensor(
      Uint8Array.from({ length: 77 }, (_, i) => Number(i % 3 === 1 || i % 7 === 0)),
      [77],
      "bool",
    );
    const [a, b] = [normal([77], 1), normal([77], 2)];
    const expected = a.read().map((value, i) => (holds.read()[i] ? value : b.read()[i]!));
    expect(engine.select(holds, a, b).dataSync()).toEqual(expected);
  });

  it.each(unaryNames)("unaryGradient %s", (name) => {
    const x = float32(domainOf(name));
    const y = Float32Array.from(x.read(), pointwise[name].value);
    const dy = float32(domainOf(name).map((_, i) => Math.cos(i) * 2));
    const expected = x.read().map((value, i) => dy.read()[i]! * pointwise[name].derivative(value, y[i]!));
    expectClose(engine.unaryGradient(name, dy, x, tensor(y)), tensor(expected), tolerance.pointwise);
  });

  it.each(unaryNames.filter((name) => name !== "logicalNot"))("unary %s of NaN is NaN", (name) => {
    const x = float32([1, Number.NaN, 1, 1, 1, Number.NaN]);
    expect([...engine.unary(name, x).read()].map(Number.isNaN)).toEqual([false, true, false, false, false, true]);
  });

  it("|x| has no slope at NaN", () => {
    const x = float32([Number.NaN, -2, -0, 0, 3]);
    const slopes = engine.unaryGradient("abs", float32([1, 1, 1, 1, 1]), x, engine.unary("abs", x)).read();
    expect(Array.from(slopes, (slope) => slope + 0)).toEqual([Number.NaN, -1, 0, 0, 1]);
  });

  it("unary keeps the shape, at every length", () => {
    for (let length = 0; length <= 35; length++) {
      const x = fromIndices([1, length], ([, i]) => Math.sin(i!));
      expectClose(
        engine.unary("tanh", x),
        fromIndices([1, length], (index) => Math.tanh(elementAt(x, index))),
      );
    }
    expectClose(engine.unary("square", float32([3], [])), 9);
  });

  it("saturates where the result leaves float32", () => {
    const x = float32([-1000, -120, 100, 1000]);
    expectClose(engine.unary("exp", x), [0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expectClose(engine.unary("sigmoid", x), [0, 0, 1, 1]);
    // eight elements go another way than fewer
    const ends = [-1e4, -110, 1e4, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 104, -300, 25];
    for (const count of [8, 7, 1]) {
      const some = ends.slice(0, count);
      expect([...engine.unary("sigmoid", float32(some)).read()]).toEqual(some.map((value) => (value < 0 ? 0 : 1)));
    }
    expectClose(engine.unary("tanh", x), [-1, -1, 1, 1]);
    expectClose(engine.unary("softplus", x), [0, 0, 100, 1000]);
    expectClose(engine.unary("silu", x), [0, 0, 100, 1000]);
    expectClose(engine.unary("gelu", x), [0, 0, 100, 1000]);
    expectClose(engine.unary("mish", x), [0, 0, 100, 1000]);
    expectClose(engine.unary("elu", x), [-1, -1, 100, 1000]);
  });

  it("logicalNot of bool", () => {
    const y = engine.unary("logicalNot", bool([1, 0, 1]));
    expect([y.dtype, ...y.read()]).toEqual(["bool", 0, 1, 0]);
  });

  const a = [3, -7, 2, 0];
  const b = [-2, 2, 2, 5];
  const results: Record<BinaryName, number[]> = {
    add: [1, -5, 4, 5],
    subtract: [5, -9, 0, -5],
    multiply: [-6, -14, 4, 0],
    divide: [-1.5, -3.5, 1, 0],
    maximum: [3, 2, 2, 5],
    minimum: [-2, -7, 2, 0],
    power: [1 / 9, 49, 4, 0],
    equal: [0, 0, 1, 0],
    notEqual: [1, 1, 0, 1],
    greater: [1, 0, 0, 0],
    greaterEqual: [1, 0, 1, 0],
    less: [0, 1, 0, 1],
    lessEqual: [0, 1, 1, 1],
    logicalAnd: [1, 1, 1, 0],
    logicalOr: [1, 1, 1, 1],
  };
  const arithmetic = ["add", "subtract", "multiply", "divide", "maximum", "minimum", "power"];
  const dtypeOf = (name: BinaryName, operands: DType) => (arithmetic.includes(name) ? operands : "bool");

  it.each(Object.entries(results) as [BinaryName, number[]][])("binary %s", (name, expected) => {
    const floats = engine.binary(name, float32(a), float32(b));
    expect(floats.dtype).toBe(dtypeOf(name, "float32"));
    expectClose(floats, expected, tolerance.pointwise);
    const integers = engine.binary(name, int32(a), int32(b));
    expect(integers.dtype).toBe(dtypeOf(name, "int32"));
    expect([...integers.read()]).toEqual(expected.map(Math.trunc).map((value) => value + 0));
  });

  it("int32 wraps round", () => {
    const large = int32([2147483647, -2147483648, 123456789]);
    const other = int32([1, 1, 987654321]);
    const wrapped = (exact: bigint[]) => exact.map((value) => Number(BigInt.asIntN(32, value)));
    expect([...engine.binary("add", large, other).read()]).toEqual(wrapped([2147483648n, -2147483647n, 1111111110n]));
    expect([...engine.binary("multiply", large, other).read()]).toEqual(
      wrapped([2147483647n, -2147483648n, 123456789n * 987654321n]),
    );
  });

  it("comparisons and logic of bool", () => {
    const [x, y] = [bool([0, 0, 1, 1]), bool([0, 1, 0, 1])];
    const given = (name: BinaryName) => {
      const z = engine.binary(name, x, y);
      return [z.dtype, ...z.read()];
    };
    expect(given("logicalAnd")).toEqual(["bool", 0, 0, 0, 1]);
    expect(given("logicalOr")).toEqual(["bool", 0, 1, 1, 1]);
    expect(given("equal")).toEqual(["bool", 1, 0, 0, 1]);
    expect(given("less")).toEqual(["bool", 0, 1, 0, 0]);
  });

  it("NaN and division by zero", () => {
    const [x, y] = [float32([Number.NaN, 1, 1, 0]), float32([1, Number.NaN, 0, 0])];
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    expectClose(engine.binary("maximum", x, y), [nan, nan, 1, 0]);
    expectClose(engine.binary("minimum", x, y), [nan, nan, 0, 0]);
    expectClose(engine.binary("divide", x, y), [nan, nan, infinity, nan]);
    expect([...engine.binary("lessEqual", x, y).read()]).toEqual([0, 0, 0, 1]);
    expect([...engine.binary("notEqual", x, y).read()]).toEqual([1, 1, 1, 0]);
  });

  it("binary broadcasts every pair of shapes up to rank 4", () => {
    const names = fc.constantFrom<BinaryName>("subtract", "divide", "less", "maximum");
    fc.assert(
      fc.property(broadcastable, names, fc.boolean(), ([shape, left, right], name, swap) => {
        const [x, y] = [normal(left, 10), normal(right, 11)];
        const [p, q] = swap ? [y, x] : [x, y];
        expectClose(
          engine.cast(engine.binary(name, p, q), "float32"),
          fromIndices(shape, (i) => scalars[name]!(elementAt(p, i), elementAt(q, i))),
          tolerance.pointwise,
        );
        const [m, n] = [p, q].map((operand) => engine.cast(counting(operand.shape), "int32")) as [Tensor, Tensor];
        const difference = engine.binary("subtract", m, n);
        expect(difference.shape).toEqual(shape);
        expect([...difference.read()]).toEqual([
          ...fromIndices(shape, (i) => elementAt(m, i) - elementAt(n, i)).read(),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it("select takes a where the condition holds, else b", () => {
    const condition = bool([1, 0, 0, 1, 0, 1], [2, 3]);
    for (const dtype of ["float32", "int32", "bool"] as const) {
      const [x, y] = [counting([2, 3], dtype), engine.cast(int32([0, 1, 1, 0, 1, 0], [2, 3]), dtype)];
      const z = engine.select(condition, x, y);
      expect([z.dtype, z.shape]).toEqual([dtype, [2, 3]]);
      expect([...z.read()]).toEqual([...condition.read()].map((holds, i) => (holds ? x : y).read()[i]));
    }
    expect(engine.select(bool([], [0, 2]), counting([0, 2]), counting([0, 2])).shape).toEqual([0, 2]);
  });

  it("casts between all types", () => {
    const cast = (x: Tensor, dtype: DType) => {
      const y = engine.cast(x, dtype);
      expect([y.dtype, y.shape]).toEqual([dtype, x.shape]);
      return [...y.read()];
    };
    const floats = float32([-1.7, 0, 0.4, 2.9, Number.NaN, 3], [2, 3]);
    expect(cast(floats, "int32")).toEqual([-1, 0, 0, 2, 0, 3]);
    expect(cast(floats, "bool")).toEqual([1, 0, 1, 1, 1, 1]);
    expect(cast(int32([-3, 0, 16777217]), "float32")).toEqual([-3, 0, 16777216]);
    expect(cast(int32([-3, 0, 256]), "bool")).toEqual([1, 0, 1]);
    expect(cast(bool([1, 0]), "float32")).toEqual([1, 0]);
    expect(cast(bool([1, 0]), "int32")).toEqual([1, 0]);
    expect(cast(float32([], [0, 4]), "int32")).toEqual([]);
    expect(cast(float32([2.5], []), "float32")).toEqual([2.5]);
  });
}

const scalars: Partial<Record<BinaryName, (a: number, b: number) => number>> = {
  subtract: (a, b) => a - b,
  divide: (a, b) => a / b,
  less: (a, b) => Number(a < b),
  maximum: Math.max,
};

/** A shape and two that broadcast to it. */
const broadcastable: fc.Arbitrary<readonly [Shape, Shape, Shape]> = shapes().chain((shape) => {
  const pattern = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length });
  const lead = fc.integer({ min: 0, max: shape.length });
  return fc.tuple(pattern, pattern, lead).map(([left, right, dropped]) => {
    // each axis is whole in one of the two at least
    const ownA = shape.map((length, axis) => (left[axis] && !right[axis] && axis >= dropped ? 1 : length));
    const ownB = shape.map((length, axis) => (right[axis] && !left[axis] ? 1 : length)).slice(dropped);
    return [shape, ownA, ownB];
  });
});
