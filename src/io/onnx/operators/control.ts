/** Operators that choose what is computed. */
import type { Call, Operator, Value } from "./call.ts";

/** Runs one of two branches. */
function choose(call: Call): Value[] {
  const condition = call.input(0);
  if (condition.size !== 1) throw call.misfit(0, "a single condition");
  const branch = condition.item() === 0 ? "else_branch" : "then_branch";
  return call.environment.runBranch(call.attributes.graph(branch));
}

/** Operators that choose what is computed. */
export const control: Readonly<Record<string, Operator>> = { If: choose };
