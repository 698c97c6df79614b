/** The weights of layers, as TensorFlow.js shows them. */
import { ConfigError, type Variable as CoreVariable, type DType, type Shape } from "../../index.ts";
import { nameOf, register, type Tensor, tensorOf, variableOf } from "../tensors/index.ts";
import type { Like } from "../types.ts";

let count = 0;

/** A weight of a layer. */
export class LayerVariable {
  /** A number of its own among all weights. */
  readonly id = count++;

  constructor(
    /** The weight in Recurve's own form. */
    readonly core: CoreVariable,
    /** The layer's name, then the weight's own: "dense_Dense1/kernel". Files hold it. */
    readonly originalName: string,
  ) {
    register(core, originalName);
  }

  /** The name under which its gradient comes: {@link originalName}, with a number where another weight has the same. */
  get name(): string {
    return nameOf(this.core);
  }
  /** The length of each axis. */
  get shape(): Shape {
    return this.core.shape;
  }
  /** The type of the elements. */
  get dtype(): DType {
    return this.core.dtype;
  }
  /** Whether training changes it. */
  get trainable(): boolean {
    return this.core.trainable;
  }
  set trainable(trainable: boolean) {
    this.core.trainable = trainable;
  }
  /** The values now. Gradients flow to the weight through what is computed from them. */
  read(): Tensor {
    return variableOf(this.core);
  }
  /** The same as {@link read}. */
  get val(): Tensor {
    return this.read();
  }
  /** Sets the values. @throws ShapeError when the shape differs */
  write(values: Like): this {
    this.core.assign(tensorOf(values));
    constrain(this.core);
    return this;
  }
  /** Frees the memory; read or set again, the weight throws. */
  dispose(): void {
    retire(this.core);
  }
}

/** Frees a weight for good: whatever reads or sets it afterwards throws, where a weight of the core would be drawn anew. */
export function retire(variable: CoreVariable): void {
  const gone = (): never => {
    throw new ConfigError({ what: `The weight "${variable.path}" is disposed.` });
  };
  variable.dispose();
  Object.defineProperty(variable, "value", { get: gone, configurable: true });
  variable.assign = gone;
}

/** Brings a weight that was set within its bounds, as TensorFlow.js does at once and Keras after the next step. */
export function constrain(variable: CoreVariable): void {
  if (variable.constraint) variable.assign(variable.constraint(variable.value));
}

const known = new WeakMap<CoreVariable, LayerVariable>();

/** The weight as TensorFlow.js shows it: always the same object, with the name that it had first. */
export function layerVariable(core: CoreVariable, name: string): LayerVariable {
  const made = known.get(core);
  if (made) return made;
  const variable = new LayerVariable(core, name);
  known.set(core, variable);
  return variable;
}
