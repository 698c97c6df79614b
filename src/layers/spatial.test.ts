/** Layers over 1, 2 and 3 axes: gradients by differences, channels first as last, shapes, and what is refused. */
import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, expectNumbers, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { multiply, sum, transpose } from "../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import * as layers from "./index.ts";
import type { Layer } from "./layer.ts";

const [sequence, image, body] = [normal([2, 5, 2]), normal([1, 3, 4, 2]), normal([1, 2, 3, 2, 2])];
const small = { filters: 2, kernelSize: 2 };

onEachBackend(() => {
  it.each<[Layer, Tensor]>([
    [layers.conv3d({ ...small, padding: "same", strides: [1, 2, 1] }), body],
    [layers.conv2d({ ...small, dataFormat: "channelsFirst" }), normal([1, 2, 3, 3])],
    [layers.conv1dTranspose({ ...small, strides: 3, outputPadding: 1 }), sequence],
    [layers.conv1dTranspose({ filters: 3, kernelSize: 3, dilationRate: 2 }), sequence],
    [
      layers.conv2dTranspose({ filters: 3, kernelSize: [2, 3], strides: 2, padding: "same", activation: "tanh" }),
      image,
    ],
    [layers.conv3dTranspose(small), body],
    [layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 3, strides: 2, dilationRate: 2 }), sequence],
    [layers.depthwiseConv2d({ kernelSize: 2, padding: "same" }), image],
    [layers.separableConv1d({ ...small, depthMultiplier: 2 }), sequence],
    [layers.separableConv2d(small), image],
    [layers.maxPooling2d({ poolSize: [2, 3], strides: 1 }), image],
    [layers.maxPooling3d({ padding: "same" }), body],
    [layers.averagePooling2d({ padding: "same", dataFormat: "channelsFirst" }), image],
    [layers.averagePooling3d({ poolSize: [2, 1, 2] }), body],
    [layers.globalMaxPooling2d({ dataFormat: "channelsFirst", keepdims: true }), image],
    [layers.globalAveragePooling3d(), body],
    [layers.zeroPadding2d({ padding: [1, [0, 2]] }), image],
    [layers.cropping3d({ cropping: [0, [1, 0], [0, 1]] }), body],
    [layers.upSampling1d({ size: 3 }), sequence],
    [layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }), image],
    [layers.upSampling2d({ size: 2, interpolation: "bilinear", halfPixelCenters: false }), image],
    [layers.upSampling3d({ dataFormat: "channelsFirst" }), body],
  ])("%# has the right gradients", (layer, x) => {
    checkLayer(layer, [x]);
  });

  it("draws lines between the middles of places, or between their beginnings", () => {
    const x = tensor([[[[0], [4]]]]);
    const enlarged = (halfPixelCenters: boolean) =>
      layers
        .upSampling2d({ size: [1, 4], interpolation: "bilinear", halfPixelCenters })
        .apply(x)
        .arraySync();
    expect(enlarged(true)).toEqual([[[0, 0, 0.5, 1.5, 2.5, 3.5, 4, 4].map((value) => [value])]]);
    expect(enlarged(false)).toEqual([[[0, 1, 2, 3, 4, 4, 4, 4].map((value) => [value])]]);
  });

  it("computes the same wherever the channels stand", () => {
    const options = { ...small, strides: 2, padding: "same", useBias: true } as const;
    const pairs = [
      [layers.conv2d(options), layers.conv2d({ ...options, dataFormat: "channelsFirst" })],
      [layers.conv2dTranspose(options), layers.conv2dTranspose({ ...options, dataFormat: "channelsFirst" })],
      [layers.separableConv2d(options), layers.separableConv2d({ ...options, dataFormat: "channelsFirst" })],
      [layers.cropping2d({ cropping: [0, 1] }), layers.cropping2d({ cropping: [0, 1], dataFormat: "channelsFirst" })],
    ] as const;
    const turned = transpose(image, [0, 3, 1, 2]);
    for (const [last, first] of pairs) {
      const expected = last.apply(image);
      first.ensureBuilt([turned.shape]);
      first.setWeights(last.getWeights());
      expectClose(transpose(first.apply(turned), [0, 2, 3, 1]), expected);
      expect(first.computeOutputShapes([turned.shape])).toEqual([first.apply(turned).shape]);
    }
  });

  it("flattens channels first as last", () => {
    const first = layers.flatten({ dataFormat: "channelsFirst" });
    expectClose(first.apply(transpose(image, [0, 3, 1, 2])), layers.flatten().apply(image));
  });

  it("a transposed convolution is the adjoint of its convolution, dilated too", () => {
    const [x, y] = [normal([1, 7, 2]), normal([1, 3, 4], 1)];
    const forth = layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2, useBias: false });
    const back = layers.conv1dTranspose({ filters: 2, kernelSize: 3, dilationRate: 2, useBias: false });
    const there = forth.apply(x);
    back.ensureBuilt([y.shape]);
    back.setWeights(forth.getWeights());
    const product = (a: Tensor, b: Tensor) => sum(multiply(a, b)).item();
    expectNumbers(product(there, y), product(x, back.apply(y)), tolerance.training);
  });
});

