/** Metrics that count right and wrong positives and negatives: the counts themselves, precision, recall, F scores. */
import { max } from "../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { likePredictions } from "./accuracy.ts";
import { described, factorsFor, type Metric, type MetricOptions, type MetricUpdateOptions } from "./metric.ts";

/** Weighted counts of each class. */
class Counts {
  private hits: number[] = [];
  private falseAlarms: number[] = [];
  private misses: number[] = [];
  /** Of negatives taken for such; over all classes together. */
  private rejections = 0;
  /** How many classes there are, those too that are never true nor predicted. */
  classes = 0;

  reset(): void {
    this.classes = 0;
    this.hits = [];
    this.falseAlarms = [];
    this.misses = [];
    this.rejections = 0;
  }

  getState(): unknown {
    const { classes, hits, falseAlarms, misses, rejections } = this;
    return structuredClone({ classes, hits, falseAlarms, misses, rejections });
  }

  setState(state: unknown): void {
    Object.assign(this, structuredClone(state));
  }

  add(column: number, truth: boolean, guess: boolean, weight: number): void {
    this.classes = Math.max(this.classes, column + 1);
    if (!truth && !guess) {
      this.rejections += weight;
      return;
    }
    const counts = truth && guess ? this.hits : guess ? this.falseAlarms : this.misses;
    counts[column] = (counts[column] ?? 0) + weight;
  }

  of(column: number): { hits: number; falseAlarms: number; misses: number } {
    const at = (counts: number[]) => counts[column] ?? 0;
    return { hits: at(this.hits), falseAlarms: at(this.falseAlarms), misses: at(this.misses) };
  }

  /** The counts of all classes together. */
  all(): { hits: number; falseAlarms: number; misses: number; rejections: number } {
    const total = (counts: number[]) => counts.reduce((sum, count = 0) => sum + count, 0);
    const { rejections } = this;
    return { hits: total(this.hits), falseAlarms: total(this.falseAlarms), misses: total(this.misses), rejections };
  }
}

/** Calls `visit` for every entry with its row, column and weight. */
export function eachEntry(
  yTrue: Tensor,
  yPred: Tensor,
  options: MetricUpdateOptions,
  visit: (truth: number, guess: number, column: number, weight: number, row: number) => void,
): void {
  const [truth, guess] = [likePredictions(yTrue, yPred).read(), yPred.read()];
  const factors = factorsFor(yPred, options)?.read();
  const columns = yPred.shape.at(-1) ?? 1;
  for (let i = 0; i < guess.length; i++) {
    visit(truth[i]!, guess[i]!, i % columns, factors ? factors[i]! : 1, Math.floor(i / columns));
  }
}

/** Options of `metrics.precision` and `metrics.recall`: which predictions count as positive. */
export interface PrecisionOptions extends MetricOptions {
  /** Predictions above it are positive. Default 0.5; with `topK`, by default none. */
  thresholds?: number | null | undefined;
  /** Only the k largest entries of each row may be positive. */
  topK?: number | null | undefined;
  /** Count this column only. */
  classId?: number | null | undefined;
}

/** Right positives as a share of predicted positives. */
export function precision(options: PrecisionOptions = {}): Metric {
  return described(
    new Share("precision", options, ({ hits, falseAlarms }) => share(hits, hits + falseAlarms)),
    "Precision",
    own(options),
  );
}

/** Right positives as a share of true positives. */
export function recall(options: PrecisionOptions = {}): Metric {
  return described(
    new Share("recall", options, ({ hits, misses }) => share(hits, hits + misses)),
    "Recall",
    own(options),
  );
}

/** Options of the metrics that count true or false positives or negatives. */
export interface CountOptions extends MetricOptions {
  /** Predictions above it are positive. Default 0.5. */
  thresholds?: number | null | undefined;
}

const countOptions = { name: takes.text, thresholds: takes.orNull(takes.fraction) } satisfies Declared<CountOptions>;

function counted(
  kind: string,
  className: string,
  options: CountOptions,
  finish: (counts: ReturnType<Counts["all"]>) => number,
): Metric {
  readOptions(kind, options, countOptions);
  return described(new Share(kind, options, finish), className, own(options));
}

/** How many positives are predicted as such, by weight. */
export const truePositives = (options: CountOptions = {}): Metric =>
  counted("truePositives", "TruePositives", options, ({ hits }) => hits);
/** How many negatives are predicted as such, by weight. */
export const trueNegatives = (options: CountOptions = {}): Metric =>
  counted("trueNegatives", "TrueNegatives", options, ({ rejections }) => rejections);
/** How many negatives are predicted as positives, by weight. */
export const falsePositives = (options: CountOptions = {}): Metric =>
  counted("falsePositives", "FalsePositives", options, ({ falseAlarms }) => falseAlarms);
/** How many positives are predicted as negatives, by weight. */
export const falseNegatives = (options: CountOptions = {}): Metric =>
  counted("falseNegatives", "FalseNegatives", options, ({ misses }) => misses);

const own = ({ name: _, ...options }: MetricOptions) => options;

const precisionOptions = {
  ...countOptions,
  topK: takes.orNull(takes.positiveInteger),
  classId: takes.orNull(takes.nonNegativeInteger),
} satisfies Declared<PrecisionOptions>;

