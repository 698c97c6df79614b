/** Choosing the next token from a model's probabilities. */
import { aRandom, ConfigError, checkOption, type Declared, type Random, readOptions, takes } from "../tensor/index.ts";

/** How the next token is drawn: temperature, which tokens take part, and a penalty on repeats. */
export interface SamplingOptions {
  /** Probabilities become p^(1 / temperature). 1, the default: as the model says; lower: safer; 0: always the most probable. */
  temperature?: number | undefined;
  /** Choose only among this many of the most probable tokens. */
  topK?: number | undefined;
  /** Choose among the most probable tokens that together have this probability (nucleus sampling, Holtzman et al. 2020). */
  topP?: number | undefined;
  /**
   * Makes tokens that already occurred less probable: p becomes p^penalty first. 1, the default: off; usual: 1.1 to
   * 1.3. The penalty of Keskar et al. 2019 (CTRL), with log p as the score.
   */
  repetitionPenalty?: number | undefined;
}

export const samplingOptions = {
  temperature: takes.withDefault(takes.nonNegativeNumber, 1),
  topK: takes.positiveInteger,
  topP: takes.check<number>(
    "a number above 0, at most 1",
    (value) => typeof value === "number" && value > 0 && value <= 1,
  ),
  repetitionPenalty: takes.withDefault(
    takes.check<number>("a finite number of 1 or more", (value) => Number.isFinite(value) && value >= 1),
    1,
  ),
} satisfies Declared<SamplingOptions>;

/**
 * Draws an index by its probability.
 * @param probabilities of each index; they need not sum to 1
 * @param options or the temperature alone
 * @param before the tokens so far, for `repetitionPenalty`
 * @throws ConfigError for an option out of its range, or when no probability is above 0
 */
export function sample(
  probabilities: ArrayLike<number>,
  options: SamplingOptions,
  random: Random,
  before: readonly number[] = [],
): number {
  const { temperature, topK, topP, repetitionPenalty } = checkedSampling(options);
  checkOption("sample", "probabilities", probabilities, takes.numbers);
  checkOption("sample", "random", random, aRandom);
  checkOption("sample", "before", before, takes.listOf(takes.nonNegativeInteger));
  const weights = Float64Array.from(probabilities);
  if (repetitionPenalty !== 1) for (const id of new Set(before)) weights[id] = weights[id]! ** repetitionPenalty;
  const most = weights.reduce((a, b) => Math.max(a, b), 0);
  if (!(most > 0)) {
    throw new ConfigError({
      what: "No token can be chosen.",
      expected: "a probability above 0",
      received: `${weights.length} probabilities, none above 0`,
      hint: "if they are NaN, the model's training went wrong",
    });
  }
  if (temperature === 0) return weights.indexOf(most);
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i]! / most) ** (1 / temperature);
  if (topK !== undefined || topP !== undefined) keepMostProbable(weights, topK, topP);
  return draw(weights, random);
}

/** Options in their ranges. @throws ConfigError otherwise */
function checkedSampling(options: SamplingOptions) {
  return readOptions("sampling", options, samplingOptions);
}

/** Sets all weights to 0 but those of the most probable tokens. */
function keepMostProbable(weights: Float64Array, topK = weights.length, topP = 1): void {
  const order = Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]!);
  const enough = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let [kept, sum] = [0, 0];
  while (kept < Math.min(topK, order.length) && (kept === 0 || sum < enough)) sum += weights[order[kept++]!]!;
  for (const id of order.slice(kept)) weights[id] = 0;
}

function draw(weights: Float64Array, random: Random): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  // rounding may leave a rest
  return weights.findLastIndex((weight) => weight > 0);
}
