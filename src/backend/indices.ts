/** Checks of indices into a tensor's rows, for both backends. */
import { ShapeError, shown, type Tensor } from "../tensor/index.ts";

/** @throws ShapeError when an index is outside 0 ... count - 1 */
export function checkIndices(ids: Tensor, count: number): void {
  const wrong = ids.read().find((id) => id < 0 || id >= count);
  if (wrong !== undefined) throw wrongIndex(wrong, count);
}

export function wrongIndex(id: number, count: number): ShapeError {
  return new ShapeError({
    what: "An index is outside the tensor.",
    expected: `integers from 0 to ${count - 1}`,
    received: shown(id),
    hint: "for an embedding, inputDim must be larger than the largest id",
  });
}
