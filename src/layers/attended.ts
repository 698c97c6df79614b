/** What attention layers share: checks of inputs and masks, and the causal mask. */
import { formatShape, ShapeError, sameShape, type Tensor, wrap } from "../tensor/index.ts";
import type { LayerContents } from "./contents.ts";
import type { OpenShape } from "./symbolic.ts";

/**
 * @param comparesWidths whether queries and keys must have the same width
 * @throws ShapeError unless queries, values and keys are sequences of the same batch, with one key for each value
 */
export function checkAttended(layer: LayerContents, inputs: readonly OpenShape[], comparesWidths: boolean): void {
  const [query, value, key = value] = inputs;
  const agree = (a: number | null, b: number | null) => a === null || b === null || a === b;
  const fits =
    (inputs.length === 2 || inputs.length === 3) &&
    inputs.every((shape) => shape.length === 3 && agree(shape[0]!, query![0]!)) &&
    agree(key![1]!, value![1]!) &&
    (!comparesWidths || agree(key![2]!, query![2]!));
  if (fits) return;
  const [keyWidth, valueWidth] = comparesWidths ? ["F", "width"] : ["...", "..."];
  throw new ShapeError({
    what: `The inputs of ${layer.className} "${layer.name}" do not fit together.`,
    expected: `[query (batch, Tq, ${keyWidth}), value (batch, Tv, ${valueWidth})], and key (batch, Tv, ${keyWidth}) where it is not the value`,
    received: inputs.map(formatShape).join(" and "),
  });
}

/**
 * @param names of the inputs that may have a mask
 * @throws ShapeError unless each mask has an entry for every step of its input, (batch, time)
 */
export function checkStepMasks(
  layer: LayerContents,
  masks: readonly (Tensor | undefined)[],
  inputs: readonly Tensor[],
  names: readonly string[],
): void {
  for (const [i, which] of names.entries()) {
    const mask = masks[i];
    if (!mask) continue;
    const steps = inputs[i]!.shape.slice(0, 2);
    if (sameShape(mask.shape, steps)) continue;
    throw new ShapeError({
      what: `The ${which} mask of ${layer.className} "${layer.name}" does not fit.`,
      expected: `shape ${formatShape(steps)}, one entry per step`,
      received: `shape ${formatShape(mask.shape)}`,
      hint: `masks are given as [${names.map((name) => `${name} mask`).join(", ")}], null for none`,
    });
  }
}

/** Query i sees the values 0 ... i: bool (1, Tq, Tv). */
export function causalMask(queries: number, values: number): Tensor {
  const past = Uint8Array.from({ length: queries * values }, (_, i) => (i % values <= Math.floor(i / values) ? 1 : 0));
  return wrap(past, [1, queries, values], "bool");
}
