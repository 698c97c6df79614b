/**
 * RNN, GRU and LSTM: their inputs and attributes taken apart into directions, each run by the fused recurrence where that
 * has what it needs, else step by step. Axis letters: T time, B batch, D directions, F features, U units.
 */
import {
  add,
  cast,
  concatenate,
  expandDims,
  matmul,
  multiply,
  recurrent,
  reshape,
  reverse,
  sliceAxis,
  split,
  squeeze,
  stack,
  subtract,
  transpose,
} from "../../../ops/index.ts";
import { fill, sameShape, type Tensor, wrap } from "../../../tensor/index.ts";
import { gateOrder } from "../../gate-orders.ts";
import { fileError } from "../errors.ts";
import { Call, type Operator } from "./call.ts";
import { reversedRows } from "./indexing.ts";
import { checkMade } from "./limits.ts";
import { throughRange } from "./quantizing.ts";
import { type Recurrent, type RecurrentResult, walk } from "./recurrent-cells.ts";
import {
  pathOf,
  QUANTIZED_LSTM,
  type RecurrentNode,
  type RecurrentOperator,
  type RecurrentPath,
  readRecurrentNode,
} from "./recurrent-node.ts";

/** Y, the hidden states of all steps; Y_h, the last ones; for an LSTM Y_c, the last cell states. */
function runRecurrent(call: Call): Tensor[] {
  const node = readRecurrentNode(call.node);
  const { isBatchFirst } = node;
  checkShapes(call, node);
  const x = isBatchFirst ? transpose(call.input(0), [1, 0, 2]) : call.input(0);
  const lengths = call.optional(4) && call.integers(4);
  const results = node.reversed.map((isReversed, d) => {
    const turned = (sequence: Tensor) => (isReversed ? turnRound(sequence, lengths) : sequence);
    const result = runDirection(oneDirection(call, node, d, turned(x), lengths), pathOf(node, d));
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
  if (node.operator === "LSTM") outputs.push(states((result) => result.finalCell!));
  return outputs;
}

/** A sequence (T, B, ...) in reversed order; each row within its length where lengths are given. */
function turnRound(sequence: Tensor, lengths: readonly number[] | undefined): Tensor {
  return lengths ? reversedRows(sequence, lengths, 0) : reverse(sequence, 0);
}

function oneDirection(
  call: Call,
  node: RecurrentNode,
  d: number,
  x: Tensor,
  lengths: readonly number[] | undefined,
): Recurrent {
  const { isBatchFirst, linearBeforeReset } = node;
  const gates = gateOrder(node.layer, "onnx", "keras");
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
  const wholeBias = bias && !linearBeforeReset ? add(inputBias!, recurrentBias!) : inputBias;
  return {
    node,
    activations: node.activations[d]!,
    projected: matmul(node.isQuantized ? throughRange(x) : x, ordered(own(call.input(1))), {
      transposeB: true,
      bias: wholeBias,
    }),
    recurrentKernel: transpose(ordered(own(call.input(2)))),
    recurrentBias: linearBeforeReset ? recurrentBias : undefined,
    hidden: state(5),
    cellState: node.operator === "LSTM" ? state(6) : undefined,
    peepholes: node.hasPeepholes ? split(own(call.input(7)), 3, 0) : undefined,
    mask: lengths && maskOf(lengths, time),
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

/** Which steps are within each row's length, bool (T, B). */
function maskOf(lengths: readonly number[], time: number): Tensor {
  const valid = Uint8Array.from({ length: time * lengths.length }, (_, i) =>
    Math.floor(i / lengths.length) < lengths[i % lengths.length]! ? 1 : 0,
  );
  return wrap(valid, [time, lengths.length], "bool");
}

/** Runs one direction; steps beyond a row's length give zeros, and so does all of a row of length 0, as in ONNX Runtime. */
function runDirection(direction: Recurrent, path: RecurrentPath): RecurrentResult {
  const { hidden, finalHidden, finalCell } = "reason" in path ? walk(direction) : runFused(direction, path);
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

const kernelCells = { RNN: "simpleRNN", GRU: "gru", LSTM: "lstm" } as const;

function runFused(direction: Recurrent, path: Exclude<RecurrentPath, { reason: string }>): RecurrentResult {
  const { hidden, finalHidden, finalCell } = recurrent({
    cell: kernelCells[direction.node.operator],
    activation: path.candidate,
    recurrentActivation: path.gate,
    resetAfter: direction.node.linearBeforeReset,
    projected: direction.projected,
    recurrentKernel: direction.recurrentKernel,
    recurrentBias: direction.recurrentBias,
    initialHidden: direction.hidden,
    initialCell: direction.cellState,
    mask: direction.mask,
  });
  return { hidden, finalHidden, finalCell };
}

function checkShapes(call: Call, node: RecurrentNode): void {
  const { isBatchFirst } = node;
  const directions = node.reversed.length;
  const [x, , recurrentKernel] = [call.input(0), call.input(1), call.input(2)];
  if (x.rank !== 3) throw call.misfit(0, "3 axes (time, batch, features), or (batch, time, features) with layout 1");
  const batch = x.shape[isBatchFirst ? 0 : 1]!;
  const units = recurrentKernel.shape[2] ?? 0;
  const rows = node.gates * units;
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
    ...(node.operator === "LSTM"
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

/**
 * An LSTM whose weights are integers, (D, F, 4 U) and (D, U, 4 U), with a scale and a zero point for each direction, or for
 * each of its columns.
 */
function runQuantized(call: Call): Tensor[] {
  const weights = ([1, 8, 9] as const).map((first) => [first, first + (first === 1 ? 1 : 2)]);
  const dequantized = [0, 1].map((which) => {
    const [whole, scale, zero] = weights.map((pair) => call.input(pair[which]!)) as [Tensor, Tensor, Tensor];
    const directions = whole.shape[0]!;
    const along = (given: Tensor) => reshape(cast(given, "float32"), [directions, 1, given.size / directions]);
    return transpose(multiply(subtract(cast(whole, "float32"), along(zero)), along(scale)), [0, 2, 1]);
  });
  const others = [3, 4, 5, 6, 7].map((index) => call.optional(index));
  return runRecurrent(new Call(call.node, [call.input(0), ...dequantized, ...others], call.environment));
}

/** The recurrent operators. */
export const recurrence: Readonly<Record<RecurrentOperator | typeof QUANTIZED_LSTM, Operator>> = {
  [QUANTIZED_LSTM]: runQuantized,
  GRU: runRecurrent,
  LSTM: runRecurrent,
  RNN: runRecurrent,
};
