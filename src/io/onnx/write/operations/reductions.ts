/** Operations of Keras over whole axes: sums, extremes, softmax, products. */
import { integerIn, numberIn } from "../../../keras-json/operations/values.ts";
import { codes } from "../graph-builder.ts";
import type { OperationCall, OperationWriter } from "./call.ts";

/** A reduction of x over the axes of the call, which stay with length 1 where the call says so. */
function reduced(call: OperationCall, op: string, x: string, keepDims = call.option("keepdims") === true): string {
  const axes = call.axes();
  // without axes, ONNX would take all
  return axes.length === 0 ? x : call.graph.reduce(op, x, axes, keepDims);
}

const over =
  (op: string): OperationWriter =>
  (call) =>
    reduced(call, op, call.input());

/** A maximum or minimum over axes, and of `initial`. */
const extreme =
  (op: string, beside: string): OperationWriter =>
  (call) => {
    const found = reduced(call, op, call.input());
    const initial = call.option("initial") ?? null;
    return initial === null ? found : call.graph.node(beside, [found, call.number(numberIn(initial))]);
  };

/** Whether any element holds, or all: an extreme of zeros and ones. */
const holds =
  (op: string): OperationWriter =>
  (call) =>
    call.graph.cast(reduced(call, op, call.graph.cast(call.input(0, "bool"), codes.float32)), codes.bool);

/** The mean of the squared distances from the mean. */
function variance(call: OperationCall): string {
  const x = call.input();
  const distances = call.graph.node("Sub", [x, reduced(call, "ReduceMean", x, true)]);
  return reduced(call, "ReduceMean", call.graph.node("Mul", [distances, distances]));
}

/** The place of an extreme; of all elements where the axis is left open. */
const place =
  (op: string): OperationWriter =>
  (call) => {
    const { dtype } = call.about();
    const x = call.flattened(dtype === "bool" ? "int32" : dtype);
    const axis = call.overAll ? 0 : call.axis();
    const keepdims = !call.overAll && call.option("keepdims") === true ? 1 : 0;
    return call.graph.cast(call.graph.node(op, [x], { axis, keepdims }), codes.int32);
  };

/** x less its largest element over axes, e to the power of that, and the sums of these. */
function exponentials(call: OperationCall, axes: readonly number[]) {
  const { graph } = call;
  const x = call.input();
  const shifted = graph.node("Sub", [x, graph.reduce("ReduceMax", x, axes, true)]);
  const powers = graph.node("Exp", [shifted]);
  return { shifted, powers, sums: graph.reduce("ReduceSum", powers, axes, true) };
}

const softmax: OperationWriter = (call) => {
  const axes = call.axes([-1]);
  if (axes.length === 1) return call.graph.node("Softmax", [call.input()], { axis: axes[0]! });
  const { powers, sums } = exponentials(call, axes);
  return call.graph.node("Div", [powers, sums]);
};

const logSoftmax: OperationWriter = (call) => {
  const axes = call.axes([-1]);
  if (axes.length === 1) return call.graph.node("LogSoftmax", [call.input()], { axis: axes[0]! });
  const { shifted, sums } = exponentials(call, axes);
  return call.graph.node("Sub", [shifted, call.graph.node("Log", [sums])]);
};

const product: OperationWriter = (call) => call.graph.node("MatMul", [call.input(0), call.input(1)]);

const dot: OperationWriter = (call) =>
  call.rank(0) === 0 || call.rank(1) === 0 ? call.graph.node("Mul", [call.input(0), call.input(1)]) : product(call);

const einsum: OperationWriter = (call) =>
  call.graph.node("Einsum", [call.input(0), call.input(1)], { equation: String(call.option("subscripts")) });

const cumulativeSum: OperationWriter = (call) => {
  const axis = call.overAll ? 0 : call.axis();
  return call.graph.node("CumSum", [call.flattened(), call.graph.integer(axis)]);
};

const largest: OperationWriter = (call) => {
  const k = call.graph.integers(integerIn(call.option("k")));
  const [values, places] = call.graph.many("TopK", [call.input(), k], 2, { axis: -1 });
  return [values!, call.graph.cast(places!, codes.int32)];
};

/** Writers by the operation's class in Keras. */
export const reductions = {
  All: holds("ReduceMin"),
  Amax: over("ReduceMax"),
  Amin: over("ReduceMin"),
  Any: holds("ReduceMax"),
  Argmax: place("ArgMax"),
  Argmin: place("ArgMin"),
  Cumsum: cumulativeSum,
  Dot: dot,
  Einsum: einsum,
  LogSoftmax: logSoftmax,
  Logsumexp: over("ReduceLogSumExp"),
  Matmul: product,
  Max: extreme("ReduceMax", "Max"),
  Mean: over("ReduceMean"),
  Min: extreme("ReduceMin", "Min"),
  Softmax: softmax,
  Std: (call) => call.graph.node("Sqrt", [variance(call)]),
  Sum: over("ReduceSum"),
  TopK: largest,
  Var: variance,
} satisfies Record<string, OperationWriter>;
