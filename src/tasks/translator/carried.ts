/**
 * What is carried over as it is: placeholders, tags and addresses, and words that the vocabulary cannot spell. While a text is
 * translated a mark stands for each, and the network learns where marks go; so nothing of them can be misspelled or lost.
 */
import type { Vocabulary } from "../../text/index.ts";

/** A text with marks, and the text that each mark replaces. */
export interface Hidden {
  readonly text: string;
  readonly carried: readonly string[];
}

/** Characters of the private use area, which texts do not use. */
const marks = Array.from({ length: 16 }, (_, i) => String.fromCodePoint(0xe000 + i));

/** Those of C, Python and Qt, `%s`, `%(name)d`, `%.*f`, `%<PRIu64>`, `%1`; `{name}`, `${name}`; tags, entities, addresses; options of commands. */
const placeholders = new RegExp(
  [
    /%(?:\(\w+\)|\d+\$)?[-+0#']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:<PRI\w+>|(?:hh?|ll?|[zjtLq])?[diouxXeEfFgGaAcsSpm@](?!\p{L}))/u,
    /%L?[1-9]\d?(?![\d\p{L}])/u,
    /\$?\{[^{}\n]*\}/u,
    /<\/?[A-Za-z][^<>\n]*>/u,
    /&(?:#\d+|\w+);/u,
    /https?:\/\/[^\s<>"]+/u,
    /(?<![\w-])--[a-z][\w-]*/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);
/** Capitalized words, which may be names. */
const names = /\p{Lu}[\p{L}\p{M}\p{N}'’-]{2,}/gu;

/** Pairs with marks for the placeholders that both sides have. */
export function hidePlaceholders(pairs: readonly (readonly [string, string])[]): [source: string, target: string][] {
  return pairs.map((pair) => {
    const found = pair[0].match(placeholders) ?? [];
    return withMarks(
      pair,
      found.filter((each) => pair[1].includes(each)),
    ).texts as [string, string];
  });
}

/** A text with marks for its placeholders. */
export function hidePlaceholdersOf(text: string): Hidden {
  const { texts, carried } = withMarks([text], text.match(placeholders) ?? []);
  return { text: texts[0]!, carried };
}

/** The pairs of a training with marks for placeholders that both sides have and, where they are rare, for names that both spell alike. */
export function hidePairs(pairs: readonly (readonly [string, string])[]): [source: string, target: string][] {
  const counts = new Map<string, number>();
  for (const [source] of pairs) {
    for (const name of new Set(source.match(names))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return pairs.map(([source, target]) => {
    const found = [
      ...(source.match(placeholders) ?? []),
      ...(source.match(names) ?? []).filter((name) => counts.get(name)! <= 2),
    ];
    return withMarks(
      [source, target],
      found.filter((each) => target.includes(each)),
    ).texts as [string, string];
  });
}

/** A source with marks for placeholders, and for words with characters that the vocabulary lacks. */
export function hideSource(source: string, vocabulary: Vocabulary): Hidden {
  if (!knows(vocabulary, marks[0]!)) return { text: source, carried: [] };
  const words = source.match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
  const unspelled = vocabulary.split === "characters" ? words.filter((word) => !knows(vocabulary, word)) : [];
  const known = marks.filter((mark) => knows(vocabulary, mark)).length;
  const { texts, carried } = withMarks([source], [...(source.match(placeholders) ?? []), ...unspelled], known);
  return { text: texts[0]!, carried };
}

/** A translation with its marks replaced by their texts; lost ones are appended. */
export function showAgain(translation: string, { carried }: Hidden): string {
  const left = [...carried.keys()];
  const shown = translation.replaceAll(/[\ue000-\ue00f]/gu, (mark) => {
    const k = marks.indexOf(mark);
    const at = left.indexOf(k);
    if (at < 0) return "";
    left.splice(at, 1);
    return carried[k]!;
  });
  return [shown, ...left.map((k) => carried[k]!)].filter((part) => part !== "").join(" ");
}

/** A token with its marks replaced by their texts. */
export function showMarks(token: string, { carried }: Hidden): string {
  return token.replaceAll(/[\ue000-\ue00f]/gu, (mark) => carried[marks.indexOf(mark)] ?? "");
}

const knows = (vocabulary: Vocabulary, text: string) => !vocabulary.encode(text).includes(vocabulary.unknown);

/** Texts with marks, one after the other, instead of pieces, each in the order of the first text. */
function withMarks(texts: readonly string[], pieces: readonly string[], most = marks.length) {
  let marked = [...texts];
  const carried: string[] = [];
  const ordered = [...pieces].sort((a, b) => texts[0]!.indexOf(a) - texts[0]!.indexOf(b));
  for (const piece of ordered) {
    const everywhere = marked.every((text) => text.includes(piece));
    if (!everywhere || carried.length >= most) continue;
    const mark = marks[carried.length]!;
    marked = marked.map((text) => text.replace(piece, () => mark));
    carried.push(piece);
  }
  return { texts: marked, carried };
}
