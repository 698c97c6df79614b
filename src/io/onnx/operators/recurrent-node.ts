/** What a node RNN, GRU or LSTM says before it is run: its attributes, and which way its sequences will take. */
import type { UnaryName } from "../../../backend/pointwise.ts";
import { type GatedLayer, gateOrders } from "../../gate-orders.ts";
import { fileError } from "../errors.ts";
import type { OnnxNode } from "../parsed-graph.ts";
import { type OnnxActivation, onnxActivation, parameterCount } from "./activations.ts";

export type RecurrentOperator = "RNN" | "GRU" | "LSTM";

/** ONNX Runtime's LSTM of quantized weights, whose attributes are those of LSTM. */
export const QUANTIZED_LSTM = "com.microsoft.DynamicQuantizeLSTM";

/** Each operator's layer here, whose order of gates it has, and the activations that a file may leave out. */
const operators: Readonly<Record<RecurrentOperator, { layer: GatedLayer; activations: readonly string[] }>> = {
  RNN: { layer: "SimpleRNN", activations: ["Tanh"] },
  GRU: { layer: "GRU", activations: ["Sigmoid", "Tanh"] },
  LSTM: { layer: "LSTM", activations: ["Sigmoid", "Tanh", "Tanh"] },
};

/** The attributes of a recurrent node. */
export interface RecurrentNode {
  readonly operator: RecurrentOperator;
  readonly layer: GatedLayer;
  /** Blocks of U rows in the weights. */
  readonly gates: number;
  /** For each direction whether it runs from the last step to the first. */
  readonly reversed: readonly boolean[];
  /** f; f and g; f, g and h of the equations, for each direction. */
  readonly activations: readonly (readonly OnnxActivation[])[];
  /** Whether the batch comes before time: layout 1. */
  readonly isBatchFirst: boolean;
  /** Bounds what goes into the activations; 0 for no bound. */
  readonly clip: number;
  /** LSTM: the forget gate is 1 - i. */
  readonly inputForget: boolean;
  /** GRU: the reset gate works after the recurrent weights. */
  readonly linearBeforeReset: boolean;
  /** LSTM: whether the gates see the cell state. */
  readonly hasPeepholes: boolean;
  /** Whether weights are quantized, so that their inputs are quantized at each step. */
  readonly isQuantized: boolean;
}

const directions: Readonly<Record<string, readonly boolean[]>> = {
  forward: [false],
  reverse: [true],
  bidirectional: [false, true],
};

/** Whether an operator is recurrent. */
export const isRecurrent = (op: string) => op === QUANTIZED_LSTM || Object.hasOwn(operators, op);

/** @throws FormatError for attributes that the operator does not take */
export function readRecurrentNode(node: OnnxNode): RecurrentNode {
  const isQuantized = node.op === QUANTIZED_LSTM;
  const operator = isQuantized ? "LSTM" : (node.op as RecurrentOperator);
  const { attributes } = node;
  const direction = attributes.string("direction", "forward");
  if (!Object.hasOwn(directions, direction)) throw unsupported(node, "direction", Object.keys(directions), direction);
  const reversed = directions[direction]!;
  const { layer } = operators[operator];
  return {
    operator,
    layer,
    gates: gateOrders[layer].onnx.length,
    reversed,
    activations: readActivations(node, operators[operator].activations, reversed.length),
    isBatchFirst: attributes.int("layout", 0) !== 0,
    clip: attributes.has("clip") ? attributes.float("clip") : 0,
    inputForget: operator === "LSTM" && attributes.int("input_forget", 0) !== 0,
    linearBeforeReset: operator === "GRU" && attributes.int("linear_before_reset", 0) !== 0,
    hasPeepholes: operator === "LSTM" && (node.inputs[7] ?? "") !== "",
    isQuantized,
  };
}

/** The activations of each direction. Alphas and betas are listed in order, only for activations that take them. */
function readActivations(node: OnnxNode, usual: readonly string[], count: number): OnnxActivation[][] {
  const { attributes } = node;
  const given = attributes.strings("activations") ?? [];
  const names = given.length > 0 ? given : Array.from({ length: count }, () => usual).flat();
  if (names.length !== usual.length * count) {
    throw unsupported(node, "activations", [`${usual.length * count} names`], `${names.length}`);
  }
  const alphas = attributes.floats("activation_alpha")[Symbol.iterator]();
  const betas = attributes.floats("activation_beta")[Symbol.iterator]();
  const activations = names.map((name) => {
    const takes = parameterCount(name);
    if (!takes) throw unsupported(node, "activations", ["names of the ONNX standard"], `"${name}"`);
    const alpha = takes.alpha ? alphas.next().value : undefined;
    return onnxActivation(name, alpha, takes.beta ? betas.next().value : undefined);
  });
  return Array.from({ length: count }, (_, d) => activations.slice(d * usual.length, (d + 1) * usual.length));
}

function unsupported(node: OnnxNode, attribute: string, known: readonly string[], received: string) {
  return fileError(`the attribute "${attribute}" of ${node.title} is not supported.`, known.join(", "), received);
}

/** Which way a direction of a node takes: the kernels of the fused recurrence, or the reason to walk step by step. */
export type RecurrentPath = { gate: UnaryName; candidate: UnaryName } | { reason: string };

/** The way that direction `d` of a node takes. */
export function pathOf(node: RecurrentNode, d: number): RecurrentPath {
  if (node.isQuantized) return { reason: "what meets its weights is quantized at each step" };
  if (node.hasPeepholes) return { reason: "it has peepholes" };
  if (node.inputForget) return { reason: "its forget gate is coupled to the input gate" };
  if (node.clip > 0) return { reason: "it clips what goes into the activations" };
  const kernels = node.activations[d]!.map(({ kernel }) => kernel);
  const [gate, candidate = gate] = node.operator === "RNN" ? [kernels[0]] : kernels;
  if (kernels.some((kernel) => kernel === undefined)) return { reason: "an activation has no kernel" };
  if (node.operator === "LSTM" && kernels[2] !== candidate) return { reason: "it has three different activations" };
  return { gate: gate!, candidate: candidate! };
}
