/** TensorFlow.js's tensors and variables: those of the core, with chained methods. */
import { variableOf as holderOf } from "../../autodiff/variable.ts";
import { Variable as Core } from "../../index.ts";
import {
  ConfigError,
  isPlain,
  Tensor as Plain,
  PlainStorage,
  ShapeError,
  sameShape,
  wrap,
} from "../../tensor/index.ts";
import type { DataType, DataTypeMap, Rank, ShapeMap, TensorLike } from "../types.ts";
import { Elements } from "./buffer.ts";
import { numberType, plainOf } from "./rules.ts";
import { Sliders } from "./windows.ts";

/** A tensor whose methods are the functions of the same name. Gradients flow through all that have one. */
export class Tensor<R extends Rank = Rank> extends Sliders<R> {
  protected made<T extends Tensor>(result: Plain): T {
    return chained(result) as T;
  }

  /** A buffer of a copy of the elements, to be changed one by one. */
  async buffer<D extends DataType = "float32">(): Promise<TensorBuffer<R, D>> {
    return this.bufferSync<D>();
  }
  /** The same as {@link buffer}, at once. */
  bufferSync<D extends DataType = "float32">(): TensorBuffer<R, D> {
    return new TensorBuffer<R, D>(this.shape, this.dtype as D, this.dataSync<D>());
  }
  /** A variable of these first values. */
  variable(trainable = true, name?: string, dtype?: DataType): Variable<R> {
    return variable<R>(this as Tensor<R>, trainable, name, dtype);
  }
}

/** Elements that are set one by one; {@link TensorBuffer.toTensor} makes a tensor of them. */
export class TensorBuffer<R extends Rank = Rank, D extends DataType = "float32"> extends Elements<R, D> {
  /** A tensor of the elements as they are; later changes of the buffer do not change it. */
  toTensor(): Tensor<R> {
    const values = this.dtype === "string" ? [...this.values] : this.values.slice();
    return chained(wrap(values as Float32Array, [...this.shape], this.dtype as "float32"));
  }
}

/**
 * A tensor of the core as one with methods. It stays the same object, by which the tape of gradients and the running step
 * know it.
 */
export function chained<R extends Rank = Rank>(tensor: Plain): Tensor<R> {
  if (tensor instanceof Tensor) return tensor as Tensor<R>;
  return Object.setPrototypeOf(tensor, Tensor.prototype) as Tensor<R>;
}

/** Every tensor in lists and plain records, at any depth. */
export function tensorsIn(value: unknown, seen = new Set<unknown>()): Tensor[] {
  if (value instanceof Plain) return [chained(value)];
  if (seen.has(value) || !(Array.isArray(value) || isPlain(value))) return [];
  seen.add(value);
  return Object.values(value as object).flatMap((each) => tensorsIn(each, seen));
}

/** {@link chained} for every tensor in lists and plain records, at any depth; gives the same value back. */
export function chainedAll<T>(value: T): T {
  tensorsIn(value);
  return value;
}

/** Any values as a tensor with methods. */
export function tensorOf<T extends Tensor = Tensor>(values: Plain | TensorLike, dtype?: DataType): T {
  return chained(plainOf(values, dtype)) as unknown as T;
}

/** A buffer of zeros, or of the values given, to fill element by element; `toTensor()` makes the tensor. Default float32. */
export function buffer<R extends Rank, D extends DataType = "float32">(
  shape: ShapeMap[R],
  dtype: D = "float32" as D,
  values?: DataTypeMap[D],
): TensorBuffer<R, D> {
  return new TensorBuffer<R, D>(shape, dtype, values);
}

/** The names under which the gradients of variables come and their order, the variables by them, and how many were to have the same. */
const names = new WeakMap<Core, { name: string; place: number }>();
const named = new Map<string, WeakRef<Core>>();
const namesakes = new Map<string, number>();
const forget = new FinalizationRegistry<string>((name) => named.get(name)?.deref() ?? named.delete(name));
let places = 0;
let count = 0;

/** A tensor that optimizers and {@link assign} change in place. */
export class Variable<R extends Rank = Rank> extends Tensor<R> {
  /** The name under which gradients come. */
  get name(): string {
    return nameOf(coreOf(this));
  }
  set name(name: string) {
    rename(coreOf(this), name);
  }
  /** Whether optimizers change it. */
  get trainable(): boolean {
    return coreOf(this).trainable;
  }
  set trainable(trainable: boolean) {
    coreOf(this).trainable = trainable;
  }
  /** A view of a variable would change with it, so that it becomes a copy. */
  protected override made<T extends Tensor>(result: Plain): T {
    if (result !== this && result.storage === this.storage) result.storage = new PlainStorage(this.dataSync());
    return super.made(result);
  }

  /** Sets the values. @throws ShapeError when the shape differs; ConfigError when the type does */
  assign(newValue: Tensor<R>): void {
    if (newValue.dtype !== this.dtype) {
      throw new ConfigError({
        what: "A variable keeps its type.",
        expected: this.dtype,
        received: newValue.dtype,
        hint: "cast the new values",
      });
    }
    if (!sameShape(newValue.shape, this.shape)) {
      throw new ShapeError({
        what: `The values do not fit the variable "${this.name}".`,
        expected: `[${this.shape}]`,
        received: `[${newValue.shape}]`,
      });
    }
    coreOf(this).assign(newValue);
  }
}

/** The core's variable of this tensor. */
export const coreOf = (variable: Tensor): Core => holderOf(variable)!;

/** The tensor of a variable of the core, a layer's weight for example, as TensorFlow.js's variable: the same for its life. */
export function variableOf<R extends Rank = Rank>(core: Core): Variable<R> {
  const value = core.value;
  if (!(value instanceof Variable)) Object.setPrototypeOf(value, Variable.prototype);
  return value as Variable<R>;
}

/** The name under which the gradient of a variable comes. */
export const nameOf = (core: Core): string => names.get(core)?.name ?? core.path;

/** Variables in the order in which they became known. */
export const inOrder = (a: Core, b: Core): number => (names.get(a)?.place ?? places) - (names.get(b)?.place ?? places);

/** Makes a variable known by a name, unless it has one; by the name and a number where another variable has the name. */
export function register(core: Core, name: string = core.path): void {
  if (names.has(core)) return;
  const before = namesakes.get(name) ?? 0;
  namesakes.set(name, before + 1);
  rename(core, before === 0 ? name : `${name}_${before}`);
}

function rename(core: Core, name: string): void {
  names.set(core, { name, place: names.get(core)?.place ?? places++ });
  named.set(name, new WeakRef(core));
  forget.register(core, name);
}

/** The variable of a name. @throws ConfigError when there is none */
export function variableNamed(name: string): Core {
  const core = named.get(name)?.deref();
  if (core) return core;
  throw new ConfigError({
    what: "A gradient comes for a variable that is not known.",
    received: name,
    hint: "take the names from variableGrads or computeGradients, or from tf.variable",
  });
}

/** A variable of these first values. Without a name, names count up. */
export function variable<R extends Rank>(
  initialValue: Tensor<R>,
  trainable = true,
  name?: string | null,
  dtype?: DataType | null,
): Variable<R> {
  const first = tensorOf(initialValue);
  const values = dtype != null && dtype !== first.dtype ? first.cast(numberType(dtype)!) : first;
  const core = new Core({ name: name ?? String(count++), initialize: values, dtype: values.dtype, trainable });
  if (name == null) rename(core, core.path);
  else register(core);
  return variableOf(core);
}
