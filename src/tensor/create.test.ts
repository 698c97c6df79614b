import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { asTensor, fill, ones, type TensorLike, tensor, viewAs, wrap, zeros } from "./create.ts";
import type { DType } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { sizeOf } from "./shape.ts";
import type { NestedArray, Tensor } from "./tensor.ts";

const parts = (x: Tensor) => [x.dtype, x.shape, [...x.read()]];

describe("tensor", () => {
  it.each<[string, TensorLike, DType, number[], number[]]>([
    ["a number", 2.5, "float32", [], [2.5]],
    ["a boolean", true, "bool", [], [1]],
    ["a list", [1, 2, 3], "float32", [3], [1, 2, 3]],
    [
      "nested lists",
      [
        [[1], [2]],
        [[3], [4]],
      ],
      "float32",
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    ["booleans", [[true, false]], "bool", [1, 2], [1, 0]],
    ["booleans among numbers", [true, 2], "float32", [2], [1, 2]],
    ["an empty list", [], "float32", [0], []],
    ["empty lists in a list", [[], []], "float32", [2, 0], []],
    ["a Float32Array", Float32Array.of(0.5, 1), "float32", [2], [0.5, 1]],
    ["a Float64Array", Float64Array.of(0.5, 1), "float32", [2], [0.5, 1]],
    ["an Int32Array", Int32Array.of(-7), "int32", [1], [-7]],
    ["bytes", Uint8Array.of(200, 3), "int32", [2], [200, 3]],
    ["an object with shape", { data: [1, 2, 3, 4], shape: [2, 2] }, "float32", [2, 2], [1, 2, 3, 4]],
    ["an object with dims", { data: Int32Array.of(1, 2), dims: [1, 2] }, "int32", [1, 2], [1, 2]],
    ["a tensor", fill([2], 3, "int32"), "int32", [2], [3, 3]],
  ])("takes %s", (_, values, dtype, shape, elements) => {
    expect(parts(tensor(values))).toEqual([dtype, shape, elements]);
  });

  it("takes typed arrays in a list", () => {
    const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4)] as unknown as NestedArray[];
    expect(parts(tensor(rows))).toEqual(["float32", [2, 2], [1, 2, 3, 4]]);
  });

  it("gives flat values a shape and any values a type", () => {
    expect(parts(tensor([1, 2, 3, 4], [2, 2]))).toEqual(["float32", [2, 2], [1, 2, 3, 4]]);
    expect(parts(tensor([[1.7, -1.7]], [2], "int32"))).toEqual(["int32", [2], [1, -1]]);
    expect(parts(tensor([0, 0.1, -2, Number.NaN], undefined, "bool"))).toEqual(["bool", [4], [0, 1, 1, 1]]);
    expect(parts(tensor(7, [1, 1]))).toEqual(["float32", [1, 1], [7]]);
  });

  it("copies", () => {
    const values = Float32Array.of(1, 2);
    const shape = [2, 1];
    const x = tensor(values, shape);
    values.fill(9);
    shape[0] = 5;
    expect(parts(x)).toEqual(["float32", [2, 1], [1, 2]]);
  });

  it("gives back the lists that it was made of", () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const flat = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i);
        const nested = tensor(flat, shape).arraySync();
        expect(parts(tensor(nested as TensorLike))).toEqual(["float32", shape, [...flat]]);
      }),
    );
  });

  it("says where lists are ragged", () => {
    const ragged = () => tensor([[1, 2], [3]]);
    expect(ragged).toThrow(ShapeError);
    expect(ragged).toThrow(/ragged[\s\S]*shape \(2, 2\)[\s\S]*a list of 1 at depth 1[\s\S]*pad sequences/);
    expect(() => tensor([[1], 2])).toThrow(/a single value at depth 1/);
    expect(() => tensor([1, [2]])).toThrow(/a list of 1 at depth 1/);
    expect(() => tensor([[], [1]])).toThrow(/ragged/);
  });

  it("says when values do not fill the shape", () => {
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow(ShapeError);
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow(/4 values for shape \(2, 2\)[\s\S]*3 values/);
  });

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    ["1, 2", '"1, 2"'],
    [{ data: [1] }, "{ data }"],
    [["a"], '"a" (string)'],
    [[1, null], "null (object)"],
  ])("refuses %o", (values, received) => {
    const make = () => tensor(values as unknown as TensorLike);
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(`received: ${received}`);
  });
});

describe("fill, zeros, ones", () => {
  it("give every element one value", () => {
    expect(parts(fill([2, 2], 1.5))).toEqual(["float32", [2, 2], [1.5, 1.5, 1.5, 1.5]]);
    expect(parts(zeros([3], "int32"))).toEqual(["int32", [3], [0, 0, 0]]);
    expect(parts(ones([], "bool"))).toEqual(["bool", [], [1]]);
    expect(parts(ones([0, 2]))).toEqual(["float32", [0, 2], []]);
  });
});

describe("asTensor, wrap, viewAs", () => {
  it("share elements", () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const x = wrap(values, [4], "float32");
    expect(asTensor(x)).toBe(x);
    const view = viewAs(x, [2, 2]);
    values[3] = 9;
    expect(view.arraySync()).toEqual([
      [1, 2],
      [3, 9],
    ]);
    expect(asTensor([5]).arraySync()).toEqual([5]);
  });
});

describe("Tensor", () => {
  it("reads its elements as copies", async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([x.size, x.rank]).toEqual([6, 2]);
    const data = await x.data();
    data.fill(0);
    expect(x.dataSync()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(await x.array()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(tensor([[true], [false]]).arraySync()).toEqual([[true], [false]]);
    expect(zeros([2, 0]).arraySync()).toEqual([[], []]);
    expect(tensor(3).arraySync()).toBe(3);
  });

  it("item reads the only element", () => {
    expect(tensor([[7]]).item()).toBe(7);
    expect(() => tensor([1, 2]).item()).toThrow(ShapeError);
    expect(() => tensor([1, 2]).item()).toThrow(/size 1[\s\S]*shape \(2,\)[\s\S]*dataSync/);
  });

  it("prints itself", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    tensor([[0.2028145]]).print();
    expect(log.mock.calls).toEqual([["[[0.2028145]]"]]);
    log.mockRestore();
  });
});
