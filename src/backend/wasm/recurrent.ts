/** The recurrence on the kernels: memory for what they write, panels of the recurrent kernel, and the calls. */
import { sizeOf, type Tensor, viewAs } from "../../tensor/index.ts";
import type {
  PredictionResult,
  RecurrentGradients,
  RecurrentPrediction,
  RecurrentProblem,
  RecurrentResult,
  RecurrentUpstream,
} from "../backend.ts";
import type { Windows } from "../windows.ts";
import type { Operand } from "./broadcast.ts";
import { binaryCodes, cellCodes, unaryCodes } from "./codes.ts";
import { onBlocks } from "./elementwise.ts";
import type { WasmEngine } from "./engine.ts";
import { recurrenceFields } from "./kernels.generated.ts";
import { multiply } from "./product.ts";
import { convolveKernelGradient, describe, forThreads, hasWindowKernel, sizes as windowSizes } from "./windows.ts";

/** A thread's rows of a batch begin at multiples of this. */
const ROWS = 2;
/** A thread's units, where they are shared, begin at multiples of this: a panel. */
const UNITS = 16;
/** From this many rows on, threads split rows instead of units. */
const FEW_ROWS = 4;
/** From this many multiply-adds per time step on, threads gain more than the barrier at the end of the step costs. */
const WORTH_WAITING = 200_000;

/** Bytes of projected inputs that a second-level cache keeps until the recurrence reads them. */
const CACHED = 1 << 19;
/** Rows of a thread from which on a step's projection is not much slower than that of all steps. */
const ROWS_TO_PROJECT = 16;

type Problem = RecurrentProblem | RecurrentPrediction;

/** Whether the kernels know both activations. */
export function hasRecurrentKernel({ activation, recurrentActivation, windows }: Problem): boolean {
  if (windows && !hasWindowKernel(windows)) return false;
  return unaryCodes[activation] !== undefined && unaryCodes[recurrentActivation] !== undefined;
}

/** Sizes of a problem: time, batch, units, gates, and values saved per unit and step. */
function sizes(problem: Problem) {
  const { cell, recurrentKernel, initialHidden } = problem;
  const T = "inputs" in problem ? problem.inputs.shape[1]! : problem.projected.shape[0]!;
  const [B, U] = initialHidden.shape as [number, number];
  return { T, B, U, G: recurrentKernel.shape.at(-1)! / U, S: cell === "simpleRNN" ? 1 : 4 };
}

/** Whether threads split units instead of rows: few rows, much work per step, no mask, no gates apart. */
function sharesUnits(engine: WasmEngine, problem: Problem): boolean {
  const { T, B, U, G } = sizes(problem);
  const work = B * U * G * U;
  if (B >= FEW_ROWS || work < WORTH_WAITING || U % UNITS !== 0) return false;
  return !problem.mask && !gatesApart(problem) && engine.threadsFor(T * work) > 1;
}

/** The fields that both directions share: codes, sizes, addresses. */
function common(engine: WasmEngine, problem: Problem): Fields {
  const { T, B, U } = sizes(problem);
  return {
    cell: cellCodes[problem.cell],
    T,
    B,
    U,
    act: unaryCodes[problem.activation]!,
    rec: unaryCodes[problem.recurrentActivation]!,
    resetAfter: Number(problem.resetAfter),
    h0: engine.address(problem.initialHidden),
    c0: addressOf(engine, problem.initialCell),
    mask: addressOf(engine, problem.mask),
    drop: addressOf(engine, problem.recurrentDropout),
  };
}

/** Values for the kernel's problem block. */
type Fields = Partial<Record<keyof typeof recurrenceFields, number>>;

const addressOf = (engine: WasmEngine, tensor: Tensor | undefined) => (tensor ? engine.address(tensor) : 0);

/** Runs a kernel over a problem; threads split the rows, or the units if rows are few. @param parts fields of the problem block */
function run(
  engine: WasmEngine,
  name: "recurrentForward" | "recurrentBackward",
  problem: Problem,
  ...parts: Fields[]
): void {
  const { T, B, U, G } = sizes(problem);
  if (problem.windows) {
    // rows are places; threads share the samples
    const places = sizeOf(problem.windows.output);
    const { depth, block, work } = windowSizes(problem.windows, B / places, U, 4 * U, 1);
    const p = engine.memory.block(recurrenceFields, ...parts, { windows: describe(engine, problem.windows), block });
    const room = forThreads(engine, engine.kernels.scratchSize() + block * depth);
    engine.split(name, B / places, 1, T * work, (first, end, thread) => ({
      p,
      row0: first * places,
      row1: end * places,
      unit0: 0,
      unit1: U,
      threads: 1,
      room: room(thread),
    }));
    return;
  }
  const work = T * B * U * G * U;
  const shares = sharesUnits(engine, problem);
  const barrier = shares ? engine.zeros(1) : 0;
  const p = engine.memory.block(recurrenceFields, ...parts, { barrier });
  const part = (row0: number, row1: number, unit0: number, unit1: number, thread: number, threads: number) => {
    return { p, row0, row1, unit0, unit1, threads, room: engine.room(thread) };
  };
  if (shares)
    engine.split(name, U, UNITS, work, (u0, u1, thread, threads) => part(0, B, u0, u1, thread, threads), barrier);
  else engine.split(name, B, ROWS, work, (row0, row1, thread) => part(row0, row1, 0, U, thread, 1));
}

