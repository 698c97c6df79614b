/** The options that all optimizers share, their defaults and their checks. */
import { ConfigError, completeOptions, type Defaults } from "../tensor/index.ts";
import type { Schedule } from "./schedules.ts";

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** Size of a step: a number, or a function of the number of steps done (see `schedules`). */
  learningRate?: number | Schedule;
  /** Share of each weight, times the learning rate, taken away before each step. Default null: none. */
  weightDecay?: number | null;
  /** Longest allowed gradient of each variable (L2 norm). At most one of the three clippings may be given. */
  clipnorm?: number | null;
  /** Longest allowed gradient of all variables together (L2 norm). */
  globalClipnorm?: number | null;
  /** Largest allowed absolute value of a gradient's entries. */
  clipvalue?: number | null;
  /** Keep a moving average of the weights, and put it in their place when training ends. Default false. */
  useEma?: boolean;
  /** How slowly the average moves, 0 to 1. Default 0.99. */
  emaMomentum?: number;
  /** Put the average in the weights' place after every so many steps, too. Default null: only at the end. */
  emaOverwriteFrequency?: number | null;
  /** Average the gradients of so many steps, 2 or more, for one update. Default null: every step updates. */
  gradientAccumulationSteps?: number | null;
  name?: string;
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
): Readonly<Required<O>> & OptimizerConfig {
  const all = { ...shared, name, ...defaults } as unknown as Defaults<O>;
  const config = completeOptions(name, options, all) as Readonly<Required<O>> & OptimizerConfig;
  check(name, config);
  return config;
}

function check(owner: string, config: OptimizerConfig): void {
  const require = (option: keyof OptimizerConfig, holds: boolean, expected: string) => {
    if (holds) return;
    throw new ConfigError({
      what: `The option ${option} of ${owner} is out of range.`,
      expected,
      received: String(config[option]),
    });
  };
  const { learningRate, emaMomentum, emaOverwriteFrequency, gradientAccumulationSteps } = config;
  require("learningRate", typeof learningRate === "function" ||
    Number.isFinite(learningRate), "a finite number or a schedule");
  const clippings = (["clipnorm", "globalClipnorm", "clipvalue"] as const).filter((name) => config[name] !== null);
  for (const name of clippings) require(name, config[name]! > 0, "a number above 0, or null");
  require("emaMomentum", emaMomentum >= 0 && emaMomentum <= 1, "a number from 0 to 1");
  require("emaOverwriteFrequency", emaOverwriteFrequency === null ||
    isCount(emaOverwriteFrequency, 1), "an integer of 1 or more, or null");
  require("gradientAccumulationSteps", gradientAccumulationSteps === null ||
    isCount(gradientAccumulationSteps, 2), "an integer of 2 or more, or null");
  if (clippings.length <= 1) return;
  throw new ConfigError({
    what: `${owner} clips gradients in one way only.`,
    expected: "one of clipnorm, globalClipnorm, clipvalue",
    received: clippings.join(" and "),
  });
}

const isCount = (value: number, least: number) => Number.isInteger(value) && value >= least;
