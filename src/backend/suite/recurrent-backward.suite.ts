/** The recurrence backward, against differences of the walk in float64. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { isClose, tolerance } from "../../../test/tolerance.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Backend, RecurrentProblem, RecurrentUpstream } from "../backend.ts";
import { differences } from "./arrays.suite.ts";
import { differentiable, makeProblem, type ProblemOptions, type Values, valuesOf, walk } from "./recurrence.suite.ts";
import { activations, families } from "./recurrent-forward.suite.ts";

/** Gradients for all that comes out of a problem, or for the parts that are named. */
function upstreamOf(
  { cell, projected, initialHidden }: RecurrentProblem,
  parts: readonly (keyof RecurrentUpstream)[] = ["hidden", "finalHidden", "finalCell"],
): RecurrentUpstream {
  const all = {
    hidden: normal([projected.shape[0]!, ...initialHidden.shape], 70),
    finalHidden: normal(initialHidden.shape, 71),
    ...(cell === "lstm" && { finalCell: normal(initialHidden.shape, 72) }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => (parts as string[]).includes(name)));
}

/** What comes out, weighted by what arrives: the number whose gradients are taken. */
function lossOf(problem: RecurrentProblem, upstream: RecurrentUpstream, values: Values): number {
  const { hidden, cell } = walk(problem, values);
  const weighted = (weights: Tensor | undefined, states: Float64Array) => {
    if (!weights) return 0;
    const start = states.length - weights.size;
    return valuesOf(weights).reduce((sum, weight, i) => sum + weight * states[start + i]!, 0);
  };
  return (
    weighted(upstream.hidden, hidden) + weighted(upstream.finalHidden, hidden) + weighted(upstream.finalCell, cell)
  );
}

export function testRecurrentBackward(engine: Backend): void {
  const gradientsOf = (problem: RecurrentProblem, upstream: RecurrentUpstream) =>
    engine.recurrentBackward(problem, engine.recurrentForward(problem, true), upstream);

  /** Every element of every gradient. */
  const check = (problem: RecurrentProblem, upstream = upstreamOf(problem)) => {
    const gradients = gradientsOf(problem, upstream);
    for (const name of differentiable) {
      const argument = problem[name];
      expect(gradients[name] !== undefined, name).toBe(argument !== undefined);
      if (!argument) continue;
      const expected = differences((x) => lossOf(problem, upstream, { [name]: x }), valuesOf(argument));
      expect(expected.every(Number.isFinite)).toBe(true);
      expectClose(gradients[name]!, tensor(expected, argument.shape), tolerance.golden);
    }
  };

  /** Each gradient along one random direction: quick for problems of many numbers. */
  const checkDirections = (problem: RecurrentProblem) => {
    const upstream = upstreamOf(problem);
    const gradients = gradientsOf(problem, upstream);
    for (const [k, name] of differentiable.entries()) {
      const argument = problem[name];
      if (!argument) continue;
      const at = valuesOf(argument);
      const direction = valuesOf(normal(argument.shape, 80 + k, 1 / Math.sqrt(argument.size)));
      const along = (way: number) =>
        lossOf(problem, upstream, { [name]: at.map((value, i) => value + way * direction[i]!) });
      const expected = (along(1e-5) - along(-1e-5)) / 2e-5;
      const actual = valuesOf(gradients[name]!).reduce((sum, d, i) => sum + d * direction[i]!, 0);
      if (!isClose(actual, expected, tolerance.golden)) expect.fail(`${name}: ${actual}, expected ${expected}`);
    }
  };

  describe.each(Object.entries(families))("%s", (_, family) => {
    const sizes: ProblemOptions = { T: 3, B: 2, U: 3, ...family };

    it.each(activations)("with activation %s", (activation) => {
      check(makeProblem({ ...sizes, activation }));
    });

    it("with activation exp, which grows too fast for more than a step", () => {
      check(makeProblem({ ...sizes, T: 1, activation: "exp" }));
    });

    it.each(activations)("with recurrent activation %s", (recurrentActivation) => {
      check(makeProblem({ ...sizes, recurrentActivation }));
    });

    it.each([
      { masked: true },
      { dropout: true },
      { biased: false },
      { masked: true, dropout: true, activation: "silu" },
      { masked: true, dropout: true, biased: false, recurrentActivation: "gelu" },
    ] satisfies Partial<ProblemOptions>[])("with %o", (options) => {
      check(makeProblem({ ...sizes, T: 4, B: 3, ...options }));
    });

    it("of one step and one row", () => {
      check(makeProblem({ ...sizes, T: 1, B: 1 }));
    });

    it.each([
      [["hidden"]],
      [["finalHidden"]],
      [["finalCell"]],
      [["hidden", "finalCell"]],
      [["finalHidden", "finalCell"]],
      [[]],
    ] as (keyof RecurrentUpstream)[][][])("of what arrives at %o", (parts) => {
      const problem = makeProblem({ ...sizes, masked: true });
      check(problem, upstreamOf(problem, parts));
    });

    it("a fully masked row hands its gradient to the initial states", () => {
      const problem = makeProblem({ ...sizes, masked: true });
      const upstream = upstreamOf(problem, ["finalHidden", "finalCell"]);
      const { initialHidden, initialCell, projected } = gradientsOf(problem, upstream);
      const row = (x: Tensor | undefined) => x && [...x.read().subarray(3, 6)];
      expect(row(initialHidden)).toEqual(row(upstream.finalHidden));
      expect(row(initialCell)).toEqual(row(upstream.finalCell));
      const width = projected.shape[2]!;
      for (let t = 0; t < 3; t++) {
        const start = (2 * t + 1) * width;
        expect(
          projected
            .read()
            .subarray(start, start + width)
            .every((value) => value === 0),
        ).toBe(true);
      }
    });

    it("leaves its arguments as they were, except what forward saved for it", () => {
      const problem = makeProblem({ ...sizes, masked: true, dropout: true });
      const upstream = upstreamOf(problem);
      const result = engine.recurrentForward(problem, true);
      const { saved: _, ...states } = result;
      const tensors = [...Object.values(problem), ...Object.values(upstream), ...Object.values(states)].filter(
        (value): value is Tensor => typeof value === "object",
      );
      const before = tensors.map((x) => [...x.read()]);
      engine.recurrentBackward(problem, result, upstream);
      expect(tensors.map((x) => [...x.read()])).toEqual(before);
    });

    it("of every size and option", () => {
      const options = fc.record({
        T: fc.integer({ min: 1, max: 5 }),
        B: fc.integer({ min: 1, max: 9 }),
        U: fc.integer({ min: 1, max: 20 }),
        biased: fc.boolean(),
        masked: fc.boolean(),
        dropout: fc.boolean(),
      });
      fc.assert(
        fc.property(options, (option) => checkDirections(makeProblem({ ...family, ...option }))),
        { numRuns: 40 },
      );
    });

    it("of many units and rows", () => {
      checkDirections(makeProblem({ ...family, T: 3, B: 33, U: 37 }));
    });
  });
}
