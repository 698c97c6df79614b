/** What a linear model sees of a text: its n-grams of characters and of words, by their hashes. */
import type { Features } from "./linear-model.ts";

/** Which n-grams are looked at. */
export interface NgramOptions {
  /** The longest n-gram of characters. */
  order: number;
  /** The longest n-gram of words; 0 for none, and each n-gram then counts once. */
  words: number;
  /** Places that n-grams share by their hash. */
  buckets: number;
}

/** The FNV-1a hash. */
const FIRST = 0x811c9dc5;
const hashed = (hash: number, code: number) => Math.imul(hash ^ code, 0x01000193);

/**
 * The n-grams of a text. With words, an n-gram that occurs c times counts 1 + ln c, and characters and words count half each:
 * a long text has ten times as many n-grams of characters. The squares of the shares sum to 1.
 */
export function ngramsOf(text: string, { order, words, buckets }: NgramOptions): Features {
  const ofCharacters = new Map<number, number>();
  const count = (counts: Map<number, number>, hash: number) => {
    const place = (hash >>> 0) % buckets;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  };
  const codes = Array.from(`\u0002${text}\u0003`, (character) => character.codePointAt(0)!);
  for (let begin = 0; begin < codes.length; begin++) {
    let hash = FIRST;
    for (let end = begin; end < Math.min(begin + order, codes.length); end++) {
      hash = hashed(hash, codes[end]!);
      count(ofCharacters, hash);
    }
  }
  if (words === 0) return joined([[...ofCharacters.keys()].map((place) => [place, 1])]);
  const ofWords = new Map<number, number>();
  const ids = wordsOf(text).map((word) =>
    Array.from(word).reduce((hash, c) => hashed(hash, c.codePointAt(0)!), ~FIRST),
  );
  for (let begin = 0; begin < ids.length; begin++) {
    let hash = 0;
    for (let end = begin; end < Math.min(begin + words, ids.length); end++) {
      hash = hashed(hash, ids[end]!);
      count(ofWords, hash);
    }
  }
  return joined(
    [ofCharacters, ofWords].map((counts) => Array.from(counts, ([place, times]) => [place, 1 + Math.log(times)])),
  );
}

/** Words and punctuation, in lower case. */
const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/** Groups of n-grams, each that is not empty counting as much as the others. */
function joined(groups: readonly (readonly (readonly [place: number, weight: number])[])[]): Features {
  const full = groups.filter((group) => group.length > 0);
  const places = Int32Array.from(full.flatMap((group) => group.map(([place]) => place)));
  const shares = Float32Array.from(
    full.flatMap((group) => {
      const length = Math.sqrt(full.length * group.reduce((sum, [, weight]) => sum + weight * weight, 0));
      return group.map(([, weight]) => weight / length);
    }),
  );
  return { places, shares };
}
