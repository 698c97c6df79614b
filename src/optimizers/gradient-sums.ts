/** Gradient accumulation: gradients summed over several steps, whose mean makes one update. */
import type { Variable } from "../autodiff/variable.ts";
import { add, divide } from "../ops/index.ts";
import { type TensorLike, zeros } from "../tensor/index.ts";
import type { Pair } from "./clipping.ts";

/** The sums, by variable. */
export class GradientSums {
  readonly sums = new Map<Variable, Variable>();
  /** Variables that received a gradient since the last update. */
  private readonly summed = new Set<Variable>();

  /**
   * Adds gradients. Gives the means to apply in the last of `steps` steps, and nothing before.
   * @param call the number of this step, counted from 1
   */
  add(pairs: readonly Pair[], call: number, steps: number): readonly Pair[] {
    for (const { variable, gradient } of pairs) {
      this.assign(variable, add(this.sums.get(variable)!.value, gradient));
      this.summed.add(variable);
    }
    if (call % steps !== 0) return [];
    const means = [...this.summed].map((variable) => {
      const gradient = divide(this.sums.get(variable)!.value, steps);
      this.assign(variable, zeros(variable.shape));
      return { variable, gradient };
    });
    this.summed.clear();
    return means;
  }

  /** The numbers of the variables that received a gradient, in the order given. */
  numbersOf(order: readonly Variable[]): number[] {
    return order.flatMap((variable, i) => (this.summed.has(variable) ? [i] : []));
  }

  /** Takes up what {@link numbersOf} gave. */
  setNumbers(order: readonly Variable[], numbers: readonly number[]): void {
    this.summed.clear();
    for (const i of numbers) this.summed.add(order[i]!);
  }

  private assign(variable: Variable, values: TensorLike): void {
    this.sums.get(variable)!.assign(values);
  }
}
