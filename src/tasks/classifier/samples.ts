/** Samples and labels of classifiers: what fits, and which classes labels are. */
import { ConfigError, checkOption, nearestName, shown, takes } from "../../tensor/index.ts";
import type { Vocabulary } from "../../text/index.ts";
import type { Label, Sample } from "./options.ts";

/** What a classifier reads and says. */
export interface Kind {
  readonly classes: readonly string[];
  readonly perStep: boolean;
  readonly severalLabels: boolean;
  readonly vocabulary: Vocabulary | undefined;
  /** Of a step of a series. */
  readonly features: number | undefined;
}

/** @throws ConfigError for what the classifier does not read */
export function checkSample(kind: Kind, sample: Sample, name = "The sample"): void {
  const [isText, readsText] = [typeof sample === "string", kind.vocabulary !== undefined];
  if (isText !== readsText || !(isText || Array.isArray(sample))) {
    throw new ConfigError({
      what: `${name} is not what this classifier reads.`,
      expected: readsText ? "a text" : "a series: a list of steps, each a list of features",
      received: isText ? "a text" : Array.isArray(sample) ? "a series" : shown(sample),
    });
  }
  if (typeof sample === "string") {
    if (!kind.perStep || stepsOf(kind, sample) > 0) return;
    throw new ConfigError({ what: `${name} has no steps.`, expected: "a text with tokens", received: '""' });
  }
  const wrong = sample.findIndex((step) => !isStep(step, kind.features));
  if (sample.length > 0 && wrong < 0) return;
  throw new ConfigError({
    what: wrong < 0 ? `${name} has no steps.` : `${name} has a step that does not fit, at ${wrong} (from 0).`,
    expected: `${kind.features} finite numbers in every step`,
    received: wrong < 0 ? "an empty series" : shown(sample[wrong]),
  });
}

const isStep = (step: readonly number[] | undefined, features: number | undefined) =>
  Array.isArray(step) && step.length === features && step.every(Number.isFinite);

/**
 * The class numbers of each sample: one for the whole, one for each step, or those of all its labels.
 * @throws ConfigError, with the sample, for labels that do not fit
 */
export function labelNumbers(kind: Kind, labels: readonly Label[], samples: readonly Sample[]): number[][] {
  checkOption("Classifier", "labels", labels, takes.list);
  checkOption("Classifier", "samples", samples, takes.list);
  if (labels.length !== samples.length || samples.length === 0) {
    throw new ConfigError({
      what: "There must be a label for each sample.",
      expected: `${samples.length} labels, 1 or more`,
      received: shown(labels.length),
    });
  }
  return samples.map((sample, i) => {
    const name = typeof sample === "string" ? `samples[${i}], ${startOf(sample)},` : `samples[${i}]`;
    checkSample(kind, sample, name);
    const label = labels[i]!;
    checkForm(kind, label, sample, name);
    return [label].flat().map((each) => classNumber(kind, each, name));
  });
}

/** @throws ConfigError where one label is given for several, or a list of another length */
function checkForm(kind: Kind, label: Label, sample: Sample, name: string): void {
  const steps = kind.perStep ? stepsOf(kind, sample) : 1;
  const isList = Array.isArray(label);
  if (isList === (kind.perStep || kind.severalLabels) && (!kind.perStep || label.length === steps)) return;
  throw new ConfigError({
    what: `${name} has labels that do not fit.`,
    expected: kind.perStep
      ? `a list of ${steps} labels, one for each step`
      : kind.severalLabels
        ? "a list of labels, which may be empty"
        : "one label for the whole",
    received: isList ? `a list of ${label.length}` : shown(label),
  });
}

/** The number of a class. @throws ConfigError for what is none */
export function classNumber({ classes }: Kind, label: string, owner: string): number {
  const number = classes.indexOf(label);
  if (number >= 0) return number;
  const near = typeof label === "string" ? nearestName(label, classes) : undefined;
  throw new ConfigError({
    what: `${owner} has a label that is not a class.`,
    expected: `one of ${classes.slice(0, 20).join(", ")}${classes.length > 20 ? ", ..." : ""}`,
    received: shown(label),
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
  });
}

function stepsOf({ vocabulary }: Kind, sample: Sample): number {
  return typeof sample === "string" ? vocabulary!.encode(sample).length : sample.length;
}

/** The beginning of a text, for messages. */
function startOf(text: string): string {
  const characters = Array.from(text.slice(0, 80));
  return JSON.stringify(characters.slice(0, 30).join("") + (characters.length > 30 ? "..." : ""));
}
