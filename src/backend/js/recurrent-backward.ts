/** The recurrence run in reverse: the chain rule through the equations of `recurrent-forward.ts`. */
import { type Shape, sizeOf, type Tensor, wrap } from "../../tensor/index.ts";
import type { CellName, RecurrentGradients, RecurrentProblem, RecurrentResult, RecurrentUpstream } from "../backend.ts";
import { pointwise, type UnaryName } from "../pointwise.ts";
import { type Row, rowOf, savedPerUnit } from "./recurrent-forward.ts";

/** The result of one backward step of one row: gradients of the gates before activation, and of the states before the step. */
interface RowGradients {
  /** With respect to p, G·U values. */
  gates: Float64Array;
  /** With respect to h U + d in each gate: equal to `gates`, except for a gru with resetAfter. */
  recurrent: Float64Array;
  /** The part of dh that bypasses the recurrent kernel. */
  h: Float64Array;
  c?: Float64Array;
}

export function recurrentBackward(
  problem: RecurrentProblem,
  result: RecurrentResult,
  upstream: RecurrentUpstream,
): RecurrentGradients {
  const [time, batch, width] = problem.projected.shape as [number, number, number];
  const units = problem.initialHidden.shape[1]!;
  const savedWidth = savedPerUnit[problem.cell] * units;
  const dProjected = new Float64Array(time * batch * width);
  const dKernel = new Float64Array(units * width);
  const dBias = new Float64Array(width);
  const dHidden = new Float64Array(batch * units);
  const dCell = new Float64Array(batch * units);
  const kernel = problem.recurrentKernel.read();
  const [saved, mask, dSequence] = [result.saved!.read(), problem.mask?.read(), upstream.hidden?.read()];

  for (let b = 0; b < batch; b++) {
    const row = rowOf(problem, b);
    let dh = rowAt(upstream.finalHidden, b, units);
    let dc = rowAt(upstream.finalCell, b, units);
    for (let t = time - 1; t >= 0; t--) {
      const at = t * batch + b;
      if (dSequence) dh = dh.map((value, u) => value + dSequence[at * units + u]!);
      if (mask && !mask[at]) continue;
      const before = t > 0 ? rowAt(result.hidden, at - batch, units) : rowAt(problem.initialHidden, b, units);
      const cBefore = t > 0 ? rowAt(result.cell, at - batch, units) : rowAt(problem.initialCell, b, units);
      const cAfter = rowAt(result.cell, at, units);
      const z = saved.subarray(at * savedWidth, (at + 1) * savedWidth) as Float32Array;
      const d = stepsBack[problem.cell](problem, { z, h: before, c: cBefore, cAfter, dh, dc, row });

      dProjected.set(d.gates, at * width);
      const resetBefore = problem.cell === "gru" && !problem.resetAfter;
      for (let k = 0; k < width; k++) {
        const [gate, slope] = [Math.floor(k / units), d.recurrent[k]!];
        dBias[k]! += slope;
        for (let j = 0; j < units; j++) {
          // what met the kernel: h, or r h in the last gate of a gru that resets before
          const met = resetBefore && gate === 2 ? z[3 * units + j]! : before[j]!;
          dKernel[j * width + k]! += met * row.drop(gate, j) * slope;
          if (!(resetBefore && gate === 2)) d.h[j]! += kernel[j * width + k]! * row.drop(gate, j) * slope;
        }
      }
      dh = d.h;
      dc = d.c ?? dc;
    }
    dHidden.set(dh, b * units);
    dCell.set(dc, b * units);
  }
  return {
    projected: rounded(dProjected, problem.projected.shape),
    recurrentKernel: rounded(dKernel, problem.recurrentKernel.shape),
    initialHidden: rounded(dHidden, problem.initialHidden.shape),
    recurrentBias: problem.recurrentBias && rounded(dBias, problem.recurrentBias.shape),
    initialCell: problem.initialCell && rounded(dCell, problem.initialCell.shape),
  };
}

