/** How much the scores of a network and of a linear model count, found on samples that neither learned from. */

/** What each score is multiplied by before they are added. */
export interface Mixture {
  readonly network: number;
  readonly linear: number;
}

/** Scores (samples, classes) of what has been held out, and the class numbers that are right. */
export interface HeldScores {
  network: readonly (readonly number[])[];
  /** Absent where there is no linear model. */
  linear?: readonly (readonly number[])[] | undefined;
  labels: readonly (readonly number[])[];
  severalLabels: boolean;
  classWeights?: readonly number[] | undefined;
}

/** First step sizes of the search; they are halved until they are fine enough. */
const [FIRST_STEP, LAST_STEP] = [1, 0.02];
/** A factor far from 1 needs more evidence: this many samples' worth. */
const PRIOR = 0.5;

/**
 * The factors under which the held-out labels are most probable. That calibrates the probabilities, too: one factor for all
 * scores is a temperature (Guo, Pleiss, Sun and Weinberger 2017).
 */
export function findMixture(held: HeldScores): Mixture {
  let best = { logs: [0, held.linear ? 0 : Number.NEGATIVE_INFINITY], loss: Number.POSITIVE_INFINITY };
  const tried = (logs: readonly number[]) => ({ logs: [...logs], loss: penalized(held, logs) });
  best = tried(best.logs);
  for (let step = FIRST_STEP; step >= LAST_STEP; ) {
    const [a, b] = best.logs as [number, number];
    const next = [-step, 0, step]
      .flatMap((da) => (held.linear ? [-step, 0, step] : [0]).map((db) => tried([a + da, b + db])))
      .reduce((least, each) => (each.loss < least.loss ? each : least));
    if (next.loss < best.loss - 1e-9) best = next;
    else step /= 2;
  }
  return { network: Math.exp(best.logs[0]!), linear: Math.exp(best.logs[1]!) };
}

function penalized(held: HeldScores, logs: readonly number[]): number {
  const distance = logs.reduce((sum, log) => sum + (Number.isFinite(log) ? log * log : 0), 0);
  const [network, linear] = logs.map(Math.exp) as [number, number];
  return lossOf(held, { network, linear }) + PRIOR * distance;
}

/** The scores of both, as much as each counts. */
export function mixed({ network, linear }: Pick<HeldScores, "network" | "linear">, factors: Mixture): number[][] {
  return network.map((row, i) =>
    row.map((score, k) => factors.network * score + (linear ? factors.linear * linear[i]![k]! : 0)),
  );
}

/** The sum of -ln p over the right classes. */
function lossOf(held: HeldScores, factors: Mixture): number {
  const { labels, severalLabels, classWeights } = held;
  const weight = (k: number) => classWeights?.[k] ?? 1;
  let loss = 0;
  for (const [i, scores] of mixed(held, factors).entries()) {
    if (severalLabels) {
      for (const [k, score] of scores.entries()) loss += weight(k) * softplus(labels[i]!.includes(k) ? -score : score);
    } else {
      const [label] = labels[i] as [number];
      const most = Math.max(...scores);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
      loss += weight(label) * (most + Math.log(total) - scores[label]!);
    }
  }
  return loss;
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Probabilities as scores: their logarithms or, where each class has its own, their odds'. */
export function scoresOf(probabilities: readonly number[], severalLabels: boolean): number[] {
  return probabilities.map((p) => {
    const bounded = Math.min(Math.max(p, 1e-7), severalLabels ? 1 - 1e-7 : 1);
    return severalLabels ? Math.log(bounded / (1 - bounded)) : Math.log(bounded);
  });
}
