import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { masking } from "./masking.ts";

const x = tensor([
  [
    [1, 2],
    [0, 3],
    [0, 0],
  ],
  [
    [-1, -1],
    [-1, 0],
    [4, 5],
  ],
]);

onEachBackend(() => {
  it("masks the steps whose features are all the mask value", () => {
    expect(masking().apply(x).mask?.arraySync()).toEqual([
      [true, true, false],
      [true, true, true],
    ]);
    expectClose(masking().apply(x), x);
  });

  it("sets them to zero, for another mask value too, in place of an earlier mask", () => {
    const given = tensor(x);
    given.mask = tensor([
      [false, false, false],
      [true, true, true],
    ]);
    const y = masking({ maskValue: -1 }).apply(given);
    expect(y.mask?.arraySync()).toEqual([
      [true, true, true],
      [false, true, true],
    ]);
    expectClose(y, [
      [
        [1, 2],
        [0, 3],
        [0, 0],
      ],
      [
        [0, 0],
        [-1, 0],
        [4, 5],
      ],
    ]);
  });

  it("has right gradients", () => {
    checkLayer(masking({ maskValue: 9 }), [x]);
  });
});

describe("masking", () => {
  it("refuses a vector and unknown options", () => {
    expect(() => masking().apply(tensor([1, 2]))).toThrow(ShapeError);
    expect(() => masking({ value: 1 } as object)).toThrow(ConfigError);
    expect(() => masking({ maskvalue: 1 } as object)).toThrow(/did you mean "maskValue"/);
  });
});
