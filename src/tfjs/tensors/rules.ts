/** TensorFlow.js's type rules: the type of a number beside a tensor, and the result type of two types. */
import { ops } from "../../index.ts";
import {
  asTensor,
  ConfigError,
  checkDType,
  checkOption,
  convertArray,
  type DType,
  normalizeAxes,
  Tensor as Plain,
  type TensorLike as PlainLike,
  tagOf,
  takes,
  tensor,
  wrap,
} from "../../tensor/index.ts";
import type { Axis, DataType, Like } from "../types.ts";
import { along } from "./paths.ts";

/** Any values as a tensor of the core: numbers are float32 unless they come in an array of integers. */
export function plainOf(values: Like | Plain, dtype?: DataType): Plain {
  if (values instanceof Plain) return values;
  const type = numberType(dtype);
  if (typeof values === "string") return tensor([values], [], "string");
  return holdsTexts(values)
    ? tensor(values as "text", undefined, "string")
    : tensor(values as PlainLike, undefined, type ?? typeWithin(values));
}

/** The type of lists of typed arrays is that of the first. */
function typeWithin(values: unknown): DType | undefined {
  let first = Array.isArray(values) ? values[0] : undefined;
  for (let depth = 0; depth < 100 && Array.isArray(first); depth++) first = first[0];
  return /^(Int32|Uint8|Uint8Clamped)Array$/.test(tagOf(first)) ? "int32" : undefined;
}

/** Whether the first thing in nested lists is a text. */
export function holdsTexts(values: unknown): boolean {
  let first = values;
  // a list may contain itself; lists this deep are refused where a tensor is made of them
  for (let depth = 0; depth < 100 && Array.isArray(first); depth++) first = first[0];
  return typeof first === "string";
}

/** Any number, NaN and the infinite ones too. */
export const anyNumber = /* @__PURE__ */ takes.check<number>("a number", (value) => typeof value === "number");

/** Throws unless all arguments are finite numbers. */
export function checkNumbers(owner: string, given: Readonly<Record<string, number>>): void {
  for (const [argument, value] of Object.entries(given)) checkOption(owner, argument, value, takes.finiteNumber);
}

/** Throws unless all arguments are lists of whole numbers, or lists of such lists. */
export function checkWholes(owner: string, given: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [argument, value] of Object.entries(given)) checkOption(owner, argument, value, someWholes);
}
const isWholes = (value: unknown): boolean =>
  Number.isSafeInteger(value) || (Array.isArray(value) && value.every(Number.isSafeInteger));
const someWholes = /* @__PURE__ */ takes.check<readonly unknown[]>(
  "a list of whole numbers",
  (value) => Array.isArray(value) && value.every(isWholes),
);

/** The type itself. @throws ConfigError for an unknown one, and for complex numbers, which are not here */
export function numberType(dtype: DataType | undefined): DType | undefined {
  if (dtype === undefined || dtype === "string") return dtype;
  if (dtype !== "complex64") return checkDType(dtype);
  throw new ConfigError({
    what: "There are no complex numbers in Recurve.",
    expected: "float32, int32, bool or string",
  });
}

const order = ["bool", "int32", "float32"];

/** The type of what two types give together. */
export function upcastType(a: DataType, b: DataType): DataType {
  if (a === "string" || b === "string") {
    if (a === b) return a;
    throw new ConfigError({ what: "Texts and numbers have no common type.", received: `${a} and ${b}` });
  }
  return numberType(order[Math.max(order.indexOf(a), order.indexOf(b))] as DataType) ?? "float32";
}

/** The type of sums: booleans are counted. */
export const sumOutType = (type: DataType): DataType => (type === "bool" ? "int32" : type);

/** What was computed in floats, as whole numbers again where all operands are whole. */
export function wholeAsOperands(result: Plain, ...operands: Plain[]): Plain {
  return operands.every(({ dtype }) => dtype !== "float32") ? along(ops.cast(result, "int32"), result) : result;
}

/** A list of axes, 0 to rank - 1; all of them by default. */
export function axesOf(axis: Axis | null | undefined, rank: number): number[] {
  if (axis == null) return Array.from({ length: rank }, (_, i) => i);
  return normalizeAxes(axis, rank);
}

/** The axes to a core's operation: absent are all. */
export const axesFor = (axis: Axis | null | undefined): Axis | undefined => axis ?? undefined;

/**
 * What `compute` gives for each element, in double precision, as TensorFlow.js stores it: in whole numbers what is not finite is
 * 0, and what is too large wraps. Gradients flow as through `result`, the same in operations.
 */
export function elementwise(
  type: DataType,
  result: Plain,
  compute: (...values: number[]) => number,
  ...operands: Plain[]
): Plain {
  const { shape } = result;
  const columns = operands.map((each) => ops.broadcastTo(ops.stopGradient(each), shape).read());
  const numbers = Float64Array.from({ length: result.size }, (_, i) => compute(...columns.map((each) => each[i]!)));
  // what is no number is not true
  const kept = type === "bool" ? numbers.map((each) => (Number.isFinite(each) ? each : 0)) : numbers;
  return along(wrap(convertArray(kept, numberType(type)!), shape, numberType(type)!), result);
}

/** The same where all operands are whole numbers or truths, in their type, else the result. */
export function exactly(result: Plain, compute: (...values: number[]) => number, ...operands: Plain[]): Plain {
  const type = operands.map(({ dtype }) => dtype as DataType).reduce(upcastType);
  return type === "float32" ? result : elementwise(type, result, compute, ...operands);
}

/** The floor of a / b, of the given type; the gradient is that of a / b. */
export const floorDivided = (a: Plain, b: Plain, type: DataType): Plain =>
  elementwise(type, ops.divide(a, b), (x, y) => Math.floor(x / y), a, b);

/** Zeros and ones as truths where all operands are truths. */
export const truthOfTruths = (result: Plain, ...operands: Plain[]): Plain =>
  operands.every(({ dtype }) => dtype === "bool") ? along(ops.cast(result, "bool"), result) : result;

/** Throws for a numeric tensor where `bool` is required. Lists of numbers are accepted. */
export function checkTruths(owner: string, x: Like | Plain): void {
  if (!(x instanceof Plain) || x.dtype === "bool") return;
  throw new ConfigError({
    what: `${owner} takes truths.`,
    expected: "a bool tensor",
    received: `a tensor of type ${x.dtype}`,
    hint: "toBool() makes truths of numbers",
  });
}

/** Numbers as 0 and 1: whether they are not 0. */
export const truthOf = (values: Like | Plain): Plain => ops.cast(plainOf(values), "bool");

/** Whole numbers as a tensor of the core, int32. @throws ConfigError for a tensor of another type */
export function wholes(owner: string, values: Like | Plain): Plain {
  const given = asTensor(plainOf(values));
  if (values instanceof Plain && given.dtype !== "int32") {
    throw new ConfigError({
      what: `${owner}: places are whole numbers.`,
      expected: "an int32 tensor, or a list of numbers",
      received: `a ${given.dtype} tensor`,
      hint: "toInt() makes whole numbers",
    });
  }
  return ops.cast(given, "int32");
}

/** The values as a tensor that the core computes with. */
export const operand = (values: Like): Plain => asTensor(plainOf(values));

/** Each of a list of values as such a tensor. @throws ConfigError for what is no list */
export function operands(owner: string, list: readonly Like[]): Plain[] {
  checkOption(owner, "tensors", list, takes.list);
  return list.map(operand);
}
