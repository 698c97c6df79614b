/** Texts cut into tokens, as Keras cuts them: for its layers' vocabularies and its Tokenizer's. */

/** How Keras makes tokens of a text. Letters are lowered first, then characters taken out, then the text is cut. */
export interface KerasTokenRules {
  /** Which letters become lower case: TextVectorization lowers A to Z alone, a Tokenizer all. Default "none". */
  lower?: "none" | "ascii" | "all";
  /** Characters that are removed, and their replacement: "" for TextVectorization, the separator for a Tokenizer. */
  filters?: string;
  /** What replaces each of the `filters`. Default "". */
  filler?: string;
  /** Between tokens: white space, nothing (each code point is a token), a text, or null where the whole text is one token. Default "whitespace". */
  separator?: "whitespace" | "characters" | { readonly text: string } | null;
  /** The lengths of the runs of tokens that count as tokens too. Default [1]. */
  ngrams?: readonly number[];
}

/** The characters that TextVectorization takes out of a text. */
export const PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";

/** What TextVectorization can do with a text before it is cut. */
export const standards = ["lowerAndStripPunctuation", "lower", "stripPunctuation"] as const;
/** Where TextVectorization can cut a text. */
export const cuts = ["whitespace", "character"] as const;

/** The rules of a TextVectorization. */
export function vectorizationRules(
  standardize: (typeof standards)[number] | null,
  split: (typeof cuts)[number] | null,
  ngrams: number | readonly number[] | null,
): Required<KerasTokenRules> {
  return {
    lower: standardize?.startsWith("lower") ? "ascii" : "none",
    filters: /punctuation$/i.test(standardize ?? "") ? PUNCTUATION : "",
    filler: "",
    separator: split === "character" ? "characters" : split,
    ngrams: typeof ngrams === "number" ? Array.from({ length: ngrams }, (_, i) => i + 1) : (ngrams ?? [1]),
  };
}

/** The tokens of a text. */
export function tokensOf(text: string, rules: Required<KerasTokenRules>): string[] {
  return withRuns(cut(standardized(text, rules), rules.separator), rules.ngrams);
}

/** A text with its letters lowered and characters taken out. */
export function standardized(text: string, { lower, filters, filler }: Required<KerasTokenRules>): string {
  const lowered = lower === "ascii" ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
  const read = lower === "all" ? text.toLowerCase() : lowered;
  if (filters === "") return read;
  const out = new Set(filters);
  return Array.from(read, (letter) => (out.has(letter) ? filler : letter)).join("");
}

/** The pieces of a text. */
export function cut(text: string, separator: KerasTokenRules["separator"]): string[] {
  if (separator === null || separator === undefined) return [text];
  if (separator === "characters") return [...text];
  // TensorFlow cuts at the white space of ASCII alone
  return text.split(separator === "whitespace" ? /[ \t\n\v\f\r]+/ : separator.text).filter((token) => token !== "");
}

/** The runs of tokens of each of these lengths, joined by spaces. */
export function withRuns(tokens: string[], ngrams: readonly number[]): string[] {
  if (ngrams.length === 1 && ngrams[0] === 1) return tokens;
  return ngrams.flatMap((width) =>
    Array.from({ length: Math.max(tokens.length - width + 1, 0) }, (_, i) => tokens.slice(i, i + width).join(" ")),
  );
}
