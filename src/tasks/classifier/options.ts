/** Options of classifiers and their training. */
import type { CallbackSpec, FitOptions } from "../../models/index.ts";
import { ConfigError, type Declared, takes } from "../../tensor/index.ts";
import { aVocabulary, type Vocabulary } from "../../text/vocabulary.ts";
import { networkOptions, type Trained, trainingOptions } from "../training.ts";

/** A text, or the time steps of a series, each with its features. */
export type Sample = string | readonly (readonly number[])[];
/** What a sample is; of a classifier of steps, what each step is; of one of several labels, all that it is, which may be none. */
export type Label = string | readonly string[];

/** A class and how probable it is. */
export interface Guess {
  /** The name of the class. */
  readonly label: string;
  /** Its probability, 0 to 1. */
  readonly probability: number;
}

/** What fixes a classifier; see {@link classifier}. */
export interface ClassifierOptions {
  /** The names of the classes. */
  classes: readonly string[];
  /** The tokens of texts. Without it samples are series. */
  vocabulary?: Vocabulary | undefined;
  /** Features of each time step of a series. */
  features?: number | undefined;
  /** Say at every step what it is, instead of once for the whole. Default false. */
  perStep?: boolean | undefined;
  /** Whether a sample may be several of the classes, or none: each has a probability of its own. Default false. */
  severalLabels?: boolean | undefined;
  /**
   * "both" reads forwards and backwards; "forward" forwards alone, so that `stream` can say at every step what it is by what came
   * before. Default "both".
   */
  direction?: "both" | "forward" | undefined;
  /** Tokens of a text that the network reads, its first ones; n-grams are taken of the whole text. Default 512. */
  maxLength?: number | undefined;
  /**
   * Places for the n-grams of texts, which a linear model reads beside the network; n-grams share them by their hash. Default 2^18
   * places by classes; 0 for the network alone, as it is of steps.
   */
  ngrams?: number | undefined;
  /**
   * Whether a logistic regression reads series beside the network: the readings around each step, or each series in few numbers.
   * How much each counts is found by `fit`. Where `direction` is "forward", the readings before each step. Default true, but not for whole
   * series that are read forwards, as their numbers need the end.
   */
  linear?: boolean | undefined;
  /** Width of a token's vector. Default 32. */
  embedding?: number | undefined;
  /** Width of each direction. Default 64. */
  units?: number | undefined;
  /** How many recurrent layers. Default 1. */
  depth?: number | undefined;
  /** Default "gru". */
  cell?: "lstm" | "gru" | undefined;
  /** Share of each layer's input that is left out in training. Default 0.2. */
  dropout?: number | undefined;
  /** Fixes the first weights, the order of the samples and dropout. */
  seed?: number | undefined;
}

export const classifierOptions = {
  ...networkOptions,
  embedding: takes.withDefault(networkOptions.embedding, 32),
  units: takes.withDefault(networkOptions.units, 64),
  cell: takes.withDefault(networkOptions.cell, "gru"),
  dropout: takes.withDefault(networkOptions.dropout, 0.2),
  classes: takes.required(takes.listOf(takes.text)),
  vocabulary: aVocabulary,
  features: takes.positiveInteger,
  perStep: false,
  severalLabels: false,
  direction: takes.withDefault(takes.oneOf("both", "forward"), "both"),
  maxLength: takes.withDefault(takes.counts.steps, 512),
  ngrams: takes.integerFrom(0, 2 ** 24),
  linear: takes.flag,
} satisfies Declared<ClassifierOptions>;

/** Options of `classifier.fit`: how long and on what to train. */
export interface ClassifierFitOptions extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint">, Trained {
  /** Passes over the samples. Default 10. */
  epochs?: number | undefined;
  /** Samples of one step. Default 32. */
  batchSize?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.003. */
  learningRate?: number | undefined;
  /** Let each class count as much as any other, however rare it is. Default false. */
  balanced?: boolean | undefined;
  /**
   * Samples and labels to measure on after each epoch. The weights of the best epoch are kept; how much n-grams or logistic regression
   * count, how sure probabilities are and the thresholds of labels are found on them. Where these are read beside the network and there
   * are 100 samples or more, every tenth of each class by default.
   */
  validation?: readonly [samples: readonly Sample[], labels: readonly Label[]] | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
}

export const classifierFitOptions = {
  ...trainingOptions(10, 32, 3e-3),
  balanced: false,
  validation: takes.listOf(takes.list, 2) as unknown as typeof takes.anything,
} satisfies Declared<ClassifierFitOptions>;

/** @throws ConfigError where options exclude each other */
export function checkOptions({
  classes,
  vocabulary,
  features,
  perStep,
  severalLabels,
  ngrams,
  direction,
  linear,
}: ClassifierOptions): void {
  if ((vocabulary === undefined) === (features === undefined) || classes.length < 2) {
    throw new ConfigError({
      what: "A classifier needs classes, and a vocabulary for texts or a number of features for series.",
      expected: "two classes or more, and one of vocabulary and features",
      received: `${classes.length} classes${vocabulary ? ", a vocabulary" : ""}${features ? `, ${features} features` : ""}`,
    });
  }
  const twice = classes.find((name, k) => classes.indexOf(name) !== k);
  if (twice !== undefined) {
    throw new ConfigError({ what: `Two classes are named "${twice}".`, expected: "a name for each" });
  }
  if (perStep && severalLabels) {
    throw new ConfigError({ what: "Steps have one label each.", expected: "perStep or severalLabels, not both" });
  }
  if (ngrams && (perStep || !vocabulary)) {
    throw new ConfigError({
      what: "N-grams are read of whole texts.",
      expected: "a vocabulary without perStep, or no ngrams",
      received: vocabulary ? "steps of texts" : "series",
    });
  }
  if (linear && (vocabulary || severalLabels || (direction === "forward" && !perStep))) {
    throw new ConfigError({
      what: "A logistic regression reads series that are read both ways, or whose steps have a label each.",
      expected: 'features, direction "both" or perStep, and no severalLabels; or no linear',
      received: vocabulary ? "texts" : severalLabels ? "severalLabels" : 'direction "forward"',
    });
  }
}