/** One step of one row: z the saved values, h and c the states before it, dh and dc the gradients of those after it. */
interface StepInputs {
  z: Float32Array;
  h: Float64Array;
  c: Float64Array;
  cAfter: Float64Array;
  dh: Float64Array;
  dc: Float64Array;
  /** A gru needs it. */
  row?: Row;
}

/** One row's step back of each cell. */
export const stepsBack: Record<CellName, (problem: RecurrentProblem, inputs: StepInputs) => RowGradients> = {
  simpleRNN({ activation }, { z, dh }) {
    const act = valueAndSlope(activation);
    const gates = dh.map((value, u) => value * act(z[u]!).slope);
    return { gates, recurrent: gates, h: new Float64Array(dh.length) };
  },

  lstm({ activation, recurrentActivation }, { z, c, cAfter, dh, dc }) {
    const units = dh.length;
    const [act, rec] = [valueAndSlope(activation), valueAndSlope(recurrentActivation)];
    const gates = new Float64Array(4 * units);
    const dcBefore = dc.map((later, u) => {
      const [i, f, g, o] = [rec(z[u]!), rec(z[units + u]!), act(z[2 * units + u]!), rec(z[3 * units + u]!)];
      const out = act(cAfter[u]!);
      const dcHere = later + dh[u]! * o.value * out.slope;
      gates[u] = dcHere * g.value * i.slope;
      gates[units + u] = dcHere * c[u]! * f.slope;
      gates[2 * units + u] = dcHere * i.value * g.slope;
      gates[3 * units + u] = dh[u]! * out.value * o.slope;
      return dcHere * f.value;
    });
    return { gates, recurrent: gates, h: new Float64Array(units), c: dcBefore };
  },

  gru({ activation, recurrentActivation, resetAfter, recurrentKernel }, { z: saved, h, dh, row }) {
    const units = dh.length;
    const [act, rec] = [valueAndSlope(activation), valueAndSlope(recurrentActivation)];
    const kernel = recurrentKernel.read();
    const gates = new Float64Array(3 * units);
    const dhBefore = new Float64Array(units);
    for (let u = 0; u < units; u++) {
      const [z, g] = [rec(saved[u]!), act(saved[2 * units + u]!)];
      gates[u] = dh[u]! * (h[u]! - g.value) * z.slope;
      gates[2 * units + u] = dh[u]! * (1 - z.value) * g.slope;
      dhBefore[u] = dh[u]! * z.value;
    }
    const recurrent = gates.slice();
    for (let j = 0; j < units; j++) {
      const r = rec(saved[units + j]!);
      if (resetAfter) {
        // g = p_g + r q, q = h U_g + d_g: the kernel sees r times the gradient
        gates[units + j] = gates[2 * units + j]! * saved[3 * units + j]! * r.slope;
        recurrent[2 * units + j] = gates[2 * units + j]! * r.value;
      } else {
        let dReset = 0;
        for (let u = 0; u < units; u++) dReset += gates[2 * units + u]! * kernel[j * 3 * units + 2 * units + u]!;
        dReset *= row!.drop(2, j);
        gates[units + j] = dReset * h[j]! * r.slope;
        dhBefore[j]! += dReset * r.value;
      }
      recurrent[units + j] = gates[units + j]!;
    }
    return { gates, recurrent, h: dhBefore };
  },
};

function valueAndSlope(name: UnaryName): (x: number) => { value: number; slope: number } {
  const { value, derivative } = pointwise[name];
  return (x) => {
    const y = value(x);
    return { value: y, slope: derivative(x, y) };
  };
}

function rowAt(x: Tensor | undefined, row: number, width: number): Float64Array {
  return x ? Float64Array.from(x.read().subarray(row * width, (row + 1) * width)) : new Float64Array(width);
}

function rounded(values: Float64Array, shape: Shape): Tensor {
  return wrap(Float32Array.from(values.subarray(0, sizeOf(shape))), shape, "float32");
}
