import { expect, it } from "vitest";
import { expectClose, normal } from "../../../../test/numbers.ts";
import { onEachBackend } from "../../../../test/on-each-backend.ts";
import { checkGradients } from "../../../autodiff/testing.ts";
import { step } from "../../../backend/current.ts";
import { multiply, reshape, transpose } from "../../../ops/index.ts";
import { type Tensor, tensor } from "../../../tensor/index.ts";
import { Call } from "./call.ts";
import { operators } from "./index.ts";
import { asItLies, channelsFirst, channelsLast, turned } from "./turned.ts";

/** (N, H, W, C) and what it is in ONNX's order. */
const images = normal([2, 3, 4, 5]);
const inOrder = transpose(images, [0, 3, 1, 2]);
const attributes = {
  has: () => false,
  int: (_: string, other: number) => other,
  float: (_: string, other: number) => other,
};
const compute = (op: string, ...inputs: Tensor[]) =>
  [
    operators.get(op)!(new Call({ op, attributes, outputs: [""] } as never, inputs, { opset: 18 } as never)),
  ].flat()[0] as Tensor;
/** Whether a result stayed with its channels last. */
const stays = (x: Tensor) => asItLies(x).channels === x.rank - 1;

onEachBackend(() => {
  it("has ONNX's shape and elements for whoever reads them, and gradients", () => {
    expect(channelsFirst(images).shape).toEqual([2, 5, 3, 4]);
    expectClose(channelsFirst(images), inOrder);
    expect(channelsLast(channelsFirst(images))).toBe(images);
    expectClose(
      step(() => channelsFirst(multiply(images, 2))),
      multiply(inOrder, 2),
    );
    checkGradients((x) => multiply(channelsFirst(x), inOrder), [images]);
    checkGradients((x) => multiply(channelsLast(compute("Tanh", channelsFirst(x))), normal([2, 3, 4, 5], 7)), [images]);
  });

  it.each([
    ["Relu", []],
    ["Exp", []],
    ["Clip", [tensor(-0.5), tensor(0.5)]],
    ["Mul", [tensor([3])]],
  ] as const)("stays as it lies through %s", (op, others) => {
    const result = compute(op, channelsFirst(images), ...others);
    expect(stays(result)).toBe(true);
    expectClose(result, compute(op, inOrder, ...others));
  });

  it("is added to its like, and turned for what is not", () => {
    const sum = compute("Add", channelsFirst(images), channelsFirst(images));
    expect(stays(sum)).toBe(true);
    expectClose(sum, multiply(inOrder, 2));
    for (const other of [inOrder, normal([5, 1, 1]), normal([4]), normal([1, 1, 1, 1]), normal([2, 2, 5, 3, 4])]) {
      const beside = compute("Add", channelsFirst(images), other);
      expect(stays(beside)).toBe(false);
      expectClose(beside, compute("Add", inOrder, other));
      expectClose(compute("Add", other, channelsFirst(images)), beside);
    }
    const wide = normal([2, 1, 1, 5]);
    const both = step(() => compute("Add", channelsFirst(images), channelsFirst(wide)));
    expectClose(both, compute("Add", inOrder, reshape(wide, [2, 5, 1, 1])));
  });

  it("is normalized and pooled by its channels", () => {
    const ones = [normal([5], 1), normal([5], 2), normal([5], 3), multiply(normal([5], 4), normal([5], 4))];
    const normalized = compute("BatchNormalization", channelsFirst(images), ...ones);
    expect(stays(normalized)).toBe(true);
    expectClose(normalized, compute("BatchNormalization", inOrder, ...ones));
    for (const op of ["GlobalAveragePool", "GlobalMaxPool"])
      expectClose(compute(op, channelsFirst(images)), compute(op, inOrder));
  });

  it("is what a file turns itself", () => {
    expect(stays(turned(images, [0, 3, 1, 2]))).toBe(true);
    expect(turned(channelsFirst(images), [0, 2, 3, 1])).toBe(images);
    expectClose(turned(channelsFirst(images), [1, 0, 2, 3]), transpose(inOrder, [1, 0, 2, 3]));
    expectClose(turned(images, undefined), transpose(images));
    const rows = normal([2, 3]);
    expectClose(turned(rows, [0, 1]), rows);
  });
});
