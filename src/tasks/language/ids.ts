/** Tokens of texts end to end, in four bytes each. */

/** Ids in an array that grows. */
export class GrowingIds {
  private ids: Int32Array;
  private length = 0;

  constructor(most: number) {
    // pages that were not written to take no memory yet
    this.ids = new Int32Array(most);
  }

  push(more: readonly number[]): void {
    if (this.length + more.length > this.ids.length) {
      const grown = new Int32Array(Math.max(2 * this.ids.length, this.length + more.length));
      grown.set(this.ids.subarray(0, this.length));
      this.ids = grown;
    }
    this.ids.set(more, this.length);
    this.length += more.length;
  }

  all(): Int32Array {
    return this.ids.subarray(0, this.length);
  }
}

/** Tokens that n-grams are counted in at most: a file keeps them, in one or two bytes each. */
const [MOST_COUNTED, PIECES] = [10e6, 20];

/** What n-grams are counted in: all, or of large texts pieces from all over, since parts of them differ. */
export function countedOf(ids: Int32Array, most = MOST_COUNTED): Int32Array {
  if (ids.length <= most) return ids;
  const length = Math.floor(most / PIECES);
  const pieces = new Int32Array(PIECES * length);
  for (let i = 0; i < PIECES; i++) {
    const from = Math.floor((i * (ids.length - length)) / (PIECES - 1));
    pieces.set(ids.subarray(from, from + length), i * length);
  }
  return pieces;
}

/** Concatenated documents, each up to its end. */
export function* documentsIn(ids: Int32Array, end: number): Generator<Int32Array> {
  for (let begin = 0; begin < ids.length; ) {
    const at = ids.indexOf(end, begin);
    if (at < 0) return;
    yield ids.subarray(begin, at + 1);
    begin = at + 1;
  }
}
