/** Text for models: vocabularies, writing, and baselines. */
export { type GenerateOptions, generate, type NextToken } from "./generate.ts";
export { KneserNeyModel } from "./kneser-ney.ts";
export { type SamplingOptions, sample } from "./sampling.ts";
export { type Splitting, splitWords } from "./split.ts";
export { Vocabulary, type VocabularyJson, type VocabularyOptions } from "./vocabulary.ts";
