/** `tf.variable`: a tensor whose values change, with the core's variable behind it. */
import { Variable as Core } from "../../index.ts";
import { ConfigError, type Tensor as Plain, ShapeError, sameShape } from "../../tensor/index.ts";
import type { DataType, Like, Rank } from "../types.ts";
import { numberType } from "./rules.ts";
import { Tensor, tensorOf } from "./tensor.ts";

/** What stands behind each variable's tensor. */
const cores = new WeakMap<Plain, Core>();
let count = 0;

/** A tensor that optimizers and {@link assign} change in place. */
export class Variable<R extends Rank = Rank> extends Tensor<R> {
  /** The name under which gradients come. */
  get name(): string {
    return coreOf(this).path;
  }
  set name(name: string) {
    coreOf(this).path = name;
  }
  /** Whether optimizers change it. */
  get trainable(): boolean {
    return coreOf(this).trainable;
  }
  set trainable(trainable: boolean) {
    coreOf(this).trainable = trainable;
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

/** The core's variable of which this is the tensor. */
export const coreOf = (variable: Variable): Core => cores.get(variable)!;

/** The tensor of a variable of the core, a layer's weight for example, as TensorFlow.js's variable: the same for its life. */
export function variableOf<R extends Rank = Rank>(core: Core): Variable<R> {
  const value = core.value;
  if (!(value instanceof Variable)) {
    Object.setPrototypeOf(value, Variable.prototype);
    cores.set(value, core);
  }
  return value as Variable<R>;
}

/** A variable of these first values. Names must differ; by default they count up. */
export function variable<R extends Rank>(
  initialValue: Tensor<R>,
  trainable = true,
  name?: string | null,
  dtype?: DataType | null,
): Variable<R> {
  const first = tensorOf(initialValue as Like);
  const values = dtype != null && dtype !== first.dtype ? first.cast(numberType(dtype)!) : first;
  const core = new Core({ name: name ?? String(count++), initialize: values, dtype: values.dtype, trainable });
  return variableOf(core);
}
