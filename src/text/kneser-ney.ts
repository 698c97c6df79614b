/** The n-gram model that language models must beat. */
import { checkOption, takes } from "../tensor/index.ts";

/**
 * An n-gram model with modified Kneser-Ney smoothing, interpolated. With counts c (for the lower orders: how many different
 * tokens came before the n-gram), discounts D of each order by count 1, 2, 3 and more, and context h, h' the context without
 * its first token:
 *
 * p(w | h) = (c(hw) - D(c(hw))) / c(h·) + (D1 N1(h·) + D2 N2(h·) + D3 N3+(h·)) / c(h·) · p(w | h')
 *
 * where the lowest order goes on to 1 / V.
 *
 * Source: Chen and Goodman, An Empirical Study of Smoothing Techniques for Language Modeling, TR-10-98, Harvard 1998.
 */
export class KneserNeyModel {
  private readonly table = new ChildTable();
  /** By node: how often its n-gram occurs, and how many different tokens came before it. */
  private readonly counts = new Counts();
  private readonly befores = new Counts();
  private readonly orders = new Counts();
  /** By node of a context, once learning is over: sum of its children's counts, and how many have 1, 2, 3 and more. */
  private contexts: { sums: Int32Array; kinds: Int32Array } | undefined;
  private discounts: number[][] = [];

  /** @param size of the vocabulary  @param order the longest n-gram, 5 by default */
  constructor(
    private readonly size: number,
    private readonly order = 5,
  ) {
    checkOption("KneserNeyModel", "size", size, takes.positiveInteger);
    checkOption("KneserNeyModel", "order", order, takes.positiveInteger);
    // the n-gram of no token
    this.counts.add(0, 0);
  }

  /** Counts the n-grams of a sequence of ids; the first is given, not predicted. */
  learn(ids: ArrayLike<number>): void {
    checkOption("KneserNeyModel", "ids", ids, takes.numbers);
    this.contexts = undefined;
    // ends[k]: the node of the n-gram of k tokens that ends before this one, if the sequence goes back so far
    let ends = [0];
    for (let i = 0; i < ids.length; i++) {
      const next = [0];
      for (let k = 1; k <= Math.min(this.order, ends.length); k++) {
        const known = this.table.find(ends[k - 1]!, ids[i]!);
        const node = known ?? this.table.add(ends[k - 1]!, ids[i]!);
        next.push(node);
        if (known === undefined) {
          this.orders.add(node, k);
          // a new n-gram: one more token before the n-gram without its first token
          if (k > 1) this.befores.add(next[k - 1]!, 1);
        }
        // the first token occurs in contexts but is not predicted
        if (i > 0 || k > 1) this.counts.add(node, 1);
      }
      ends = next;
    }
  }

  /** The probability of `next` after the tokens before it, of which the last `order - 1` matter. */
  probability(before: ArrayLike<number>, next: number): number {
    checkOption("KneserNeyModel", "before", before, takes.numbers);
    checkOption("KneserNeyModel", "next", next, takes.nonNegativeInteger);
    let probability = 1 / this.size;
    for (const known of this.contextsOf(before)) probability = this.smoothed(known, next, probability);
    return probability;
  }

  /** The probabilities of all tokens after those before, by id. @throws ConfigError for what are no numbers */
  distribution(before: ArrayLike<number>): Float64Array {
    checkOption("KneserNeyModel", "before", before, takes.numbers);
    const probabilities = new Float64Array(this.size).fill(1 / this.size);
    for (const known of this.contextsOf(before)) {
      for (let id = 0; id < this.size; id++) probabilities[id] = this.smoothed(known, id, probabilities[id]!);
    }
    return probabilities;
  }

  /** The contexts that have been met, the shortest first. */
  private contextsOf(before: ArrayLike<number>): KnownContext[] {
    const { sums, kinds } = this.finish();
    const longest = Math.min(this.order - 1, before.length);
    const found: KnownContext[] = [];
    for (let length = 0; length <= longest; length++) {
      const node = this.nodeOf(before, length);
      if (node === undefined || sums[node] === 0) break;
      const discount = this.discounts[length + 1]!;
      const moved = [1, 2, 3].reduce((sum, kind) => sum + discount[kind]! * kinds[3 * node + kind - 1]!, 0);
      found.push({ node, order: length + 1, discount, moved, sum: sums[node]! });
    }
    return found;
  }

  /** The probability of a token after a context, given that after the next shorter one. */
  private smoothed({ node, order, discount, moved, sum }: KnownContext, next: number, shorter: number): number {
    const child = this.table.find(node, next);
    const count = child === undefined ? 0 : this.adjusted(child, order);
    return (Math.max(count - discount[Math.min(count, 3)]!, 0) + moved * shorter) / sum;
  }

