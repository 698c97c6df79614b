/** Activations as ONNX nodes, and as activations inside ONNX's recurrent operators. */
import type { Activation, ActivationName } from "../../../activations.ts";
import type { Layer } from "../../../layers/layer.ts";
import { hardSigmoidOfKeras2 } from "../../layer-options.ts";
import { float, type GraphBuilder } from "./graph-builder.ts";
import { cannotHold } from "./layer-writer.ts";

type Write = (graph: GraphBuilder, x: string) => string;

const operator =
  (op: string, attributes: Parameters<GraphBuilder["node"]>[2] = {}): Write =>
  (graph, x) =>
    graph.node(op, [x], attributes);

const clip =
  (low: number, high: number): Write =>
  (graph, x) =>
    graph.node("Clip", [x, graph.number(low), graph.number(high)]);

const product = (graph: GraphBuilder, a: string, b: string) => graph.node("Mul", [a, b]);

/** The activations that ONNX has operators for: all of Recurve's but these two, and Keras 2's hard sigmoid. */
type Writable = Exclude<ActivationName, "sparsemax" | "glu"> | typeof hardSigmoidOfKeras2.name;

const writers: Readonly<Record<Writable, Write>> = {
  linear: (_, x) => x,
  tanh: operator("Tanh"),
  sigmoid: operator("Sigmoid"),
  relu: operator("Relu"),
  relu6: clip(0, 6),
  leakyRelu: operator("LeakyRelu", { alpha: float(0.2) }),
  elu: operator("Elu"),
  celu: operator("Elu"),
  selu: operator("Selu"),
  softplus: operator("Softplus"),
  softsign: operator("Softsign"),
  hardSigmoid: operator("HardSigmoid", { alpha: float(1 / 6), beta: float(0.5) }),
  [hardSigmoidOfKeras2.name]: operator("HardSigmoid", { alpha: float(0.2), beta: float(0.5) }),
  silu: (graph, x) => product(graph, x, graph.node("Sigmoid", [x])),
  swish: (graph, x) => product(graph, x, graph.node("Sigmoid", [x])),
  hardSilu: operator("HardSwish"),
  hardSwish: operator("HardSwish"),
  // x/2 (1 + erf(x / √2))
  gelu(graph, x) {
    const spread = graph.node("Erf", [product(graph, x, graph.number(Math.SQRT1_2))]);
    return product(graph, product(graph, x, graph.number(0.5)), graph.node("Add", [spread, graph.number(1)]));
  },
  // (1 + tanh(√(2 / π) (x + 0.044715 x³))) x / 2
  geluNew(graph, x) {
    const cube = product(graph, product(graph, product(graph, x, x), x), graph.number(0.044715));
    const bent = product(graph, graph.node("Add", [x, cube]), graph.number(Math.sqrt(2 / Math.PI)));
    const share = graph.node("Add", [graph.node("Tanh", [bent]), graph.number(1)]);
    return product(graph, product(graph, x, graph.number(0.5)), share);
  },
  mish: (graph, x) => product(graph, x, graph.node("Tanh", [graph.node("Softplus", [x])])),
  exponential: operator("Exp"),
  softmax: operator("Softmax", { axis: -1 }),
  logSoftmax: operator("LogSoftmax", { axis: -1 }),
  logSigmoid: (graph, x) => graph.node("Neg", [graph.node("Softplus", [graph.node("Neg", [x])])]),
  hardTanh: clip(-1, 1),
  hardShrink: operator("Shrink", { lambd: float(0.5) }),
  softShrink: operator("Shrink", { lambd: float(0.5), bias: float(0.5) }),
  tanhShrink: (graph, x) => graph.node("Sub", [x, graph.node("Tanh", [x])]),
  // 0 up to -1, then (x + 1)² / 4, and x from 1 on
  sparsePlus(graph, x) {
    const above = graph.node("Relu", [graph.node("Add", [x, graph.number(1)])]);
    const bend = product(graph, product(graph, above, above), graph.number(0.25));
    return graph.node("Where", [graph.node("Less", [x, graph.number(1)]), bend, x]);
  },
  sparseSigmoid: (graph, x) =>
    clip(0, 1)(graph, product(graph, graph.node("Add", [x, graph.number(1)]), graph.number(0.5))),
  // (x + √(x² + 4)) / 2
  squareplus(graph, x) {
    const root = graph.node("Sqrt", [graph.node("Add", [product(graph, x, x), graph.number(4)])]);
    return product(graph, graph.node("Add", [x, root]), graph.number(0.5));
  },
};

/** Nodes that apply an activation to x. @throws FormatError for a function of your own */
export function writeActivation(layer: Layer<number>, { name }: Activation, graph: GraphBuilder, x: string): string {
  if (Object.hasOwn(writers, name)) return writers[name as keyof typeof writers](graph, x);
  throw cannotHold(layer, `ONNX has no operators for the activation "${name}"`);
}

/** An activation inside a recurrent operator: its name there, and its parameters. */
export interface RecurrentActivation {
  name: string;
  alpha?: number;
  beta?: number;
}

const recurrentNames: Readonly<Record<string, RecurrentActivation>> = {
  linear: { name: "Affine", alpha: 1, beta: 0 },
  tanh: { name: "Tanh" },
  sigmoid: { name: "Sigmoid" },
  relu: { name: "Relu" },
  leakyRelu: { name: "LeakyRelu", alpha: 0.2 },
  elu: { name: "Elu", alpha: 1 },
  celu: { name: "Elu", alpha: 1 },
  softplus: { name: "Softplus" },
  softsign: { name: "Softsign" },
  hardSigmoid: { name: "HardSigmoid", alpha: 1 / 6, beta: 0.5 },
  [hardSigmoidOfKeras2.name]: { name: "HardSigmoid", alpha: 0.2, beta: 0.5 },
};

/** The activation that ONNX's recurrent operators have for this one. @throws FormatError where they have none */
export function recurrentActivation(layer: Layer<number>, { name }: Activation): RecurrentActivation {
  if (Object.hasOwn(recurrentNames, name)) return recurrentNames[name]!;
  throw cannotHold(
    layer,
    `ONNX's recurrent operators do not have the activation "${name}"`,
    `they have ${Object.keys(recurrentNames).join(", ")}`,
  );
}
