/** Sequences of one length read together, so that nothing is padded. */
import type { Tensor } from "../../tensor/index.ts";

/** Most sequences in a group. */
const MOST = 256;

/** What `read` says of each sequence, in their order; it is given the places of some sequences of one length. */
export function byLength<T>(encoded: readonly Tensor[], read: (places: readonly number[]) => readonly T[]): T[] {
  const found: T[] = [];
  const groups = new Map<number, number[]>();
  for (const [i, each] of encoded.entries()) {
    const length = each.shape[0]!;
    const places = groups.get(length);
    if (places) places.push(i);
    else groups.set(length, [i]);
  }
  for (const places of groups.values()) {
    for (let begin = 0; begin < places.length; begin += MOST) {
      const some = places.slice(begin, begin + MOST);
      for (const [row, each] of read(some).entries()) found[some[row]!] = each;
    }
  }
  return found;
}
