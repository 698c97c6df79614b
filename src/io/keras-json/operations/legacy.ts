/**
 * Operations as tf.keras 2 writes them, layers of the classes TFOpLambda and SlicingOpLambda that name a function of
 * TensorFlow, in the terms of Keras 3.
 */
import { FormatError } from "../../../tensor/index.ts";
import { asList, isRecord, type Json, type JsonRecord, show } from "../../json.ts";
import type { KerasObject } from "../../layer-options.ts";
import { type Argument, type CallJson, type EntryJson, isReference, oldArgument, Reference } from "../arguments.ts";
import { noting, unreadOf } from "./values.ts";

/** An operation in Keras 3's terms. */
interface Translation {
  readonly className: string;
  readonly args: readonly Argument[];
  readonly config?: JsonRecord;
  /** The arguments whose last two axes are swapped first. */
  readonly swapped?: readonly number[];
}

/** The function's first argument, and the others by their names in TensorFlow. */
type Translate = (first: Argument, named: Readonly<Record<string, Argument>>) => Translation;

const one =
  (className: string, config?: JsonRecord): Translate =>
  (x) => ({ className, args: [x], config });
const two =
  (className: string, second = "y"): Translate =>
  (x, named) => ({ className, args: [x, named[second]!] });
const reduction =
  (className: string): Translate =>
  (x, { axis = null, keepdims = false }) => ({
    className,
    args: [x],
    config: { axis: plain(axis), keepdims: keepdims === true },
  });
const like =
  (className: string): Translate =>
  (x, { dtype = null }) => ({ className, args: [x], config: { dtype: plain(dtype) } });
const axisOf = (axis: Argument | undefined, otherwise: number | null) => ({ axis: plain(axis ?? otherwise) });
const where: Translate = (condition, { x, y }) => ({ className: "Where", args: [condition, x!, y!] });

