/** Rows shifted and scaled to mean 0 and variance 1. */
import fc from "fast-check";
import { it } from "vitest";
import { expectClose, expectNumbers, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { tensor } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { JsBackend } from "../js/js-backend.ts";

export function testNormalize(engine: Backend): void {
  const reference = new JsBackend();

  it("normalizes rows that can be checked by hand", () => {
    const { normalized, scale } = engine.normalize(tensor([[1, 2, 3, 6]]), 0);
    const factor = 1 / Math.sqrt(3.5);
    expectClose(normalized, [[-2 * factor, -factor, 0, 3 * factor]]);
    expectClose(scale, [factor]);
    const shifted = engine.normalize(tensor([[5, 5, 5, 5]]), 0.01);
    expectClose(shifted.normalized, [[0, 0, 0, 0]]);
    expectNumbers(shifted.scale.read()[0]!, 10, tolerance.float32);
  });

  it("agrees with the reference at any size, forward and backward", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(sizes, ([rows, width]) => {
        const [x, dn] = [normal([rows, width], 1, 2), normal([rows, width], 2)];
        const [here, there] = [engine.normalize(x, 0.01), reference.normalize(x, 0.01)];
        expectClose(here.normalized, there.normalized);
        expectClose(here.scale, there.scale);
        const gradient = engine.normalizeGradient(dn, here.normalized, here.scale);
        expectClose(gradient, reference.normalizeGradient(dn, there.normalized, there.scale));
      }),
      { numRuns: 40 },
    );
  });
}
