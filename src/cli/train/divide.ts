/** What is learned from, what is chosen by and what is measured on, of a labelled table. */
import { ConfigError } from "../../index.ts";
import type { LabelledData } from "../labelled-data.ts";

export type Labelled = Pick<LabelledData, "samples" | "labels">;
export type Parts = Record<"train" | "validation" | "test", Labelled>;

/** A tenth to choose by and, where there is no table for it, a tenth to measure on; of every class. */
export function divide(all: LabelledData, test: LabelledData | undefined): Parts {
  const met = new Map<string, number>();
  // the places of a class go round by twenty; series of steps, and texts of several labels, count by their place
  const places = all.labels.map((label, i) => {
    if (typeof label !== "string") return i % 20;
    const place = met.get(label) ?? 0;
    met.set(label, place + 1);
    return place % 20;
  });
  const part = (keep: (place: number) => boolean): Labelled => ({
    samples: all.samples.filter((_, i) => keep(places[i]!)),
    labels: all.labels.filter((_, i) => keep(places[i]!)),
  });
  const isValidation = (place: number) => place === 4 || place === 14;
  const isTest = (place: number) => place === 10 || place === 19;
  const parts = {
    train: part((place) => !isValidation(place) && (test !== undefined || !isTest(place))),
    validation: part(isValidation),
    test: test ?? part(isTest),
  };
  if (Object.values(parts).every(({ samples }) => samples.length > 0)) return parts;
  throw new ConfigError({
    what: "There are too few samples to learn from and to measure on.",
    expected: all.perStep ? "150 readings or more" : "20 of a class or more",
    received: `${all.samples.length} of ${all.classes.length} classes`,
  });
}
