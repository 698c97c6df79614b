/** Initializers, regularizers, constraints and activations in any form that TensorFlow.js takes, as Recurve's. */

import * as core from "../../index.ts";
import { hardSigmoidOfKeras2 } from "../../io/layer-options.ts";
import { ConfigError, Tensor as Plain, shown } from "../../tensor/index.ts";
import { chained, type Tensor } from "../tensors/index.ts";

/** What a file or `getConfig` holds of an initializer, a regularizer or a constraint. */
interface Described {
  /** The name of the class. */
  className: string;
  /** Its options. */
  config?: object;
}
/** An initializer of your own. */
interface OwnInitializer {
  /** The values of a weight of this shape. */
  apply(shape: number[], dtype?: any): core.Tensor;
}
/** A regularizer or a constraint of your own. */
interface OwnPart {
  /** The penalty on a weight; or the weight within its bounds. */
  apply(x: any): core.Tensor;
}
/** An initializer: a name in any spelling, one of `tf.initializers`, or an object of your own with `apply(shape, dtype)`. */
export type InitializerLike = string | Described | OwnInitializer | core.initializers.Initializer;
/** A regularizer: a name, one of `tf.regularizers`, or an object of your own with `apply(x)`. */
export type RegularizerLike = string | Described | OwnPart | core.regularizers.Regularizer;
/** A constraint: a name, one of `tf.constraints`, or an object of your own with `apply(w)`. */
export type ConstraintLike = string | Described | OwnPart | core.constraints.Constraint;

/** Names that differ, when written with a small letter. */
const renamed: Readonly<Record<string, string>> = {
  leCunNormal: "lecunNormal",
  leCunUniform: "lecunUniform",
  l1L2: "l1l2",
};

/** A name in the spelling of functions: "GlorotNormal" and "glorot_normal" are glorotNormal. */
export function functionName(name: string): string {
  const camel = name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const small = camel.charAt(0).toLowerCase() + camel.slice(1);
  return renamed[small] ?? small;
}

/** Makes the part that a name or configuration describes, from one of Recurve's namespaces. */
function made(room: object, spec: unknown, own: string): unknown {
  if (spec === null || spec === undefined) return null;
  if (typeof spec === "string") return functionName(spec);
  if (typeof (spec as any)[own] === "function") return spec;
  const { className, config } = spec as Described;
  if (typeof className !== "string") return spec;
  const name = functionName(className);
  const make = Object.hasOwn(room, name) ? (room as any)[name] : undefined;
  const options = Object.entries(config ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return make
    ? make(Object.fromEntries(options.map(([key, value]) => [key, key === "mode" ? functionName(value) : value])))
    : name;
}

/** Recurve's initializer. */
export function initializerOf(spec: InitializerLike): core.initializers.Initializer {
  const own = made(core.initializers, spec, "draw");
  const { apply, draw } = own as { apply?(shape: number[], dtype: string): core.Tensor; draw?: unknown };
  if (!apply || draw) return own as core.initializers.Initializer;
  return {
    ...described(own as object),
    draw: (shape) => Float32Array.from(numbersFrom(own as object, shape)),
  };
}

/** What an initializer of a user's class draws. @throws ConfigError for what is no such thing, a bare function among it */
function numbersFrom(own: object, shape: readonly number[]): ArrayLike<number> {
  const drawn = typeof own === "function" ? undefined : (own as any).apply([...shape], "float32");
  if (drawn instanceof Plain) return drawn.dataSync();
  throw new ConfigError({
    what: "An initializer gives no tensor.",
    expected: "an instance of a class whose apply(shape, dtype) gives a tensor",
    received: typeof own === "function" ? "a function" : shown(drawn),
  });
}

/** Recurve's regularizer; none for null. */
export function regularizerOf(spec: RegularizerLike | null): core.regularizers.Regularizer | null {
  const own = made(core.regularizers, spec, "penalty") as any;
  if (!own?.apply || own.penalty) return own;
  return { ...described(own), penalty: (x) => own.apply(chained(x)) as Tensor };
}

/** Recurve's constraint; none for null. */
export function constraintOf(spec: ConstraintLike | null): core.constraints.Constraint | null {
  const own = made(core.constraints, spec, "project") as any;
  if (!own?.apply || own.project) return own;
  return { ...described(own), project: (w) => own.apply(chained(w)) as Tensor };
}

/** What files hold of an object of the user's. */
function described(own: object): { className: string; config: Readonly<Record<string, unknown>>; isOfUser: true } {
  const { constructor: cls, getConfig } = own as {
    constructor: { className?: string; name: string };
    getConfig?(): object;
  };
  return {
    className: cls.className ?? cls.name,
    config: (getConfig?.call(own) ?? {}) as Readonly<Record<string, unknown>>,
    isOfUser: true,
  };
}

/** Makes a user's initializer, regularizer or constraint from its description in a file. */
export function ownPartOf(made: OwnPart & OwnInitializer): object {
  const known = made as { draw?: unknown; penalty?: unknown; project?: unknown };
  if (known.draw ?? known.penalty ?? known.project) return made;
  return { ...initializerOf(made), ...regularizerOf(made), ...constraintOf(made) };
}

/** Recurve's activation. TensorFlow.js's hard sigmoid has the slope 1/5, Keras 3's 1/6. */
export function activationOf(spec: unknown): unknown {
  const { className } = (spec ?? {}) as { className?: string };
  const name = className ?? spec;
  if (typeof name !== "string") return spec;
  const plain = functionName(name);
  if (plain === "hardSigmoid") return hardSigmoidOfKeras2;
  return plain === "swish" ? "silu" : plain;
}