  /** The mean of -log2 of the probability of every token after the first, over several sequences. */
  bitsPerToken(sequences: Iterable<ArrayLike<number>>): number {
    checkOption("KneserNeyModel", "sequences", sequences, takes.iterable);
    let [bits, count] = [0, 0];
    for (const ids of sequences) {
      checkOption("KneserNeyModel", "a sequence", ids, takes.numbers);
      for (let i = 1; i < ids.length; i++) {
        const before = Array.prototype.slice.call(ids, Math.max(0, i - this.order + 1), i);
        bits -= Math.log2(this.probability(before, ids[i]!));
        count++;
      }
    }
    return bits / count;
  }

  private nodeOf(before: ArrayLike<number>, length: number): number | undefined {
    let node: number | undefined = 0;
    for (let i = before.length - length; i < before.length && node !== undefined; i++) {
      node = this.table.find(node, before[i]!);
    }
    return node;
  }

  /**
   * The count that the formula takes: of the highest order how often, of lower ones after how many different tokens. What
   * stands at the beginning of sequences only, where nothing is before it, is counted as it is.
   */
  private adjusted(node: number, order: number): number {
    return order === this.order ? this.counts.of(node) : this.befores.of(node) || this.counts.of(node);
  }

  /** Sums over contexts, and discounts from how many n-grams have a count of 1, 2, 3 and 4. */
  private finish(): { sums: Int32Array; kinds: Int32Array } {
    if (this.contexts) return this.contexts;
    const sums = new Int32Array(this.table.nodes);
    const kinds = new Int32Array(3 * this.table.nodes);
    const having = Array.from({ length: this.order + 1 }, () => [0, 0, 0, 0, 0]);
    for (const [parent, node] of this.table.edges()) {
      const order = this.orders.of(node);
      const count = this.adjusted(node, order);
      if (count === 0) continue;
      sums[parent]! += count;
      kinds[3 * parent + Math.min(count, 3) - 1]!++;
      if (count <= 4) having[order]![count]!++;
    }
    this.discounts = having.map(([, n1, n2, n3, n4]) => {
      const share = n1! / (n1! + 2 * n2!) || 0;
      const discount = (count: number, n: number, more: number) =>
        n > 0 ? Math.min(Math.max(count - ((count + 1) * share * more) / n, 0), count) : share;
      return [0, discount(1, n1!, n2!), discount(2, n2!, n3!), discount(3, n3!, n4!)];
    });
    this.contexts = { sums, kinds };
    return this.contexts;
  }
}

/** A context, the order of n-grams that begin with it, and what smoothing needs to know of it. */
interface KnownContext {
  node: number;
  order: number;
  discount: readonly number[];
  /** What discounts leave for shorter contexts. */
  moved: number;
  sum: number;
}

/** The nodes of a tree by parent and token: an open hash table, small enough for tens of millions. */
class ChildTable {
  nodes = 1;
  private parents = new Int32Array(1 << 12).fill(-1);
  private tokens = new Int32Array(1 << 12);
  private children = new Int32Array(1 << 12);

  find(parent: number, token: number): number | undefined {
    const at = this.place(parent, token);
    return this.parents[at] === -1 ? undefined : this.children[at];
  }

  add(parent: number, token: number): number {
    if (2 * this.nodes > this.parents.length) this.grow();
    this.put(parent, token, this.nodes);
    return this.nodes++;
  }

  *edges(): Generator<[parent: number, child: number]> {
    for (let i = 0; i < this.parents.length; i++) {
      if (this.parents[i] !== -1) yield [this.parents[i]!, this.children[i]!];
    }
  }

  private put(parent: number, token: number, child: number): void {
    const at = this.place(parent, token);
    this.parents[at] = parent;
    this.tokens[at] = token;
    this.children[at] = child;
  }

  /** Where this pair is, or the free place where it would be. */
  private place(parent: number, token: number): number {
    const mask = this.parents.length - 1;
    let at = (Math.imul(parent, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b)) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (this.parents[at] !== -1 && (this.parents[at] !== parent || this.tokens[at] !== token)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { parents, tokens, children } = this;
    const length = 2 * parents.length;
    this.parents = new Int32Array(length).fill(-1);
    this.tokens = new Int32Array(length);
    this.children = new Int32Array(length);
    for (let i = 0; i < parents.length; i++) {
      if (parents[i] !== -1) this.put(parents[i]!, tokens[i]!, children[i]!);
    }
  }
}

/** A number for each node, in an array that grows. */
class Counts {
  private values = new Int32Array(1 << 12);

  of(node: number): number {
    return this.values[node] ?? 0;
  }

  add(node: number, amount: number): void {
    if (node >= this.values.length) {
      const grown = new Int32Array(Math.max(2 * this.values.length, node + 1));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[node]! += amount;
  }
}
