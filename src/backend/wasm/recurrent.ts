/** The recurrence on the kernels: memory for what they write, panels of the recurrent kernel, and the calls. */
import type { Tensor } from "../../tensor/index.ts";
import type { RecurrentGradients, RecurrentProblem, RecurrentResult, RecurrentUpstream } from "../backend.ts";
import { cellCodes, unaryCodes } from "./codes.ts";
import type { WasmEngine } from "./engine.ts";

/** Whether the kernels know both activations. */
export function hasRecurrentKernel({ activation, recurrentActivation }: RecurrentProblem): boolean {
  return unaryCodes[activation] !== undefined && unaryCodes[recurrentActivation] !== undefined;
}

/** Sizes of a problem: time, batch, units, gates, and values saved per unit and step. */
function sizes({ cell, projected, initialHidden }: RecurrentProblem) {
  const [T, B, width] = projected.shape as [number, number, number];
  const U = initialHidden.shape[1]!;
  return { T, B, U, G: width / U, S: cell === "simpleRNN" ? 1 : 4 };
}

/** The arguments that both directions of a kernel call begin with: codes and sizes; all rows. */
function head(problem: RecurrentProblem) {
  const { T, B, U } = sizes(problem);
  const { cell, activation, recurrentActivation, resetAfter } = problem;
  return [
    cellCodes[cell],
    T,
    B,
    U,
    0,
    B,
    unaryCodes[activation]!,
    unaryCodes[recurrentActivation]!,
    Number(resetAfter),
  ] as const;
}

export function recurrentForward(engine: WasmEngine, problem: RecurrentProblem, keep: boolean): RecurrentResult {
  const { T, B, U, G, S } = sizes(problem);
  const optional = (tensor: Tensor | undefined) => (tensor ? engine.address(tensor) : 0);
  const isLstm = problem.cell === "lstm";
  const hidden = engine.reserve([T, B, U]);
  const cell = engine.reserve([isLstm ? (keep ? T : 1) : 0, B, U]);
  const saved = engine.reserve([keep ? T : 1, B, S * U]);
  engine.kernels.recurrentForward(
    ...head(problem),
    engine.address(problem.projected),
    gatePanels(engine, problem.recurrentKernel, U, G, false),
    optional(problem.recurrentBias),
    engine.address(problem.initialHidden),
    optional(problem.initialCell),
    optional(problem.mask),
    optional(problem.recurrentDropout),
    hidden.address,
    cell.address,
    saved.address,
    Number(keep),
    engine.memory.take(16 * B * U),
  );
  return {
    hidden: hidden.tensor,
    ...(isLstm && { cell: cell.tensor }),
    ...(keep && { saved: saved.tensor }),
  };
}

export function recurrentBackward(
  engine: WasmEngine,
  problem: RecurrentProblem,
  result: RecurrentResult,
  upstream: RecurrentUpstream,
): RecurrentGradients {
  const { B, U, G } = sizes(problem);
  const optional = (tensor: Tensor | undefined) => (tensor ? engine.address(tensor) : 0);
  const isLstm = problem.cell === "lstm";
  const hasOwnRecurrent = problem.cell === "gru" && problem.resetAfter;
  const dHidden = startingFrom(engine, upstream.finalHidden, [B, U]);
  const dCell = startingFrom(engine, upstream.finalCell, [isLstm ? B : 0, U]);
  const dGates = engine.reserve(problem.projected.shape);
  const dRecurrent = hasOwnRecurrent ? engine.reserve(problem.projected.shape) : dGates;
  engine.kernels.recurrentBackward(
    ...head(problem),
    gatePanels(engine, problem.recurrentKernel, U, G, true),
    engine.address(problem.initialHidden),
    optional(problem.initialCell),
    optional(problem.mask),
    optional(problem.recurrentDropout),
    engine.address(result.hidden),
    optional(result.cell),
    engine.address(result.saved!),
    optional(upstream.hidden),
    dHidden.address,
    dCell.address,
    dGates.address,
    dRecurrent.address,
    engine.memory.take(16 * B * U),
  );
  return {
    projected: dGates.tensor,
    recurrentKernel: kernelGradient(engine, problem, result, dRecurrent.tensor),
    initialHidden: dHidden.tensor,
    ...(problem.initialCell && { initialCell: dCell.tensor }),
    ...(problem.recurrentBias && { recurrentBias: sumOverTime(engine, problem, dRecurrent.address) }),
  };
}

