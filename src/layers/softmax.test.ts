import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ones, ShapeError, tensor } from "../tensor/index.ts";
import { softmax } from "./softmax.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(softmax({ axis: [1, 2] }), [normal([2, 3, 2])]);
    checkLayer(softmax({ axis: 1 }), [normal([2, 3, 2])]);
    checkLayer(softmax(), [normal([2, 3])], {
      mask: tensor([
        [1, 0, 1],
        [0, 0, 0],
      ]),
    });
  });

  it("refuses a mask of steps, which is not one of elements", () => {
    expect(() => softmax().apply(normal([2, 3, 4]), { mask: ones([2, 3], "bool") })).toThrow(ShapeError);
  });
});
