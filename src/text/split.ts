/** Cuts text into adjacent pieces: joined, they are the text again. */

import { checkOption, takes } from "../tensor/index.ts";

/**
 * How a vocabulary cuts text: code points, words with the space before them, the text between spaces (phonemes, tags),
 * or frequent runs of bytes.
 */
export type Splitting = (typeof splittings)[number];
/** The ways to cut a text, by name. */
export const splittings = ["characters", "words", "spaces", "bytePairs"] as const;

/**
 * Words by the rules of Unicode and, for Chinese and its like, by dictionary. A word takes the space before it along;
 * punctuation and line breaks are pieces of their own.
 */
export function splitWords(text: string, locale?: string): string[] {
  checkOption("splitWords", "text", text, takes.text);
  if (locale !== undefined) checkOption("splitWords", "locale", locale, aLocale);
  const segmenter = new Intl.Segmenter(locale, { granularity: "word" });
  const pieces: string[] = [];
  for (const part of parts(text)) {
    let space = "";
    for (const { segment } of segmenter.segment(part)) {
      if (space === "" && segment === " ") space = segment;
      else {
        pieces.push(space + segment);
        space = "";
      }
    }
    if (space !== "") pieces.push(space);
  }
  return pieces;
}

const aLocale = takes.check<string>('a language such as "en" or "zh-Hans"', (value) => {
  try {
    return typeof value === "string" && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
});

/** The longest part given to a segmenter at once: on Node 20 its time grows with the square of the length. */
const PART = 1000;

/** Parts of at most `PART` characters that end where a word does, if any does: at a line break, a stop or a space. */
function* parts(text: string): Generator<string> {
  let begin = 0;
  while (text.length - begin > PART) {
    const most = text.slice(begin, begin + PART);
    const at = Math.max(most.lastIndexOf("\n") + 1, most.search(/[。！？；，、][^。！？；，、]*$/) + 1);
    const end = at > 0 ? at : most.lastIndexOf(" ");
    const length = end > 0 ? end : isHighSurrogate(most) ? PART - 1 : PART;
    yield text.slice(begin, begin + length);
    begin += length;
  }
  yield text.slice(begin);
}

const isHighSurrogate = (text: string) => /[\uD800-\uDBFF]$/.test(text);
