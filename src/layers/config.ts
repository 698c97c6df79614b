/** The options that every layer has, and the checks that many layers share. */
import { resolveActivation } from "../activations.ts";
import { resolveConstraint } from "../constraints/by-name.ts";
import { resolveInitializer } from "../initializers/by-name.ts";
import { resolveRegularizer } from "../regularizers/by-name.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Checks, completeOptions, ShapeError, takes } from "../tensor/index.ts";
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

const commonDefaults = {
  name: undefined,
  trainable: true,
  activityRegularizer: null,
  inputShape: undefined,
  batchInputShape: undefined,
};

/** What a shape with open lengths takes. */
export const openShape = takes.listOf(takes.orNull(takes.positiveInteger));

const commonChecks: Partial<Checks<LayerConfig & { seed: number | null }>> = {
  name: takes.text,
  inputShape: openShape,
  batchInputShape: openShape,
  seed: takes.orNull(takes.seed),
};

/** What a name ends with that stands for a function, and what finds the function: it refuses a name that is misspelt. */
const resolvers = {
  ctivation: resolveActivation,
  Initializer: resolveInitializer,
  Regularizer: resolveRegularizer,
  Constraint: resolveConstraint,
};

function checkOfName(option: string): takes.Check | undefined {
  const resolve = Object.entries(resolvers).find(([end]) => option.endsWith(end))?.[1] as (spec: unknown) => unknown;
  // a resolver gives undefined for null
  return resolve && takes.check("a name of its kind", (spec) => resolve(spec) !== false);
}

/**
 * Options completed by their defaults, undefined ones counting as absent.
 * @param checks what options take whose default does not tell; see {@link completeOptions}
 * @throws ConfigError for an option that `defaults` does not name, or a value that its check does not take
 */
export function withDefaults<C extends object, D extends object>(
  owner: string,
  options: C,
  defaults: D,
  checks: Partial<Checks<NoInfer<C>>> = {},
): D & C & LayerConfig {
  const all = { ...commonDefaults, ...defaults };
  const byName = Object.keys(all).flatMap((option) => {
    const check = checkOfName(option);
    return check ? [[option, check]] : [];
  });
  const known = { ...Object.fromEntries(byName), ...commonChecks, ...checks };
  return completeOptions<object>(owner, options, all, known) as D & C & LayerConfig;
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
