/** Einstein's summation: products of tensors summed over the axes that the equation's result does not name. */
import { broadcastTo, matmul, reshape, sum, transpose } from "../../../ops/index.ts";
import { sizeOf, stridesOf, type Tensor } from "../../../tensor/index.ts";
import type { Call } from "./call.ts";
import { checkMade } from "./limits.ts";
import { takeElements } from "./positions.ts";

/** A tensor with a letter for each of its axes, no letter twice. */
interface Labelled {
  x: Tensor;
  letters: string;
}

/** Letters for the axes behind an ellipsis, the last ones first, which no equation can hold. */
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
  let joined = operands[0]!;
  for (const [i, operand] of operands.slice(1).entries()) {
    // letters that are still wanted after this product
    const later =
      result +
      operands
        .slice(i + 2)
        .map(({ letters }) => letters)
        .join("");
    joined = product(call, joined, operand, later);
  }
  const summed = summedTo(joined, result);
  if (summed.letters.length !== result.length)
    throw call.unsupported("equation", "a result of known letters", equation);
  return arranged(summed, result);
}

/** Without a result: the axes behind the ellipsis, then every letter that stands once, in alphabetical order. */
function implied(all: string): string {
  const letters = [...new Set(all)];
  const once = letters.filter((letter) => /[a-zA-Z]/.test(letter) && all.split(letter).length === 2).sort();
  return [...letters.filter((letter) => HIDDEN.includes(letter)).sort(), ...once].join("");
}

/** A letter that stands twice means the diagonal. */
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

/** Sums over the letters that are not wanted. */
function summedTo({ x, letters }: Labelled, wanted: string): Labelled {
  const axes = [...letters].flatMap((letter, axis) => (wanted.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { x, letters };
  return { x: sum(x, axes), letters: [...letters].filter((letter) => wanted.includes(letter)).join("") };
}

/** The axes in the order of `letters`. */
function arranged({ x, letters }: Labelled, order: string): Tensor {
  return transpose(
    x,
    [...order].map((letter) => letters.indexOf(letter)),
  );
}

/** The product of two, as one product of matrices: shared letters that are wanted later are its batch, the others are summed over. */
function product(call: Call, first: Labelled, second: Labelled, later: string): Labelled {
  const a = summedTo(first, later + second.letters);
  const b = summedTo(second, later + first.letters);
  const lengths = new Map([...b.letters].map((letter, axis) => [letter, b.x.shape[axis]!]));
  for (const [axis, letter] of [...a.letters].entries()) {
    const [mine, other] = [a.x.shape[axis]!, lengths.get(letter) ?? 1];
    if (mine !== other && mine !== 1 && other !== 1) throw call.misfit(0, `length ${other} on the axis "${letter}"`);
    lengths.set(letter, Math.max(mine, other));
  }
  const shared = [...a.letters].filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => later.includes(letter)).join("");
  const inner = shared.filter((letter) => !later.includes(letter)).join("");
  const rows = [...a.letters].filter((letter) => !b.letters.includes(letter)).join("");
  const columns = [...b.letters].filter((letter) => !a.letters.includes(letter)).join("");
  const size = (letters: string) => sizeOf([...letters].map((letter) => lengths.get(letter)!));
  checkMade([...a.letters, ...columns].map((letter) => lengths.get(letter)!));
  checkMade([...b.letters, ...rows].map((letter) => lengths.get(letter)!));
  const stretched = ({ x, letters }: Labelled) => ({
    x: broadcastTo(
      x,
      [...letters].map((letter) => lengths.get(letter)!),
    ),
    letters,
  });
  const left = reshape(arranged(stretched(a), batch + rows + inner), [size(batch), size(rows), size(inner)]);
  const right = reshape(arranged(stretched(b), batch + inner + columns), [size(batch), size(inner), size(columns)]);
  const letters = batch + rows + columns;
  return {
    x: reshape(
      matmul(left, right),
      [...letters].map((letter) => lengths.get(letter)!),
    ),
    letters,
  };
}
