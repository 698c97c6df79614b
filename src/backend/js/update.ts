/** One optimizer step on one variable; the equations stand at {@link UpdateRule}. */
import type { Tensor, TypedArray } from "../../tensor/index.ts";
import type { UpdateRule } from "../backend.ts";

export function update(rule: UpdateRule, variable: Tensor, gradient: Tensor, slots: readonly Tensor[]): void {
  const [w, g] = [variable.read(), gradient.read()];
  const state = slots.map((slot) => slot.read());
  if (rule.kind === "sgd") sgd(rule, w, g, state[0]);
  else if (rule.kind === "rmsprop") rmsprop(rule, w, g, state);
  else adam(rule, w, g, state as [TypedArray, TypedArray, TypedArray?]);
  for (const written of [variable, ...slots]) written.storage.changed?.();
}

type Rule<K extends UpdateRule["kind"]> = Extract<UpdateRule, { kind: K }>;

function sgd({ rate, momentum, nesterov }: Rule<"sgd">, w: TypedArray, g: TypedArray, m: TypedArray | undefined): void {
  for (let i = 0; i < w.length; i++) {
    const move = -rate * g[i]!;
    if (!m) w[i]! += move;
    else {
      m[i] = momentum * m[i]! + move;
      w[i]! += nesterov ? momentum * m[i]! + move : m[i]!;
    }
  }
}

function rmsprop(rule: Rule<"rmsprop">, w: TypedArray, g: TypedArray, slots: TypedArray[]): void {
  const { rate, rho, momentum, epsilon, centered } = rule;
  const [v, m] = [slots[0]!, momentum > 0 ? slots[1] : undefined];
  const average = centered ? slots.at(-1)! : undefined;
  for (let i = 0; i < w.length; i++) {
    v[i] = rho * v[i]! + (1 - rho) * g[i]! * g[i]!;
    let spread = v[i]! + epsilon;
    if (average) {
      average[i] = rho * average[i]! + (1 - rho) * g[i]!;
      spread -= average[i]! * average[i]!;
    }
    const move = (rate * g[i]!) / Math.sqrt(spread);
    if (m) m[i] = momentum * m[i]! + move;
    w[i]! -= m ? m[i]! : move;
  }
}

function adam(
  rule: Rule<"adam">,
  w: TypedArray,
  g: TypedArray,
  [m, v, vMax]: [TypedArray, TypedArray, TypedArray?],
): void {
  const { rate, beta1, beta2, epsilon } = rule;
  for (let i = 0; i < w.length; i++) {
    m[i]! += (1 - beta1) * (g[i]! - m[i]!);
    v[i]! += (1 - beta2) * (g[i]! * g[i]! - v[i]!);
    if (vMax) vMax[i] = Math.max(vMax[i]!, v[i]!);
    w[i]! -= (rate * m[i]!) / (Math.sqrt(vMax ? vMax[i]! : v[i]!) + epsilon);
  }
}
