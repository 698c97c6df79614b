/** Tokens of a vocabulary: counted in data, and put in Keras's order. */

/** A text, or a whole number. */
export type Token = string | number;

/** How often tokens occur in data, and, for tf-idf, in how many documents. */
export class TokenCounts<T extends Token> {
  private readonly counts = new Map<T, number>();
  private readonly documentCounts = new Map<T, number>();
  private documents = 0;

  /** Counts the tokens of one document. */
  add(document: readonly T[]): void {
    for (const token of document) this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
    for (const token of new Set(document)) this.documentCounts.set(token, (this.documentCounts.get(token) ?? 0) + 1);
    this.documents++;
  }

  /** Whether no token was counted yet. */
  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  /** The `most` most frequent tokens, without the special ones; equally frequent ones in descending order. */
  mostFrequent(special: readonly (T | null)[], most: number): T[] {
    const counted = [...this.counts].filter(([token]) => !special.includes(token));
    counted.sort(([a, m], [b, n]) => n - m || compareTokens(b, a));
    return counted.slice(0, Math.max(most, 0)).map(([token]) => token);
  }

  /** The inverse document frequency of a token: log(1 + documents / (1 + documents that hold it)). */
  inverseDocumentFrequency(token: T): number {
    return Math.fround(Math.log(1 + this.documents / (1 + (this.documentCounts.get(token) ?? 0))));
  }
}

/** Numbers by size, texts by the order of their UTF-8 bytes, which is that of their code points. */
function compareTokens(a: Token, b: Token): number {
  if (typeof a === "number" || typeof b === "number") return Number(a) - Number(b);
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  // the halves of a code point beyond 16 bits come behind all others, though their numbers do not
  const order = (text: string) => {
    const unit = text.charCodeAt(at);
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
  };
  return at === a.length || at === b.length ? a.length - b.length : order(a) - order(b);
}
