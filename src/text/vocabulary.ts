/** Characters as numbers: what a character-level model reads and writes. */
import { ConfigError } from "../tensor/index.ts";

/** Id 0 stands for padding (what `maskZero` masks), id 1 for any character that the vocabulary does not hold. */
const PADDING = "";
const UNKNOWN = "\uFFFD";

export interface VocabularyOptions {
  /** Keep only this many characters, the most frequent ones. */
  maxSize?: number;
}

/** A numbering of characters (Unicode code points), the most frequent first. */
export class Vocabulary {
  private readonly ids: Map<string, number>;

  /** @param tokens by id; the first two stand for padding and the unknown character */
  constructor(readonly tokens: readonly string[]) {
    if (tokens[0] !== PADDING || tokens[1] !== UNKNOWN) {
      throw new ConfigError({
        what: "A vocabulary starts with two entries of its own.",
        expected: 'the padding "" and the unknown character U+FFFD',
        received: JSON.stringify(tokens.slice(0, 2)),
      });
    }
    this.ids = new Map(tokens.map((token, id) => [token, id]));
  }

  /** The vocabulary of a text; characters of equal frequency in code point order. */
  static fromText(text: string, { maxSize = Number.POSITIVE_INFINITY }: VocabularyOptions = {}): Vocabulary {
    const counts = new Map<string, number>();
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    const ranked = [...counts].sort(
      ([a, countA], [b, countB]) => countB - countA || a.codePointAt(0)! - b.codePointAt(0)!,
    );
    return new Vocabulary([PADDING, UNKNOWN, ...ranked.slice(0, maxSize).map(([character]) => character)]);
  }

  /** Number of ids, the padding and the unknown character included. */
  get size(): number {
    return this.tokens.length;
  }

  /** The id of every character. */
  encode(text: string): number[] {
    return Array.from(text, (character) => this.ids.get(character) ?? 1);
  }

  /** The text of ids. */
  decode(ids: Iterable<number>): string {
    return Array.from(ids, (id) => this.tokens[id] ?? UNKNOWN).join("");
  }
}
