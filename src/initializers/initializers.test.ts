import { describe, expect, it } from "vitest";
import { processorTime } from "../../test/processor-time.ts";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { Random, type Shape } from "../tensor/index.ts";
import { resolveInitializer } from "./by-name.ts";
import * as initializers from "./index.ts";
import { orthonormalizeRows } from "./orthonormal.ts";

const draw = (initializer: initializers.Initializer, shape: Shape, seed = 1) =>
  initializer.draw(shape, new Random(seed));

function moments(values: Float32Array): { mean: number; stddev: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, stddev: Math.sqrt(variance), largest: values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) };
}

describe("random initializers", () => {
  const shape = [40, 250];
  // name, standard deviation, largest magnitude by Keras's formulas for fan in 40 and fan out 250
  const spread: [initializers.InitializerName, number, number][] = [
    ["glorotUniform", Math.sqrt(2 / 290), Math.sqrt(6 / 290)],
    ["heUniform", Math.sqrt(2 / 40), Math.sqrt(6 / 40)],
    ["lecunUniform", Math.sqrt(1 / 40), Math.sqrt(3 / 40)],
    ["glorotNormal", Math.sqrt(2 / 290), (2 * Math.sqrt(2 / 290)) / 0.8796256610342398],
    ["heNormal", Math.sqrt(2 / 40), (2 * Math.sqrt(2 / 40)) / 0.8796256610342398],
    ["lecunNormal", Math.sqrt(1 / 40), (2 * Math.sqrt(1 / 40)) / 0.8796256610342398],
    ["varianceScaling", Math.sqrt(1 / 40), (2 * Math.sqrt(1 / 40)) / 0.8796256610342398],
    ["randomUniform", 0.1 / Math.sqrt(12), 0.05],
    ["uniform", 0.1 / Math.sqrt(12), 0.05],
    ["randomNormal", 0.05, Number.POSITIVE_INFINITY],
    ["normal", 0.05, Number.POSITIVE_INFINITY],
    ["truncatedNormal", 0.05 * 0.8796256610342398, 0.1],
  ];

  it.each(spread)("%s has its mean, spread and bounds", (name, stddev, largest) => {
    const found = moments(draw(resolveInitializer(name), shape));
    // 10,000 draws: the mean is off by stddev / 100, the spread by less than 1 % of itself, at one standard error each
    expect(Math.abs(found.mean)).toBeLessThan((4 * stddev) / 100);
    expect(Math.abs(found.stddev / stddev - 1)).toBeLessThan(0.04);
    expect(found.largest).toBeLessThanOrEqual(Math.fround(largest));
    if (Number.isFinite(largest)) expect(found.largest).toBeGreaterThan(0.98 * largest);
  });

  it("have the fan of a convolution's window, and of chosen axes", () => {
    const checkFan = (options: initializers.FanOptions, weight: Shape, fan: number) => {
      const { largest } = moments(draw(initializers.lecunUniform(options), weight));
      expect(largest).toBeLessThanOrEqual(Math.fround(Math.sqrt(3 / fan)));
      // of 400 draws, one in 3,000 times none comes so near
      expect(largest).toBeGreaterThan(0.98 * Math.sqrt(3 / fan));
    };
    checkFan({}, [5, 8, 300], 40);
    checkFan({ inputAxes: [2], outputAxes: [0, 1] }, [5, 8, 300], 300);
    checkFan({}, [400], 400);
  });

  it("draw the same from the same stream, others from another; their own seed overrides the stream", () => {
    const plain = initializers.glorotUniform();
    expect(draw(plain, [3, 4], 1)).toEqual(draw(plain, [3, 4], 1));
    expect(draw(plain, [3, 4], 1)).not.toEqual(draw(plain, [3, 4], 2));
    for (const own of [initializers.randomNormal({ seed: 5 }), initializers.orthogonal({ seed: 5 })]) {
      expect(draw(own, [3, 4], 1)).toEqual(draw(own, [3, 4], 2));
    }
  });

  it("can scale their variance by fan out, without truncation", () => {
    const options = { scale: 3, mode: "fanOut", distribution: "untruncatedNormal" } as const;
    const found = moments(draw(initializers.varianceScaling(options), shape));
    expect(Math.abs(found.stddev / Math.sqrt(3 / 250) - 1)).toBeLessThan(0.04);
    expect(found.largest).toBeGreaterThan(3 * Math.sqrt(3 / 250));
  });
});

