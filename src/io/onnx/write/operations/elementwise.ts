/** Operations of Keras element by element: arithmetic, comparison, logic, functions of one number. */
import { type ActivationName, resolveActivation } from "../../../../activations.ts";
import { tensor } from "../../../../tensor/index.ts";
import { integerIn, numberIn } from "../../../keras-json/operations/values.ts";
import { writeActivation } from "../activations.ts";
import { codes, float } from "../graph-builder.ts";
import type { OperationCall, OperationWriter } from "./call.ts";

/** An operator on one value. */
const one =
  (op: string): OperationWriter =>
  (call) =>
    call.graph.node(op, [call.input()]);

/** An operator on two values. */
const two =
  (op: string): OperationWriter =>
  (call) =>
    call.graph.node(op, [call.input(0), call.input(1)]);

/** A comparison, in the wider type of the two and at least of integers. */
const comparison =
  (op: string): OperationWriter =>
  (call) => {
    const type = [0, 1].some((at) => call.about(at).dtype === "float32") ? "float32" : "int32";
    return call.graph.node(op, [call.input(0, type), call.input(1, type)]);
  };

const activation =
  (name: ActivationName): OperationWriter =>
  (call) =>
    writeActivation(call.operation, resolveActivation(name), call.graph, call.input());

/** A value everywhere, of the shape of the input. */
const filled =
  (value: number): OperationWriter =>
  (call) => {
    const shape = call.graph.node("Shape", [call.input()]);
    return call.graph.node("Expand", [call.number(value), shape]);
  };

function floorDivided({ graph }: OperationCall, a: string, b: string): string {
  return graph.node("Floor", [graph.node("Div", [a, b])]);
}

/** a - ⌊a / b⌋ b. */
const modulo: OperationWriter = (call) => {
  const [a, b] = [call.input(0), call.input(1)];
  return call.graph.node("Sub", [a, call.graph.node("Mul", [floorDivided(call, a, b), b])]);
};

const clip: OperationWriter = (call) => {
  const bounds = ["x_min", "x_max"].map((name) => call.number(numberIn(call.option(name))));
  return call.graph.node("Clip", [call.input(), ...bounds]);
};

/** ONNX Runtime chooses between numbers alone. */
const where: OperationWriter = (call) => {
  const isBool = call.dtype === "bool";
  const type = isBool ? "int32" : call.dtype;
  const chosen = call.graph.node("Where", [call.input(0, "bool"), call.input(1, type), call.input(2, type)]);
  return isBool ? call.graph.cast(chosen, codes.bool) : chosen;
};

/** By a hyperbolic tangent, unless `approximate` is off. */
const gelu: OperationWriter = (call) => activation(call.option("approximate") === false ? "gelu" : "geluNew")(call);

/** Compared with every class on a new axis, so that a number outside them gives zeros. */
const oneHot: OperationWriter = (call) => {
  const { graph } = call;
  const rank = call.rank() + 1;
  const axis = call.axis(-1, rank);
  const count = integerIn(call.option("num_classes"));
  const classes = tensor(
    [...Array(count).keys()],
    Array.from({ length: rank - axis }, (_, i) => (i === 0 ? count : 1)),
    "int32",
  );
  const ids = graph.unsqueeze(call.input(0, "int32"), axis);
  return graph.cast(graph.node("Equal", [ids, graph.weight(classes, "classes", () => classes)]), codes[call.dtype]);
};

const asIs: OperationWriter = (call) => call.input();

/** Writers by the operation's class in Keras. */
export const elementwise = {
  Abs: one("Abs"),
  Absolute: one("Abs"),
  Add: two("Add"),
  Cast: asIs,
  Clip: clip,
  ConvertToTensor: asIs,
  Cos: one("Cos"),
  Divide: two("Div"),
  Elu: (call) => call.graph.node("Elu", [call.input()], { alpha: float(numberIn(call.option("alpha") ?? 1)) }),
  Equal: comparison("Equal"),
  Erf: one("Erf"),
  Exp: one("Exp"),
  Floor: one("Floor"),
  FloorDivide: (call) => floorDivided(call, call.input(0), call.input(1)),
  Gelu: gelu,
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  HardSigmoid: activation("hardSigmoid"),
  LeakyRelu: (call) =>
    call.graph.node("LeakyRelu", [call.input()], { alpha: float(numberIn(call.option("negative_slope") ?? 0.2)) }),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Log: one("Log"),
  Log1p: (call) => call.graph.node("Log", [call.graph.node("Add", [call.input(), call.graph.number(1)])]),
  LogicalAnd: two("And"),
  LogicalNot: one("Not"),
  LogicalOr: two("Or"),
  Maximum: two("Max"),
  Minimum: two("Min"),
  Mod: modulo,
  Multiply: two("Mul"),
  Negative: one("Neg"),
  NotEqual: (call) => call.graph.node("Not", [comparison("Equal")(call) as string]),
  OneHot: oneHot,
  OnesLike: filled(1),
  Power: two("Pow"),
  Reciprocal: one("Reciprocal"),
  Relu: one("Relu"),
  Relu6: activation("relu6"),
  Rsqrt: (call) => call.graph.node("Reciprocal", [call.graph.node("Sqrt", [call.input()])]),
  Selu: activation("selu"),
  Sigmoid: one("Sigmoid"),
  Sign: one("Sign"),
  Silu: activation("silu"),
  Sin: one("Sin"),
  Softplus: one("Softplus"),
  Softsign: one("Softsign"),
  Sqrt: one("Sqrt"),
  Square: (call) => call.graph.node("Mul", [call.input(), call.input()]),
  StopGradient: asIs,
  Subtract: two("Sub"),
  Tanh: one("Tanh"),
  TrueDivide: two("Div"),
  Where: where,
  ZerosLike: filled(0),
} satisfies Record<string, OperationWriter>;
