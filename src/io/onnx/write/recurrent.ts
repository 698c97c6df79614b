/**
 * Recurrent layers as ONNX's LSTM, GRU and RNN nodes: weights transposed, gates in ONNX's order, masks packed into lengths.
 * Axis letters: B batch, T time, D directions, F features, U units.
 */
import { type ActivationSpec, resolveActivation } from "../../../activations.ts";
import type { Layer } from "../../../layers/layer.ts";
import type { Bidirectional } from "../../../layers/rnn/bidirectional.ts";
import type { RNNCell } from "../../../layers/rnn/cell.ts";
import { GatedCell } from "../../../layers/rnn/gated-cell.ts";
import { LSTMCell } from "../../../layers/rnn/lstm.ts";
import type { RNN } from "../../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../../layers/rnn/stacked-cells.ts";
import { type Tensor, withArticle } from "../../../tensor/index.ts";
import { type GatedLayer, gateOrder } from "../../gate-orders.ts";
import { type RecurrentActivation, recurrentActivation } from "./activations.ts";
import { BOOL, FLOAT, float, type GraphBuilder } from "./graph-builder.ts";
import { cannotHold, type LayerCall, type Value, weightOf } from "./layer-writer.ts";
import { type Packed, pack, unpack } from "./masks.ts";
import { gateBiases, gateRows, stackedDirections } from "./recurrent-weights.ts";

/** ONNX's operator for a cell, and the layer whose order of gates it has. */
const operators: Readonly<Record<string, { op: string; layer: GatedLayer }>> = {
  SimpleRNNCell: { op: "RNN", layer: "SimpleRNN" },
  LSTMCell: { op: "LSTM", layer: "LSTM" },
  GRUCell: { op: "GRU", layer: "GRU" },
};

/** A run through a sequence: a cell or a stack of them, in one direction. */
interface Run {
  layer: Layer<number>;
  cell: RNNCell;
  backwards: boolean;
  /** The states before the first step, (B, U) each; none: zeros. */
  states: readonly Value[] | undefined;
}

/** What a run gives, in the order of time. */
interface Result {
  /** (T, B, U). */
  sequence: string;
  /** The hidden state of the last cell after the last step, (B, U); zeros where no step counts. */
  hidden: string;
  /** All states after the last step, (B, U) each. */
  states: string[];
}

/** One direction of a node. */
interface Direction extends Run {
  cell: GatedCell;
}

/** A sequence on its way, and how many of its steps count where it is packed. */
interface Sequence {
  /** (T, B, F). */
  name: string;
  packed: Packed | undefined;
}

/** Writes SimpleRNN, LSTM, GRU, and RNN around their cells. */
export function writeRNN(call: LayerCall<RNN<number>>): Value[] {
  const { layer, graph, shapes } = call;
  const { config, cell } = layer;
  const states = startStates(call, layer, call.initialState);
  const sequence = enter(call);
  const [result] = runAll(graph, sequence, [{ layer, cell, backwards: config.goBackwards, states }]) as [Result];
  const output = config.returnSequences
    ? inProcessingOrder(graph, steps(graph, sequence, result, layer), config.goBackwards)
    : last(graph, sequence, result, layer);
  if (!call.initialState) keepStates(call, layer, result);
  const names = [output, ...(config.returnState ? result.states : [])];
  return names.map((name, i) => ({
    name,
    shape: shapes[i]!,
    dtype: "float32",
    mask: i === 0 && config.returnSequences ? call.inputs[0]!.mask : undefined,
  }));
}

/** Writes both directions, as one node where their cells are alike. */
export function writeBidirectional(call: LayerCall<Bidirectional<number>>): Value[] {
  const { layer, graph, shapes, inputs } = call;
  const { forwardLayer, backwardLayer } = layer;
  const count = forwardLayer.cell.stateSizes.length;
  const given = [call.initialState?.slice(0, count), call.initialState?.slice(count)];
  const sequence = enter(call);
  const layers = [forwardLayer, backwardLayer];
  const runs = layers.map((each, i) => ({
    layer: each,
    cell: each.cell,
    backwards: each.config.goBackwards,
    states: startStates(call, each, given[i]),
  }));
  const results = runAll(graph, sequence, runs);
  const { returnSequences, returnState } = forwardLayer.config;
  const outputs = results.map((result, i) =>
    returnSequences ? steps(graph, sequence, result, layers[i]!) : last(graph, sequence, result, layers[i]!),
  ) as [string, string];
  if (!call.initialState) for (const [i, result] of results.entries()) keepStates(call, layers[i]!, result);
  const merged = merge(graph, layer.config.mergeMode, outputs);
  const names = [...merged, ...(returnState ? results.flatMap((result) => result.states) : [])];
  const mask = returnSequences ? inputs[0]!.mask : undefined;
  return names.map((name, i) => ({
    name,
    shape: shapes[i]!,
    dtype: "float32",
    mask: i < merged.length ? mask : undefined,
  }));
}

