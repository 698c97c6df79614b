/** The baseline of classifiers of series: logistic regression on windows of readings, or on what is told of whole series in few numbers. */
import { type Scaler, standardScaler } from "../../data/index.ts";
import { ConfigError, checkOption, takes } from "../../tensor/index.ts";
import { LinearModel } from "./linear-model.ts";
import type { Ngrams } from "./ngrams.ts";

/** The time steps of a series, each with its features. */
type Series = readonly (readonly number[])[];

/** Steps before and after one that are looked at with it. */
const AROUND = 4;
/** Equal parts of a whole series whose means are looked at. */
const PARTS = 8;

const training = { epochs: 20, learningRate: 0.1, seed: 1 };

/**
 * Multinomial logistic regression. Of steps, on the readings of the step and of four before and after it; of whole series, on the
 * means of eight equal parts, and mean, deviation, least and largest value of each feature, and the length.
 */
export class LinearSeriesClassifier {
  private scaler: Scaler | undefined;
  private model: LinearModel | undefined;

  /** @param classes how many there are  @param perStep whether every step has a class of its own */
  constructor(
    private readonly classes: number,
    private readonly perStep = false,
  ) {
    checkOption("LinearSeriesClassifier", "classes", classes, takes.integerFrom(1, 65_536));
    checkOption("LinearSeriesClassifier", "perStep", perStep, takes.flag);
  }

  /**
   * Learns from series (T, F) and their class numbers: one for each series or, of steps, one for each step of all series, one after
   * the other.
   * @throws ConfigError unless there is a class number for each
   */
  fit(series: readonly Series[], labels: ArrayLike<number>): this {
    const rows = this.rows("fit", series);
    const aClass = takes.integerFrom(0, this.classes - 1);
    const ofRows = takes.check<ArrayLike<number>>(
      `a list of ${rows.length} class numbers from 0 to ${this.classes - 1}`,
      (value) =>
        takes.numbers.accepts(value) &&
        value.length === rows.length &&
        Array.prototype.every.call(value, aClass.accepts),
    );
    checkOption("LinearSeriesClassifier.fit", "labels", labels, ofRows);
    this.scaler = standardScaler().fit(rows);
    this.model = new LinearModel(this.classes, rows[0]!.length + 1);
    this.model.fit(
      this.scaled(rows),
      Array.from(labels, (label) => [label]),
      training,
    );
    return this;
  }

  /** The most probable class of each series, or of each step of all series. @throws ConfigError before `fit` */
  predict(series: readonly Series[]): number[] {
    const rows = this.rows("predict", series);
    if (!this.model) throw new ConfigError({ what: "This classifier has not learned yet.", hint: "call fit first" });
    return this.scaled(rows).map((row) => {
      const scores = this.model!.scores(row);
      return scores.indexOf(Math.max(...scores));
    });
  }

  private scaled(rows: readonly number[][]): Ngrams[] {
    const values = this.scaler!.transform(rows as number[][]).dataSync() as Float32Array;
    const width = rows[0]!.length;
    const places = Int32Array.from({ length: width + 1 }, (_, i) => i);
    return rows.map((_, i) => ({
      places,
      shares: Float32Array.from([1, ...values.subarray(i * width, (i + 1) * width)]),
    }));
  }

  private rows(method: string, series: readonly Series[]): number[][] {
    const owner = `LinearSeriesClassifier.${method}`;
    const features = Array.isArray(series) && Array.isArray(series[0]?.[0]) ? series[0][0].length : 0;
    const isStep = (value: unknown) =>
      Array.isArray(value) && value.length === features && value.every((each) => Number.isFinite(each));
    const isSeries = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isStep);
    const ofSeries = takes.check<readonly Series[]>(
      "a list of series, each a list of steps with as many finite numbers",
      (value) => Array.isArray(value) && value.length > 0 && features > 0 && value.every(isSeries),
    );
    checkOption(owner, "series", series, ofSeries);
    return this.perStep ? series.flatMap(windows) : series.map(summary);
  }
}

/** Each step with those around it; the ends go on as they are. */
function windows(steps: Series): number[][] {
  const last = steps.length - 1;
  return steps.map((_, t) =>
    Array.from({ length: 2 * AROUND + 1 }, (_, k) => steps[Math.min(Math.max(t + k - AROUND, 0), last)]!).flat(),
  );
}

function summary(steps: Series): number[] {
  const ofFeatures = steps[0]!.flatMap((_, f) => {
    const values = steps.map((step) => step[f]!);
    const mean = meanOf(values);
    const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    const parts = Array.from({ length: PARTS }, (_, k) => {
      const begin = Math.floor((k * values.length) / PARTS);
      return meanOf(values.slice(begin, Math.max(begin + 1, Math.floor(((k + 1) * values.length) / PARTS))));
    });
    const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return [mean, deviation, least, most, ...parts];
  });
  return [...ofFeatures, steps.length];
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
