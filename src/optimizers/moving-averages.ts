/** Moving averages of the weights (`useEma`), which take the weights' place from time to time or when training ends. */
import type { Variable } from "../autodiff/variable.ts";
import { add, multiply } from "../ops/index.ts";
import type { OptimizerConfig } from "./options.ts";

/**
 * Moves the averages of some variables along: a' = momentum a + (1 - momentum) w, and a' = w before the first update is done.
 * @param done updates done before this one
 */
export function moveAverages(
  averages: ReadonlyMap<Variable, Variable>,
  variables: readonly Variable[],
  { emaMomentum, emaOverwriteFrequency }: OptimizerConfig,
  done: number,
): void {
  const overwrites = emaOverwriteFrequency !== null && (done + 1) % emaOverwriteFrequency === 0;
  for (const variable of variables) {
    const average = averages.get(variable)!;
    const now = variable.value;
    const mixed = () => add(multiply(average.value, emaMomentum), multiply(now, 1 - emaMomentum));
    average.assign(done === 0 ? now : mixed());
    if (overwrites) variable.assign(average.value);
  }
}