/** Σ over all steps of (what met the kernel)ᵀ (the gradients of the gates). */
function kernelGradient(
  engine: WasmEngine,
  problem: RecurrentProblem,
  result: RecurrentResult,
  dGates: Tensor,
): Tensor {
  const { T, B, U, G } = sizes(problem);
  const { kernels, memory } = engine;
  const [rows, width] = [T * B, G * U];
  const before = hiddenBefore(engine, problem, result);
  const drop = problem.recurrentDropout && engine.address(problem.recurrentDropout);
  const resetBefore = problem.cell === "gru" && !problem.resetAfter;
  return engine.result(problem.recurrentKernel.shape, (to) => {
    if (!drop && !resetBefore) {
      const panels = engine.packed(dGates, rows, width, width, 1, [0]);
      kernels.gemm(U, width, rows, before, 1, U, panels, to, width, 0, 0);
      return;
    }
    // each gate's block met something of its own
    const panels = memory.take(4 * kernels.packedSize(rows, U));
    for (let gate = 0; gate < G; gate++) {
      const isReset = resetBefore && gate === 2;
      const met = isReset
        ? { address: engine.address(result.saved!) + 12 * U, stride: 4 * U }
        : { address: before, stride: U };
      const masked = drop ? withDropout(engine, problem, met, drop + 4 * gate * B * U) : met;
      const d = engine.address(dGates) + 4 * gate * U;
      kernels.kernelGradient(rows, U, masked.address, masked.stride, d, width, to + 4 * gate * U, width, 0, panels);
    }
  });
}

/** The hidden state before each step, (T, B, U), in one place. */
function hiddenBefore(engine: WasmEngine, problem: RecurrentProblem, result: RecurrentResult): number {
  const { T, B, U } = sizes(problem);
  const to = engine.memory.take(4 * T * B * U);
  const [h0, hidden] = [engine.address(problem.initialHidden), engine.address(result.hidden)];
  const bytes = new Uint8Array(engine.memory.memory.buffer);
  bytes.copyWithin(to, h0, h0 + 4 * B * U);
  bytes.copyWithin(to + 4 * B * U, hidden, hidden + 4 * (T - 1) * B * U);
  return to;
}

/** Rows (T, B, U) times a mask (B, U), at every step the same. */
function withDropout(
  engine: WasmEngine,
  problem: RecurrentProblem,
  met: { address: number; stride: number },
  drop: number,
) {
  const { T, B, U } = sizes(problem);
  const to = engine.memory.take(4 * T * B * U);
  const bytes = new Uint8Array(engine.memory.memory.buffer);
  for (let row = 0; row < T * B; row++) {
    const from = met.address + 4 * row * met.stride;
    bytes.copyWithin(to + 4 * row * U, from, from + 4 * U);
  }
  engine.kernels.binary(2, T, B * U, to, B * U, 0, drop, 0, 0, to);
  return { address: to, stride: U };
}

function sumOverTime(engine: WasmEngine, problem: RecurrentProblem, dRecurrent: number): Tensor {
  const { T, B, U } = sizes(problem);
  return engine.result([3 * U], (to) => engine.kernels.sumRows(T * B, 3 * U, dRecurrent, to, 1));
}

/** The panels of each gate's columns of the recurrent kernel, or of their transpose, one gate after the other. */
function gatePanels(engine: WasmEngine, kernel: Tensor, U: number, G: number, transposed: boolean): number {
  const width = G * U;
  const offsets = Array.from({ length: G }, (_, gate) => gate * U);
  return transposed ? engine.packed(kernel, U, U, 1, width, offsets) : engine.packed(kernel, U, U, width, 1, offsets);
}

/** A copy of a gradient to go on from; zeros where none arrived. */
function startingFrom(engine: WasmEngine, gradient: Tensor | undefined, shape: readonly [number, number]) {
  const place = engine.reserve(shape);
  const length = shape[0] * shape[1];
  const to = engine.memory.view("float32", place.address, length);
  if (gradient) to.set(gradient.read());
  else to.fill(0);
  return place;
}
