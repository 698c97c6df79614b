/**
 * RNN, GRU and LSTM: their inputs and attributes taken apart into directions, each run by the fused recurrence where that
 * has what it needs, else step by step. Axis letters: T time, B batch, D directions, F features, U units.
 */
import type { UnaryName } from "../../../backend/pointwise.ts";
import {
  add,
  cast,
  concatenate,
  expandDims,
  matmul,
  multiply,
  recurrent,
  reverse,
  sliceAxis,
  split,
  squeeze,
  stack,
  transpose,
} from "../../../ops/index.ts";
import { fill, sameShape, type Tensor, wrap } from "../../../tensor/index.ts";
import { type GatedLayer, gateOrder, gateOrders } from "../../gate-orders.ts";
import { fileError } from "../errors.ts";
import { type OnnxActivation, onnxActivation, parameterCount } from "./activations.ts";
import type { Call, Operator } from "./call.ts";
import { reversedRows } from "./indexing.ts";
import { checkMade } from "./limits.ts";
import { type Recurrent, type RecurrentResult, walk } from "./recurrent-cells.ts";

type CellName = Recurrent["cell"];

/** What tells the operators apart: the order of the gates, and the activations that a file may leave out. */
const cells: Readonly<Record<CellName, { layer: GatedLayer; activations: readonly string[] }>> = {
  RNN: { layer: "SimpleRNN", activations: ["Tanh"] },
  GRU: { layer: "GRU", activations: ["Sigmoid", "Tanh"] },
  LSTM: { layer: "LSTM", activations: ["Sigmoid", "Tanh", "Tanh"] },
};

/** Y, the hidden states of all steps; Y_h, the last ones; for an LSTM Y_c, the last cell states. */
function runRecurrent(call: Call, cell: CellName): Tensor[] {
  const { attributes } = call;
  const isBatchFirst = attributes.int("layout", 0) !== 0;
  const direction = attributes.string("direction", "forward");
  if (!["forward", "reverse", "bidirectional"].includes(direction)) {
    throw call.unsupported("direction", "forward, reverse or bidirectional", direction);
  }
  const count = direction === "bidirectional" ? 2 : 1;
  checkShapes(call, cell, count, isBatchFirst);
  const x = isBatchFirst ? transpose(call.input(0), [1, 0, 2]) : call.input(0);
  const lengths = call.optional(4) && call.integers(4);
  const activations = readActivations(call, cell, count);
  const results = Array.from({ length: count }, (_, d) => {
    const isReversed = direction === "reverse" || d === 1;
    const turned = (sequence: Tensor) => (isReversed ? turnRound(sequence, lengths) : sequence);
    const result = runDirection(oneDirection(call, cell, d, turned(x), activations[d]!, lengths, isBatchFirst));
    return { ...result, hidden: turned(result.hidden) };
  });
  // (T, D, B, U) and (D, B, U); batch first (B, T, D, U) and (B, D, U)
  const sequences = stack(
    results.map(({ hidden }) => hidden),
    1,
  );
  const states = (of: (result: RecurrentResult) => Tensor) => stack(results.map(of), isBatchFirst ? 1 : 0);
  const outputs = [
    isBatchFirst ? transpose(sequences, [2, 0, 1, 3]) : sequences,
    states((result) => result.finalHidden),
  ];
  if (cell === "LSTM") outputs.push(states((result) => result.finalCell!));
  return outputs;
}

/** A sequence (T, B, ...) in reversed order; each row within its length where lengths are given. */
function turnRound(sequence: Tensor, lengths: readonly number[] | undefined): Tensor {
  return lengths ? reversedRows(sequence, lengths, 0) : reverse(sequence, 0);
}

function oneDirection(
  call: Call,
  cell: CellName,
  d: number,
  x: Tensor,
  activations: readonly OnnxActivation[],
  lengths: readonly number[] | undefined,
  isBatchFirst: boolean,
): Recurrent {
  const gates = gateOrder(cells[cell].layer, "onnx", "keras");
  const [time, batch] = x.shape as [number, number];
  const units = call.input(2).shape[2]!;
  const own = (tensor: Tensor) => squeeze(sliceAxis(tensor, 0, d, d + 1), 0);
  const ordered = (rows: Tensor) => inOrder(rows, gates);
  const state = (index: number) => {
    const given = call.optional(index);
    if (!given) return fill([batch, units], 0);
    return squeeze(sliceAxis(given, isBatchFirst ? 1 : 0, d, d + 1), isBatchFirst ? 1 : 0);
  };
  checkMade([time, batch, units * gates.length]);
  const bias = call.optional(3) && own(call.input(3));
  const [inputBias, recurrentBias] = bias ? split(bias, 2, 0).map(ordered) : [];
  const linearBeforeReset = cell === "GRU" && call.attributes.int("linear_before_reset", 0) !== 0;
  const wholeBias = bias && !linearBeforeReset ? add(inputBias!, recurrentBias!) : inputBias;
  const peepholes = cell === "LSTM" ? call.optional(7) : undefined;
  return {
    cell,
    activations,
    projected: matmul(x, ordered(own(call.input(1))), { transposeB: true, bias: wholeBias }),
    recurrentKernel: transpose(ordered(own(call.input(2)))),
    recurrentBias: linearBeforeReset ? recurrentBias : undefined,
    hidden: state(5),
    cellState: cell === "LSTM" ? state(6) : undefined,
    peepholes: peepholes && split(own(peepholes), 3, 0),
    mask: lengths && maskOf(lengths, time),
    clip: call.attributes.has("clip") ? call.attributes.float("clip") : 0,
    inputForget: cell === "LSTM" && call.attributes.int("input_forget", 0) !== 0,
    linearBeforeReset,
  };
}

