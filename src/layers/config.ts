/** The options that every layer has, and what options take that many layers have. */
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

/** What a shape with open lengths takes. */
export const openShape = takes.listOf(takes.orNull(takes.positiveInteger));

/** An option that takes names, and what stands for itself: `resolve` refuses a name that is misspelt. */
function named<T>(resolve: (spec: T) => unknown): (value: T) => DefaultedOption<T> {
  // a resolver gives undefined for null
  const check = takes.check<T>("a name of its kind", (spec) => resolve(spec) !== false);
  return (value) => takes.withDefault(check, value as NoInfer<T>);
}

/** An activation function, by default this one. */
export const activation = /* @__PURE__ */ named<ActivationSpec>(resolveActivation);
/** What draws first values, by default this one. */
export const initializer = /* @__PURE__ */ named<InitializerSpec>(resolveInitializer);
/** A penalty, by default none. */
export const regularizer = /* @__PURE__ */ named<RegularizerSpec>(resolveRegularizer)(null);
/** What weights are brought back to, by default nothing. */
export const constraint = /* @__PURE__ */ named<ConstraintSpec>(resolveConstraint)(null);
/** What fixes a layer's random numbers; by default the model's seed does. */
export const layerSeed = /* @__PURE__ */ takes.byDefaultNull(takes.seed);

/** What the options take that every layer has. */
export const layerOptions = {
  name: takes.text,
  trainable: true,
  activityRegularizer: regularizer,
  inputShape: openShape,
  batchInputShape: openShape,
} satisfies Declared<LayerConfig>;

/** Options of a layer of one kernel and one bias. */
export interface KernelOptions extends LayerConfig {
  /** Of the kernel. Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the bias, added to the loss. Default none. */
  biasRegularizer?: RegularizerSpec | undefined;
  /** What the kernel is brought back to after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
  /** What the bias is brought back to after each update. Default none. */
  biasConstraint?: ConstraintSpec | undefined;
}

/** What the options take that layers of a kernel and a bias have beside those of every layer. */
export const kernelOptions = {
  kernelInitializer: initializer("glorotUniform"),
  biasInitializer: initializer("zeros"),
  kernelRegularizer: regularizer,
  biasRegularizer: regularizer,
  kernelConstraint: constraint,
  biasConstraint: constraint,
} satisfies Declared<Omit<KernelOptions, keyof LayerConfig>>;

/** Of a layer's options those that `declared` names, without those that every layer has: what a layer inside it is made of. */
export function ownOptions<C extends object>(config: C, declared: object): C {
  const own = Object.entries(config).filter(([name]) => name in declared && !(name in layerOptions));
  return Object.fromEntries(own) as C;
}

/** A layer's last axis, which must be known when weights are made. */
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
