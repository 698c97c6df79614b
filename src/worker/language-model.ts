/** The class of language models, loaded when a page asks a worker for text. */
export const languageModel = async () => (await import("../tasks/language/language-model.ts")).LanguageModel;
