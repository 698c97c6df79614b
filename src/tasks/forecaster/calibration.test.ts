/** Bands that hold what they promise on the rows they were set by. */
import { describe, expect, it } from "vitest";
import { Random } from "../../tensor/index.ts";
import { calibrated, shiftsFor } from "./calibration.ts";

describe("calibration", () => {
  const quantiles = [0.1, 0.5, 0.9];
  const [count, targets] = [400, 2];
  const random = new Random(7);
  const truth = Float32Array.from({ length: count * targets }, (_, i) => (i % 2 === 0 ? 1 : 10) * random.uniform());
  // far too narrow for the first target, too wide for the second
  const bands = [
    [0.45, 0.5, 0.55],
    [-3, 5, 12],
  ];
  const guesses = Float32Array.from({ length: count * 6 }, (_, i) => bands.flat()[i % 6]!);
  const shifts = shiftsFor(truth, guesses, targets, quantiles);

  it("leaves its share of the truth below each quantile, and the median alone", () => {
    for (const target of [0, 1]) {
      const band = calibrated(Float32Array.from(bands[target]!), shifts[target]);
      const values = Array.from({ length: count }, (_, i) => truth[i * targets + target]!);
      for (const [q, quantile] of quantiles.entries()) {
        const below = values.filter((value) => value <= band[q]! + 1e-6).length / count;
        if (quantile === 0.5) expect(band[q]).toBe(Math.fround(bands[target]![q]!));
        else expect(Math.abs(below - quantile)).toBeLessThan(2 / count);
      }
    }
  });

  it("puts quantiles that crossed in order, and changes nothing without shifts", () => {
    expect([...calibrated(Float32Array.of(3, 1, 2), undefined)]).toEqual([1, 2, 3]);
    expect([...calibrated(Float32Array.of(1, 2, 3), [-1, 0, 4])]).toEqual([0, 2, 7]);
  });

  it("keeps to the most extreme error where there are few", () => {
    expect(shiftsFor([5, 6], [0, 0, 0, 0, 0, 0], 1, quantiles)).toEqual([[5, 0, 6]]);
  });
});
