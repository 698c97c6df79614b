import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { conv1d, conv2d } from "./convolution.ts";
import { input } from "./input.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(conv1d({ filters: 2, kernelSize: 2, padding: "causal", activation: "tanh" }), [normal([2, 4, 3])]);
    checkLayer(conv1d({ filters: 4, kernelSize: 3, strides: 2, groups: 2 }), [normal([2, 5, 2])]);
    checkLayer(conv2d({ filters: 2, kernelSize: [2, 1], padding: "same" }), [normal([1, 3, 2, 2])]);
  });

  it("sees no future with causal padding", () => {
    const layer = conv1d({ filters: 2, kernelSize: 3, dilationRate: 2, padding: "causal" });
    const x = normal([1, 6, 2]);
    const changed = x.dataSync().slice();
    changed.fill(9, 8);
    const [first, second] = [x, tensor(changed, x.shape)].map((each) => layer.apply(each).dataSync());
    expect(second!.slice(0, 8)).toEqual(first!.slice(0, 8));
    expect(second!.slice(8)).not.toEqual(first!.slice(8));
  });
});

describe("shapes", () => {
  it("keeps open lengths open", () => {
    const x = input({ shape: [null, 3] });
    expect(conv1d({ filters: 5, kernelSize: 4 }).apply(x).shape).toEqual([null, null, 5]);
    expect(conv2d({ filters: 5, kernelSize: 3 }).apply(input({ shape: [null, 8, 1] })).shape).toEqual([
      null,
      null,
      6,
      5,
    ]);
  });

  it("refuses inputs that do not fit", () => {
    expect(() => conv1d({ filters: 2, kernelSize: 4 }).apply(normal([2, 3, 2]))).toThrow(/as long as a window, 4/);
    expect(() => conv1d({ filters: 2, kernelSize: 2 }).apply(normal([2, 3]))).toThrow(
      /3 axes \(batch, time, channels\)/,
    );
    expect(() => conv1d({ filters: 4, kernelSize: 2, groups: 2 }).apply(normal([2, 3, 3]))).toThrow(ShapeError);
    const layer = conv1d({ filters: 2, kernelSize: 2 });
    layer.apply(normal([2, 3, 2]));
    expect(() => layer.apply(normal([2, 3, 4]))).toThrow(/2 features/);
  });

  it("refuses options that make no windows", () => {
    expect(() => conv1d({ filters: 0, kernelSize: 2 })).toThrow(ConfigError);
    expect(() => conv1d({ filters: 2, kernelSize: 0 })).toThrow(/kernelSize/);
    expect(() => conv2d({ filters: 2, kernelSize: [3] })).toThrow(/a list of 2/);
    expect(() => conv1d({ filters: 3, kernelSize: 2, groups: 2 })).toThrow(/multiple of 2/);
    expect(() => conv1d({ filters: 2, kernelSize: 2, strides: 2, dilationRate: 2 })).toThrow(/do not go together/);
    expect(() => conv2d({ filters: 2, kernelSize: 2, padding: "causal" as never })).toThrow(/"valid" or "same"/);
  });
});
