import { describe, expect, it } from "vitest";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { ConfigError, FormatError, ShapeError, type Tensor, type TensorLike, tensor } from "../tensor/index.ts";
import { minMaxScaler, robustScaler, Scaler, standardScaler } from "./scaler.ts";

/** Two columns: 1 to 5 with a missing value, and a constant. */
const data = tensor([1, 7, 2, 7, Number.NaN, 7, 4, 7, 5, 7], [5, 2]);

function expectValues(actual: Tensor, expected: TensorLike): void {
  const wanted = tensor(expected);
  expect(actual.shape).toEqual(wanted.shape);
  for (const [i, value] of actual.dataSync().entries())
    expect(isClose(value, wanted.dataSync()[i]!, tolerance.float32), `${actual}`).toBe(true);
}

describe("scalers", () => {
  it("standard: mean and deviation over all values", () => {
    const scaler = standardScaler().fit(data);
    // (4 + 1 + 1 + 4) / 4
    expect(scaler.center).toEqual([3, 7]);
    expect(scaler.scale).toEqual([Math.sqrt(2.5), 1]);
    expectValues(scaler.transform([[3, 8]]), [[0, 1]]);
    expect(standardScaler().fit([0.1, 0.1, 0.1]).scale).toEqual([1]);
  });

  it("minMax: the smallest and the largest at the ends of the range", () => {
    expectValues(minMaxScaler().fit(data).transform(data), [
      [0, 0],
      [0.25, 0],
      [Number.NaN, 0],
      [0.75, 0],
      [1, 0],
    ]);
    const scaler = minMaxScaler({ range: [-1, 1] }).fit([10, 20]);
    expectValues(scaler.transform([10, 15, 20, 25]), [-1, 0, 1, 2]);
  });

  it("robust: median and the distance of quartiles", () => {
    const scaler = robustScaler().fit([1, 2, 3, 4, 100]);
    expect([scaler.center, scaler.scale]).toEqual([[3], [2]]);
    // between values by a straight line: 1.3 and 3.7
    expect(
      robustScaler({ quantiles: [0.1, 0.9] })
        .fit([1, 2, 3, 4])
        .scale.map((value) => Number(value.toFixed(12))),
    ).toEqual([2.4]);
  });

  it.each([standardScaler(), minMaxScaler({ range: [-2, 3] }), robustScaler()])(
    "$kind: undone by inverse, kept by JSON, for any number of leading axes",
    (scaler) => {
      const sequences = tensor(
        Array.from({ length: 24 }, (_, i) => Math.sin(i) * 50),
        [2, 4, 3],
      );
      const scaled = scaler.fit(sequences).transform(sequences);
      expectValues(scaler.inverse(scaled), sequences);
      const again = Scaler.fromJSON(JSON.parse(JSON.stringify(scaler)));
      expect(again.kind).toBe(scaler.kind);
      expect(again.transform(sequences).dataSync()).toEqual(scaled.dataSync());
      expect(() => again.fit(sequences)).toThrow(ConfigError);
    },
  );

  it("refuses what it cannot scale", () => {
    expect(() => standardScaler().transform([1])).toThrow(/fit\(data\) first/);
    expect(() => standardScaler().fit(data).transform([1])).toThrow(ShapeError);
    expect(() => standardScaler().fit([[Number.NaN], [Number.NaN]])).toThrow(/Column 0[\s\S]*received: none/);
    expect(() => robustScaler().fit([1, Number.POSITIVE_INFINITY])).toThrow(/Column 0/);
    expect(() => minMaxScaler({ range: [1, 1] })).toThrow(/range[\s\S]*ascending/);
    expect(() => robustScaler({ quantiles: [0.5, 2] })).toThrow(/from 0 to 1/);
    expect(() => minMaxScaler({ feature_range: [0, 1] } as never)).toThrow(ConfigError);
    for (const json of [
      undefined,
      {},
      { kind: "standard", center: [1], scale: [0] },
      { kind: "max", center: [], scale: [] },
    ])
      expect(() => Scaler.fromJSON(json)).toThrow(FormatError);
  });
});
