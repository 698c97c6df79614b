/** Optimizer steps on the kernels. */
import type { Tensor } from "../../tensor/index.ts";
import type { UpdateRule } from "../backend.ts";
import type { WasmEngine } from "./engine.ts";

/** Updates a variable of the engine's memory, and its slots, in place. */
export function update(
  engine: WasmEngine,
  rule: UpdateRule,
  variable: Tensor,
  gradient: Tensor,
  slots: readonly Tensor[],
): void {
  const n = variable.size;
  const [w, g] = [engine.address(variable), engine.address(gradient)];
  const kept = slots.map((slot) => engine.address(slot));
  const slot = (index: number, begin: number) => (index < kept.length ? kept[index]! + 4 * begin : 0);
  /** The part of the weights and their gradient that a thread takes. */
  const places = (i: number, end: number) => ({ n: end - i, w: w + 4 * i, g: g + 4 * i });
  if (rule.kind === "sgd") {
    const { rate, momentum, nesterov } = rule;
    engine.split("sgd", n, 64, 4 * n, (i, end) => ({
      ...places(i, end),
      m: slot(0, i),
      rate,
      momentum,
      nesterov: Number(nesterov),
    }));
  } else if (rule.kind === "adam") {
    const { rate, beta1, beta2, epsilon } = rule;
    engine.split("adam", n, 64, 8 * n, (i, end) => ({
      ...places(i, end),
      m: slot(0, i),
      v: slot(1, i),
      vMax: slot(2, i),
      rate,
      rest1: 1 - beta1,
      rest2: 1 - beta2,
      epsilon,
    }));
  } else {
    const { rate, rho, momentum, epsilon } = rule;
    engine.split("rmsprop", n, 64, 8 * n, (i, end) => ({
      ...places(i, end),
      v: slot(0, i),
      m: momentum > 0 ? slot(1, i) : 0,
      a: rule.centered ? slot(slots.length - 1, i) : 0,
      rate,
      rho,
      rest: 1 - rho,
      momentum,
      epsilon,
    }));
  }
  for (const written of [variable, ...slots]) written.storage.changed?.();
}
