/** What recurrent networks are used for, each made of layers, data and text. */
export {
  LanguageModel,
  type LanguageModelFitOptions,
  type LanguageModelOptions,
  languageModel,
} from "./language-model.ts";
export type { DecodeOptions, Translation } from "./translator/decode.ts";
export {
  type Pair,
  Translator,
  type TranslatorFitOptions,
  type TranslatorOptions,
  translator,
} from "./translator/translator.ts";
