import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ones, zeros } from "../tensor/index.ts";
import { gaussianDropout, gaussianNoise } from "./gaussian-noise.ts";

onEachBackend(() => {
  it("adds noise of its spread while training, and none otherwise", () => {
    const x = normal([100, 100]);
    expect(gaussianNoise({ stddev: 0.5 }).apply(x).dataSync()).toEqual(x.dataSync());
    const drawn = gaussianNoise({ stddev: 0.5, seed: 1 }).apply(zeros([100, 100]), { training: true });
    const noise = [...drawn.dataSync()];
    const mean = noise.reduce((a, b) => a + b) / 1e4;
    const spread = Math.sqrt(noise.reduce((a, b) => a + (b - mean) ** 2, 0) / 1e4);
    // four standard errors of 10,000 draws
    expect(Math.abs(mean)).toBeLessThan(4 * 0.005);
    expect(Math.abs(spread - 0.5)).toBeLessThan(4 * 0.0036);
  });

  it("draws the same noise again from its seed", () => {
    const draw = (seed: number) =>
      gaussianNoise({ stddev: 1, seed })
        .apply(zeros([2, 3]), { training: true })
        .dataSync();
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("lets gradients through, and refuses a spread above 1", () => {
    checkLayer(gaussianNoise({ stddev: 0.3, seed: 1 }), [normal([2, 3])], { training: true });
    expect(() => gaussianNoise({ stddev: -1 })).toThrow(ConfigError);
  });
});

onEachBackend(() => {
  it("multiplies with noise of mean 1 while training", () => {
    const x = ones([100, 100]);
    expect(gaussianDropout({ rate: 0.2 }).apply(x).dataSync()).toEqual(x.dataSync());
    const y = [...gaussianDropout({ rate: 0.2, seed: 1 }).apply(x, { training: true }).dataSync()];
    const mean = y.reduce((a, b) => a + b) / 1e4;
    const spread = Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / 1e4);
    // four standard errors of 10,000 draws; the spread is √(0.2 / 0.8)
    expect(Math.abs(mean - 1)).toBeLessThan(4 * 0.005);
    expect(Math.abs(spread - 0.5)).toBeLessThan(4 * 0.0036);
    checkLayer(gaussianDropout({ rate: 0.3, seed: 1 }), [normal([2, 3])], { training: true });
    expect(() => gaussianDropout({ rate: 1 })).toThrow(ConfigError);
  });
});
