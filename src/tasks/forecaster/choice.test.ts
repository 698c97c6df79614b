import { describe, expect, it } from "vitest";
import { COMBINATION, chosen, type TrialScore } from "./choice.ts";
import { tryAll } from "./trial.ts";

const horizon = 4;
/** Errors at places two rows apart, the first of each pair in a block with the second. */
const places = (errors: readonly number[]) => errors.map((error, i) => ({ at: 40 + 2 * i, error }));
const mean = (errors: readonly number[]) => errors.reduce((sum, error) => sum + error, 0) / errors.length;
const score = (name: string, errors: readonly number[], isSimple: boolean): TrialScore => ({
  ...{ name, isSimple, relative: mean(errors) },
  ...{ mae: Number.NaN, mase: Number.NaN, smape: Number.NaN },
});

/** What is chosen of the combination and a way with these errors. */
function choose(own: readonly number[], other: readonly number[], isSimple = true) {
  const all: Record<string, readonly number[]> = { [COMBINATION]: own, naive: other };
  const scores = [score(COMBINATION, own, false), score("naive", other, isSimple)];
  return chosen(
    scores.sort((a, b) => a.relative - b.relative),
    horizon,
    (name) => places(all[name]!),
  );
}

describe("the choice after a trial", () => {
  it("is the combination where it is ahead", () => {
    expect(choose([1, 1, 1, 1], [2, 2, 0.9, 0.9])).toEqual({ winner: COMBINATION, isNear: false });
  });

  it("is a simple way that is ahead by more than a standard error", () => {
    // leads of 1, 2, 3 in three blocks: mean 2, standard error 1 / √3
    expect(choose([2, 2, 3, 3, 4, 4], [1, 1, 1, 1, 1, 1])).toEqual({ winner: "naive", isNear: false });
  });

  it("stays the combination where the lead is less than chance makes, and less than a tenth", () => {
    // leads of 0.3 and -0.1: mean 0.1, standard error 0.2
    expect(choose([1.3, 1.3, 0.9, 0.9], [1, 1, 1, 1])).toEqual({ winner: COMBINATION, isNear: true });
    expect(choose([1.6, 1.6, 0.8, 0.8], [1, 1, 1, 1])).toEqual({ winner: "naive", isNear: false });
    // one block alone has no standard error
    expect(choose([1.05, 1.05], [1, 1])).toEqual({ winner: COMBINATION, isNear: true });
    expect(choose([4, 4], [1, 1])).toEqual({ winner: "naive", isNear: false });
  });

  it("takes a simple way that makes no error", () => {
    expect(choose([1, 1, 1, 1], [0, 0, 0, 0])).toEqual({ winner: "naive", isNear: false });
  });

  it("counts rounding as no error", () => {
    const history = new Float64Array(40).fill(7.1);
    const { verdict } = tryAll(history, history, { horizon: 5, seasons: [], quantiles: [0.1, 0.9] });
    expect(verdict.scores.map(({ relative }) => relative)).toEqual(verdict.scores.map(() => 0));
    expect(verdict.winner).toBe(COMBINATION);
  });

  it("leaves ways that are not simple to the combination", () => {
    expect(choose([2, 2, 3, 3, 4, 4], [1, 1, 1, 1, 1, 1], false)).toEqual({ winner: COMBINATION, isNear: false });
  });
});
