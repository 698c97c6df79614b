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
  if (rule.kind === "sgd") {
    const { rate, momentum, nesterov } = rule;
    engine.split("sgd", n, 64, 4 * n, (i, end) => [
      ...([end - i, w + 4 * i, g + 4 * i, slot(0, i), rate, momentum, Number(nesterov)] as const),
    ]);
  } else if (rule.kind === "adam") {
    const { rate, beta1, beta2, epsilon } = rule;
    engine.split("adam", n, 64, 8 * n, (i, end) => [
      ...([end - i, w + 4 * i, g + 4 * i, slot(0, i), slot(1, i), slot(2, i)] as const),
      ...([rate, 1 - beta1, 1 - beta2, epsilon] as const),
    ]);
  } else {
    const { rate, rho, momentum, epsilon } = rule;
    const average = (i: number) => (rule.centered ? slot(slots.length - 1, i) : 0);
    engine.split("rmsprop", n, 64, 8 * n, (i, end) => [
      ...([end - i, w + 4 * i, g + 4 * i, slot(0, i), momentum > 0 ? slot(1, i) : 0, average(i)] as const),
      ...([rate, rho, 1 - rho, momentum, epsilon] as const),
    ]);
  }
  for (const written of [variable, ...slots]) written.storage.changed?.();
}
