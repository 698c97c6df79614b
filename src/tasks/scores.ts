/** How well a classifier separates classes. */
import { ConfigError, checkOption, shown, takes } from "../tensor/index.ts";

/** The scores of one class. */
export interface ClassScore {
  /** Of what was called this class, the share that is. */
  precision: number;
  /** Of what is this class, the share that was called so. */
  recall: number;
  /** The harmonic mean of both. */
  f1: number;
  /** How many there are. */
  support: number;
}

/** How well a classifier does on labelled samples. */
export interface ClassificationScores {
  /** The fraction of samples whose most probable class is the true one, 0 to 1. */
  accuracy: number;
  /** The mean F1 of the classes that occur or were given. */
  macroF1: number;
  /** Scores of each class, in the order of the classes. */
  byClass: readonly ClassScore[];
  /** How many of each class (row) were given each class (column). */
  confusion: readonly (readonly number[])[];
}

/**
 * Scores of predicted class numbers. A share of nothing is 0.
 * @throws ConfigError when there are not as many predictions as truths, or something is no class number
 */
export function classificationScores(
  truths: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ClassificationScores {
  checkOption("classificationScores", "classes", classes, takes.integerFrom(1, 65_536));
  const classNumbers = takes.check<ArrayLike<number>>(
    `a list of class numbers from 0 to ${classes - 1}`,
    (value) =>
      takes.numbers.accepts(value) && Array.prototype.every.call(value, takes.integerFrom(0, classes - 1).accepts),
  );
  checkOption("classificationScores", "truths", truths, classNumbers);
  checkOption("classificationScores", "predictions", predictions, classNumbers);
  if (truths.length !== predictions.length || truths.length === 0) {
    throw new ConfigError({
      what: "There must be a prediction for each truth.",
      expected: `${truths.length} predictions, 1 or more`,
      received: shown(predictions.length),
    });
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truths.length; i++) confusion[truths[i]!]![predictions[i]!]!++;
  const all = Array.from({ length: classes }, (_, i) => i);
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const byClass = all.map((k): ClassScore => {
    const right = confusion[k]![k]!;
    const support = confusion[k]!.reduce((sum, count) => sum + count, 0);
    const given = all.reduce((sum, row) => sum + confusion[row]![k]!, 0);
    return {
      precision: share(right, given),
      recall: share(right, support),
      f1: share(2 * right, given + support),
      support,
    };
  });
  const met = byClass.filter(({ support }, k) => support > 0 || all.some((row) => confusion[row]![k]! > 0));
  return {
    accuracy: all.reduce((sum, k) => sum + confusion[k]![k]!, 0) / truths.length,
    macroF1: met.reduce((sum, { f1 }) => sum + f1, 0) / met.length,
    byClass,
    confusion,
  };
}

/** How well a classifier of several labels does on labelled samples. */
export interface LabelScores {
  /** The fraction of samples whose labels are all right, with none too many, 0 to 1. */
  exact: number;
  /** F1 over all labels of all samples together. */
  microF1: number;
  /** The mean F1 of the classes that occur or were given. */
  macroF1: number;
  /** Scores of each class, in the order of the classes. */
  byClass: readonly ClassScore[];
}

/**
 * Scores of lists of labels, one for each sample; a list may be empty. A share of nothing is 0.
 * @throws ConfigError when there are not as many predictions as truths, or a label is no class
 */
export function labelScores(
  truths: readonly (readonly string[])[],
  predictions: readonly (readonly string[])[],
  classes: readonly string[],
): LabelScores {
  checkOption("labelScores", "classes", classes, takes.listOf(takes.text));
  const aLabel = takes.check<string>(`one of ${classes.join(", ")}`, (value) => classes.includes(value as string));
  const lists = takes.listOf(takes.listOf(aLabel));
  checkOption("labelScores", "truths", truths, lists);
  checkOption("labelScores", "predictions", predictions, lists);
  if (truths.length !== predictions.length || truths.length === 0) {
    throw new ConfigError({
      what: "There must be a list of labels for each truth.",
      expected: `${truths.length} lists, 1 or more`,
      received: shown(predictions.length),
    });
  }
  const counts = classes.map((name) => {
    const [is, given] = [truths, predictions].map((lists) => lists.map((list) => list.includes(name))) as [
      boolean[],
      boolean[],
    ];
    const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;
    return { right: count(is.map((each, i) => each && given[i]!)), support: count(is), given: count(given) };
  });
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const total = (key: "right" | "support" | "given") => counts.reduce((sum, each) => sum + each[key], 0);
  const byClass = counts.map(({ right, support, given }): ClassScore => {
    return {
      precision: share(right, given),
      recall: share(right, support),
      f1: share(2 * right, given + support),
      support,
    };
  });
  const met = byClass.filter((_, k) => counts[k]!.support + counts[k]!.given > 0);
  const same = (a: readonly string[], b: readonly string[]) =>
    new Set(a).size === new Set(b).size && a.every((each) => b.includes(each));
  return {
    exact: truths.filter((each, i) => same(each, predictions[i]!)).length / truths.length,
    microF1: share(2 * total("right"), total("given") + total("support")),
    macroF1: share(
      met.reduce((sum, { f1 }) => sum + f1, 0),
      met.length,
    ),
    byClass,
  };
}
