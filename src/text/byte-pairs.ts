/**
 * Byte-pair encoding: the pairs of neighbours that are most frequent become tokens, again and again. Tokens are runs of bytes
 * of UTF-8, so no text is unknown.
 *
 * Source: Sennrich, Haddow and Birch, Neural Machine Translation of Rare Words with Subword Units, ACL 2016.
 */

/** A run of bytes, each as the code unit of that number. */
export type ByteText = string;

/** Text as its bytes in UTF-8. */
function toBytes(text: string): ByteText {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** Bytes as text; what is not UTF-8 becomes U+FFFD. */
export function fromBytes(bytes: ByteText): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)));
}

/** All single bytes, in order. */
export function singleBytes(): ByteText[] {
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
}

/** A word of the training text while it is merged: its symbols now, and how often it occurs. */
interface Word {
  symbols: ByteText[];
  count: number;
}

/**
 * Learns tokens of two bytes and more, in the order of merging; of equally frequent pairs the first in code unit order.
 * @param counts how often each word occurs  @param size how many tokens at most
 */
export function learnBytePairs(counts: ReadonlyMap<string, number>, size: number): ByteText[] {
  const pairs = new PairCounts();
  for (const [word, count] of counts) pairs.add({ symbols: [...toBytes(word)], count });
  const tokens = new Set<ByteText>();
  while (tokens.size < size) {
    const best = pairs.takeMostFrequent();
    if (!best) break;
    // two pairs may make the same run of bytes
    tokens.add(best.left + best.right);
    for (const word of [...best.words]) {
      pairs.remove(word);
      word.symbols = merged(word.symbols, best.left, best.right);
      pairs.add(word);
    }
  }
  return [...tokens];
}

interface Pair {
  readonly left: ByteText;
  readonly right: ByteText;
  readonly words: Set<Word>;
  count: number;
}

/** How often each pair of neighbours occurs, and in which words. */
class PairCounts {
  private readonly pairs = new Map<string, Pair>();
  /** Pairs by the count that they had at some time, as a heap with the largest on top. */
  private readonly queue: { pair: Pair; count: number }[] = [];

  add(word: Word): void {
    for (const pair of this.pairsOf(word)) {
      pair.count += word.count;
      pair.words.add(word);
      this.push(pair);
    }
  }

  remove(word: Word): void {
    for (const pair of this.pairsOf(word)) {
      pair.count -= word.count;
      pair.words.delete(word);
    }
  }

  /** The most frequent pair, if it occurs more than once. */
  takeMostFrequent(): Pair | undefined {
    for (;;) {
      const top = this.pop();
      if (!top || (top.count === top.pair.count && top.count > 1)) return top?.pair;
      if (top.count > top.pair.count && top.pair.count > 1) this.push(top.pair);
    }
  }

  private pairsOf({ symbols }: Word): Pair[] {
    return symbols.slice(1).map((right, i) => {
      const left = symbols[i]!;
      // the length tells where the first ends
      const key = `${left.length} ${left}${right}`;
      let pair = this.pairs.get(key);
      if (!pair) this.pairs.set(key, (pair = { left, right, words: new Set(), count: 0 }));
      return pair;
    });
  }

  private push(pair: Pair): void {
    const { queue } = this;
    let at = queue.push({ pair, count: pair.count }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private pop(): { pair: Pair; count: number } | undefined {
    const { queue } = this;
    if (queue.length > 1) this.swap(0, queue.length - 1);
    const top = queue.pop();
    for (let at = 0; ; ) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < queue.length && this.isBefore(child, first)) first = child;
      }
      if (first === at) return top;
      this.swap(at, first);
      at = first;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [first, second] = [this.queue[a]!, this.queue[b]!];
    if (first.count !== second.count) return first.count > second.count;
    return first.pair.left + first.pair.right < second.pair.left + second.pair.right;
  }

  private swap(a: number, b: number): void {
    [this.queue[a], this.queue[b]] = [this.queue[b]!, this.queue[a]!];
  }
}

function merged(symbols: readonly ByteText[], left: ByteText, right: ByteText): ByteText[] {
  const result: ByteText[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) result.push(left + symbols[++i]!);
    else result.push(symbols[i]!);
  }
  return result;
}

/**
 * A word as tokens: of the neighbours that make a token, those that make the oldest are joined first.
 * @param ranks the number of each token; older tokens have lower ones
 */
export function applyBytePairs(word: string, ranks: ReadonlyMap<ByteText, number>): ByteText[] {
  const symbols = [...toBytes(word)];
  for (;;) {
    let [at, lowest] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 1; i < symbols.length; i++) {
      const rank = ranks.get(symbols[i - 1]! + symbols[i]!) ?? Number.POSITIVE_INFINITY;
      if (rank < lowest) [at, lowest] = [i, rank];
    }
    if (at < 0) return symbols;
    symbols.splice(at - 1, 2, symbols[at - 1]! + symbols[at]!);
  }
}
