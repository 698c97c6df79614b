/** The options that every layer has, and the checks of options that many layers share. */
import { type ActivationSpec, resolveActivation } from "../activations.ts";
import { resolveConstraint } from "../constraints/by-name.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import { resolveInitializer } from "../initializers/by-name.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { resolveRegularizer } from "../regularizers/by-name.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Declared, type DefaultedOption, ShapeError, takes } from "../tensor/index.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of every layer. */
export interface LayerConfig {
  /** Unique within a model; by default the class name in snake_case, numbered. */
  name?: string | undefined;
  /** Whether training changes the weights. Default true. */
  trainable?: boolean | undefined;
  /** Penalty on the outputs, divided by the batch size, added to the loss. */
  activityRegularizer?: RegularizerSpec | undefined;
  /** For the first layer of a sequential model: the shape of one sample. */
  inputShape?: OpenShape | undefined;
  /** The same with the batch size in front. */
  batchInputShape?: OpenShape | undefined;
}

/** The check of a shape whose lengths may be open. */
export const openShape = takes.listOf(takes.orNull(takes.positiveInteger));

/** An option given by name or as the thing itself: `resolve` rejects misspelt names. */
function named<T>(resolve: (spec: T) => unknown): (value: T) => DefaultedOption<T> {
  // resolvers return undefined for null
  const check = takes.check<T>("a name of its kind", (spec) => resolve(spec) !== false);
  return (value) => takes.withDefault(check, value as NoInfer<T>);
}

/** An activation function, by default this one. */
export const activation = /* @__PURE__ */ named<ActivationSpec>(resolveActivation);
/** An initializer, by default this one. */
export const initializer = /* @__PURE__ */ named<InitializerSpec>(resolveInitializer);
/** A regularizer, by default none. */
export const regularizer = /* @__PURE__ */ named<RegularizerSpec>(resolveRegularizer)(null);
/** A constraint, by default none. */
export const constraint = /* @__PURE__ */ named<ConstraintSpec>(resolveConstraint)(null);
/** A layer's own seed; by default the model's seed counts. */
export const layerSeed = /* @__PURE__ */ takes.byDefaultNull(takes.seed);

/** The checks of the options that every layer has. */
export const layerOptions = {
  name: takes.text,
  trainable: true,
  activityRegularizer: regularizer,
  inputShape: openShape,
  batchInputShape: openShape,
} satisfies Declared<LayerConfig>;

/** Options of a layer with one kernel and one bias. */
export interface KernelOptions extends LayerConfig {
  /** Initializer of the kernel. Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the bias, added to the loss. Default none. */
  biasRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the kernel, applied after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
  /** Constraint on the bias, applied after each update. Default none. */
  biasConstraint?: ConstraintSpec | undefined;
}

/** The checks of the further options of layers with a kernel and a bias. */
export const kernelOptions = {
  kernelInitializer: initializer("glorotUniform"),
  biasInitializer: initializer("zeros"),
  kernelRegularizer: regularizer,
  biasRegularizer: regularizer,
  kernelConstraint: constraint,
  biasConstraint: constraint,
} satisfies Declared<Omit<KernelOptions, keyof LayerConfig>>;

/** The options among a layer's that `declared` names, without those of every layer: the options for a layer inside it. */
export function ownOptions<C extends object>(config: C, declared: object): C {
  const own = Object.entries(config).filter(([name]) => name in declared && !(name in layerOptions));
  return Object.fromEntries(own) as C;
}

/** The length of the last axis, which must be known when weights are made. */
export function knownLength(length: number | null | undefined, owner: string): number {
  if (typeof length === "number") return length;
  throw new ShapeError({
    what: `${owner} needs to know the number of features to make its weights.`,
    expected: "a known last axis",
    received: "an open one (None)",
  });
}

/** The class name as Keras writes default names: LSTM -> lstm, SimpleRNN -> simple_rnn, TimeDistributed -> time_distributed. */
export function snakeCase(className: string): string {
  return className
    .replaceAll(/\W+/g, "")
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
