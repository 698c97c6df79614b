/** Options of language models, their training and their search. */
import type { CallbackSpec, FitOptions } from "../../models/index.ts";
import { type Declared, takes } from "../../tensor/index.ts";
import { searchOptions } from "../../text/beam-search.ts";
import { aVocabulary, type Vocabulary } from "../../text/vocabulary.ts";
import { networkOptions, type Trained, trainingOptions } from "../training.ts";

/** What fixes a language model; see `tasks.languageModel`. */
export interface LanguageModelOptions {
  /** The tokens that it reads and writes. */
  vocabulary: Vocabulary;
  /**
   * Whether texts are documents, each with a beginning and an end, such as poems; or parts of one running text, such as
   * the chapters of a novel. Default false: running text.
   */
  documents?: boolean | undefined;
  /** Width of a token's vector. Default 64. */
  embedding?: number | undefined;
  /** Width of each recurrent layer. Default 256. */
  units?: number | undefined;
  /** How many recurrent layers. Default 1. */
  depth?: number | undefined;
  /** Default "lstm". */
  cell?: "lstm" | "gru" | undefined;
  /** Share of each layer's input that is left out in training. Default 0. */
  dropout?: number | undefined;
  /** Share of the tokens whose vectors are left out in training (Gal and Ghahramani 2016). Default 0. */
  embeddingDropout?: number | undefined;
  /** Share of the weights from step to step that are left out in training (DropConnect; Merity, Keskar and Socher 2018). Default 0. */
  weightDropout?: number | undefined;
  /**
   * Whether the softmax has the embedding's matrix, transposed (Press and Wolf 2017): fewer weights, and rare tokens learn from
   * being read, too. Default false.
   */
  tied?: boolean | undefined;
  /** Fixes the first weights, shuffling and dropout. */
  seed?: number | undefined;
}

/** Options of `languageModel.fit`: how long and on what to train. */
export interface LanguageModelFitOptions
  extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint">,
    Trained {
  /** Passes over the text. Default 1. */
  epochs?: number | undefined;
  /** Sequences of one step. Default 16. */
  batchSize?: number | undefined;
  /** Tokens of a training sequence. Default 64. */
  window?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.005. */
  learningRate?: number | undefined;
  /**
   * Whether the weights become their moving average over the last tenth of the steps, a thousand at most; it is also what is
   * measured on `validation`. Default false.
   */
  averaged?: boolean | undefined;
  /** Held-out text to measure on after each epoch. The weights of the best epoch are kept, and how much `ngrams` count is found on it. */
  validation?: string | readonly string[] | Int32Array | undefined;
  /**
   * Whether n-grams of order 5 (`text.KneserNeyModel`) are kept beside the network where both together are ahead of it on `validation`,
   * as they are on small texts and on code. Their probabilities are added, each as much as it counts. Default true.
   */
  ngrams?: boolean | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
}

/** How `languageModel.search` looks for the most probable text. */
export interface SearchOptions {
  /** What the text begins with; it is read, not written again. */
  prompt?: string | undefined;
  /** How many texts are followed side by side. Default 4. */
  beams?: number | undefined;
  /** See `text.beamSearch`. Default 0.6. */
  lengthPenalty?: number | undefined;
  /** Tokens of a text at most. Default 200. */
  maxTokens?: number | undefined;
}

/** The default batch of training. */
export const BATCH = 16;

export const languageModelOptions = {
  ...networkOptions,
  vocabulary: takes.required(aVocabulary),
  documents: false,
  embeddingDropout: takes.withDefault(takes.fraction, 0),
  weightDropout: takes.withDefault(takes.fraction, 0),
  tied: false,
} satisfies Declared<LanguageModelOptions>;

export const languageModelFitOptions = {
  ...trainingOptions(1, BATCH, 5e-3),
  window: takes.withDefault(takes.counts.steps, 64),
  averaged: false,
  ngrams: true,
  validation: takes.anything,
} satisfies Declared<LanguageModelFitOptions>;

export const textSearchOptions = {
  ...searchOptions,
  prompt: takes.withDefault(takes.text, ""),
} satisfies Declared<SearchOptions>;
