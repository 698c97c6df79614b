/** The baseline of text classifiers: logistic regression on character n-grams. */
import { ConfigError, checkOption, type Declared, readOptions, takes } from "../../tensor/index.ts";
import { type Features, LinearModel } from "./linear-model.ts";
import { ngramsOf } from "./ngrams.ts";

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
  /** Whether a text may be of several classes, or of none: each class then has a probability of its own. Default false. */
  severalLabels?: boolean | undefined;
}

const linearOptions = {
  order: takes.withDefault(takes.integerFrom(1, 64), 4),
  buckets: takes.withDefault(takes.positiveInteger, 2 ** 18),
  epochs: takes.withDefault(takes.integerFrom(0, 100_000), 10),
  learningRate: takes.withDefault(takes.positiveNumber, 0.5),
  seed: takes.withDefault(takes.seed, 1),
  severalLabels: false,
} satisfies Declared<LinearClassifierOptions>;

/**
 * Multinomial logistic regression on the n-grams of 1 to `order` characters of a text, its borders marked, each n-gram counting
 * once and a text's features having length 1; trained by Adagrad (Duchi, Hazan and Singer 2011), one text a step.
 */
export class LinearClassifier {
  private readonly options: Required<LinearClassifierOptions>;
  private readonly model: LinearModel;

  /** @param classes how many there are */
  constructor(classes: number, options: LinearClassifierOptions = {}) {
    checkOption("LinearClassifier", "classes", classes, takes.integerFrom(1, 65_536));
    this.options = readOptions("LinearClassifier", options, linearOptions);
    this.model = new LinearModel(classes, this.options.buckets, this.options.severalLabels);
  }

  /**
   * Learns from texts and their class numbers: one for each text or, with `severalLabels`, a list of them.
   * @throws ConfigError unless there is one, or a list, for each text
   */
  fit(texts: readonly string[], labels: ArrayLike<number> | readonly (readonly number[])[]): this {
    checkOption("LinearClassifier.fit", "texts", texts, takes.listOf(takes.text));
    const { severalLabels } = this.options;
    const aClass = takes.integerFrom(0, this.model.classes - 1);
    const aLabel = severalLabels ? takes.listOf(aClass) : aClass;
    const ofTexts = takes.check<ArrayLike<number> | readonly (readonly number[])[]>(
      `a list of ${texts.length} ${severalLabels ? "lists of " : ""}class numbers from 0 to ${this.model.classes - 1}`,
      (value) =>
        (severalLabels ? takes.list : takes.numbers).accepts(value) &&
        value.length === texts.length &&
        Array.prototype.every.call(value, aLabel.accepts),
    );
    checkOption("LinearClassifier.fit", "labels", labels, ofTexts);
    this.model.fit(
      texts.map((text) => this.ngrams(text)),
      Array.from(labels as ArrayLike<number | readonly number[]>, (label) => [label].flat()),
      this.options,
    );
    return this;
  }

  /** The most probable class of each text. */
  predict(texts: readonly string[]): number[] {
    checkOption("LinearClassifier.predict", "texts", texts, takes.listOf(takes.text));
    return texts.map((text) => {
      const scores = this.model.scores(this.ngrams(text));
      return scores.indexOf(Math.max(...scores));
    });
  }

  /** Of each text all classes whose own probability is 0.5 or more. @throws ConfigError unless made with `severalLabels` */
  predictLabels(texts: readonly string[]): number[][] {
    checkOption("LinearClassifier.predictLabels", "texts", texts, takes.listOf(takes.text));
    if (!this.options.severalLabels) {
      throw new ConfigError({
        what: "A text of this classifier has one label.",
        hint: "make it with severalLabels: true",
      });
    }
    return texts.map((text) => this.model.scores(this.ngrams(text)).flatMap((score, k) => (score >= 0 ? [k] : [])));
  }

  private ngrams(text: string): Features {
    return ngramsOf(text, { ...this.options, words: 0 });
  }
}
