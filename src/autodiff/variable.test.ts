import { describe, expect, it, vi } from "vitest";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { backend, setBackend } from "../backend/current.ts";
import { add, multiply } from "../ops/index.ts";
import { ConfigError, Random, type Shape, ShapeError, sizeOf, tensor } from "../tensor/index.ts";
import { noGrad } from "./grad.ts";
import { Variable, type VariableOptions } from "./variable.ts";

const draw = (shape: Shape, random: Random) => Float32Array.from({ length: sizeOf(shape) }, () => random.uniform());

function make(initialize = draw) {
  return new Variable({ name: "kernel", shape: [2, 3], initialize });
}

onEachBackend(() => {
  it("draws its values when they are first read, once", () => {
    const initialize = vi.fn(draw);
    const variable = make(initialize);
    expect([variable.size, variable.shape, variable.trainable]).toEqual([6, [2, 3], true]);
    expect(initialize).not.toHaveBeenCalled();
    const { value } = variable;
    expect(variable.value).toBe(value);
    expect(initialize).toHaveBeenCalledTimes(1);
  });

  it("draws from the stream it is given before, and keeps what it has after", () => {
    const drawn = () => {
      const variable = make();
      variable.drawFrom(new Random(3, 1));
      return variable;
    };
    const expected = draw([2, 3], new Random(3, 1));
    expect(drawn().snapshot().dataSync()).toEqual(expected);
    const variable = drawn();
    variable.value;
    variable.drawFrom(new Random(4, 1));
    expect(variable.snapshot().dataSync()).toEqual(expected);
  });

  it("takes values, without drawing any if it has none", () => {
    const initialize = vi.fn(draw);
    const variable = make(initialize);
    variable.assign([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(initialize).not.toHaveBeenCalled();
    const { value } = variable;
    variable.assign([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(variable.value).toBe(value);
    expect(value.arraySync()).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
  });

  it("begins with values that are given", () => {
    const given = Float32Array.of(1, 2);
    const variable = new Variable({ name: "scale", initialize: given });
    given[0] = 9;
    expect([variable.shape, variable.dtype, variable.value.arraySync()]).toEqual([[2], "float32", [1, 2]]);
    variable.assign([3, 4]);
    variable.dispose();
    expect(variable.value.arraySync()).toEqual([1, 2]);
    const count = new Variable({ name: "count", initialize: 0, trainable: false });
    expect([count.shape, count.value.item()]).toEqual([[], 0]);
    const ids = new Variable({ name: "ids", initialize: tensor([[1, 2]], [1, 2], "int32") });
    expect([ids.shape, ids.dtype]).toEqual([[1, 2], "int32"]);
    const rounded = new Variable({ name: "rounded", initialize: [1.5], dtype: "int32" });
    expect(rounded.value.arraySync()).toEqual([1]);
  });

  it("refuses first values that are none, of another shape, texts, or without a shape", () => {
    const of = (options: object) => () => new Variable({ name: "kernel", ...options } as VariableOptions);
    expect(of({ initialize: [1, 2], shape: [3] })).toThrow(ShapeError);
    expect(of({ shape: [3] })).toThrow(/initialize.*function.*values/s);
    expect(of({ initialize: null })).toThrow(ConfigError);
    expect(of({ initialize: () => Float32Array.of(1) })).toThrow(/shape/);
    expect(of({ initialize: ["a"] })).toThrow(/not a number/);
    expect(of({ initialize: [[1], [1, 2]] })).toThrow(ShapeError);
  });

  it("keeps its values when those given do not fit", () => {
    const variable = make();
    const before = variable.snapshot();
    expect(() => variable.assign([1, 2, 3])).toThrow(ShapeError);
    expect(() => variable.assign([[1], [2]])).toThrow(/"kernel".*\n.*\(2, 3\)\n.*\(2, 1\)/);
    expect(variable.snapshot().dataSync()).toEqual(before.dataSync());
  });

  it("gives snapshots that do not change with it", () => {
    const variable = make();
    variable.assign([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const snapshot = variable.snapshot();
    variable.assign([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(snapshot.arraySync()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it("is updated in place by the backend", () => {
    const variable = make(() => Float32Array.of(1, 2, 3, 4, 5, 6));
    const { value } = variable;
    const rule = { kind: "sgd", rate: 0.5, momentum: 0, nesterov: false } as const;
    backend().update(
      rule,
      value,
      tensor([
        [2, 2, 2],
        [4, 4, 4],
      ]),
      [],
    );
    expect(variable.snapshot().arraySync()).toEqual([
      [0, 1, 2],
      [2, 3, 4],
    ]);
  });

  it("draws anew after dispose", () => {
    const initialize = vi.fn(draw);
    const variable = make(initialize);
    variable.value;
    variable.dispose();
    variable.dispose();
    variable.value;
    expect(initialize).toHaveBeenCalledTimes(2);
  });
});

describe("a variable", () => {
  it("made on one backend works on the other", () => {
    for (const [from, to] of [
      ["js", "wasm"],
      ["wasm", "js"],
    ] as const) {
      setBackend(from);
      const variable = make(() => Float32Array.of(1, 2, 3, 4, 5, 6));
      variable.value;
      setBackend(to);
      expect(multiply(variable.value, 2).arraySync()).toEqual([
        [2, 4, 6],
        [8, 10, 12],
      ]);
      variable.assign([
        [0, 0, 0],
        [0, 0, 1],
      ]);
      expect(variable.snapshot().arraySync()).toEqual([
        [0, 0, 0],
        [0, 0, 1],
      ]);
      variable.dispose();
    }
    setBackend("wasm");
  });
});

it("stays where it is when a step returns its value, and later updates show in it", () => {
  const state = new Variable({ name: "state", shape: [2], initialize: () => Float32Array.of(1, 2) });
  const returned = noGrad(() => state.value);
  noGrad(() => state.assign(add(state.value, 10)));
  expect([...returned.dataSync()]).toEqual([11, 12]);
  expect([...add(state.value, 1).dataSync()]).toEqual([12, 13]);
});
