/** How much of the spread of the targets a model explains. */
import { meanOf, type Tensor } from "../tensor/index.ts";
import { eachEntry } from "./confusion.ts";
import { described, type Metric, type MetricOptions, type MetricUpdateOptions, readName } from "./metric.ts";

/** Sums over one column of the targets t and predictions p, with weights w. */
interface Sums {
  /** Σ w */
  weight: number;
  /** Σ w t */
  total: number;
  /** Σ w t² */
  squares: number;
  /** Σ w (t - p)² */
  residuals: number;
}

/**
 * R² = 1 - Σ w (t - p)² / Σ w (t - mean of t)², the mean over the columns of the last axis; 0 for a column whose targets are all
 * equal. 1 is perfect, 0 as good as the mean of the targets.
 * @see Keras 3.15, `metrics/regression_metrics.py`
 */
export function r2Score(options: MetricOptions = {}): Metric {
  return described(new R2Score(readName("r2Score", options)), "R2Score");
}

class R2Score implements Metric {
  private columns: Sums[] = [];

  constructor(readonly name: string) {}

  reset(): void {
    this.columns = [];
  }

  getState(): unknown {
    return structuredClone(this.columns);
  }

  setState(state: unknown): void {
    this.columns = structuredClone(state as Sums[]);
  }

  update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    eachEntry(yTrue, yPred, options, (truth, guess, column, weight) => {
      // what does not count may be infinite
      if (weight === 0) return;
      this.columns[column] ??= { weight: 0, total: 0, squares: 0, residuals: 0 };
      const sums = this.columns[column];
      sums.weight += weight;
      sums.total += weight * truth;
      sums.squares += weight * truth ** 2;
      sums.residuals += weight * (truth - guess) ** 2;
    });
  }

  result(): number {
    const scores = this.columns.map(({ weight, total, squares, residuals }) => {
      const spread = squares - total ** 2 / weight;
      // what rounding leaves of equal targets is no spread; negative weights may make a negative one
      return Math.abs(spread) <= 1e-12 * Math.abs(squares) ? 0 : 1 - residuals / spread;
    });
    return scores.length === 0 ? 0 : meanOf(scores);
  }
}