describe("shapes", () => {
  it("keeps open lengths open", () => {
    const x = layers.input({ shape: [null, 8, 3] });
    const shapeOf = (layer: Layer) => layer.apply(x).shape;
    expect(shapeOf(layers.maxPooling2d())).toEqual([null, null, 4, 3]);
    expect(shapeOf(layers.globalAveragePooling2d({ keepdims: true }))).toEqual([null, 1, 1, 3]);
    expect(shapeOf(layers.zeroPadding2d({ padding: [[1, 0], 2] }))).toEqual([null, null, 12, 3]);
    expect(shapeOf(layers.cropping2d({ cropping: [1, 3] }))).toEqual([null, null, 2, 3]);
    expect(shapeOf(layers.upSampling2d({ size: 3 }))).toEqual([null, null, 24, 3]);
    expect(shapeOf(layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }))).toEqual([null, null, 6, 6]);
    expect(shapeOf(layers.separableConv2d({ filters: 5, kernelSize: 3 }))).toEqual([null, null, 6, 5]);
    expect(shapeOf(layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2 }))).toEqual([null, null, 17, 5]);
    const first = layers.input({ shape: [3, null, 8] });
    expect(layers.maxPooling2d({ dataFormat: "channelsFirst" }).apply(first).shape).toEqual([null, 3, null, 4]);
  });

  it("refuses inputs that do not fit", () => {
    expect(() => layers.maxPooling2d().apply(sequence)).toThrow(/4 axes \(batch, height, width, channels\)/);
    expect(() => layers.maxPooling3d({ dataFormat: "channelsFirst" }).apply(image)).toThrow(
      /5 axes \(batch, channels, depth, height, width\)/,
    );
    expect(() => layers.maxPooling2d({ poolSize: 4 }).apply(image)).toThrow(/as long as a window, 4 x 4/);
    expect(() => layers.cropping2d({ cropping: [2, 1] }).apply(image)).toThrow(/longer than what is cut off/);
    const layer = layers.depthwiseConv2d({ kernelSize: 2 });
    layer.apply(image);
    expect(() => layer.apply(normal([1, 3, 4, 3]))).toThrow(/2 features/);
    expect(() => layers.globalMaxPooling2d().apply(tensor([], [1, 0, 2, 3]))).toThrow(ShapeError);
  });

  it("refuses options that make no windows or edges", () => {
    expect(() => layers.maxPooling2d({ poolSize: [2] })).toThrow(/a list of 2/);
    expect(() => layers.maxPooling2d({ dataFormat: "channelsMiddle" as never })).toThrow(/"channelsLast" or/);
    expect(() => layers.zeroPadding2d({ padding: [1, [2, -1]] })).toThrow(/padding must be an integer/);
    expect(() => layers.zeroPadding1d({ padding: 1.5 })).toThrow(ConfigError);
    expect(() => layers.cropping1d({ cropping: [1, 2, 3] as never })).toThrow(/cropping must be an integer/);
    expect(() => layers.cropping1d({ dataFormat: "channelsLast" } as never)).toThrow(/dataFormat/);
    expect(() => layers.upSampling1d({ size: 0 })).toThrow(ConfigError);
    expect(() => layers.upSampling2d({ interpolation: "bicubic" as never })).toThrow(/"nearest" or "bilinear"/);
    expect(() => layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 0 })).toThrow(/depthMultiplier/);
    expect(() => layers.separableConv1d({ kernelSize: 2 } as never)).toThrow(/filters/);
    expect(() => layers.conv1dTranspose({ ...small, strides: 2, outputPadding: 2 })).toThrow(/less than the strides/);
    expect(() => layers.conv2d({ ...small, strides: 2, dilationRate: 2 })).toThrow(/do not go together/);
    // a convolution over 5 + 1 places does not lead back to 3 windows of stride 2
    const odd = layers.conv1dTranspose({ filters: 1, kernelSize: 4, strides: 3, padding: "same", outputPadding: 1 });
    expect(() => sum(odd.apply(normal([1, 3, 1])))).not.toThrow();
  });
});