class Share implements Metric {
  readonly name: string;
  private readonly counts = new Counts();

  constructor(
    kind: string,
    private readonly options: PrecisionOptions,
    private readonly finish: (counts: ReturnType<Counts["all"]>) => number,
  ) {
    readOptions(kind, options, precisionOptions);
    this.name = options.name ?? kind;
  }

  reset(): void {
    this.counts.reset();
  }

  getState(): unknown {
    return this.counts.getState();
  }

  setState(state: unknown): void {
    this.counts.setState(state);
  }

  update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    const { topK, classId } = this.options;
    const threshold = Math.fround(this.options.thresholds ?? (topK ? Number.NEGATIVE_INFINITY : 0.5));
    const allowed = topK ? largest(yPred, topK) : undefined;
    let index = 0;
    eachEntry(yTrue, yPred, options, (truth, guess, column, weight) => {
      const positive = guess > threshold && (allowed?.has(index) ?? true);
      index++;
      if (classId === undefined || classId === null || classId === column) {
        this.counts.add(column, truth !== 0, positive, weight);
      }
    });
  }

  result(): number {
    return this.finish(this.counts.all());
  }
}

/** Places of the k largest entries of each row; of equals, the first. */
function largest(x: Tensor, k: number): Set<number> {
  const values = x.read();
  const columns = x.shape.at(-1) ?? 1;
  const places = new Set<number>();
  for (let start = 0; start < values.length; start += columns) {
    const order = Array.from({ length: columns }, (_, i) => start + i).sort((a, b) => values[b]! - values[a]! || a - b);
    for (const place of order.slice(0, k)) places.add(place);
  }
  return places;
}

/** Options of `metrics.f1Score`: how the scores of the classes are averaged, and the threshold of a positive. */
export interface F1ScoreOptions extends MetricOptions {
  /**
   * Over classes: their plain mean, one score of all counts together, or their mean by how often each class is true.
   * Default "macro" (Keras's default, one score for each class, is not one number).
   */
  average?: "macro" | "micro" | "weighted" | undefined;
  /** Predictions above it are positive. Default null: the largest entry of each row is. */
  threshold?: number | null | undefined;
}

const f1Options = {
  name: takes.text,
  average: takes.withDefault(takes.oneOf("macro", "micro", "weighted"), "macro"),
  threshold: takes.byDefaultNull(takes.fraction),
} satisfies Declared<F1ScoreOptions>;

/** 2 · precision · recall / (precision + recall), for one-hot or several-label targets. */
export function f1Score(options: F1ScoreOptions = {}): Metric {
  const complete = readOptions("f1Score", options, f1Options);
  const metric = new FScore("f1Score", 1, complete);
  return described(metric, "F1Score", { average: complete.average, ...own(options) });
}

/** Options of `metrics.fbetaScore`. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as much recall counts as precision. Default 1: the F1 score. */
  beta?: number | undefined;
}

const fbetaOptions = {
  ...f1Options,
  beta: takes.withDefault(takes.positiveNumber, 1),
} satisfies Declared<FBetaScoreOptions>;

/** (1 + β²) · precision · recall / (β² · precision + recall), for one-hot or several-label targets. */
export function fbetaScore(options: FBetaScoreOptions = {}): Metric {
  const complete = readOptions("fbetaScore", options, fbetaOptions);
  const metric = new FScore("fbetaScore", complete.beta, complete);
  return described(metric, "FBetaScore", { average: complete.average, ...own(options) });
}

class FScore implements Metric {
  readonly name: string;
  private readonly average: NonNullable<F1ScoreOptions["average"]>;
  private readonly threshold: number | null;
  private readonly counts = new Counts();

  constructor(
    kind: string,
    private readonly beta: number,
    { name = kind, average, threshold }: Complete<F1ScoreOptions, typeof f1Options>,
  ) {
    this.name = name;
    this.average = average;
    this.threshold = threshold === null ? null : Math.fround(threshold);
  }

  reset(): void {
    this.counts.reset();
  }

  getState(): unknown {
    return this.counts.getState();
  }

  setState(state: unknown): void {
    this.counts.setState(state);
  }

  update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    const tops = this.threshold === null ? max(yPred, -1).read() : undefined;
    eachEntry(yTrue, yPred, options, (truth, guess, column, weight, row) => {
      // as in Keras, an entry of 0 is never positive
      const positive = tops ? guess >= tops[row]! && Math.abs(guess) > 1e-9 : guess > this.threshold!;
      this.counts.add(column, truth !== 0, positive, weight);
    });
  }

  result(): number {
    if (this.average === "micro") return score(this.counts.all(), this.beta);
    const classes = Array.from({ length: this.counts.classes }, (_, column) => this.counts.of(column));
    const weights = classes.map(({ hits, misses }) => (this.average === "weighted" ? hits + misses : 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return share(
      classes.reduce((sum, counts, i) => sum + score(counts, this.beta) * weights[i]!, 0),
      total,
    );
  }
}

const score = ({ hits, falseAlarms, misses }: ReturnType<Counts["of"]>, beta: number) =>
  share((1 + beta ** 2) * hits, (1 + beta ** 2) * hits + falseAlarms + beta ** 2 * misses);
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
