/**
 * The language in which commands speak to people. Output for programs is the same in every language: JSON, CSV, the
 * names of files, options and methods; errors and help have tables of their
 * own (`chinese.ts`).
 */
import { environment } from "../platform.ts";
import { counted } from "../tensor/index.ts";
import { declareFlags } from "./options.ts";

/** English or Chinese. */
export type Language = (typeof languages)[number];
const languages = ["en", "zh"] as const;

/** The option of every command that prints sentences. */
export const languageFlag = declareFlags({
  lang: { value: "<language>", about: "the language of the output; by default from LANG", choices: languages },
});

/** The requested language, otherwise that of the environment (LC_ALL, LC_MESSAGES, LANG), otherwise English. */
export function languageOf({ lang }: { lang?: Language }): Language {
  const set = ["LC_ALL", "LC_MESSAGES", "LANG"].map(environment).find((value) => value);
  return lang ?? (/^zh/i.test(set ?? "") ? "zh" : "en");
}

/** One table of words in both languages: texts, and functions that make sentences. The Chinese one has the same names. */
export function words<T>(english: T, chinese: NoInfer<T>): (language: Language) => T {
  const ofOne = withSingulars(english);
  return (language) => (language === "zh" ? chinese : ofOne);
}

/** The same words, whose functions say "1 row" for "1 rows". */
function withSingulars<T>(table: T): T {
  const told = (said: unknown) => (typeof said === "string" ? counted(said) : said);
  const entries = Object.entries(table as object).map(([name, value]) => [
    name,
    typeof value !== "function"
      ? value
      : (...given: unknown[]) => {
          const said = value(...given);
          return Array.isArray(said) ? said.map(told) : told(said);
        },
  ]);
  return Object.fromEntries(entries);
}
