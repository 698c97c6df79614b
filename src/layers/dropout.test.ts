import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { ConfigError, fill, ShapeError, sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import { alphaDropout, dropout, spatialDropout1d, spatialDropout2d, spatialDropout3d } from "./dropout.ts";
import { input } from "./input.ts";

const training = { training: true };
const valuesOf = (x: Tensor) => [...x.dataSync()];

onEachBackend(() => {
  it("does nothing outside training, or with rate 0", () => {
    const x = normal([3, 4]);
    expect(valuesOf(dropout({ rate: 0.5 }).apply(x))).toEqual(valuesOf(x));
    expect(valuesOf(dropout({ rate: 0.5 }).apply(x, { training: false }))).toEqual(valuesOf(x));
    expect(valuesOf(dropout({ rate: 0 }).apply(x, training))).toEqual(valuesOf(x));
  });

  it("drops about its rate and keeps the mean", () => {
    const y = valuesOf(dropout({ rate: 0.2, seed: 3 }).apply(fill([100, 100], 1), training));
    const dropped = y.filter((value) => value === 0).length / y.length;
    // three standard deviations of a fraction of 10,000 draws
    expect(Math.abs(dropped - 0.2)).toBeLessThan(3 * Math.sqrt((0.2 * 0.8) / 1e4));
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1.25)]));
    expect(valuesOf(dropout({ rate: 1 }).apply(fill([2, 2], 1), training))).toEqual([0, 0, 0, 0]);
  });

  it("draws the same mask again from its seed, and others for other calls and seeds", () => {
    const ones = fill([4, 16], 1);
    const draw = (seed: number) => valuesOf(dropout({ rate: 0.5, seed }).apply(ones, training));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const layer = dropout({ rate: 0.5, seed: 1 });
    expect(valuesOf(layer.apply(ones, training))).not.toEqual(valuesOf(layer.apply(ones, training)));
  });

  it("shares one fate along the axes where noiseShape is 1", () => {
    const y = dropout({ rate: 0.5, noiseShape: [null, 1, null], seed: 1 }).apply(fill([2, 5, 8], 1), training);
    const values = y.dataSync();
    for (let i = 0; i < sizeOf(y.shape); i++) {
      const [batch, feature] = [Math.floor(i / 40), i % 8];
      expect(values[i]).toBe(values[batch * 40 + feature]);
    }
    expect(new Set(values)).toEqual(new Set([0, 2]));
  });

  it("drops whole features over time", () => {
    const values = spatialDropout1d({ rate: 0.5, seed: 2 })
      .apply(fill([2, 5, 8], 1), training)
      .dataSync();
    expect(values.every((value, i) => value === values[Math.floor(i / 40) * 40 + (i % 8)])).toBe(true);
    expect(new Set(values)).toEqual(new Set([0, 2]));
  });

  it("has right gradients", () => {
    checkLayer(dropout({ rate: 0.4, seed: 1 }), [normal([3, 4])], training);
    checkLayer(spatialDropout1d({ rate: 0.4, seed: 1 }), [normal([2, 3, 4])], training);
  });

  it("passes a mask on, and leaves the input's own alone", () => {
    const x = normal([1, 2, 3]);
    x.mask = tensor([[true, false]]);
    for (const layer of [dropout({ rate: 0.5 }), spatialDropout1d({ rate: 0.5 })]) {
      for (const options of [{}, training]) expect(layer.apply(x, options).mask?.arraySync()).toEqual([[true, false]]);
    }
    expect(dropout({ rate: 0.5 }).apply(x, { mask: null }).mask).toBeUndefined();
    expect(x.mask.arraySync()).toEqual([[true, false]]);
  });
});

describe("dropout", () => {
  it("keeps the shape in a graph", () => {
    expect(dropout({ rate: 0.1 }).apply(input({ shape: [null, 3] })).shape).toEqual([null, null, 3]);
  });

  it("refuses what does not fit", () => {
    expect(() => dropout({ rate: 1.5 })).toThrow(/rate must be a fraction/);
    expect(() => dropout({} as { rate: number })).toThrow(ConfigError);
    expect(() => dropout({ rate: 0.5, noise: [1] } as { rate: number })).toThrow(/Unknown option of Dropout "noise"/);
    for (const noiseShape of [
      [null, 1],
      [null, 2, null],
    ]) {
      expect(() => dropout({ rate: 0.5, noiseShape }).apply(normal([2, 3, 4]), training)).toThrow(
        /noiseShape of Dropout "dropout" does not fit/,
      );
    }
    expect(() => spatialDropout1d({ rate: 0.5 }).apply(normal([2, 3]))).toThrow(ShapeError);
    expect(() => spatialDropout1d({ rate: -1 })).toThrow(ConfigError);
  });
});

onEachBackend(() => {
  it("drops whole channels of images and volumes", () => {
    const rate = { rate: 0.5, seed: 3 };
    const values = (x: Tensor) => new Set(valuesOf(x));
    const image = spatialDropout2d(rate).apply(fill([1, 2, 3, 40], 1), training);
    expect(values(image)).toEqual(new Set([0, 2]));
    for (const row of (image.arraySync() as number[][][][])[0]!.flat())
      expect(row).toEqual((image.arraySync() as any)[0][0][0]);
    const first = spatialDropout3d({ ...rate, dataFormat: "channelsFirst" }).apply(fill([1, 40, 2, 2, 2], 1), training);
    for (const channel of (first.arraySync() as any)[0]) expect(new Set(channel.flat(2)).size).toBe(1);
    expect(values(first)).toEqual(new Set([0, 2]));
  });

  it("passes its mask on, over channels too", () => {
    const x = fill([1, 2, 3], 1);
    x.mask = tensor([[true, false]]);
    expect(spatialDropout1d({ rate: 0.5 }).apply(x).mask?.arraySync()).toEqual([[true, false]]);
  });

  it("alpha dropout keeps mean and variance", () => {
    const x = normal([200, 200]);
    expect(valuesOf(alphaDropout({ rate: 0.3 }).apply(x))).toEqual(valuesOf(x));
    const y = valuesOf(alphaDropout({ rate: 0.3, seed: 1 }).apply(x, training));
    const mean = y.reduce((a, b) => a + b) / y.length;
    const variance = y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length;
    // some four standard errors of 40,000 draws
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    // SELU's lowest value, scaled and shifted
    const [p, low] = [0.3, -1.7580993408473766];
    const lowest = ((1 - p) * (1 + p * low ** 2)) ** -0.5 * low * (1 - p);
    const share = y.filter((value) => isClose(value, lowest, tolerance.float32)).length / y.length;
    expect(Math.abs(share - p)).toBeLessThan(0.01);
    checkLayer(alphaDropout({ rate: 0.3, seed: 1 }), [normal([2, 3])], training);
    expect(() => alphaDropout({ rate: 1 })).toThrow(/below 1/);
  });
});
