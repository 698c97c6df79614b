/** From which probability on a sample is called a class. */
import { checkOption, takes } from "../../tensor/index.ts";

/** How well a class is found when all are called so whose probability reaches the threshold. */
export interface PrecisionRecall {
  /** The least probability that counts. */
  readonly threshold: number;
  /** Of what is called this class, the share that is. */
  readonly precision: number;
  /** Of what is this class, the share that is called so. */
  readonly recall: number;
}

/**
 * Precision and recall at every probability that occurs, the highest first; empty where nothing is of the class.
 * @throws ConfigError unless there is one of true and false for each probability
 */
export function precisionRecall(probabilities: readonly number[], isOfClass: readonly boolean[]): PrecisionRecall[] {
  checkOption("precisionRecall", "probabilities", probabilities, takes.listOf(aNumber));
  checkOption("precisionRecall", "isOfClass", isOfClass, takes.listOf(takes.flag, probabilities.length));
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!);
  const total = isOfClass.filter(Boolean).length;
  const points: PrecisionRecall[] = [];
  let right = 0;
  for (const [rank, i] of order.entries()) {
    if (isOfClass[i]) right++;
    // equal probabilities pass a threshold together
    if (probabilities[order[rank + 1]!] === probabilities[i] || total === 0) continue;
    points.push({ threshold: probabilities[i]!, precision: right / (rank + 1), recall: right / total });
  }
  return points;
}

const aNumber = /* @__PURE__ */ takes.check<number>("a finite number", Number.isFinite);

/** The threshold with the best F1, in the middle between two probabilities; 0.5 where nothing is of the class. */
export function bestThreshold(points: readonly PrecisionRecall[]): number {
  const f1 = ({ precision, recall }: PrecisionRecall) =>
    precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  let best = -1;
  for (const [i, point] of points.entries()) if (best < 0 || f1(point) > f1(points[best]!)) best = i;
  if (best < 0) return 0.5;
  return (points[best]!.threshold + (points[best + 1]?.threshold ?? points[best]!.threshold)) / 2;
}

/** For each class the best threshold of scores whose sigmoids are its probabilities, by the class numbers that are right. */
export function bestThresholds(
  scores: readonly (readonly number[])[],
  labels: readonly (readonly number[])[],
): number[] {
  return (scores[0] ?? []).map((_, k) => {
    const probabilities = scores.map((row) => 1 / (1 + Math.exp(-row[k]!)));
    const points = precisionRecall(
      probabilities,
      labels.map((each) => each.includes(k)),
    );
    return Math.min(Math.max(bestThreshold(points), 0.01), 0.99);
  });
}

/**
 * The class of a row of probabilities. One threshold stands against those of the other classes: with two classes, a threshold
 * t of one and 1 - t of the other call a sample the first where its probability is above t.
 */
export function called(probabilities: readonly number[], thresholds: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++) {
    if (probabilities[k]! * thresholds[best]! > probabilities[best]! * thresholds[k]!) best = k;
  }
  return best;
}
