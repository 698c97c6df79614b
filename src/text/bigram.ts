/** The smallest language model: which token follows which. A yardstick for those that learn. */

/** Bigram probabilities mixed with unigram and uniform ones, so that nothing is impossible. */
export class BigramModel {
  private readonly pairs = new Map<number, number>();
  private readonly firsts: Float64Array;
  private readonly singles: Float64Array;
  /** How many different tokens were seen after each token. */
  private readonly kinds: Float64Array;
  private total = 0;

  /** @param size of the vocabulary  @param discount counts moved from each seen pair to the unigram (absolute discounting) */
  constructor(
    private readonly size: number,
    private readonly discount = 0.75,
  ) {
    this.firsts = new Float64Array(size);
    this.singles = new Float64Array(size);
    this.kinds = new Float64Array(size);
  }

  /** Counts the pairs of a sequence of ids. */
  learn(ids: ArrayLike<number>): void {
    for (let i = 1; i < ids.length; i++) {
      const key = ids[i - 1]! * this.size + ids[i]!;
      const seen = this.pairs.get(key) ?? 0;
      this.pairs.set(key, seen + 1);
      if (seen === 0) this.kinds[ids[i - 1]!]!++;
      this.firsts[ids[i - 1]!]!++;
      this.singles[ids[i]!]!++;
      this.total++;
    }
  }

  /** The probability of `next` after `previous`. */
  probability(previous: number, next: number): number {
    const single = (this.singles[next]! + 1) / (this.total + this.size);
    const first = this.firsts[previous]!;
    if (first === 0) return single;
    const count = this.pairs.get(previous * this.size + next) ?? 0;
    return (Math.max(count - this.discount, 0) + this.discount * this.kinds[previous]! * single) / first;
  }

  /** exp of the mean negative log probability of every token after the first, over several sequences. */
  perplexity(sequences: readonly ArrayLike<number>[]): number {
    let sum = 0;
    let count = 0;
    for (const ids of sequences) {
      for (let i = 1; i < ids.length; i++) sum -= Math.log(this.probability(ids[i - 1]!, ids[i]!));
      count += ids.length - 1;
    }
    return Math.exp(sum / count);
  }
}
