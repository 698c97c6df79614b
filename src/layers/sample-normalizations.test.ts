import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, zeros } from "../tensor/index.ts";
import { groupNormalization, rmsNormalization, unitNormalization } from "./sample-normalizations.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(groupNormalization({ groups: 2 }), [normal([2, 3, 4])]);
    checkLayer(groupNormalization({ groups: -1, axis: 1, center: false }), [normal([1, 2, 3])]);
    checkLayer(rmsNormalization(), [normal([2, 3, 2])]);
    checkLayer(rmsNormalization({ axis: 1 }), [normal([1, 3, 2])]);
    checkLayer(unitNormalization({ axis: [1, 2] }), [normal([2, 2, 2])]);
  });

  it("leaves zeros zeros", () => {
    expect([
      ...unitNormalization()
        .apply(zeros([1, 3]))
        .dataSync(),
    ]).toEqual([0, 0, 0]);
  });
});

it("refuses groups that do not share the channels", () => {
  expect(() => groupNormalization({ groups: 0 })).toThrow(ConfigError);
  expect(() => groupNormalization({ groups: 3 }).apply(normal([2, 4]))).toThrow(/3 groups share evenly/);
  expect(() => groupNormalization().apply(normal([2, 4]))).toThrow(/32 groups/);
  const layer = rmsNormalization();
  layer.apply(normal([2, 4]));
  expect(() => layer.apply(normal([2, 3]))).toThrow(/as the weights were made for/);
});
