/** Logistic regression on few of many features, trained by Adagrad: the simple way that a network must be ahead of. */
import { makeArray, Random } from "../../tensor/index.ts";

/** What is seen of a sample, such as the n-grams of a text: the place of each feature, and how much it counts. */
export interface Features {
  readonly places: Int32Array;
  readonly shares: Float32Array;
}

/** How it is trained. */
export interface LinearTraining {
  epochs: number;
  learningRate: number;
  seed: number;
  /** How much a sample of each class counts; all alike where absent. */
  classWeights?: readonly number[] | undefined;
}

/**
 * Scores of classes, the sum over features of share times weight: their softmax is the probability of each class or, where a
 * sample may have several, their sigmoids. Each step reads one sample (Duchi, Hazan and Singer 2011).
 */
export class LinearModel {
  /** By place, the weight for each class. */
  readonly weights: Float32Array;

  constructor(
    readonly classes: number,
    buckets: number,
    private readonly hasSeveral = false,
  ) {
    this.weights = makeArray("float32", classes * buckets) as Float32Array;
  }

  /** @param labels the class numbers of each sample */
  fit(samples: readonly Features[], labels: readonly (readonly number[])[], training: LinearTraining): this {
    const { epochs, learningRate, seed, classWeights } = training;
    const squares = makeArray("float32", this.weights.length) as Float32Array;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const i of new Random(seed, epoch).permutation(samples.length)) {
        const probabilities = this.probabilities(samples[i]!);
        for (let k = 0; k < this.classes; k++) {
          const error = probabilities[k]! - (labels[i]!.includes(k) ? 1 : 0);
          const weight = classWeights?.[this.hasSeveral ? k : labels[i]![0]!] ?? 1;
          this.move(samples[i]!, k, error * weight, learningRate, squares);
        }
      }
    }
    return this;
  }

  /** The scores of a sample. */
  scores(sample: Features): number[] {
    return linearScores(sample, this.weights, this.classes);
  }

  probabilities(sample: Features): number[] {
    return probabilitiesOf(this.scores(sample), this.hasSeveral);
  }

  private move({ places, shares }: Features, k: number, error: number, rate: number, squares: Float32Array): void {
    for (let i = 0; i < places.length; i++) {
      const at = places[i]! * this.classes + k;
      const slope = error * shares[i]!;
      squares[at]! += slope * slope;
      this.weights[at]! -= (rate * slope) / (Math.sqrt(squares[at]!) + 1e-6);
    }
  }
}

/** The scores of a sample by weights (places, classes). */
export function linearScores({ places, shares }: Features, weights: Float32Array, classes: number): number[] {
  const scores = new Array<number>(classes).fill(0);
  for (let i = 0; i < places.length; i++) {
    const at = places[i]! * classes;
    for (let k = 0; k < classes; k++) scores[k]! += shares[i]! * weights[at + k]!;
  }
  return scores;
}

/** Scores as probabilities: over all classes together, or for each class separately. */
export const probabilitiesOf = (scores: readonly number[], hasSeveral: boolean) =>
  hasSeveral ? scores.map(sigmoid) : softmax(scores);

const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

/** Scores as probabilities that sum to 1. */
function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
