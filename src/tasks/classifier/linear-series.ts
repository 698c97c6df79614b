/**
 * The baseline of classifiers of series: logistic regression on windows of readings, or on a few numbers that summarize
 * whole series.
 */
import { type Scaler, standardScaler } from "../../data/index.ts";
import { ConfigError, checkOption, takes } from "../../tensor/index.ts";
import { LinearModel } from "./linear-model.ts";
import { denseFeatures, rowsOf, type Series, trainingOf } from "./series-features.ts";

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
      { ...trainingOf(rows.length, rows[0]!.length * this.classes), seed: 1 },
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

  private scaled(rows: readonly number[][]) {
    return denseFeatures(rows, this.scaler!);
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
    return series.flatMap((each) => rowsOf(each, this.perStep));
  }
}
