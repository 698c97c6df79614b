/**
 * The language in which commands speak to people. What machines read stays as it is in every language: JSON, CSV, the names of files,
 * options and methods; errors and help are in English.
 */
import { environment } from "../platform.ts";
import { declareFlags } from "./options.ts";

/** English or Chinese. */
export type Language = (typeof languages)[number];
const languages = ["en", "zh"] as const;

/** The option of every command that speaks. */
export const languageFlag = declareFlags({
  lang: { value: "<language>", about: "what it speaks; by default as LANG says", choices: languages },
});

/** The language asked for, else that of the environment (LC_ALL, LC_MESSAGES, LANG), else English. */
export function languageOf({ lang }: { lang?: Language }): Language {
  const set = ["LC_ALL", "LC_MESSAGES", "LANG"].map(environment).find((value) => value);
  return lang ?? (/^zh/i.test(set ?? "") ? "zh" : "en");
}

/** One table of words in both languages: texts, and functions that make sentences. The Chinese one has the same names. */
export function words<T>(english: T, chinese: NoInfer<T>): (language: Language) => T {
  return (language) => (language === "zh" ? chinese : english);
}
