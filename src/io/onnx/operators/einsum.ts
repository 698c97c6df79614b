/** Einstein's summation: products of tensors summed over the axes that the equation's result does not name. */
import { arranged, type Labelled, productOf, summedTo } from "../../../ops/einsum.ts";
import { sizeOf, stridesOf, type Tensor } from "../../../tensor/index.ts";
import type { Call } from "./call.ts";
import { checkMade } from "./limits.ts";
import { takeElements } from "./positions.ts";

/** Letters for the axes of an ellipsis, last axis first; no equation can contain them. */
const HIDDEN = "0123456789";

export function einsum(call: Call): Tensor {
  const equation = call.attributes.string("equation").replaceAll(" ", "");
  const [left, right] = equation.split("->") as [string, string?];
  const terms = left.split(",");
  const { inputs } = call;
  const valid = terms.length === inputs.length && /^[a-zA-Z.,]*$/.test(left) && /^[a-zA-Z.]*$/.test(right ?? "");
  if (!valid) throw call.unsupported("equation", `letters for each of ${inputs.length} inputs`, equation);
  const hidden = terms.map((term, i) => inputs[i]!.rank - term.replace("...", "").length);
  const spread = (term: string, count: number) => term.replace("...", HIDDEN.slice(HIDDEN.length - count));
  const named = terms.map((term, i) => (term.includes("...") ? spread(term, hidden[i]!) : term));
  const result = right === undefined ? implied(named.join("")) : spread(right, Math.max(...hidden));
  const operands = inputs.map((x, i) => withoutRepeats(call, i, x, named[i]!));
  checkLengths(call, operands);
  let joined = operands[0]!;
  for (const [i, operand] of operands.slice(1).entries()) {
    // letters that are still wanted after this product
    const later =
      result +
      operands
        .slice(i + 2)
        .map(({ letters }) => letters)
        .join("");
    joined = productOf(joined, operand, later, checkMade);
  }
  const summed = summedTo(joined, result);
  if (summed.letters.length !== result.length)
    throw call.unsupported("equation", "a result of known letters", equation);
  return arranged(summed, result);
}

/** Without "->": the axes of the ellipsis, then every letter that occurs once, in alphabetical order. */
function implied(all: string): string {
  const letters = [...new Set(all)];
  const once = letters.filter((letter) => /[a-zA-Z]/.test(letter) && all.split(letter).length === 2).sort();
  return [...letters.filter((letter) => HIDDEN.includes(letter)).sort(), ...once].join("");
}

/** A repeated letter means the diagonal. */
function withoutRepeats(call: Call, index: number, x: Tensor, term: string): Labelled {
  if (term.length !== x.rank) throw call.misfit(index, `${term.length} axes, a letter of the equation for each`);
  const letters = [...new Set(term)].join("");
  if (letters.length === term.length) return { x, letters };
  const shape = [...letters].map((letter) => x.shape[term.indexOf(letter)]!);
  const [own, strides] = [stridesOf(shape), stridesOf(x.shape)];
  const places = Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
    [...term].reduce((place, letter, axis) => {
      const at = letters.indexOf(letter);
      return place + (Math.floor(i / own[at]!) % shape[at]!) * strides[axis]!;
    }, 0),
  );
  return { x: takeElements(x, places, shape), letters };
}

/** @throws ShapeError when a letter has two lengths other than 1 */
function checkLengths(call: Call, operands: readonly Labelled[]): void {
  const lengths = new Map<string, number>();
  for (const [index, { x, letters }] of operands.entries()) {
    for (const [axis, letter] of [...letters].entries()) {
      const [own, other] = [x.shape[axis]!, lengths.get(letter) ?? 1];
      if (own !== other && own !== 1 && other !== 1)
        throw call.misfit(index, `length ${other} on the axis "${letter}"`);
      lengths.set(letter, Math.max(own, other));
    }
  }
}
