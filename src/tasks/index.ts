/** What recurrent networks are used for, each made of layers, data and text. */
export {
  LanguageModel,
  type LanguageModelFitOptions,
  type LanguageModelOptions,
  languageModel,
} from "./language-model.ts";
