/** The recurrence forward, against the walk in float64. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { type Tensor, tensor, viewAs } from "../../tensor/index.ts";
import type { Backend, RecurrentProblem } from "../backend.ts";
import type { UnaryName } from "../pointwise.ts";
import { bool, float32 } from "./arrays.suite.ts";
import { makeProblem, type ProblemOptions, walk } from "./recurrence.suite.ts";

/** Keras's activations that work on one number at a time, and one that has no kernel of its own. */
export const activations: readonly UnaryName[] = [
  "linear",
  "tanh",
  "sigmoid",
  "relu",
  "relu6",
  "leakyRelu",
  "elu",
  "selu",
  "softplus",
  "softsign",
  "hardSigmoid",
  "silu",
  "hardSilu",
  "gelu",
  "mish",
  "sin",
];

/** The families, the gru in both its forms. */
export const families: Record<string, Pick<ProblemOptions, "cell" | "resetAfter">> = {
  simpleRNN: { cell: "simpleRNN" },
  lstm: { cell: "lstm" },
  gru: { cell: "gru", resetAfter: true },
  "gru reset before": { cell: "gru", resetAfter: false },
};

export function testRecurrentForward(engine: Backend): void {
  const check = (problem: RecurrentProblem) => {
    const [T, B, U] = [problem.projected.shape[0]!, ...problem.initialHidden.shape] as [number, number, number];
    const { hidden, cell } = walk(problem);
    expect(hidden.every(Number.isFinite)).toBe(true);
    const expected = (values: Float64Array): Tensor => tensor(values, [values.length / (B * U), B, U]);
    const close = (actual: Tensor, wanted: Float64Array) => expectClose(actual, expected(wanted), tolerance.golden);
    for (const keep of [true, false]) {
      const result = engine.recurrentForward(problem, keep);
      expect(result.hidden.dtype).toBe("float32");
      close(result.hidden, hidden);
      expect([result.cell !== undefined, result.saved !== undefined]).toEqual([problem.cell === "lstm", keep]);
      if (result.cell) close(result.cell, keep ? cell : cell.subarray((T - 1) * B * U));
    }
  };

  it("one unit, one step, by hand", () => {
    const one = (value: number) => float32([value], [1, 1]);
    const base = { activation: "linear", recurrentActivation: "hardSigmoid", initialHidden: one(0.5) } as const;
    const simple = engine.recurrentForward(
      {
        ...base,
        cell: "simpleRNN",
        resetAfter: false,
        projected: float32([2], [1, 1, 1]),
        recurrentKernel: one(3),
      },
      false,
    );
    expectClose(simple.hidden, [[[3.5]]]);
    // gates 0.6 + 0.5, -0.3, 2, 1.2 of which the hard sigmoid is 0.6833, 0.45, -, 0.7
    const lstm = engine.recurrentForward(
      {
        ...base,
        cell: "lstm",
        resetAfter: false,
        projected: float32([0.6, -0.3, 2, 1.2], [1, 1, 4]),
        recurrentKernel: float32([1, 0, 0, 0], [1, 4]),
        initialCell: one(-1),
      },
      true,
    );
    const c = 0.45 * -1 + (1.1 / 6 + 0.5) * 2;
    expectClose(lstm.cell!, [[[c]]]);
    expectClose(lstm.hidden, [[[0.7 * c]]]);
    const gru = {
      ...base,
      cell: "gru",
      projected: float32([0.6, -0.3, 2], [1, 1, 3]),
      recurrentKernel: float32([0, 0, 4], [1, 3]),
    } as const;
    // z = 0.6, r = 0.45
    const after = { ...gru, resetAfter: true, recurrentBias: float32([0, 0, 1]) };
    expectClose(engine.recurrentForward(after, false).hidden, [[[0.6 * 0.5 + 0.4 * (2 + 0.45 * (0.5 * 4 + 1))]]]);
    const before = { ...gru, resetAfter: false };
    expectClose(engine.recurrentForward(before, false).hidden, [[[0.6 * 0.5 + 0.4 * (2 + 0.45 * 0.5 * 4)]]]);
  });

  describe.each(Object.entries(families))("%s", (_, family) => {
    const sizes = { T: 4, B: 3, U: 5, ...family };

    it.each(activations)("with activation %s", (activation) => {
      check(makeProblem({ ...sizes, activation }));
    });

    it("with activation exp, which grows too fast for more than a step", () => {
      check(makeProblem({ ...sizes, T: 1, activation: "exp" }));
    });

    it.each(activations)("with recurrent activation %s", (recurrentActivation) => {
      check(makeProblem({ ...sizes, recurrentActivation }));
    });

    it("a masked step leaves the states as they were", () => {
      const problem = makeProblem({ ...sizes, masked: true });
      check(problem);
      const { hidden, cell } = engine.recurrentForward({ ...problem, mask: bool(new Array(12).fill(0), [4, 3]) }, true);
      for (let t = 0; t < 4; t++) {
        expect([...hidden.read().subarray(t * 15, t * 15 + 15)]).toEqual([...problem.initialHidden.read()]);
        const cells = cell ? [...cell.read().subarray(t * 15, t * 15 + 15)] : undefined;
        expect(cells).toEqual(problem.initialCell && [...problem.initialCell.read()]);
      }
    });

    it("a mask of ones changes nothing", () => {
      const problem = makeProblem(sizes);
      const masked = engine.recurrentForward({ ...problem, mask: bool(new Array(12).fill(1), [4, 3]) }, false);
      expect([...masked.hidden.read()]).toEqual([...engine.recurrentForward(problem, false).hidden.read()]);
    });

    it.runIf(engine.recurrentPrediction)("of inputs that are projected step by step, with the same bits", () => {
      const [T, B, U, F] = [60, 40, 56, 7];
      const { projected, ...rest } = makeProblem({ ...family, T, B, U, masked: true });
      const [inputs, kernel] = [normal([B, T, F], 67), normal([F, projected.shape[2]!], 68)];
      const bias = normal([projected.shape[2]!], 69);
      const swap = (x: Tensor) => engine.transpose(x, [1, 0, 2]);
      for (const backwards of [false, true]) {
        const given = backwards ? engine.reverse(inputs, 1) : inputs;
        const first = engine.matmul(viewAs(swap(given), [1, T * B, F]), viewAs(kernel, [1, ...kernel.shape]), { bias });
        const expected = engine.recurrentForward({ ...rest, projected: viewAs(first, projected.shape) }, false);
        const last = expected.hidden.read().subarray((T - 1) * B * U);
        for (const keepsSequence of [true, false]) {
          const result = engine.recurrentPrediction!({ ...rest, inputs, kernel, bias, backwards, keepsSequence })!;
          if (keepsSequence) expect(swap(result.hidden!).read()).toEqual(expected.hidden.read());
          expect(result.finalHidden.read()).toEqual(last);
          expect(result.finalCell?.read()).toEqual(expected.cell?.read());
        }
      }
    });

    it("of every size and option", () => {
      const options = fc.record({
        T: fc.integer({ min: 1, max: 6 }),
        B: fc.integer({ min: 1, max: 9 }),
        U: fc.integer({ min: 1, max: 20 }),
        biased: fc.boolean(),
        masked: fc.boolean(),
        dropout: fc.boolean(),
      });
      fc.assert(
        fc.property(options, (option) => check(makeProblem({ ...family, ...option }))),
        { numRuns: 60 },
      );
    });

    it("of many units and rows", () => {
      check(makeProblem({ ...family, T: 3, B: 33, U: 67 }));
    });
  });
}
