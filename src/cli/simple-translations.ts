/** Translations without a network: the source unchanged, or the translation of the most similar known source. */
import type { tasks } from "../index.ts";

/** The ways to translate. */
export const ways = ["network", "copy", "nearest"] as const;
/** One of them. */
export type Way = (typeof ways)[number];

/** A translator that memorizes pairs, and returns the target of the most similar source by shared character trigrams. */
export function nearestKnown(pairs: readonly tasks.Pair[]): (source: string) => string {
  const grams = pairs.map(([source]) => trigramsOf(source));
  const places = new Map<string, number[]>();
  for (const [i, own] of grams.entries()) {
    for (const gram of own) {
      const list = places.get(gram);
      if (list) list.push(i);
      else places.set(gram, [i]);
    }
  }
  return (source) => {
    const own = trigramsOf(source);
    const shared = new Map<number, number>();
    for (const gram of own) for (const i of places.get(gram) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
    let [best, most] = [0, -1];
    for (const [i, count] of shared) {
      const likeness = (2 * count) / (own.size + grams[i]!.size);
      if (likeness > most || (likeness === most && i < best)) [best, most] = [i, likeness];
    }
    return pairs[best]![1];
  };
}

function trigramsOf(text: string): Set<string> {
  const letters = ["^", ...text, "$"];
  return new Set(letters.map((_, i) => letters.slice(i, i + 3).join("")));
}

/** Whether a run translates with its network, rather than with a simpler method that was better. */
export function isOfNetwork(made: tasks.Translator): boolean {
  const { way } = made.model.metadata;
  return way !== "copy" && way !== "nearest";
}

/** Translates with the method that a run has chosen; the pairs it needs are stored in the model. */
export function translatorOf(
  made: tasks.Translator,
  options: tasks.DecodeOptions,
): (texts: readonly string[]) => string[] {
  const { way, known } = made.model.metadata;
  if (way === "copy") return (texts) => [...texts];
  if (way === "nearest" && Array.isArray(known)) return (texts) => texts.map(nearestKnown(known as tasks.Pair[]));
  return (texts) => made.translate(texts, options).map(({ text }) => text);
}