function merge(graph: GraphBuilder, mode: Bidirectional["config"]["mergeMode"], [a, b]: [string, string]): string[] {
  if (mode === null) return [a, b];
  if (mode === "concat") return [graph.node("Concat", [a, b], { axis: -1 })];
  if (mode === "mul") return [graph.node("Mul", [a, b])];
  const sum = graph.node("Add", [a, b]);
  return [mode === "sum" ? sum : graph.node("Mul", [sum, graph.number(0.5)])];
}

/** The input time-major, its steps that count in front where it has a mask. */
function enter({ graph, inputs }: LayerCall): Sequence {
  const [x] = inputs as [Value];
  const packed = x.mask && pack(graph, x.name, x.mask.name);
  return { name: graph.node("Transpose", [packed?.sequence ?? x.name], { perm: [1, 0, 2] }), packed };
}

/** The outputs of all steps, (B, T, U), in the order of time. */
function steps(graph: GraphBuilder, { packed }: Sequence, { sequence }: Result, layer: RNN<number>): string {
  const outputs = graph.node("Transpose", [sequence], { perm: [1, 0, 2] });
  if (!packed) return outputs;
  return unpack(graph, outputs, packed, { backwards: layer.config.goBackwards, zeros: layer.givesZerosAtMasked });
}

/** Keras gives the outputs of a layer that runs backwards in the order in which they were computed. */
function inProcessingOrder(graph: GraphBuilder, outputs: string, backwards: boolean): string {
  return backwards ? graph.slice(outputs, 1, -1, BEFORE_FIRST, -1) : outputs;
}

/** Where a slice ends that runs down to the first entry. */
const BEFORE_FIRST = -(2 ** 31);

/** The output of the last step that is run, (B, U). */
function last(graph: GraphBuilder, { packed }: Sequence, { hidden }: Result, layer: RNN<number>): string {
  if (!packed || !layer.givesZerosAtMasked) return hidden;
  const at = graph.integers(layer.config.goBackwards ? 0 : -1);
  return graph.node("Mul", [hidden, graph.cast(graph.node("Gather", [packed.valid, at], { axis: 1 }), FLOAT)]);
}

/** The states that are given, or that the graph takes as inputs. */
function startStates(call: LayerCall, layer: RNN<number>, given: readonly Value[] | undefined) {
  if (given) return given;
  const [batch] = call.inputs[0]!.shape;
  const inputs = layer.cell.stateShapes.map((shape, i) => call.stateInput(stateName(layer, i), [batch!, ...shape]));
  if (inputs.every((input) => input !== undefined)) return inputs;
  if (!layer.config.stateful) return undefined;
  throw cannotHold(
    layer,
    "its states go from batch to batch",
    "write it with states: true: states as inputs and outputs",
  );
}

/** With states as outputs of the graph, those of this run. */
function keepStates(call: LayerCall, layer: RNN<number>, { states }: Result): void {
  const [batch] = call.inputs[0]!.shape;
  for (const [i, name] of states.entries()) {
    const shape = [batch!, ...layer.cell.stateShapes[i]!];
    call.stateOutput(stateName(layer, i), { name, shape, dtype: "float32" });
  }
}

/** h and c of a single cell; of a stack, numbered by cell. */
function stateName(layer: RNN<number>, index: number): string {
  const cells = cellsOf(layer, layer.cell);
  const names = cells.flatMap((cell, i) =>
    ["h", "c"].slice(0, cell.stateSizes.length).map((letter) => (cells.length === 1 ? letter : `${letter}_${i}`)),
  );
  return `${layer.name}_${names[index]}`;
}

/** The cells that a run goes through, one after the other. @throws FormatError for cells that ONNX does not have */
function cellsOf(layer: Layer<number>, cell: RNNCell): GatedCell[] {
  if (cell instanceof StackedRNNCells) return cell.cells.flatMap((each) => cellsOf(layer, each));
  if (cell instanceof LSTMCell && cell.config.projection !== undefined) {
    throw cannotHold(layer, "ONNX's LSTM has no projection", "save it as .keras, or its weights with saveWeights");
  }
  if (cell instanceof GatedCell && Object.hasOwn(operators, cell.className)) return [cell];
  throw cannotHold(layer, `ONNX has no operator for ${withArticle(cell.className)}`, "it has SimpleRNN, LSTM and GRU");
}

/** Runs a sequence; two directions of like cells in one node. */
function runAll(graph: GraphBuilder, sequence: Sequence, runs: readonly Run[]): Result[] {
  const directions = runs.map((run) => ({ ...run, cells: cellsOf(run.layer, run.cell) }));
  const [first, second] = directions;
  const alike = second && areAlike(first!.cells, second.cells) && !first!.backwards && second.backwards;
  if (alike)
    return writeNode(
      graph,
      sequence,
      directions.map((run) => ({ ...run, cell: run.cells[0]! })),
    );
  if (!second) return [runStack(graph, sequence, first!, first!.cells)];
  return directions.map((run) => graph.within(run.layer.name, () => runStack(graph, sequence, run, run.cells)));
}

