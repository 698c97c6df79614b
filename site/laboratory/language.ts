/** The language of the page in view. */
import { useData } from "vitepress";

/** A text in each language of the site. */
export type Texts<T = string> = Readonly<Record<"en" | "zh", T>>;

export function useLanguage() {
  const { localeIndex } = useData();
  const language = () => (localeIndex.value === "zh" ? "zh" : "en");
  /** A text with a colon after it, as a label. */
  const colon = (texts: Texts) => (language() === "zh" ? `${texts.zh}：` : `${texts.en}: `);
  /** Parts of a sentence, with commas between them. */
  const list = (parts: readonly string[]) => parts.join(language() === "zh" ? "，" : ", ");
  /** Names that are counted up. */
  const names = (parts: readonly string[]) => parts.join(language() === "zh" ? "、" : ", ");
  /** Sentences that belong together. */
  const clauses = (parts: readonly string[]) => parts.join(language() === "zh" ? "；" : "; ");
  return { language, colon, list, names, clauses, pick: <T>(texts: Texts<T>): T => texts[language()] };
}
