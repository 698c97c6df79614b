/** How large what a graph computes may become: a few bytes of a file must not ask for all memory. */
import { fileError } from "../errors.ts";

/** The most elements of one result: 1 GiB of float32. */
const MOST_MADE = 2 ** 28;

/** A shape that is not negative and not too large. @throws FormatError for any other */
export function checkMade(shape: readonly number[]): number[] {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.every((length) => length >= 0) && size <= MOST_MADE) return [...shape];
  throw fileError(
    "its graph computes a tensor that is too large, or of a negative length.",
    `at most ${MOST_MADE} elements`,
    `shape (${shape.join(", ")})`,
  );
}
