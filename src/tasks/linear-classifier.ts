/** The baseline of text classifiers: logistic regression on character n-grams. */
import { checkOption, type Declared, makeArray, Random, readOptions, takes } from "../tensor/index.ts";

/** Options of the logistic regression on n-grams, the baseline of text classifiers. */
export interface LinearClassifierOptions {
  /** The longest n-gram. Default 4. */
  order?: number | undefined;
  /** Weights of each class; n-grams share them by their hash. Default 2^18. */
  buckets?: number | undefined;
  /** Passes over the texts. Default 10. */
  epochs?: number | undefined;
  /** Default 0.5. */
  learningRate?: number | undefined;
  /** Fixes the order of the texts. Default 1. */
  seed?: number | undefined;
}

const linearOptions = {
  order: takes.withDefault(takes.integerFrom(1, 64), 4),
  buckets: takes.withDefault(takes.positiveInteger, 2 ** 18),
  epochs: takes.withDefault(takes.integerFrom(0, 100_000), 10),
  learningRate: takes.withDefault(takes.positiveNumber, 0.5),
  seed: takes.withDefault(takes.seed, 1),
} satisfies Declared<LinearClassifierOptions>;

/**
 * Multinomial logistic regression on the n-grams of 1 to `order` characters of a text, its borders marked, each n-gram counting
 * once and a text's features having length 1; trained by Adagrad (Duchi, Hazan and Singer 2011), one text a step.
 */
export class LinearClassifier {
  private readonly weights: Float32Array;
  private readonly squares: Float32Array;
  private readonly options: Required<LinearClassifierOptions>;

  /** @param classes how many there are */
  constructor(
    private readonly classes: number,
    options: LinearClassifierOptions = {},
  ) {
    checkOption("LinearClassifier", "classes", classes, takes.integerFrom(1, 65_536));
    this.options = readOptions("LinearClassifier", options, linearOptions);
    this.weights = makeArray("float32", classes * this.options.buckets) as Float32Array;
    this.squares = makeArray("float32", classes * this.options.buckets) as Float32Array;
  }

  /** Learns from texts and their class numbers. @throws ConfigError unless there is a class number for each text */
  fit(texts: readonly string[], labels: ArrayLike<number>): this {
    checkOption("LinearClassifier.fit", "texts", texts, takes.listOf(takes.text));
    const ofTexts = takes.check<ArrayLike<number>>(
      `a list of ${texts.length} class numbers from 0 to ${this.classes - 1}`,
      (value) =>
        takes.numbers.accepts(value) &&
        value.length === texts.length &&
        Array.prototype.every.call(value, takes.integerFrom(0, this.classes - 1).accepts),
    );
    checkOption("LinearClassifier.fit", "labels", labels, ofTexts);
    const features = texts.map((text) => this.features(text));
    for (let epoch = 0; epoch < this.options.epochs; epoch++) {
      for (const i of new Random(this.options.seed, epoch).permutation(texts.length)) {
        this.learn(features[i]!, labels[i]!);
      }
    }
    return this;
  }

  /** The most probable class of each text. */
  predict(texts: readonly string[]): number[] {
    checkOption("LinearClassifier.predict", "texts", texts, takes.listOf(takes.text));
    return texts.map((text) => {
      const probabilities = this.probabilities(this.features(text));
      return probabilities.indexOf(Math.max(...probabilities));
    });
  }

  private learn(features: Int32Array, label: number): void {
    const value = 1 / Math.sqrt(features.length);
    const probabilities = this.probabilities(features);
    for (let k = 0; k < this.classes; k++) {
      const slope = (probabilities[k]! - (k === label ? 1 : 0)) * value;
      for (const feature of features) {
        const at = feature * this.classes + k;
        this.squares[at]! += slope * slope;
        this.weights[at]! -= (this.options.learningRate * slope) / (Math.sqrt(this.squares[at]!) + 1e-6);
      }
    }
  }

  private probabilities(features: Int32Array): number[] {
    const value = 1 / Math.sqrt(features.length);
    const scores = new Array<number>(this.classes).fill(0);
    for (const feature of features) {
      for (let k = 0; k < this.classes; k++) scores[k]! += value * this.weights[feature * this.classes + k]!;
    }
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  }

  /** The places of a text's n-grams, by FNV-1a. */
  private features(text: string): Int32Array {
    const characters = ["\u0002", ...text, "\u0003"];
    const places = new Set<number>();
    for (let begin = 0; begin < characters.length; begin++) {
      let hash = 0x811c9dc5;
      for (let end = begin; end < Math.min(begin + this.options.order, characters.length); end++) {
        hash = Math.imul(hash ^ characters[end]!.codePointAt(0)!, 0x01000193);
        places.add((hash >>> 0) % this.options.buckets);
      }
    }
    return Int32Array.from(places);
  }
}
