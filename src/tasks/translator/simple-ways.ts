/** Translations without a network: the source as it is, or what the most alike of the known sources was translated to. */
import { ConfigError, checkOption, takes } from "../../tensor/index.ts";
import { chrf } from "../../text/index.ts";
import { hidePlaceholders, hidePlaceholdersOf, showAgain } from "./carried.ts";

/** The ways to translate: by the network, copying the source, or as the most alike of the known sources is translated. */
export const ways = ["network", "copy", "nearest"] as const;
/** A way to translate: by the network, copying the source, or as the most alike of the known sources is translated. */
export type Way = (typeof ways)[number];

/** A text and its translation. */
export type Pair = readonly [source: string, target: string];

/** What a list of pairs takes as one. */
export const aPair = /* @__PURE__ */ takes.listOf(takes.text, 2);

/**
 * The simple way to translate: as the pair whose source is most alike, by the characters that they share three in a row. Placeholders,
 * tags and addresses become those of the text; what the pair has no place for stands at the end.
 * @returns what gives the translation of a source
 * @throws ConfigError where there is no pair
 */
export function nearestKnown(pairs: readonly Pair[]): (source: string) => string {
  checkOption("nearestKnown", "pairs", pairs, takes.listOf(aPair));
  if (pairs.length === 0) throw new ConfigError({ what: "There are no known pairs.", expected: "a pair or more" });
  const marked = hidePlaceholders(pairs);
  const grams = marked.map(([source]) => trigramsOf(source));
  const places = new Map<string, number[]>();
  for (const [i, own] of grams.entries()) {
    for (const gram of own) {
      const list = places.get(gram);
      if (list) list.push(i);
      else places.set(gram, [i]);
    }
  }
  return (source) => {
    checkOption("nearestKnown", "source", source, takes.text);
    const hidden = hidePlaceholdersOf(source);
    const own = trigramsOf(hidden.text);
    const shared = new Map<number, number>();
    for (const gram of own) for (const i of places.get(gram) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
    let [best, most] = [0, -1];
    for (const [i, count] of shared) {
      const likeness = (2 * count) / (own.size + grams[i]!.size);
      if (likeness > most || (likeness === most && i < best)) [best, most] = [i, likeness];
    }
    return showAgain(marked[best]![1], hidden);
  };
}

function trigramsOf(text: string): Set<string> {
  const letters = ["^", ...text, "$"];
  return new Set(letters.map((_, i) => letters.slice(i, i + 3).join("")));
}

/** The way with the highest chrF on pairs; of ways that are as good, the first. */
export function bestWay(pairs: readonly Pair[], translate: (way: Way, sources: readonly string[]) => string[]): Way {
  const [sources, targets] = [0, 1].map((side) => pairs.map((pair) => pair[side]!)) as [string[], string[]];
  const tried = ways.map((way) => ({ way, score: chrf(translate(way, sources), targets) }));
  return tried.reduce((best, each) => (each.score > best.score ? each : best)).way;
}
