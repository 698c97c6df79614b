import { expect, it } from "vitest";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { grad } from "../autodiff/grad.ts";
import { tensor } from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { sum } from "./reduce.ts";

onEachBackend(() => {
  it("cuts floats, and takes anything but zero for true", () => {
    const x = tensor([-1.7, 0, 0.4, 2]);
    expect(cast(x, "int32").arraySync()).toEqual([-1, 0, 0, 2]);
    expect(cast(x, "bool").arraySync()).toEqual([true, false, true, true]);
    const ints = tensor(Int32Array.of(-3, 0, 2 ** 31 - 1), [3, 1]);
    expect(cast(ints, "float32").arraySync()).toEqual([[-3], [0], [2 ** 31]]);
    expect(cast(ints, "bool").arraySync()).toEqual([[true], [false], [true]]);
    expect(cast(tensor([true, false]), "float32").arraySync()).toEqual([1, 0]);
    expect(cast(tensor([true, false]), "int32").dtype).toBe("int32");
  });

  it("gives a tensor of the type itself, with its gradient; none flows through integers", () => {
    const x = tensor([1.5]);
    expect(cast(x, "float32")).toBe(x);
    expect(grad((y) => sum(multiply(cast(y, "float32"), 3)))(x).arraySync()).toEqual([3]);
    expect(grad((y) => sum(cast(cast(y, "int32"), "float32")))(x).arraySync()).toEqual([0]);
  });
});
