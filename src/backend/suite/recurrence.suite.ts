/** The recurrence as a plain walk in float64, from the equations at `RecurrentProblem`; and problems to walk through. */
import { normal } from "../../../test/numbers.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { CellName, RecurrentProblem } from "../backend.ts";
import { pointwise, type UnaryName } from "../pointwise.ts";

export const gateCount: Record<CellName, number> = { simpleRNN: 1, lstm: 4, gru: 3 };

/** The arguments of a problem that have gradients. */
export type Differentiable = "projected" | "recurrentKernel" | "recurrentBias" | "initialHidden" | "initialCell";
export const differentiable: readonly Differentiable[] = [
  "projected",
  "recurrentKernel",
  "recurrentBias",
  "initialHidden",
  "initialCell",
];

export interface ProblemOptions {
  cell: CellName;
  T: number;
  B: number;
  U: number;
  activation?: UnaryName;
  recurrentActivation?: UnaryName;
  resetAfter?: boolean;
  /** By default true. */
  biased?: boolean;
  /** Random steps masked; row 1 wholly; row 0 counts at one step at least. */
  masked?: boolean;
  dropout?: boolean;
}

/** A problem of seeded normal numbers. */
export function makeProblem(options: ProblemOptions): RecurrentProblem {
  const { cell, T, B, U, activation = "tanh", recurrentActivation = "sigmoid" } = options;
  const { resetAfter = true, biased = true, masked = false, dropout = false } = options;
  const G = gateCount[cell];
  const coins = normal([T, B], 60).read();
  const drops = normal([G, B, U], 61).read();
  return {
    cell,
    activation,
    recurrentActivation,
    resetAfter,
    projected: normal([T, B, G * U], 62, 0.5),
    recurrentKernel: normal([U, G * U], 63, 0.6 / Math.sqrt(U)),
    initialHidden: normal([B, U], 64, 0.5),
    ...(cell === "gru" && resetAfter && biased && { recurrentBias: normal([3 * U], 65, 0.5) }),
    ...(cell === "lstm" && { initialCell: normal([B, U], 66, 0.5) }),
    ...(masked && {
      mask: tensor(
        Array.from(coins, (coin, i) => counts(coin, i, B)),
        [T, B],
        "bool",
      ),
    }),
    ...(dropout && {
      recurrentDropout: tensor(
        Array.from(drops, (drop) => (drop > 0.6 ? 0 : 1.25)),
        [G, B, U],
      ),
    }),
  };
}

function counts(coin: number, i: number, B: number): number {
  if (i % B === 1) return 0;
  return coin < 0.4 || i === B ? 1 : 0;
}

/** Arguments as double-precision numbers; those named here replace the problem's own. */
export type Values = Partial<Record<Differentiable, Float64Array>>;

export interface Walked {
  /** [T, B, U]. */
  hidden: Float64Array;
  /** [T, B, U], lstm only. */
  cell: Float64Array;
}

export function valuesOf(x: Tensor): Float64Array {
  return Float64Array.from(x.read());
}

/** Every state of the recurrence, one unit of one row after the other. */
export function walk(problem: RecurrentProblem, values: Values = {}): Walked {
  const { activation, recurrentActivation, resetAfter, mask, recurrentDropout } = problem;
  const [T, B, width] = problem.projected.shape as [number, number, number];
  const U = problem.initialHidden.shape[1]!;
  const act = pointwise[activation].value;
  const rec = pointwise[recurrentActivation].value;
  const of = (name: Differentiable) => values[name] ?? (problem[name] ? valuesOf(problem[name]) : undefined);
  const [projected, kernel, bias] = [of("projected")!, of("recurrentKernel")!, of("recurrentBias")];
  const drops = recurrentDropout?.read();
  const result = { hidden: new Float64Array(T * B * U), cell: new Float64Array(T * B * U) };
  let [h, c] = [of("initialHidden")!.slice(), (of("initialCell") ?? new Float64Array(B * U)).slice()];

  for (let t = 0; t < T; t++) {
    const [nextH, nextC] = [h.slice(), c.slice()];
    for (let b = 0; b < B; b++) {
      if (mask && mask.read()[t * B + b] === 0) continue;
      const old = h.subarray(b * U, b * U + U);
      const p = (gate: number, u: number) => projected[(t * B + b) * width + gate * U + u]!;
      const times = (state: Float64Array, gate: number, u: number) => {
        let sum = bias ? bias[gate * U + u]! : 0;
        for (let j = 0; j < U; j++) {
          sum += state[j]! * (drops ? drops[(gate * B + b) * U + j]! : 1) * kernel[j * width + gate * U + u]!;
        }
        return sum;
      };
      const gate = (k: number, u: number) => p(k, u) + times(old, k, u);
      for (let u = 0; u < U; u++) {
        const at = b * U + u;
        if (problem.cell === "simpleRNN") nextH[at] = act(gate(0, u));
        else if (problem.cell === "lstm") {
          nextC[at] = rec(gate(1, u)) * c[at]! + rec(gate(0, u)) * act(gate(2, u));
          nextH[at] = rec(gate(3, u)) * act(nextC[at]!);
        } else {
          const z = rec(gate(0, u));
          const candidate = resetAfter
            ? p(2, u) + rec(gate(1, u)) * times(old, 2, u)
            : p(2, u) +
              times(
                old.map((value, j) => rec(gate(1, j)) * value),
                2,
                u,
              );
          nextH[at] = z * h[at]! + (1 - z) * act(candidate);
        }
      }
    }
    [h, c] = [nextH, nextC];
    result.hidden.set(h, t * B * U);
    result.cell.set(c, t * B * U);
  }
  return result;
}
