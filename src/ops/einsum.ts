/** Einstein's summation: products of tensors summed over the axes that the equation's result does not name. */
import {
  asTensor,
  ConfigError,
  checkOption,
  formatShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { broadcastTo, reshape, transpose } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";

/** A tensor with a letter for each of its axes, no letter twice. */
export interface Labelled {
  readonly x: Tensor;
  readonly letters: string;
}

/** Letters for the axes behind an ellipsis, which no equation can hold. */
const HIDDEN = "0123456789";

/**
 * The product of two tensors by an equation such as "btf,fu->btu": each letter is an axis, those that the result does not name
 * are summed over, "..." are further axes of the first tensor and of the result.
 * @throws ConfigError for another equation; ShapeError where a letter stands for two lengths
 */
export function einsum(equation: string, first: TensorLike, second: TensorLike): Tensor {
  const [a, b] = [asTensor(first), asTensor(second)];
  checkOption("einsum", "equation", equation, takes.text);
  const terms = /^([a-zA-Z]*(?:\.{3})?[a-zA-Z]*),([a-zA-Z]*)->([a-zA-Z]*(?:\.{3})?[a-zA-Z]*)$/.exec(equation);
  const isOnce = (term: string) => new Set(term.replace("...", "")).size === term.replace("...", "").length;
  if (!terms?.slice(1).every(isOnce) || terms[1]!.includes("...") !== terms[3]!.includes("...")) {
    throw new ConfigError({
      what: "An equation of einsum is not one of two tensors.",
      expected: 'such as "btf,fu->btu" or "...f,fu->...u", no letter twice in a term',
      received: equation,
    });
  }
  const hidden = HIDDEN.slice(0, Math.max(0, a.rank - terms[1]!.replace("...", "").length));
  const [left, right, result] = terms.slice(1).map((term) => term.replace("...", hidden)) as [string, string, string];
  if (left.length !== a.rank || right.length !== b.rank) {
    throw new ShapeError({
      what: `The tensors do not fit the equation ${equation}.`,
      expected: "a letter for each axis",
      received: `${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    });
  }
  const product = productOf({ x: a, letters: left }, { x: b, letters: right }, result);
  return arranged(summedTo(product, result), result);
}

/** Sums over the letters that are not wanted. */
export function summedTo({ x, letters }: Labelled, wanted: string): Labelled {
  const axes = [...letters].flatMap((letter, axis) => (wanted.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { x, letters };
  return { x: sum(x, axes), letters: [...letters].filter((letter) => wanted.includes(letter)).join("") };
}

/** The axes in the order of `letters`. */
export function arranged({ x, letters }: Labelled, order: string): Tensor {
  return transpose(
    x,
    [...order].map((letter) => letters.indexOf(letter)),
  );
}

/**
 * The product of two, as one product of matrices: shared letters that are wanted later are its batch, the others are summed over.
 * @param checkMade called with the shape of each tensor before it is made
 * @throws ShapeError where a letter stands for two lengths, other than 1
 */
export function productOf(
  first: Labelled,
  second: Labelled,
  later: string,
  checkMade: (shape: readonly number[]) => unknown = () => {},
): Labelled {
  const a = summedTo(first, later + second.letters);
  const b = summedTo(second, later + first.letters);
  const lengths = commonLengths(a, b);
  const shared = [...a.letters].filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => later.includes(letter)).join("");
  const inner = shared.filter((letter) => !later.includes(letter)).join("");
  const rows = [...a.letters].filter((letter) => !b.letters.includes(letter)).join("");
  const columns = [...b.letters].filter((letter) => !a.letters.includes(letter)).join("");
  const shapeOf = (letters: string): Shape => [...letters].map((letter) => lengths.get(letter)!);
  checkMade(shapeOf(a.letters + columns));
  checkMade(shapeOf(b.letters + rows));
  const stretched = ({ x, letters }: Labelled) => ({ x: broadcastTo(x, shapeOf(letters)), letters });
  const sizes = (...groups: string[]) => groups.map((letters) => sizeOf(shapeOf(letters)));
  const left = reshape(arranged(stretched(a), batch + rows + inner), sizes(batch, rows, inner));
  const right = reshape(arranged(stretched(b), batch + inner + columns), sizes(batch, inner, columns));
  const letters = batch + rows + columns;
  return { x: reshape(matmul(left, right), shapeOf(letters)), letters };
}

function commonLengths(a: Labelled, b: Labelled): ReadonlyMap<string, number> {
  const lengths = new Map([...b.letters].map((letter, axis) => [letter, b.x.shape[axis]!]));
  for (const [axis, letter] of [...a.letters].entries()) {
    const [own, other] = [a.x.shape[axis]!, lengths.get(letter) ?? 1];
    if (own !== other && own !== 1 && other !== 1) {
      throw new ShapeError({
        what: `The axis "${letter}" has two lengths.`,
        expected: "one length, or 1, which stretches",
        received: `${own} and ${other}`,
      });
    }
    lengths.set(letter, Math.max(own, other));
  }
  return lengths;
}
