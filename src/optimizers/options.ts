/** The options that all optimizers share, their defaults and their checks. */
import { type Checks, ConfigError, completeOptions, type Defaults, takes } from "../tensor/index.ts";
import type { Schedule } from "./schedules.ts";

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** Size of a step: a number, or a function of the number of steps done (see `schedules`). */
  learningRate?: number | Schedule | undefined;
  /** Share of each weight, times the learning rate, taken away before each step. Default null: none. */
  weightDecay?: number | null | undefined;
  /** Longest allowed gradient of each variable (L2 norm). At most one of the three clippings may be given. */
  clipnorm?: number | null | undefined;
  /** Longest allowed gradient of all variables together (L2 norm). */
  globalClipnorm?: number | null | undefined;
  /** Largest allowed absolute value of a gradient's entries. */
  clipvalue?: number | null | undefined;
  /** Keep a moving average of the weights, and put it in their place when training ends. Default false. */
  useEma?: boolean | undefined;
  /** How slowly the average moves, 0 to 1. Default 0.99. */
  emaMomentum?: number | undefined;
  /** Put the average in the weights' place after every so many steps, too. Default null: only at the end. */
  emaOverwriteFrequency?: number | null | undefined;
  /** Average the gradients of so many steps, 2 or more, for one update. Default null: every step updates. */
  gradientAccumulationSteps?: number | null | undefined;
  /** The name in files. Default the optimizer's own. */
  name?: string | undefined;
}

/** An optimizer's options, complete. */
export type OptimizerConfig = Readonly<Required<OptimizerOptions>>;

const shared = {
  weightDecay: null,
  clipnorm: null,
  globalClipnorm: null,
  clipvalue: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  gradientAccumulationSteps: null,
} as const satisfies OptimizerOptions;

/**
 * Completes an optimizer's options from its own defaults and the shared ones.
 * @throws ConfigError for an unknown option, two clippings, or a value out of range
 */
export function completeOptimizerOptions<O extends OptimizerOptions>(
  name: string,
  options: O,
  defaults: Defaults<Omit<O, Exclude<keyof OptimizerOptions, "learningRate">>>,
  checks: Partial<Checks<NoInfer<O>>> = {},
): Readonly<Required<O>> & OptimizerConfig {
  const all = { ...shared, name, ...defaults } as unknown as Defaults<O>;
  const config = completeOptions<object>(name, options, all, { ...sharedChecks, ...checks }) as Readonly<Required<O>> &
    OptimizerConfig;
  checkClippings(name, config);
  return config;
}

/** What the options of optimizers take that follow moving averages of gradients. */
export const momentsChecks = { beta1: takes.fraction, beta2: takes.fraction, epsilon: takes.nonNegativeNumber };

const sharedChecks: Partial<Checks<OptimizerOptions>> = {
  learningRate: takes.either(
    takes.finiteNumber,
    takes.check<Schedule>("a schedule", (value) => typeof value === "function"),
  ),
  weightDecay: takes.orNull(takes.finiteNumber),
  clipnorm: takes.orNull(takes.positiveNumber),
  globalClipnorm: takes.orNull(takes.positiveNumber),
  clipvalue: takes.orNull(takes.positiveNumber),
  emaMomentum: takes.fraction,
  emaOverwriteFrequency: takes.orNull(takes.positiveInteger),
  gradientAccumulationSteps: takes.orNull(takes.integerFrom(2)),
  name: takes.text,
};

function checkClippings(owner: string, config: OptimizerConfig): void {
  const clippings = (["clipnorm", "globalClipnorm", "clipvalue"] as const).filter((name) => config[name] !== null);
  if (clippings.length <= 1) return;
  throw new ConfigError({
    what: `${owner} clips gradients in one way only.`,
    expected: "one of clipnorm, globalClipnorm, clipvalue",
    received: clippings.join(" and "),
  });
}
