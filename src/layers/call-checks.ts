/** Checks on a layer's call that hold for every layer. */
import { ConfigError, formatShape, refuseTexts, ShapeError, shown, Tensor } from "../tensor/index.ts";
import type { LayerContents } from "./contents.ts";
import { type AnyTensor, type CallOptions, SymbolicTensor } from "./symbolic.ts";

type AnyLayer = LayerContents & { readonly inputCount: number | undefined; readonly takesTexts: boolean };

/**
 * Checks what a layer is applied to.
 * @param options the call options that the layer accepts besides `mask` and `training`
 * @throws ShapeError when an input is no tensor, holds texts where the layer takes numbers, or the number of inputs is wrong
 */
export function checkInputs(
  layer: AnyLayer,
  inputs: readonly unknown[],
  options: readonly (keyof CallOptions)[],
): void {
  const { className, name, inputCount } = layer;
  const wrong = inputs.findIndex((input) => !(input instanceof Tensor || input instanceof SymbolicTensor));
  if (wrong >= 0 || inputs.length === 0) {
    throw new ShapeError({
      what: `${className} "${name}" was called on something that is not a tensor.`,
      expected: "a tensor, a symbolic tensor from input(), or a list of them",
      received: inputs.length === 0 ? "nothing" : typeof inputs[wrong],
      hint: "wrap plain values with tensor(...)",
    });
  }
  if (!layer.takesTexts) for (const input of inputs as AnyTensor[]) refuseTexts(`${className} "${name}"`, input);
  if (inputCount === undefined || inputs.length === inputCount) return;
  throw new ShapeError({
    what: `${className} "${name}" takes ${inputCount === 1 ? "one input" : `${inputCount} inputs`}.`,
    received: `${inputs.length} inputs: ${(inputs as AnyTensor[]).map(({ shape }) => formatShape(shape)).join(", ")}`,
    hint: options.includes("initialState")
      ? "states go into the options: layer.apply(x, { initialState: [h, c] })"
      : "join tensors first, for example with layers.concatenate()",
  });
}

/** @throws ShapeError unless a layer's `call` gave a list of tensors */
export function checkOutputs(layer: AnyLayer, outputs: unknown): asserts outputs is Tensor[] {
  if (Array.isArray(outputs) && outputs.every((output) => output instanceof Tensor)) return;
  throw new ShapeError({
    what: `The call of ${layer.className} "${layer.name}" does not return a list of tensors.`,
    expected: "a list, even for a single tensor: return [y]",
    received: outputs instanceof Promise ? "a Promise: call must not be async" : shown(outputs),
  });
}

/**
 * Checks a call from within another layer's `call`.
 * @throws ConfigError where weights of `inner` would not train, because `outer` does not hold it
 */
export function checkHeld(outer: AnyLayer, inner: AnyLayer): void {
  if (inner.trainableWeights.length === 0 || holds(outer, inner)) return;
  throw new ConfigError({
    what: `${outer.className} "${outer.name}" calls ${inner.className} "${inner.name}" but does not hold it, so its weights would neither train nor be saved.`,
    expected: `the layer in a field of ${outer.className}, or in a list or record there (not in a private #field)`,
    hint: "keep it with `this.inner = ...` in the constructor; for fixed weights set its trainable to false",
  });
}

/** Whether a layer has another inside it, at any depth. */
function holds(outer: AnyLayer, inner: AnyLayer): boolean {
  return outer.children.some((child) => child === inner || holds(child, inner));
}