const functions: Readonly<Record<string, Translate>> = {
  add: two("Add"),
  subtract: two("Subtract"),
  multiply: two("Multiply"),
  divide: two("TrueDivide"),
  truediv: two("TrueDivide"),
  floordiv: two("FloorDivide"),
  floormod: two("Mod"),
  mod: two("Mod"),
  pow: two("Power"),
  maximum: two("Maximum"),
  minimum: two("Minimum"),
  equal: two("Equal"),
  eq: two("Equal", "other"),
  not_equal: two("NotEqual"),
  ne: two("NotEqual", "other"),
  greater: two("Greater"),
  greater_equal: two("GreaterEqual"),
  less: two("Less"),
  less_equal: two("LessEqual"),
  logical_and: two("LogicalAnd"),
  logical_or: two("LogicalOr"),
  logical_not: one("LogicalNot"),
  logical_xor: two("LogicalXor"),
  atan2: (y, { x }) => ({ className: "Arctan2", args: [y, x!] }),
  divide_no_nan: two("DivideNoNan"),
  acos: one("Arccos"),
  acosh: one("Arccosh"),
  asin: one("Arcsin"),
  asinh: one("Arcsinh"),
  atan: one("Arctan"),
  atanh: one("Arctanh"),
  ceil: one("Ceil"),
  cosh: one("Cosh"),
  sinh: one("Sinh"),
  tan: one("Tan"),
  erfc: one("Erfc"),
  expm1: one("Expm1"),
  round: one("Round"),
  is_nan: one("Isnan"),
  is_inf: one("Isinf"),
  is_finite: one("Isfinite"),
  log_sigmoid: one("LogSigmoid"),
  identity: one("Copy"),
  bias_add: two("Add", "bias"),
  negative: one("Negative"),
  abs: one("Absolute"),
  exp: one("Exp"),
  log: one("Log"),
  log1p: one("Log1p"),
  sqrt: one("Sqrt"),
  rsqrt: one("Rsqrt"),
  square: one("Square"),
  sign: one("Sign"),
  floor: one("Floor"),
  reciprocal: one("Reciprocal"),
  sin: one("Sin"),
  cos: one("Cos"),
  tanh: one("Tanh"),
  sigmoid: one("Sigmoid"),
  erf: one("Erf"),
  relu: one("Relu"),
  relu6: one("Relu6"),
  elu: one("Elu"),
  selu: one("Selu"),
  silu: one("Silu"),
  swish: one("Silu"),
  softplus: one("Softplus"),
  softsign: one("Softsign"),
  leaky_relu: (x, { alpha = 0.2 }) => ({ className: "LeakyRelu", args: [x], config: { negative_slope: plain(alpha) } }),
  gelu: (x, { approximate = false }) => ({
    className: "Gelu",
    args: [x],
    config: { approximate: approximate === true },
  }),
  zeros_like: like("ZerosLike"),
  ones_like: like("OnesLike"),
  stop_gradient: one("StopGradient"),
  reduce_mean: reduction("Mean"),
  reduce_sum: reduction("Sum"),
  reduce_max: reduction("Max"),
  reduce_min: reduction("Min"),
  reduce_prod: reduction("Prod"),
  reduce_euclidean_norm: reduction("Norm"),
  reduce_any: reduction("Any"),
  reduce_all: reduction("All"),
  reduce_std: reduction("Std"),
  reduce_variance: reduction("Var"),
  reduce_logsumexp: reduction("Logsumexp"),
  argmax: (x, { axis }) => ({ className: "Argmax", args: [x], config: { ...axisOf(axis, 0), keepdims: false } }),
  argmin: (x, { axis }) => ({ className: "Argmin", args: [x], config: { ...axisOf(axis, 0), keepdims: false } }),
  cumsum: (x, { axis }) => ({ className: "Cumsum", args: [x], config: axisOf(axis, 0) }),
  cumprod: (x, { axis }) => ({ className: "Cumprod", args: [x], config: axisOf(axis, 0) }),
  argsort: (x, { axis, direction = "ASCENDING" }) => ({
    className: "Argsort",
    args: [x],
    config: ascending(axis, direction),
  }),
  sort: (x, { axis, direction = "ASCENDING" }) => ({
    className: "Sort",
    args: [x],
    config: ascending(axis, direction),
  }),
  norm: (x, { ord = "euclidean", axis, keepdims = false }) => ({
    className: "Norm",
    // of matrices too, this is the length of all their numbers
    args: [x],
    config: { ord: ord === "euclidean" ? null : plain(ord), ...axisOf(axis, null), keepdims: keepdims === true },
  }),
  roll: (x, { shift, axis }) => ({
    className: "Roll",
    args: [x],
    config: { shift: plain(shift), ...axisOf(axis, null) },
  }),
  tensordot: (a, { b, axes }) => ({ className: "Tensordot", args: [a, b!], config: { axes: plain(axes) } }),
  l2_normalize: (x, { axis = null, epsilon = 1e-12 }) => ({
    className: "Normalize",
    args: [x],
    config: { axis: plain(axis), order: 2, epsilon: Math.sqrt(Number(epsilon)) },
  }),
  softmax: (x, { axis }) => ({ className: "Softmax", args: [x], config: axisOf(axis, -1) }),
  log_softmax: (x, { axis }) => ({ className: "LogSoftmax", args: [x], config: axisOf(axis, -1) }),
  concat: (xs, { axis }) => ({ className: "Concatenate", args: [xs], config: axisOf(axis, 0) }),
  stack: (xs, { axis }) => ({ className: "Stack", args: [xs], config: axisOf(axis, 0) }),
  unstack: (x, { axis }) => ({ className: "Unstack", args: [x], config: { num: null, ...axisOf(axis, 0) } }),
  split: (x, { num_or_size_splits: sizes, axis }) => ({
    className: "Split",
    args: [x],
    config: { indices_or_sections: cutsOf(plain(sizes)), ...axisOf(axis, 0) },
  }),
  reshape: (x, { shape }) => ({ className: "Reshape", args: [x], config: { newshape: plain(shape) } }),
  transpose: (x, { perm = null }) => ({ className: "Transpose", args: [x], config: { axes: plain(perm) } }),
  expand_dims: (x, { axis }) => ({ className: "ExpandDims", args: [x], config: axisOf(axis, -1) }),
  squeeze: (x, { axis }) => ({ className: "Squeeze", args: [x], config: axisOf(axis, null) }),
  broadcast_to: (x, { shape }) => ({ className: "BroadcastTo", args: [x], config: { shape: plain(shape) } }),
  tile: (x, { multiples }) => ({ className: "Tile", args: [x], config: { repeats: plain(multiples) } }),
  repeat: (x, { repeats, axis }) => ({
    className: "Repeat",
    args: [x],
    config: { repeats: plain(repeats), ...axisOf(axis, null) },
  }),
  reverse: (x, { axis }) => ({ className: "Flip", args: [x], config: axisOf(axis, null) }),
  gather: (x, { indices, axis }) => ({ className: "Take", args: [x, indices!], config: axisOf(axis, 0) }),
  pad: (x, { paddings, mode = "CONSTANT", constant_values: value = 0 }) => ({
    className: "Pad",
    args: [x],
    config: { pad_width: plain(paddings), mode: String(mode).toLowerCase(), constant_values: plain(value) },
  }),
  one_hot: (x, { depth, axis, dtype = null }) => ({
    className: "OneHot",
    args: [x],
    config: { num_classes: plain(depth), ...axisOf(axis, -1), dtype: plain(dtype) },
  }),
  clip_by_value: (x, { clip_value_min: low, clip_value_max: high }) => ({
    className: "Clip",
    args: [x],
    config: { x_min: plain(low), x_max: plain(high) },
  }),
  cast: (x, { dtype }) => ({ className: "Cast", args: [x], config: { dtype: plain(dtype) } }),
  where,
  where_v2: where,
  matmul: (a, { b, transpose_a: first, transpose_b: second }) => ({
    className: "Matmul",
    args: [a, b!],
    swapped: [...(first === true ? [0] : []), ...(second === true ? [1] : [])],
  }),
  getitem: (x, { slice_spec: key }) => ({ className: "GetItem", args: [x, indexOf(key)] }),
};

/** Arguments that say nothing about the numbers: integers are int32 here, and whole batches are gathered from. */
const idle: ReadonlySet<string> = new Set(["name", "output_type", "validate_indices"]);

