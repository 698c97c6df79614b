/** The recurrence, written as its equations: one row of the batch at one time step after the other. */
import { joinInto, makeArray, type Tensor, wrap } from "../../tensor/index.ts";
import type { CellName, RecurrentProblem, RecurrentResult } from "../backend.ts";
import { pointwise } from "../pointwise.ts";

/** Values kept per unit and step for the backward pass: the gates before activation; a gru also keeps h U_g + d_g or r h. */
export const savedPerUnit: Record<CellName, number> = { simpleRNN: 1, lstm: 4, gru: 4 };

/** One row's states and what backward needs. */
interface RowStep {
  h: Float64Array;
  c?: Float64Array;
  saved: Float64Array;
}

/** A row of the batch as the equations see it. */
export interface Row {
  /** The share of gate k in unit u of a vector times the recurrent kernel: (v m_k) U_k, m_k the gate's dropout. */
  recur(v: ArrayLike<number>, gate: number, u: number): number;
  /** The dropout factor of v[j] in gate k. */
  drop(gate: number, j: number): number;
}

export function recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult {
  const [time, batch, width] = problem.projected.shape as [number, number, number];
  const units = problem.initialHidden.shape[1]!;
  const savedWidth = savedPerUnit[problem.cell] * units;
  const hidden = makeArray("float32", time * batch * units);
  const cell = makeArray("float32", problem.cell === "lstm" ? hidden.length : 0);
  const saved = makeArray("float32", time * batch * savedWidth);
  const projected = problem.projected.read();
  const mask = problem.mask?.read();
  for (let b = 0; b < batch; b++) {
    const row = rowOf(problem, b);
    let h = Float64Array.from(problem.initialHidden.read().subarray(b * units, (b + 1) * units));
    let c = problem.initialCell && Float64Array.from(problem.initialCell.read().subarray(b * units, (b + 1) * units));
    for (let t = 0; t < time; t++) {
      const at = t * batch + b;
      if (!mask || mask[at]) {
        const step = steps[problem.cell](problem, projected.subarray(at * width, (at + 1) * width), h, c, row);
        h = step.h as typeof h;
        c = step.c as typeof c;
        saved.set(step.saved, at * savedWidth);
      }
      hidden.set(h, at * units);
      if (c) cell.set(c, at * units);
    }
  }
  const states = (values: Float32Array, steps: number): Tensor => wrap(values, [steps, batch, units], "float32");
  const lastCell = () => states(cell.slice((time - 1) * batch * units), 1);
  return {
    hidden: states(hidden, time),
    ...(problem.cell === "lstm" && { cell: keep ? states(cell, time) : lastCell() }),
    ...(keep && { saved: wrap(saved, [time, batch, savedWidth], "float32") }),
  };
}

/** One row of a problem. */
export function rowOf({ recurrentKernel, recurrentDropout, initialHidden }: RecurrentProblem, b: number): Row {
  const [batch, units] = initialHidden.shape as [number, number];
  const kernel = recurrentKernel.read();
  const width = recurrentKernel.shape[1]!;
  const masks = recurrentDropout?.read();
  const drop = (gate: number, j: number) => (masks ? masks[(gate * batch + b) * units + j]! : 1);
  return {
    drop,
    recur(v, gate, u) {
      let sum = 0;
      for (let j = 0; j < units; j++) sum += v[j]! * drop(gate, j) * kernel[j * width + gate * units + u]!;
      return sum;
    },
  };
}

type Step = (
  problem: RecurrentProblem,
  p: ArrayLike<number>,
  h: Float64Array,
  c: Float64Array | undefined,
  row: Row,
) => RowStep;

/** One row's step of each cell. */
export const steps: Record<CellName, Step> = {
  simpleRNN({ activation }, p, h, _, row) {
    const saved = h.map((_, u) => p[u]! + row.recur(h, 0, u));
    return { h: saved.map(pointwise[activation].value), saved };
  },

  lstm({ activation, recurrentActivation }, p, h, c, row) {
    const units = h.length;
    const act = pointwise[activation].value;
    const rec = pointwise[recurrentActivation].value;
    const gate = (k: number) => h.map((_, u) => p[k * units + u]! + row.recur(h, k, u));
    const [i, f, g, o] = [gate(0), gate(1), gate(2), gate(3)];
    const nextC = c!.map((old, u) => rec(f[u]!) * old + rec(i[u]!) * act(g[u]!));
    const nextH = nextC.map((value, u) => rec(o[u]!) * act(value));
    return { h: nextH, c: nextC, saved: joinInto(new Float64Array(4 * units), [i, f, g, o]) };
  },

  gru({ activation, recurrentActivation, resetAfter, recurrentBias }, p, h, _, row) {
    const units = h.length;
    const act = pointwise[activation].value;
    const rec = pointwise[recurrentActivation].value;
    const bias = recurrentBias?.read();
    const d = (k: number, u: number) => (bias ? bias[k * units + u]! : 0);
    const z = h.map((_, u) => p[u]! + row.recur(h, 0, u) + d(0, u));
    const r = h.map((_, u) => p[units + u]! + row.recur(h, 1, u) + d(1, u));
    const kept = resetAfter ? h.map((_, u) => row.recur(h, 2, u) + d(2, u)) : h.map((old, u) => rec(r[u]!) * old);
    const g = h.map((_, u) => {
      const recurrent = resetAfter ? rec(r[u]!) * kept[u]! : row.recur(kept, 2, u);
      return p[2 * units + u]! + recurrent;
    });
    const next = h.map((old, u) => rec(z[u]!) * old + (1 - rec(z[u]!)) * act(g[u]!));
    return { h: next, saved: joinInto(new Float64Array(4 * units), [z, r, g, kept]) };
  },
};
