import { expect, it } from "vitest";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { tensor } from "../tensor/index.ts";
import { interpolate, repeat } from "./resizing.ts";

onEachBackend(() => {
  it("repeats the parts of any axis", () => {
    expect(repeat(tensor([1, 2]), 2, 0).arraySync()).toEqual([1, 1, 2, 2]);
    expect(repeat(tensor([[1], [2]]), 2, 1).arraySync()).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  // tf.image.resize(method="bilinear") of TensorFlow 2.21 for half pixels; tf.compat.v1.image.resize_bilinear without
  it("draws straight lines between the parts of any axis, a vector's too", () => {
    expect(interpolate(tensor([0, 4]), 2, 0).arraySync()).toEqual([0, 1, 3, 4]);
    expect(interpolate(tensor([[0], [4]]), 2, 0).arraySync()).toEqual([[0], [1], [3], [4]]);
    expect(interpolate(tensor([[0, 4]]), 2, -1, false).arraySync()).toEqual([[0, 2, 4, 4]]);
  });

  it("has gradients", () => {
    checkGradients((x) => interpolate(x, 3, 0), [normal([4])]);
    checkGradients((x) => interpolate(x, 2, 1), [normal([2, 3, 2])]);
  });
});
