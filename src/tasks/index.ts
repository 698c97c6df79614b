/** What recurrent networks are used for, each made of layers, data and text. */
export {
  Classifier,
  type ClassifierFitOptions,
  type ClassifierOptions,
  classifier,
  type Guess,
  type Label,
  type Sample,
} from "./classifier.ts";
export {
  LanguageModel,
  type LanguageModelFitOptions,
  type LanguageModelOptions,
  languageModel,
} from "./language-model.ts";
export { LinearClassifier, type LinearClassifierOptions } from "./linear-classifier.ts";
export { type ClassificationScores, type ClassScore, classificationScores } from "./scores.ts";
export type { DecodeOptions, Translation } from "./translator/decode.ts";
export {
  type Pair,
  Translator,
  type TranslatorFitOptions,
  type TranslatorOptions,
  translator,
} from "./translator/translator.ts";
