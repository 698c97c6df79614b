/** Text for models: vocabularies, sampling, and a baseline. */
export { BigramModel } from "./bigram.ts";
export { sampleIndex } from "./sampling.ts";
export { Vocabulary, type VocabularyOptions } from "./vocabulary.ts";