/** Whether a layer of a file is a function of TensorFlow. */
export const isLegacyOperation = ({ class_name }: KerasObject) => /^(TFOpLambda|SlicingOpLambda)$/.test(class_name);

/**
 * The entries of a graph that do what a function of TensorFlow does: its own, and those before it.
 * @throws FormatError for a function that is not read
 */
export function translate(object: KerasObject, name: string): EntryJson[] {
  const symbol = String(object.config.function ?? "");
  const known = symbol.replace(/^(compat\.v1\.)?((math|nn|linalg|__operators__)\.)?/, "");
  if (!Object.hasOwn(functions, known)) {
    throw new FormatError({
      what: `The graph of the file computes with a function of TensorFlow that is not read: ${symbol}.`,
      expected: Object.keys(functions).join(", "),
      received: `${object.class_name} ${show(name)}`,
      hint: "in Keras, put it into a layer before saving",
    });
  }
  const before: EntryJson[] = [];
  let translated: Translation | undefined;
  const calls = asList(object.inbound_nodes ?? [], `The calls of ${show(name)}`).map((node, number): CallJson => {
    const { first, named } = readFunctionCall(node, `A call of ${show(name)}`);
    const read = new Set<string>();
    translated = functions[known]!(first, noting(named, read));
    const unread = unreadOf(named, read, idle);
    if (unread !== undefined) {
      throw new FormatError({
        what: `The function ${symbol} of the file is given what is not read here.`,
        received: `${unread} of ${show(name)}`,
        hint: "in Keras, put it into a layer before saving",
      });
    }
    const args = [...translated.args];
    if (args.includes(undefined as never))
      throw new FormatError({ what: `A call of ${show(name)} lacks an argument.` });
    for (const at of translated.swapped ?? []) {
      const turned = `${name}_transpose_${"ab"[at]}${number || ""}`;
      before.push(
        entry(turned, "Swapaxes", { axis1: -1, axis2: -2 }, [{ args: [args[at]!], kwargs: {}, tellsMasks: false }]),
      );
      args[at] = new Reference(turned, 0, 0);
    }
    return { args, kwargs: {}, tellsMasks: false };
  });
  return [...before, entry(name, translated?.className ?? "", translated?.config ?? {}, calls)];
}

const entry = (name: string, className: string, config: JsonRecord, calls: readonly CallJson[]): EntryJson => ({
  name,
  object: { class_name: className, config: { name, ...config } },
  calls,
  isOperation: true,
});

/** A call is its first argument, in which a tensor carries the other arguments with it. */
function readFunctionCall(node: Json, where: string): { first: Argument; named: Record<string, Argument> } {
  const named: Record<string, Argument> = {};
  const read = (value: Json): Argument => {
    if (!Array.isArray(value)) return oldArgument(value, where);
    const isConstant = value[0] === "_CONSTANT_VALUE" && value[1] === -1;
    if (!isConstant && !isReference(value)) return value.map(read);
    const others = value[3];
    if (isRecord(others)) {
      for (const [key, each] of Object.entries(others)) named[key] = oldArgument(each, where);
    }
    return isConstant ? oldArgument(value[2], where) : oldArgument(value.slice(0, 3), where);
  };
  return { first: read(node), named };
}

/** Without tensors. @throws FormatError where there are some */
function plain(argument: Argument | undefined): Json {
  if (argument === undefined) return null;
  if (argument instanceof Reference) {
    throw new FormatError({
      what: "The file computes the shape or the axis of an operation from data.",
      expected: "numbers, such as reshape(x, [-1, 4])",
      received: `what ${show(argument.layer)} gives`,
    });
  }
  if (Array.isArray(argument)) return argument.map(plain);
  if (isRecord(argument as Json)) {
    const { class_name, items } = argument as JsonRecord;
    if (class_name === "__tuple__" && Array.isArray(items)) return items.map((each) => plain(each as Argument));
  }
  return argument as Json;
}

/** The axis to sort along. @throws FormatError for the largest first, which Keras's operations do not give */
function ascending(axis: Argument | undefined, direction: Argument): JsonRecord {
  if (direction === "ASCENDING") return axisOf(axis, -1);
  throw new FormatError({
    what: "The file sorts by a function of TensorFlow with the largest first, which is not read.",
    received: String(direction),
  });
}

/** TensorFlow's sizes of parts as the places of cuts. */
function cutsOf(sizes: Json): Json {
  if (!Array.isArray(sizes)) return sizes;
  let at = 0;
  return sizes.slice(0, -1).map((size) => (at += Number(size)));
}

/** An index in Keras 3's form: slices are objects there. */
function indexOf(key: Argument | undefined): Argument {
  const list = plain(key);
  return (Array.isArray(list) ? list : [list]).map((each): Argument => {
    if (!isRecord(each)) return each as Argument;
    if (each.class_name === "__ellipsis__") return { class_name: "__ellipsis__", config: {} };
    const { start = null, stop = null, step = null } = each;
    return { class_name: "__slice__", config: { start, stop, step } as Record<string, Argument> };
  });
}
