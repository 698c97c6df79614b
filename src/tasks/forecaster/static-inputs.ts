/** Inputs that do not change within a series, such as the size of a shop: what they say is how series differ. */
import type { Series } from "./series.ts";
import type { WindowPlan } from "./windows.ts";

type Scales = Pick<WindowPlan, "center" | "scale">;
type Columns = Pick<WindowPlan, "targets" | "inputs" | "known">;

const inputsOf = ({ inputs, known = [] }: Columns) => [...inputs, ...known];

/** A plan whose inputs are scaled over all series together; targets keep their own scale. */
export function pooled<T extends WindowPlan>(plan: T, all: readonly Series[]): T {
  const found = inputsOf(plan).map((name) => {
    let [count, sum] = [0, 0];
    for (const { columns } of all) for (const value of columns[name]!) [count, sum] = [count + 1, sum + value];
    const center = sum / count;
    let squares = 0;
    for (const { columns } of all) for (const value of columns[name]!) squares += (value - center) ** 2;
    // what is the same in all series says nothing
    return { center, scale: Math.sqrt(squares / count) || 1 };
  });
  const ofTargets = (values: readonly number[]) => values.slice(0, plan.targets.length);
  return {
    ...plan,
    center: [...ofTargets(plan.center), ...found.map(({ center }) => center)],
    scale: [...ofTargets(plan.scale), ...found.map(({ scale }) => scale)],
  };
}

/** The units of one series, and for inputs that do not change in it those of all: in its own they would be nothing. */
export function withStatic(series: Series, own: Scales, plan: WindowPlan): Scales {
  const isStatic = inputsOf(plan).map((name) =>
    series.columns[name]!.every((value) => value === series.columns[name]![0]),
  );
  const pick = (which: "center" | "scale") =>
    own[which].map((value, i) => (isStatic[i - plan.targets.length] ? plan[which][i]! : value));
  return { center: pick("center"), scale: pick("scale") };
}