export function recurrentForward(engine: WasmEngine, problem: RecurrentProblem, keep: boolean): RecurrentResult {
  const { T, B, U, G, S } = sizes(problem);
  // gates of the same width overwrite their projected inputs
  const inPlace = keep && S === G && engine.isIntermediate(problem.projected);
  const projected = engine.address(problem.projected);
  const saved = inPlace ? { tensor: problem.projected, address: projected } : engine.reserve([keep ? T : 1, B, S * U]);
  const hidden = engine.reserve([T, B, U]);
  const fields = { projected, saved: saved.address, hidden: hidden.address };
  const cell = forward(engine, problem, keep, fields);
  return { hidden: hidden.tensor, cell, saved: keep ? saved.tensor : undefined };
}

/** Not where projected inputs are few, or rows too few for a product of their own at each step. */
export function projectsWithin(engine: WasmEngine, steps: number, rows: number, columns: number): boolean {
  if (rows < ROWS_TO_PROJECT || 4 * steps * rows * columns < CACHED) return false;
  return rows / engine.threadsRunning() >= ROWS_TO_PROJECT;
}

export function recurrentPrediction(engine: WasmEngine, problem: RecurrentPrediction): PredictionResult {
  const { T, B, U, G, S } = sizes(problem);
  const { inputs, kernel, bias } = problem;
  const [features, width] = kernel.shape as [number, number];
  const saved = engine.memory.take(4 * B * S * U);
  const turns = engine.memory.take(4 * 2 * B * U);
  const sequence = problem.keepsSequence ? engine.reserve([B, T, U]) : undefined;
  const cell = forward(engine, problem, false, {
    saved,
    hidden: turns,
    outputs: sequence?.address ?? 0,
    backwards: Number(problem.backwards),
    inputs: engine.address(inputs),
    features,
    inputPanels: engine.packed(kernel, features, width, width, 1, [0]),
    inputBias: addressOf(engine, bias),
    // gates of the same width overwrite their share
    projected: S === G ? saved : engine.memory.take(4 * B * width),
  });
  const finalHidden = engine.at(turns + 4 * ((T - 1) % 2) * B * U, [B, U]);
  return { hidden: sequence?.tensor, finalHidden, finalCell: cell && viewAs(cell, [B, U]) };
}

/** The forward kernel; gives the cell states. @param given where it finds the inputs' share, and room for what it writes */
function forward(engine: WasmEngine, problem: Problem, keep: boolean, given: Fields): Tensor | undefined {
  const { T, B, U } = sizes(problem);
  const isLstm = problem.cell === "lstm";
  const cell = engine.reserve([isLstm ? (keep ? T : 1) : 0, B, U]);
  run(engine, "recurrentForward", problem, common(engine, problem), given, {
    packed: panelsOf(engine, problem, false),
    bias: addressOf(engine, problem.recurrentBias),
    cells: cell.address,
    keep: Number(keep),
    scratch: engine.memory.take(32 * B * U),
  });
  return isLstm ? cell.tensor : undefined;
}

export function recurrentBackward(
  engine: WasmEngine,
  problem: RecurrentProblem,
  result: RecurrentResult,
  upstream: RecurrentUpstream,
): RecurrentGradients {
  const { B, U } = sizes(problem);
  const isLstm = problem.cell === "lstm";
  const hasOwnRecurrent = problem.cell === "gru" && problem.resetAfter;
  const dHidden = startingFrom(engine, upstream.finalHidden, [B, U]);
  const dCell = startingFrom(engine, upstream.finalCell, [isLstm ? B : 0, U]);
  // the gradients of the gates overwrite them
  const inPlace = !hasOwnRecurrent && result.saved!.size === problem.projected.size;
  const dGates = inPlace
    ? { tensor: viewAs(result.saved!, problem.projected.shape), address: engine.address(result.saved!) }
    : engine.reserve(problem.projected.shape);
  const dRecurrent = hasOwnRecurrent ? engine.reserve(problem.projected.shape) : dGates;
  run(engine, "recurrentBackward", problem, common(engine, problem), {
    packed: panelsOf(engine, problem, true),
    hidden: engine.address(result.hidden),
    cells: addressOf(engine, result.cell),
    saved: engine.address(result.saved!),
    dSequence: addressOf(engine, upstream.hidden),
    dh: dHidden.address,
    dc: dCell.address,
    dGates: dGates.address,
    dRecurrent: dRecurrent.address,
    scratch: engine.memory.take(8 * B * U),
  });
  return {
    projected: dGates.tensor,
    recurrentKernel: kernelGradient(engine, problem, result, dRecurrent.address),
    initialHidden: dHidden.tensor,
    initialCell: problem.initialCell && dCell.tensor,
    recurrentBias: problem.recurrentBias && sumOverTime(engine, problem, dRecurrent.address),
  };
}