describe("orthogonal", () => {
  /** Inner products of rows, or of columns for a tall matrix. */
  function products(values: Float32Array, rows: number, columns: number): number[] {
    const wide = rows <= columns;
    const [short, long] = wide ? [rows, columns] : [columns, rows];
    const at = (i: number, k: number) => values[wide ? i * columns + k : k * columns + i]!;
    return Array.from({ length: short * short }, (_, n) => {
      let sum = 0;
      for (let k = 0; k < long; k++) sum += at(Math.floor(n / short), k) * at(n % short, k);
      return sum;
    });
  }

  it.each([
    [1, 1],
    [1, 6],
    [4, 4],
    [5, 7],
    [3, 12],
    [9, 2],
    [33, 33],
    [64, 256],
  ])("makes rows or columns of %i x %i orthonormal, times the gain", (rows, columns) => {
    for (const gain of [1, 2.5]) {
      const values = draw(initializers.orthogonal({ gain }), [rows, columns]);
      const short = Math.min(rows, columns);
      const far = products(values, rows, columns).filter((product, n) => {
        const expected = n % (short + 1) === 0 ? gain * gain : 0;
        return !isClose(product, expected, tolerance.float32);
      });
      expect(far).toEqual([]);
    }
  });

  it("counts all axes but the last as rows", () => {
    expect(draw(initializers.orthogonal(), [2, 3, 4])).toEqual(draw(initializers.orthogonal(), [6, 4]));
  });

  it("has no preferred direction", () => {
    const sum = Array.from({ length: 400 }, (_, seed) => draw(initializers.orthogonal(), [3, 3], seed)).reduce(
      (total, values) => total.map((entry, i) => entry + values[i]!),
      new Array<number>(9).fill(0),
    );
    // entries have variance 1/3: their mean over 400 is off by 0.03 at one standard error
    for (const entry of sum) expect(Math.abs(entry / 400)).toBeLessThan(0.12);
  });

  it("is quick", () => {
    const start = process.cpuUsage();
    draw(initializers.orthogonal(), [512, 2048]);
    // a third of a second on a quick core
    expect(processorTime(start)).toBeLessThan(2000);
  });

  it("tells dependent rows", () => {
    expect(orthonormalizeRows(Float64Array.of(1, 2, 3, 2, 4, 6), 2, 3)).toBe(false);
    expect(orthonormalizeRows(Float64Array.of(0), 1, 1)).toBe(false);
  });
});

describe("fixed initializers", () => {
  it("fill with their value", () => {
    expect([...draw(initializers.zeros(), [2])]).toEqual([0, 0]);
    expect([...draw(initializers.ones(), [2])]).toEqual([1, 1]);
    expect([...draw(initializers.constant({ value: 0.5 }), [2])]).toEqual([0.5, 0.5]);
    expect([...draw(initializers.identity({ gain: 2 }), [2, 3])]).toEqual([2, 0, 0, 0, 2, 0]);
  });
});

describe("options", () => {
  it("are kept as files hold them", () => {
    expect(initializers.glorotUniform({ seed: 3 })).toMatchObject({
      className: "GlorotUniform",
      config: { seed: 3, inputAxes: null, outputAxes: null },
    });
    expect(initializers.orthogonal().config).toEqual({ gain: 1, seed: null });
    expect(initializers.varianceScaling({ mode: "fanAvg" }).config).toEqual({
      scale: 1,
      mode: "fanAvg",
      distribution: "truncatedNormal",
      inputAxes: null,
      outputAxes: null,
      seed: null,
    });
  });

  it("tell what is wrong with them", () => {
    expect(() => initializers.constant({ valeu: 1 } as object)).toThrow('did you mean "value"?');
    expect(() => initializers.varianceScaling({ mode: "fanIng" as "fanIn" })).toThrow('did you mean "fanIn"?');
    expect(() => initializers.varianceScaling({ distribution: "unifrom" as "uniform" })).toThrow('"uniform"');
    expect(() => initializers.varianceScaling({ scale: 0 })).toThrow("a finite number above 0");
    expect(() => resolveInitializer("glorotUnifrom" as "zeros")).toThrow('did you mean "glorotUniform"?');
    expect(() => resolveInitializer(7 as unknown as "zeros")).toThrow("This is not an initializer.");
    expect(() => draw(initializers.orthogonal(), [3])).toThrow("a shape of 2 axes or more");
    expect(() => draw(initializers.identity(), [3])).toThrow("received: (3,)");
  });

  it("an object of the user's own is an initializer", () => {
    const own = { className: "Own", config: {}, draw: () => Float32Array.of(1) };
    expect(resolveInitializer(own)).toBe(own);
  });
});

describe("constant", () => {
  it("takes the values of a weight, in its shape", () => {
    const given = initializers.constant({
      value: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect([...draw(given, [2, 3])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(given.config).toEqual({
      value: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect(() => draw(given, [3, 2])).toThrow(/\(3, 2\)/);
    expect(() => initializers.constant({ value: Number.NaN })).toThrow(/finite/);
  });
});
