/** Texts as tensors, for the layers that read them. */
import { ShapeError, shown, Tensor, tensor, wrap } from "../../tensor/index.ts";

/** Texts as a tensor; a text by itself has no axis. @throws ShapeError for anything else */
export function textsOf(given: unknown, owner: string): Tensor {
  if (typeof given === "string") return wrap(tensor([given], [1], "string").read(), [], "string");
  const texts = given instanceof Tensor ? given : tensor(given as readonly string[], undefined, "string");
  if (texts.dtype === "string") return texts;
  throw new ShapeError({
    what: `${owner} takes texts.`,
    expected: 'nested lists of texts, or a tensor of them: input({ shape: [], dtype: "string" })',
    received: `${shown(texts.dtype)} numbers`,
  });
}

/** The texts of a tensor of texts. */
export const readTexts = (texts: Tensor) => texts.read() as unknown as readonly string[];

/** Whether data must be converted to a tensor of texts before a layer is called on it. */
export function isPlainTexts(value: unknown): boolean {
  let first = value;
  // a list may contain itself; the conversion to a tensor rejects lists this deep
  for (let depth = 0; depth < 100 && Array.isArray(first); depth++) first = first[0];
  return typeof first === "string";
}