/** Gradient of the recurrent kernel, [U, G·U]: Σ over steps of (its input)ᵀ (the gradient of the gates). */
function kernelGradient(
  engine: WasmEngine,
  problem: RecurrentProblem,
  result: RecurrentResult,
  dGates: number,
): Tensor {
  const { T, B, U, G } = sizes(problem);
  const width = G * U;
  const bytes = 4 * U;
  const drop = problem.recurrentDropout && engine.address(problem.recurrentDropout);
  const [h0, hidden] = [engine.address(problem.initialHidden), engine.address(result.hidden)];
  /** to = start + metᵀ d over some rows, for the columns of some gates. */
  const add = (rows: number, met: number, metStride: number, d: number, gates: number, start: number, to: number) =>
    multiply(
      engine,
      [U, gates * U, rows],
      { address: met, rowStride: 1, columnStride: metStride },
      { address: d, rowStride: width, columnStride: 1 },
      { address: start, stride: width },
      to,
      width,
    );
  if (problem.windows) return gridKernelGradient(engine, problem, result, problem.windows, dGates);
  return engine.result(problem.recurrentKernel.shape, (to) => {
    if (!gatesApart(problem)) {
      // the kernel's input is the initial state at the first step, later the state before the step
      add(B, h0, U, dGates, G, 0, to);
      if (T > 1) add((T - 1) * B, hidden, U, dGates + 4 * B * width, G, to, to);
      return;
    }
    const met = { address: hiddenBefore(engine, problem, result), stride: U };
    for (let gate = 0; gate < G; gate++) {
      const isReset = problem.cell === "gru" && !problem.resetAfter && gate === 2;
      const here = isReset ? { address: engine.address(result.saved!) + 3 * bytes, stride: 4 * U } : met;
      const masked = drop ? withDropout(engine, problem, here, drop + gate * B * bytes) : here;
      add(T * B, masked.address, masked.stride, dGates + gate * bytes, 1, 0, to + gate * bytes);
    }
  });
}

/** The same of a ConvLSTM: the samples of all steps are those of one convolution. */
function gridKernelGradient(
  engine: WasmEngine,
  problem: RecurrentProblem,
  result: RecurrentResult,
  windows: Windows,
  dGates: number,
): Tensor {
  const { T, B, U } = sizes(problem);
  const samples = (T * B) / sizeOf(windows.output);
  const met = engine.at(hiddenBefore(engine, problem, result), [samples, ...windows.output, U]);
  const d = engine.at(dGates, [samples, ...windows.output, 4 * U]);
  return convolveKernelGradient(engine, met, d, windows, 1);
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

/** Rows (T, B, U) times a mask (B, U), the same at every step. */
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
  const [eachStep, same] = [B * U, 0].map((step) => ({ step, stretch: false })) as [Operand, Operand];
  onBlocks(engine, binaryCodes.multiply!, { outer: T, inner: B * U }, [to, eachStep], [drop, same], to);
  return { address: to, stride: U };
}

function sumOverTime(engine: WasmEngine, problem: RecurrentProblem, dRecurrent: number): Tensor {
  const { T, B, U } = sizes(problem);
  return engine.result([3 * U], (to) => engine.call("sumRows", { R: T * B, N: 3 * U, x: dRecurrent, y: to, scale: 1 }));
}

/** Whether each gate is a separate product, because their inputs differ. */
function gatesApart({ cell, resetAfter, recurrentDropout }: Problem): boolean {
  return recurrentDropout !== undefined || (cell === "gru" && !resetAfter);
}

/** The panels of the recurrent kernel or of its transpose; with separate gates those of each gate, one after the other. */
function panelsOf(engine: WasmEngine, problem: Problem, transposed: boolean): number {
  const { U, G } = sizes(problem);
  const width = G * U;
  const kernel = problem.recurrentKernel;
  if (problem.windows) {
    const depth = sizeOf(problem.windows.size) * U;
    return transposed
      ? engine.packed(kernel, width, depth, 1, width, [0])
      : engine.packed(kernel, depth, width, width, 1, [0]);
  }
  const apart = gatesApart(problem);
  const offsets = apart ? Array.from({ length: G }, (_, gate) => gate * U) : [0];
  const inner = apart ? U : width;
  return transposed
    ? engine.packed(kernel, inner, U, 1, width, offsets)
    : engine.packed(kernel, U, inner, width, 1, offsets);
}

/** A copy of a gradient to accumulate into; zeros if there is none. */
function startingFrom(engine: WasmEngine, gradient: Tensor | undefined, shape: readonly [number, number]) {
  const place = engine.reserve(shape);
  if (gradient) engine.memory.write("float32", place.address, gradient.read());
  else engine.memory.clear(place.address, shape[0] * shape[1]);
  return place;
}
