/** Update rules, against their equations written out in float64 for several steps. */
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Backend, UpdateRule } from "../backend.ts";
import { float32 } from "./arrays.suite.ts";

const STEPS = 4;

/** One number's way: its value after each gradient, and its slots. */
type Walk = (w: number, slots: number[], g: number) => [w: number, slots: number[]];

const plainSgd: Walk = (w, _, g) => [w - 0.1 * g, []];
const momentumSgd: Walk = (w, [m], g) => {
  const velocity = 0.9 * m! - 0.1 * g;
  return [w + velocity, [velocity]];
};
const nesterovSgd: Walk = (w, [m], g) => {
  const velocity = 0.9 * m! - 0.1 * g;
  return [w + 0.9 * velocity - 0.1 * g, [velocity]];
};

function rmspropWalk(momentum: number, centered: boolean): Walk {
  return (w, slots, g) => {
    const v = 0.8 * slots[0]! + 0.2 * g ** 2;
    const a = centered ? 0.8 * slots.at(-1)! + 0.2 * g : 0;
    const step = (0.05 * g) / Math.sqrt(v - a ** 2 + 1e-3);
    const m = momentum > 0 ? momentum * slots[1]! + step : step;
    return [w - m, [v, ...(momentum > 0 ? [m] : []), ...(centered ? [a] : [])]];
  };
}

function adamWalk(amsgrad: boolean): Walk {
  return (w, [m0, v0, largest0], g) => {
    const m = 0.7 * m0! + 0.3 * g;
    const v = 0.6 * v0! + 0.4 * g * g;
    const largest = Math.max(largest0 ?? 0, v);
    const spread = Math.sqrt(amsgrad ? largest : v) + 1e-2;
    return [w - (0.05 * m) / spread, amsgrad ? [m, v, largest] : [m, v]];
  };
}

const sgd = { kind: "sgd", rate: 0.1 } as const;
const rmsprop = { kind: "rmsprop", rate: 0.05, rho: 0.8, epsilon: 1e-3 } as const;
const adam = { kind: "adam", rate: 0.05, beta1: 0.7, beta2: 0.6, epsilon: 1e-2 } as const;
const cases: Record<string, { rule: UpdateRule; slots: number; walk: Walk }> = {
  sgd: { rule: { ...sgd, momentum: 0, nesterov: false }, slots: 0, walk: plainSgd },
  "sgd with momentum": { rule: { ...sgd, momentum: 0.9, nesterov: false }, slots: 1, walk: momentumSgd },
  "sgd with Nesterov's momentum": { rule: { ...sgd, momentum: 0.9, nesterov: true }, slots: 1, walk: nesterovSgd },
  rmsprop: { rule: { ...rmsprop, momentum: 0, centered: false }, slots: 1, walk: rmspropWalk(0, false) },
  "rmsprop with momentum": {
    rule: { ...rmsprop, momentum: 0.5, centered: false },
    slots: 2,
    walk: rmspropWalk(0.5, false),
  },
  "rmsprop, centered": { rule: { ...rmsprop, momentum: 0, centered: true }, slots: 2, walk: rmspropWalk(0, true) },
  "rmsprop, centered, with momentum": {
    rule: { ...rmsprop, momentum: 0.5, centered: true },
    slots: 3,
    walk: rmspropWalk(0.5, true),
  },
  adam: { rule: { ...adam, amsgrad: false }, slots: 2, walk: adamWalk(false) },
  "adam with amsgrad": { rule: { ...adam, amsgrad: true }, slots: 3, walk: adamWalk(true) },
};

export function testUpdate(engine: Backend): void {
  describe.each(Object.entries(cases))("%s", (_, { rule, slots, walk }) => {
    // 1: one number; 23: blocks of any width and a remainder
    it.each([1, 4, 23])("of %i numbers", (length) => {
      const start = normal([length], 40);
      const make = (values: Tensor) => engine.makeVariable(values.read(), [length], "float32");
      const variable = make(start);
      const state = Array.from({ length: slots }, () => make(float32(new Array(length).fill(0))));
      let expected = Array.from(start.read(), (w) => [w, new Array<number>(slots).fill(0)] as [number, number[]]);
      for (let step = 0; step < STEPS; step++) {
        // shrinking, so that amsgrad's largest is not the newest
        const gradient = normal([length], 41 + step, 1 / (1 + step));
        engine.update(rule, variable, gradient, state);
        expected = expected.map(([w, own], i) => walk(w, own, gradient.read()[i]!));
        expectClose(
          variable,
          expected.map(([w]) => w),
        );
        for (const [k, slot] of state.entries()) {
          expectClose(
            slot,
            expected.map(([, own]) => own[k]!),
          );
        }
      }
      expect(variable.storage.plain).toBe(false);
      for (const made of [variable, ...state]) engine.release(made);
    });
  });

  it("updates a variable of another backend in its place", () => {
    const [variable, m] = [float32([1, 2]), float32([0, 0])];
    engine.update({ ...sgd, momentum: 0.5, nesterov: false }, variable, float32([10, -10]), [m]);
    expectClose(variable, [0, 3]);
    expectClose(m, [-1, 1]);
  });
}
