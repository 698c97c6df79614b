import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { sequential } from "../models/sequential.ts";
import { ConfigError, tensor } from "../tensor/index.ts";
import { activityRegularization, identity } from "./identity.ts";

onEachBackend(() => {
  it("passes its input on", () => {
    checkLayer(identity(), [normal([2, 3])]);
    checkLayer(activityRegularization({ l1: 0.1 }), [normal([2, 3])]);
  });

  it("adds its penalty to the loss, divided by the batch size", () => {
    const model = sequential({ layers: [activityRegularization({ l1: 0.5, l2: 0.25 })] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const x = tensor([
      [1, -2],
      [2, 0],
    ]);
    // (0.5 (1 + 2 + 2) + 0.25 (1 + 4 + 4)) / 2
    return expect(model.evaluate(x, x)).resolves.toMatchObject({ loss: 2.375 });
  });
});

it("refuses factors that are none", () => {
  expect(() => activityRegularization({ l1: -1 })).toThrow(ConfigError);
});
