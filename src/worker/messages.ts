/** What a page and its worker say to each other, and how tensors travel between them. */
import {
  BackendError,
  ConfigError,
  type DType,
  type ErrorParts,
  FormatError,
  IoError,
  isPlain,
  RecurveError,
  type Shape,
  ShapeError,
  Tensor,
  type TypedArray,
  tensor,
  viewArray,
  wrap,
} from "../tensor/index.ts";

/** What a model can be asked for, and what a stepper in the worker can. */
export type Method =
  | ("load" | "fit" | "evaluate" | "predict" | "trainOnBatch" | "testOnBatch" | "generate")
  | ("stream" | "step" | "reset" | "states" | "setStates" | "dispose");

/** From the page: a call, an answer to a hook, a batch of a dataset, or the wish to end a call. */
export type Request =
  | { kind: "call"; id: number; method: Method; args: unknown[]; hooks: readonly string[] }
  | { kind: "hooked"; hook: number; logs: Record<string, number>; stopTraining: boolean; error?: SentError }
  | { kind: "item"; pass: number; done: boolean; value: unknown; error?: SentError }
  | { kind: "abort"; id: number };

/** From the worker: the end of a call, a hook of a callback that waits for its answer, or a batch that is needed. */
export type Reply =
  | { kind: "result"; id: number; result: unknown }
  | { kind: "error"; id: number; error: SentError }
  | { kind: "hook"; id: number; hook: number; name: string; args: unknown[] }
  | { kind: "pull"; id: number; source: number; pass: number; epoch?: number; leave?: boolean }
  | { kind: "written"; id: number; text: string };

/** A call's options on their way: functions and signals stay behind, and are named. */
export interface TravelledOptions {
  plain: object;
  writes: boolean;
  aborts: boolean;
}

interface PackedTensor {
  recurveTensor: true;
  values: TypedArray;
  shape: Shape;
  dtype: DType;
}

/** A dataset that stays in the page. */
export interface LentBatches {
  recurveBatches: number;
  hasEpochs: boolean;
}

/** A value with every tensor in it as plain data, and every dataset as what `lend` gives for it. */
export function pack(value: unknown, lend?: (value: unknown) => LentBatches | undefined): unknown {
  if (value instanceof Tensor) {
    return {
      recurveTensor: true,
      values: value.dataSync(),
      shape: value.shape,
      dtype: value.dtype,
    } satisfies PackedTensor;
  }
  return lend?.(value) ?? mapInside(value, (entry) => pack(entry, lend));
}

/** The reverse of {@link pack}. */
export function unpack(value: unknown, borrow?: (lent: LentBatches) => unknown): unknown {
  if (isPlain(value) && value.recurveTensor === true) {
    const { values, shape, dtype } = value as unknown as PackedTensor;
    // texts travel as a plain list; arrays may be of the realm in which the engine unpacked them
    if (dtype === "string") return tensor([...values].map(String), shape, dtype);
    return wrap(viewArray(dtype, values.buffer, values.byteOffset, values.length), shape, dtype);
  }
  if (borrow && isPlain(value) && typeof value.recurveBatches === "number") {
    return borrow(value as unknown as LentBatches);
  }
  return mapInside(value, (entry) => unpack(entry, borrow));
}

function mapInside(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === "number") ? value : value.map(change);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, change(entry)]));
  return value;
}

const kinds = { ShapeError, ConfigError, FormatError, IoError, BackendError };

/** An error on its way to the other side, with those that led to it. */
export type SentError = { name: string; message: string; code?: unknown; cause?: SentError } & Partial<
  Omit<ErrorParts, "cause">
>;

/** Errors in a chain of causes at most: a chain may be a ring. */
const MOST_CAUSES = 16;

export function sentError(thrown: unknown, most = MOST_CAUSES): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, cause } = error;
  // Node's errors have one, such as ENOENT
  const { code } = error as { code?: unknown };
  return {
    ...(error instanceof RecurveError ? { message, ...error.toJSON() } : { name, message }),
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(cause !== undefined && most > 0 && { cause: sentError(cause, most - 1) }),
  };
}

/** The error that was sent, of the same class where it is one of Recurve's. */
export function receivedError({ name, message, code, cause: sent, what = message, ...parts }: SentError): Error {
  const Kind = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined;
  const cause = sent && { cause: receivedError(sent) };
  const error = Kind ? new Kind({ what, ...parts, ...cause }) : Object.assign(new Error(message, cause), { name });
  return code === undefined ? error : Object.assign(error, { code });
}
