/** Text for models: vocabularies, writing, scores, and baselines. */
export { type BeamSearchOptions, beamSearch, type Hypothesis } from "./beam-search.ts";
export { type GenerateOptions, generate, type NextToken } from "./generate.ts";
export { type KerasTextRules, KerasVocabulary } from "./keras-vocabulary.ts";
export { KneserNeyModel } from "./kneser-ney.ts";
export { type SamplingOptions, sample } from "./sampling.ts";
export { type BleuTokenizer, bleu, chrf, editDistance, errorRate } from "./scores.ts";
export { type Splitting, splittings, splitWords } from "./split.ts";
export { Vocabulary, type VocabularyJson, type VocabularyOptions } from "./vocabulary.ts";
