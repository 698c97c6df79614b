/** What an operation of a graph is called with: tensors, numbers, lists, slices; read with checks, as a file may hold anything. */
import { concatenate, reshape } from "../../../ops/index.ts";
import { FormatError, type NestedArray, Tensor, type TensorLike, tensor } from "../../../tensor/index.ts";
import { asRecord, isRecord, type Json, show } from "../../json.ts";

/** A part of an axis, as Python's `start:stop:step`. */
export class Slice {
  constructor(
    readonly start: number | null,
    readonly stop: number | null,
    readonly step: number | null,
  ) {}
}

/** Python's `...` in an index. */
export const ELLIPSIS = Symbol("...");

/** The arguments of an operation; T is a computed value: a tensor, or its name in a graph that is written. */
export type Given<T> = T | Slice | typeof ELLIPSIS | number | boolean | string | null | undefined | readonly Given<T>[];

/** A value that an operation takes. */
export type Value = Given<Tensor>;

/** Options by Keras's names, those of the operation and those of the call. */
export type Options = Readonly<Record<string, Value>>;

/** The same values; the names of those that are read are added to `read`. */
export const noting = <T extends object>(values: T, read: Set<string>): T =>
  new Proxy(values, {
    get(from, name) {
      read.add(String(name));
      return Reflect.get(from, name);
    },
  });

/** The first value that has a meaning but was not read. */
export function unreadOf(
  values: Readonly<Record<string, unknown>>,
  read: ReadonlySet<string>,
  idle: ReadonlySet<string> = new Set(),
): string | undefined {
  const says = (value: unknown) => value !== null && value !== undefined && value !== false;
  return Object.keys(values).find((name) => says(values[name]) && !read.has(name) && !idle.has(name));
}

/** A constant of a call: arrays become tensors. @throws FormatError for what no operation takes */
export function readConstant(value: Json | undefined): Value {
  if (Array.isArray(value)) return value.map(readConstant);
  if (!isRecord(value)) return value as Value;
  const config = asRecord(value.config ?? value, "A constant of an operation");
  switch (value.class_name) {
    case "__numpy__":
    case "__tensor__":
      return constantTensor(config.value, config.dtype);
    case "__slice__":
      return new Slice(whole(config.start), whole(config.stop), whole(config.step));
    case "__ellipsis__":
      return ELLIPSIS;
    case "__tuple__":
      return readConstant(value.items ?? []);
    default:
      throw unreadable("A constant of an operation", show(value));
  }
}

function constantTensor(value: Json | undefined, dtype: Json | undefined): Tensor {
  const kind = /^u?int/.test(String(dtype)) ? "int32" : dtype === "bool" ? "bool" : "float32";
  return tensor(value as NestedArray, undefined, kind);
}

function whole(value: Json | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw unreadable("A bound of a slice", show(value));
}

/** A number, list of numbers and tensors, or tensor as what operations compute with. A bare number keeps its type open. */
export function numeric(value: Value): TensorLike {
  if (value instanceof Tensor || typeof value === "number" || typeof value === "boolean") return value;
  // as NaN is read, which Python writes
  if (value === null) return Number.NaN;
  if (Array.isArray(value) && value.length > 0) {
    if (!value.some((entry) => entry instanceof Tensor)) return tensor(value as NestedArray);
    return concatenate(value.map((entry) => reshape(numeric(entry), [1])));
  }
  throw unreadable("An operation takes numbers", describe(value));
}

/** A tensor. */
export function tensorIn(value: Value): Tensor {
  const found = numeric(value);
  return found instanceof Tensor ? found : tensor(found);
}

/** A list of tensors. */
export function tensorsIn(value: Value): Tensor[] {
  if (Array.isArray(value)) return value.map(tensorIn);
  throw unreadable("An operation takes a list of tensors", describe(value));
}

/** An integer, which may have been computed from a shape. */
export function integerIn(value: Value): number {
  const number = value instanceof Tensor && value.size === 1 ? value.read()[0] : value;
  if (typeof number === "number" && Number.isInteger(number)) return number;
  throw unreadable("An operation takes an integer", describe(value));
}

/** A number. */
export function numberIn(value: Value): number {
  const number = value instanceof Tensor && value.size === 1 ? value.read()[0] : value;
  if (typeof number === "number") return number;
  throw unreadable("An operation takes a number", describe(value));
}

/** A list of integers. */
export function integersIn(value: Value): number[] {
  if (value instanceof Tensor) return [...value.read()];
  return Array.isArray(value) ? value.map(integerIn) : [integerIn(value)];
}

/** Axes as they are given to reductions: none for all. */
export function axesIn(value: Value): readonly number[] | undefined {
  return value === null || value === undefined ? undefined : integersIn(value);
}

const describe = (value: Value) => (typeof value === "symbol" ? "..." : show(value as Json));

function unreadable(what: string, received: string): FormatError {
  return new FormatError({ what: `${what} that cannot be read.`, received });
}