/** Blocks of rows in another order. */
function inOrder(rows: Tensor, order: readonly number[]): Tensor {
  if (order.every((block, i) => block === i)) return rows;
  const blocks = split(rows, order.length, 0);
  return concatenate(
    order.map((block) => blocks[block]!),
    0,
  );
}

/** Which steps lie within each row's length, bool (T, B). */
function maskOf(lengths: readonly number[], time: number): Tensor {
  const valid = Uint8Array.from({ length: time * lengths.length }, (_, i) =>
    Math.floor(i / lengths.length) < lengths[i % lengths.length]! ? 1 : 0,
  );
  return wrap(valid, [time, lengths.length], "bool");
}

/** Runs one direction; steps beyond a row's length give zeros, and so does all of a row of length 0, as in ONNX Runtime. */
function runDirection(direction: Recurrent): RecurrentResult {
  const kernels = fusedActivations(direction);
  const { hidden, finalHidden, finalCell } = kernels ? runFused(direction, kernels) : walk(direction);
  if (!direction.mask) return { hidden, finalHidden, finalCell };
  const kept = expandDims(cast(direction.mask, "float32"), -1);
  // a row's first step counts unless the row is empty
  const filled = squeeze(sliceAxis(kept, 0, 0, 1), 0);
  return {
    hidden: multiply(hidden, kept),
    finalHidden: multiply(finalHidden, filled),
    finalCell: finalCell && multiply(finalCell, filled),
  };
}

/** The kernels of gates and candidate, where the fused recurrence can run this direction. */
function fusedActivations(direction: Recurrent): { gate: UnaryName; candidate: UnaryName } | undefined {
  const { activations, cell } = direction;
  if (direction.peepholes || direction.inputForget || direction.clip > 0) return undefined;
  const kernels = activations.map(({ kernel }) => kernel);
  const [gate, candidate] = cell === "RNN" ? [kernels[0], kernels[0]] : kernels;
  if (!gate || !candidate || (cell === "LSTM" && kernels[2] !== candidate)) return undefined;
  return { gate, candidate };
}

function runFused(direction: Recurrent, kernels: { gate: UnaryName; candidate: UnaryName }): RecurrentResult {
  const { hidden, finalHidden, finalCell } = recurrent({
    cell: direction.cell === "RNN" ? "simpleRNN" : direction.cell === "GRU" ? "gru" : "lstm",
    activation: kernels.candidate,
    recurrentActivation: kernels.gate,
    resetAfter: direction.linearBeforeReset,
    projected: direction.projected,
    recurrentKernel: direction.recurrentKernel,
    recurrentBias: direction.recurrentBias,
    initialHidden: direction.hidden,
    initialCell: direction.cellState,
    mask: direction.mask,
  });
  return { hidden, finalHidden, finalCell };
}

/** The activations of each direction. Alphas and betas stand one after the other, for those activations that take them. */
function readActivations(call: Call, cell: CellName, directions: number): OnnxActivation[][] {
  const { attributes } = call;
  const perDirection = cells[cell].activations;
  const given = attributes.strings("activations");
  const names = given && given.length > 0 ? given : Array.from({ length: directions }, () => perDirection).flat();
  if (names.length !== perDirection.length * directions) {
    throw call.unsupported("activations", `${perDirection.length * directions} names`, `${names.length}`);
  }
  const alphas = attributes.floats("activation_alpha")[Symbol.iterator]();
  const betas = attributes.floats("activation_beta")[Symbol.iterator]();
  const activations = names.map((name) => {
    const takes = parameterCount(name);
    if (!takes) throw call.unsupported("activations", "activations of the ONNX standard", `"${name}"`);
    const alpha = takes.alpha ? alphas.next().value : undefined;
    return onnxActivation(name, alpha, takes.beta ? betas.next().value : undefined);
  });
  return Array.from({ length: directions }, (_, d) =>
    activations.slice(d * perDirection.length, (d + 1) * perDirection.length),
  );
}

function checkShapes(call: Call, cell: CellName, directions: number, isBatchFirst: boolean): void {
  const [x, , recurrentKernel] = [call.input(0), call.input(1), call.input(2)];
  if (x.rank !== 3) throw call.misfit(0, "3 axes (time, batch, features), or (batch, time, features) with layout 1");
  const batch = x.shape[isBatchFirst ? 0 : 1]!;
  const units = recurrentKernel.shape[2] ?? 0;
  const rows = gateOrders[cells[cell].layer].onnx.length * units;
  const declared = call.attributes.int("hidden_size", units);
  if (declared !== units)
    throw fileError(`the hidden size of ${call.node.title} is not that of its weights.`, `${units}`, `${declared}`);
  const state = isBatchFirst ? [batch, directions, units] : [directions, batch, units];
  const wanted: readonly (readonly [number, readonly number[]])[] = [
    [1, [directions, rows, x.shape[2]!]],
    [2, [directions, rows, units]],
    [3, [directions, 2 * rows]],
    [4, [batch]],
    [5, state],
    ...(cell === "LSTM"
      ? ([
          [6, state],
          [7, [directions, 3 * units]],
        ] as const)
      : []),
  ];
  for (const [index, shape] of wanted) {
    const input = call.optional(index);
    if (input && !sameShape(input.shape, shape)) throw call.misfit(index, `shape (${shape.join(", ")})`);
  }
}

/** The recurrent operators. */
export const recurrence: Readonly<Record<CellName, Operator>> = {
  GRU: (call) => runRecurrent(call, "GRU"),
  LSTM: (call) => runRecurrent(call, "LSTM"),
  RNN: (call) => runRecurrent(call, "RNN"),
};
