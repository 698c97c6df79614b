/** What stands for `language-model.ts` in Parcel's bundles, for the reason that `io/format-tables-at-once.ts` gives. */
import { LanguageModel } from "../tasks/language/language-model.ts";

export const languageModel = async () => LanguageModel;
