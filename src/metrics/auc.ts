/** The area under a curve of rates over thresholds. */
import { sigmoid } from "../ops/index.ts";
import { ConfigError, readOptions, shown, type Tensor, takes } from "../tensor/index.ts";
import { eachEntry } from "./confusion.ts";
import { described, type Metric, type MetricOptions, type MetricUpdateOptions } from "./metric.ts";

/** Options of `metrics.auc`: which curve, and at which thresholds. */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds from 0 to 1. Default 200. */
  numThresholds?: number | undefined;
  /** True positives over false positives, or precision over recall. Default "ROC". */
  curve?: "ROC" | "PR" | undefined;
  /** Whether predictions are logits rather than probabilities. Default false. */
  fromLogits?: boolean | undefined;
}

/**
 * The area under the ROC or precision-recall curve, interpolated between thresholds as in Keras (for PR: Davis &
 * Goadrich, "The relationship between precision-recall and ROC curves", 2006).
 */
export function auc(options: AUCOptions = {}): Metric {
  const made = new AUC(options);
  const { name: _, ...config } = options;
  return described(made, "AUC", config);
}

class AUC implements Metric {
  readonly name: string;
  private readonly curve: "ROC" | "PR";
  private readonly fromLogits: boolean;
  /** Weights of true and false entries by how many thresholds lie below their prediction. */
  private readonly positives: Float64Array;
  private readonly negatives: Float64Array;

  constructor(options: AUCOptions) {
    const { name, numThresholds, curve, fromLogits } = readOptions("auc", options, {
      name: takes.withDefault(takes.text, "auc"),
      numThresholds: takes.withDefault(takes.integerFrom(2, 1_000_000), 200),
      curve: takes.withDefault(takes.oneOf("ROC", "PR"), "ROC"),
      fromLogits: false,
    });
    this.name = name;
    this.curve = curve;
    this.fromLogits = fromLogits;
    this.positives = new Float64Array(numThresholds);
    this.negatives = new Float64Array(numThresholds);
  }

  reset(): void {
    this.positives.fill(0);
    this.negatives.fill(0);
  }

  getState(): unknown {
    return { positives: this.positives.slice(), negatives: this.negatives.slice() };
  }

  setState(state: unknown): void {
    const { positives, negatives } = state as { positives: Float64Array; negatives: Float64Array };
    this.positives.set(positives);
    this.negatives.set(negatives);
  }

  update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    const last = this.positives.length - 1;
    eachEntry(yTrue, this.fromLogits ? sigmoid(yPred) : yPred, options, (truth, guess, _, weight) => {
      if (!(guess >= 0 && guess <= 1)) {
        throw new ConfigError({
          what: "auc counts probabilities.",
          expected: "predictions from 0 to 1",
          received: shown(guess),
          hint: "auc({ fromLogits: true }) takes logits",
        });
      }
      // thresholds are just below 0, i / last between, and just above 1
      const below = Math.min(Math.max(Math.ceil(guess * last), 1), last);
      (truth !== 0 ? this.positives : this.negatives)[below - 1]! += weight;
    });
  }

  result(): number {
    const [hits, alarms] = [countsAbove(this.positives), countsAbove(this.negatives)];
    return this.curve === "ROC" ? areaROC(hits, alarms) : areaPR(hits, alarms);
  }
}

/** For each threshold, the weight of entries above it. */
function countsAbove(weights: Float64Array): Float64Array {
  const above = weights.slice();
  for (let i = above.length - 2; i >= 0; i--) above[i]! += above[i + 1]!;
  return above;
}

function areaROC(hits: Float64Array, alarms: Float64Array): number {
  let area = 0;
  for (let i = 0; i + 1 < hits.length; i++) {
    const height = (share(hits[i]!, hits[0]!) + share(hits[i + 1]!, hits[0]!)) / 2;
    area += height * (share(alarms[i]!, alarms[0]!) - share(alarms[i + 1]!, alarms[0]!));
  }
  return area;
}

function areaPR(hits: Float64Array, alarms: Float64Array): number {
  let area = 0;
  for (let i = 0; i + 1 < hits.length; i++) {
    const [from, to] = [hits[i]! + alarms[i]!, hits[i + 1]! + alarms[i + 1]!];
    const gained = hits[i]! - hits[i + 1]!;
    const slope = share(gained, from - to);
    const intercept = hits[i + 1]! - slope * to;
    const ratio = from > 0 && to > 0 ? from / to : 1;
    area += share(slope * (gained + intercept * Math.log(ratio)), hits[0]!);
  }
  return area;
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
