/** The options that all optimizers share. */
import { ConfigError, type Declared, readOptions, takes } from "../tensor/index.ts";
import type { Schedule } from "./schedules.ts";

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** Size of a step: a number, or a function of the number of steps done (see `schedules`). */
  learningRate?: number | Schedule | undefined;
  /** Share of each weight, times the learning rate, subtracted before each step. Default null: none. */
  weightDecay?: number | null | undefined;
  /** Longest allowed gradient of each variable (L2 norm). At most one of the three clippings may be given. */
  clipnorm?: number | null | undefined;
  /** Longest allowed gradient of all variables together (L2 norm). */
  globalClipnorm?: number | null | undefined;
  /** Largest allowed absolute value of a gradient's entries. */
  clipvalue?: number | null | undefined;
  /** Keep a moving average of the weights, which replaces them when training ends. Default false. */
  useEma?: boolean | undefined;
  /** Decay of the average, 0 to 1. Default 0.99. */
  emaMomentum?: number | undefined;
  /** Also replace the weights by the average after every so many steps. Default null: only at the end. */
  emaOverwriteFrequency?: number | null | undefined;
  /** Average the gradients of so many steps, 2 or more, for each update. Default null: every step updates. */
  gradientAccumulationSteps?: number | null | undefined;
  /** The name in files. Default the optimizer's own. */
  name?: string | undefined;
}

/** An optimizer's options, complete. */
export type OptimizerConfig = Readonly<Required<OptimizerOptions>>;

/** The checks of the options that all optimizers have. The name is by default the optimizer's own. */
export const optimizerOptions = (learningRate: number) =>
  ({
    weightDecay: takes.byDefaultNull(takes.finiteNumber),
    clipnorm: takes.byDefaultNull(takes.positiveNumber),
    globalClipnorm: takes.byDefaultNull(takes.positiveNumber),
    clipvalue: takes.byDefaultNull(takes.positiveNumber),
    useEma: false,
    emaMomentum: takes.withDefault(takes.fraction, 0.99),
    emaOverwriteFrequency: takes.byDefaultNull(takes.positiveInteger),
    gradientAccumulationSteps: takes.byDefaultNull(takes.integerFrom(2)),
    name: takes.text,
    learningRate: takes.withDefault(takes.either(takes.finiteNumber, aSchedule), learningRate),
  }) satisfies Declared<OptimizerOptions>;

const aSchedule = /* @__PURE__ */ takes.check<Schedule>("a schedule", (value) => typeof value === "function");

/**
 * An optimizer's options as declared, its name by default `name`.
 * @throws ConfigError for an unknown option, two clippings, or a value out of range
 */
export function readOptimizerOptions<O extends OptimizerOptions>(
  name: string,
  options: O,
  declared: Declared<NoInfer<O>>,
): Readonly<Required<O>> & OptimizerConfig {
  const named = { ...declared, name: takes.withDefault(takes.text, name) };
  const config = readOptions<object, object>(name, options, named) as Readonly<Required<O>> & OptimizerConfig;
  checkClippings(name, config);
  return config;
}

function checkClippings(owner: string, config: OptimizerConfig): void {
  const clippings = (["clipnorm", "globalClipnorm", "clipvalue"] as const).filter((name) => config[name] !== null);
  if (clippings.length <= 1) return;
  throw new ConfigError({
    what: `${owner} clips gradients in one way only.`,
    expected: "one of clipnorm, globalClipnorm, clipvalue",
    received: clippings.join(" and "),
  });
}
