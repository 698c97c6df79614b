/** The options that layers with a vocabulary share, and their checks. */
import { type Check, takes } from "../../tensor/index.ts";
import { type LayerConfig, layerOptions } from "../config.ts";
import type { Token } from "./tokens.ts";

const modes = ["int", "oneHot", "multiHot", "count", "tfIdf"] as const;

/** The output of a layer with a vocabulary. */
export type LookupOutput = (typeof modes)[number];

/** Options of every layer with a vocabulary. */
export interface LookupOptions<T extends Token> extends LayerConfig {
  /** Maximum number of tokens, including the special ones. Default all. */
  maxTokens?: number | null | undefined;
  /** The tokens, with the special ones at the start or without them; by default `adapt` learns them. */
  vocabulary?: readonly T[] | null | undefined;
  /** For outputMode "tfIdf" the weight of each token in `vocabulary`: how rare it is. */
  idfWeights?: readonly number[] | null | undefined;
  /**
   * "int" (default): an id for each token. "oneHot": for each token a vector as long as the vocabulary. For all tokens on the
   * last axis together one such vector: "multiHot", 1 for those that occur; "count", how often they occur; "tfIdf", the same
   * times `idfWeights`. Keras's spellings ("multi_hot") are taken too.
   */
  outputMode?: LookupOutput | "one_hot" | "multi_hot" | "tf_idf" | undefined;
  /** Make these vectors `maxTokens` long, even with fewer tokens. Default false. */
  padToMaxTokens?: boolean | undefined;
  /** Whether the vocabulary was given once and for all, so that `adapt` refuses. Default: whether `vocabulary` is given. */
  hasInputVocabulary?: boolean | undefined;
}

/** These options, complete. */
export type LookupConfig<T extends Token> = LayerConfig & {
  readonly [K in "maxTokens" | "vocabulary" | "idfWeights" | "padToMaxTokens"]-?: Exclude<
    LookupOptions<T>[K],
    undefined
  >;
} & {
  /** The form of the result: ids, or counts over the vocabulary. */
  readonly outputMode: LookupOutput;
  /** Whether the vocabulary was given, so that `adapt` refuses. */
  readonly hasInputVocabulary?: boolean | undefined;
};

/** The checks of the shared options. @param token the check of a token */
export function lookupOptions<T extends Token>(token: Check<T>) {
  return {
    ...layerOptions,
    maxTokens: takes.byDefaultNull(takes.integerFrom(2)),
    vocabulary: takes.byDefaultNull(takes.listOf(token)),
    idfWeights: takes.byDefaultNull(takes.listOf(takes.finiteNumber)),
    outputMode: takes.withDefault(takes.oneOf(...modes), "int"),
    padToMaxTokens: false,
    hasInputVocabulary: takes.flag,
  };
}

/** Options with Keras's spelling of these names in the library's: multi_hot as multiHot. */
export function spelt<O extends object>(options: O, names: readonly (keyof O)[]): O {
  const changed = { ...options };
  for (const name of names) {
    const value = options?.[name];
    if (typeof value === "string") {
      changed[name] = value.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as never;
    }
  }
  return changed;
}
