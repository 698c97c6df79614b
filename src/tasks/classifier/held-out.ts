/** Holds out samples if the caller has not, and weights the classes. */
import type { Sample } from "./options.ts";

/** Samples and their class numbers. */
export interface Labelled {
  samples: readonly Sample[];
  labels: readonly (readonly number[])[];
}

/** From this many samples on, some can be held out. */
const LEAST = 100;

/** Every tenth sample of each class, of steps every tenth series; none where they are few. */
export function holdOut(all: Labelled, perStep: boolean): { learned: Labelled; held: Labelled | undefined } {
  if (all.samples.length < LEAST) return { learned: all, held: undefined };
  const met = new Map<string, number>();
  const isHeld = all.labels.map((labels) => {
    const name = perStep ? "" : labels.join();
    met.set(name, (met.get(name) ?? 0) + 1);
    return met.get(name)! % 10 === 0;
  });
  const part = (held: boolean): Labelled => ({
    samples: all.samples.filter((_, i) => isHeld[i] === held),
    labels: all.labels.filter((_, i) => isHeld[i] === held),
  });
  return isHeld.includes(true) ? { learned: part(false), held: part(true) } : { learned: all, held: undefined };
}

/** The factor of each class that lets all count the same: samples / (classes · samples of the class). */
export function balancedWeights(labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts.map((count) => (count > 0 ? labels.length / (classes * count) : 0));
}
