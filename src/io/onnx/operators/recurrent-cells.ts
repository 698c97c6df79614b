/**
 * RNN, GRU and LSTM step by step, as ONNX writes their equations: for what the fused recurrence does not have (peepholes,
 * clipping, a coupled forget gate, activations without a kernel). Axis letters: T time, B batch, U units.
 */
import { add, clip, expandDims, matmul, multiply, split, stack, subtract, unstack, where } from "../../../ops/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import type { OnnxActivation } from "./activations.ts";
import { throughRange } from "./quantizing.ts";
import type { RecurrentNode, RecurrentOperator } from "./recurrent-node.ts";

/** One direction of a recurrent operator, in processing order. Gates are blocks in the order i, f, g, o or z, r, h. */
export interface Recurrent {
  readonly node: RecurrentNode;
  /** f; f and g; f, g and h of the equations. */
  readonly activations: readonly OnnxActivation[];
  /** x W + b, (T, B, gates · U). */
  readonly projected: Tensor;
  /** (U, gates · U). */
  readonly recurrentKernel: Tensor;
  /** gru with `linearBeforeReset`: (3 · U). */
  readonly recurrentBias: Tensor | undefined;
  readonly hidden: Tensor;
  readonly cellState: Tensor | undefined;
  /** lstm: weights of c for the gates i, o and f, (U) each. */
  readonly peepholes: readonly Tensor[] | undefined;
  /** Which steps count, bool (T, B). */
  readonly mask: Tensor | undefined;
}

/** What came out: the hidden state after each step (T, B, U), and the last states (B, U). */
export interface RecurrentResult {
  hidden: Tensor;
  finalHidden: Tensor;
  finalCell: Tensor | undefined;
}

interface States {
  h: Tensor;
  c: Tensor | undefined;
}

/** Walks the sequence; a step that does not count leaves the states. */
export function walk(recurrent: Recurrent): RecurrentResult {
  const step = steps[recurrent.node.operator];
  const valid = recurrent.mask && unstack(recurrent.mask, 0);
  const hidden: Tensor[] = [];
  let states: States = { h: recurrent.hidden, c: recurrent.cellState };
  for (const [t, p] of unstack(recurrent.projected, 0).entries()) {
    const next = step(recurrent, p, states);
    const counts = valid && expandDims(valid[t]!, -1);
    const kept = (now: Tensor, before: Tensor) => (counts ? where(counts, now, before) : now);
    states = { h: kept(next.h, states.h), c: next.c && kept(next.c, states.c!) };
    hidden.push(states.h);
  }
  return { hidden: stack(hidden), finalHidden: states.h, finalCell: states.c };
}

type Step = (recurrent: Recurrent, p: Tensor, states: States) => States;

/** An activation of a sum that is clipped first. */
function activate(recurrent: Recurrent, which: number, x: Tensor): Tensor {
  const bounded = recurrent.node.clip > 0 ? clip(x, -recurrent.node.clip, recurrent.node.clip) : x;
  return recurrent.activations[which]!.apply(bounded);
}

const steps: Readonly<Record<RecurrentOperator, Step>> = {
  // h' = f(p + h U)
  RNN(recurrent, p, { h }) {
    return { h: activate(recurrent, 0, add(p, matmul(h, recurrent.recurrentKernel))), c: undefined };
  },

  // z, r = f(p + h U);  h' = (1 - z) g(p_h + r (h U_h + d_h)) + z h, or with (r h) U_h in place of the inner product
  GRU(recurrent, p, { h }) {
    const [pz, pr, ph] = split(p, 3) as [Tensor, Tensor, Tensor];
    const bias = recurrent.recurrentBias;
    const [hz, hr, hh] = split(matmul(h, recurrent.recurrentKernel, { bias }), 3) as [Tensor, Tensor, Tensor];
    const z = activate(recurrent, 0, add(pz, hz));
    const r = activate(recurrent, 0, add(pr, hr));
    const inner = recurrent.node.linearBeforeReset
      ? multiply(r, hh)
      : matmul(multiply(r, h), split(recurrent.recurrentKernel, 3)[2]!);
    const g = activate(recurrent, 1, add(ph, inner));
    return { h: add(multiply(subtract(1, z), g), multiply(z, h)), c: undefined };
  },

  // i, f = f(p + h U + P c);  c' = f c + i g(p_g + h U_g);  o = f(p_o + h U_o + P_o c');  h' = o h(c')
  LSTM(recurrent, p, { h, c }) {
    const { peepholes } = recurrent;
    const met = recurrent.node.isQuantized ? throughRange(h) : h;
    const gates = split(add(p, matmul(met, recurrent.recurrentKernel)), 4) as [Tensor, Tensor, Tensor, Tensor];
    const peeking = (gate: Tensor, which: number, state: Tensor) =>
      peepholes ? add(gate, multiply(peepholes[which]!, state)) : gate;
    const i = activate(recurrent, 0, peeking(gates[0], 0, c!));
    const f = recurrent.node.inputForget ? subtract(1, i) : activate(recurrent, 0, peeking(gates[1], 2, c!));
    const g = activate(recurrent, 1, gates[2]);
    const nextC = add(multiply(f, c!), multiply(i, g));
    const o = activate(recurrent, 0, peeking(gates[3], 1, nextC));
    return { h: multiply(o, recurrent.activations[2]!.apply(nextC)), c: nextC };
  },
};