/** Whether one node can hold both directions. */
function areAlike([a, ...more]: readonly GatedCell[], [b, ...others]: readonly GatedCell[]): boolean {
  const of = (cell: GatedCell) => `${cell.className} ${cell.config.units} ${resetsAfter(cell)}`;
  return more.length === 0 && others.length === 0 && of(a!) === of(b!);
}

const resetsAfter = (cell: GatedCell) => (cell.config as { resetAfter?: boolean }).resetAfter ?? false;

function runStack(graph: GraphBuilder, sequence: Sequence, run: Run, cells: readonly GatedCell[]): Result {
  const states = run.states && [...run.states];
  const after: string[] = [];
  let { name } = sequence;
  let hidden = "";
  for (const cell of cells) {
    const own = states?.splice(0, cell.stateSizes.length);
    const [result] = writeNode(graph, { ...sequence, name }, [{ ...run, cell, states: own }]) as [Result];
    name = result.sequence;
    hidden = result.hidden;
    after.push(...result.states);
  }
  return { sequence: name, hidden, states: after };
}

/** One node: a cell in one direction, or like cells in both. */
function writeNode(graph: GraphBuilder, { name, packed }: Sequence, directions: readonly Direction[]): Result[] {
  const [{ cell, backwards }] = directions as [Direction];
  const { op, layer } = operators[cell.className]!;
  const gates = gateOrder(layer, "keras", "onnx");
  const weight = (label: string, of: (each: GatedCell) => Tensor) =>
    graph.weight(cell, label, () => stackedDirections(directions.map((direction) => of(direction.cell))));
  const inputs = [
    name,
    weight("W", (each) => gateRows(weightOf(each, "kernel")!, gates)),
    weight("R", (each) => gateRows(weightOf(each, "recurrent_kernel")!, gates)),
    weight("B", (each) => gateBiases(each, gates)),
    packed?.lengths ?? "",
    ...cell.stateSizes.map((_, i) => startState(graph, directions, i)),
  ];
  const outputs = graph.many(op, inputs, 1 + cell.stateSizes.length, {
    hidden_size: cell.config.units,
    ...activationAttributes(directions),
    ...((backwards || directions.length > 1) && { direction: directions.length > 1 ? "bidirectional" : "reverse" }),
    ...(op === "GRU" && { linear_before_reset: resetsAfter(cell) ? 1 : 0 }),
  });
  const [sequences, ...after] = outputs.map((output, i) => parts(graph, output, i === 0 ? 1 : 0, directions.length));
  return directions.map(({ states }, d) => ({
    sequence: sequences![d]!,
    hidden: after[0]![d]!,
    states: after.map((each, i) => (states && packed ? unlessEmpty(graph, packed, each[d]!, states[i]!) : each[d]!)),
  }));
}

/** The states before the first step, (D, B, U); left out where they are zeros. */
function startState(graph: GraphBuilder, directions: readonly Direction[], index: number): string {
  const given = directions.flatMap(({ states }) => (states ? [graph.unsqueeze(states[index]!.name, 0)] : []));
  if (given.length === 0) return "";
  return given.length === 1 ? given[0]! : graph.node("Concat", given, { axis: 0 });
}

/** A node's output taken apart into its directions. */
function parts(graph: GraphBuilder, output: string, axis: number, count: number): string[] {
  if (count === 1) return [graph.squeeze(output, axis)];
  const each = graph.many("Split", [output, graph.integers(1, 1)], 2, { axis });
  return each.map((part) => graph.squeeze(part, axis));
}

/** A row without steps that count keeps the state that it was given. */
function unlessEmpty(graph: GraphBuilder, { lengths }: Packed, state: string, before: Value): string {
  const any = graph.unsqueeze(graph.cast(lengths, BOOL), -1);
  return graph.node("Where", [any, state, before.name]);
}

/** The activations of all directions. */
function activationAttributes(directions: readonly Direction[]) {
  const all = directions.flatMap(({ layer, cell }): RecurrentActivation[] => {
    const config = cell.config as { activation: ActivationSpec; recurrentActivation?: ActivationSpec };
    const of = (spec: ActivationSpec) => recurrentActivation(layer, resolveActivation(spec));
    const activation = of(config.activation);
    if (cell.className === "SimpleRNNCell") return [activation];
    const gate = of(config.recurrentActivation!);
    return cell.className === "GRUCell" ? [gate, activation] : [gate, activation, activation];
  });
  const names = all.map(({ name }) => name);
  const given = (key: "alpha" | "beta") => all.flatMap((each) => (each[key] === undefined ? [] : [each[key]]));
  return {
    activations: names,
    ...(given("alpha").length > 0 && { activation_alpha: float(given("alpha")) }),
    ...(given("beta").length > 0 && { activation_beta: float(given("beta")) }),
  };
}
