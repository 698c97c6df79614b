/** The training, validation and test parts of a labelled table. */
import { ConfigError } from "../../index.ts";
import type { LabelledData } from "../labelled-data.ts";

export type Labelled = Pick<LabelledData, "samples" | "labels">;
export type Parts = Record<"train" | "validation" | "test", Labelled>;

/** A tenth for validation and, without a separate table, a tenth for test; of every class. */
export function divide(all: LabelledData, test: LabelledData | undefined): Parts {
  const met = new Map<string, number>();
  // within a class, parts repeat every twenty samples; steps of series, and texts with several labels, are divided by position
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
    what: "There are too few samples for training and test.",
    expected: all.perStep ? "150 readings or more" : "20 of a class or more",
    received: `${all.samples.length} of ${all.classes.length} classes in the column "${all.form.label}"`,
    hint: "name the column of labels with --label, if it is another",
  });
}
