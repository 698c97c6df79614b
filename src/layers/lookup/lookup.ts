/** The numbering of a vocabulary: tokens to ids and back, with ids for padding and unknown tokens as in Keras's IndexLookup. */
import { ConfigError, checkOption, meanOf, shown, takes } from "../../tensor/index.ts";
import { bucketOf } from "./farm-hash.ts";
import type { LookupConfig } from "./options.ts";
import type { Token, TokenCounts } from "./tokens.ts";

/** The settings of a lookup besides its tokens. */
export interface LookupRules<T extends Token> extends Omit<LookupConfig<T>, "vocabulary" | "idfWeights"> {
  /** Number of ids for unknown tokens. */
  readonly numOovIndices: number;
  /** The token of padding, id 0; null for none. */
  readonly maskToken: T | null;
  /** The token of unknown ids, for the inverse. */
  readonly oovToken: T;
  /** Ids to tokens. */
  readonly invert: boolean;
}

/** The id of a masked token where ids are counted: it is left out. */
export const UNCOUNTED = -1;

/** The numbering of a layer. */
export class Lookup<T extends Token> {
  /** The tokens without the special ones; undefined before they are known. */
  private tokens: readonly T[] | undefined;
  private ids: ReadonlyMap<T, number> = new Map();
  /** For tf-idf the weight of each id. */
  private weights: readonly number[] = [];
  /** The size that a graph was built with. */
  private drawnSize: number | undefined;

  constructor(
    private readonly owner: () => string,
    private readonly rules: LookupRules<T>,
  ) {
    const { maxTokens, padToMaxTokens, numOovIndices, invert, outputMode } = rules;
    const what = owner();
    if (padToMaxTokens && maxTokens === null) {
      throw new ConfigError({
        what: `${what}: padToMaxTokens needs to know how many tokens there are.`,
        expected: "maxTokens",
      });
    }
    if (invert && outputMode !== "int") {
      throw new ConfigError({
        what: `${what}: with invert, outputMode is "int".`,
        expected: "ids as the input, tokens as the output",
        received: outputMode,
      });
    }
    checkOption(what, "numOovIndices", numOovIndices, takes.nonNegativeInteger);
  }

  /** The special tokens, by their ids. */
  private get special(): readonly (T | null)[] {
    const { maskToken, oovToken, numOovIndices } = this.rules;
    return [...(this.hasMaskId ? [maskToken] : []), ...new Array<T>(numOovIndices).fill(oovToken)];
  }

  /** Padding has an id only where ids are returned; where they are counted, it is left out. */
  private get hasMaskId(): boolean {
    return this.rules.maskToken !== null && this.rules.outputMode === "int";
  }

  private get firstUnknown(): number {
    return this.hasMaskId ? 1 : 0;
  }

  private get firstToken(): number {
    return this.firstUnknown + this.rules.numOovIndices;
  }

  /** Number of ids, the special ones included. */
  get size(): number {
    return this.firstToken + (this.tokens?.length ?? 0);
  }

  /** Whether there is a vocabulary, given or learned. */
  get isKnown(): boolean {
    return this.tokens !== undefined;
  }

  /** The tokens by their ids. */
  vocabulary(withSpecial: boolean): T[] {
    return [...(withSpecial ? (this.special as T[]) : []), ...(this.tokens ?? [])];
  }

  /** For tf-idf, the weights of all ids. */
  get idfWeights(): readonly number[] {
    return this.weights;
  }

  /** The width of outputs with one entry per id. @throws ConfigError where the vocabulary is not known */
  get depth(): number {
    const { padToMaxTokens, maxTokens, outputMode } = this.rules;
    if (padToMaxTokens) return maxTokens!;
    if (!this.isKnown) throw this.unknown(`with outputMode "${outputMode}" its output is as wide as its vocabulary`);
    this.drawnSize = this.size;
    return this.size;
  }

  /**
   * Sets the tokens, with or without the special ones at the start.
   * @param weights for tf-idf, as many as tokens are given
   * @throws ConfigError for tokens that are listed twice, are special, or are more than there may be; then nothing changes
   */
  set(given: readonly T[], weights: readonly number[] | null): void {
    const { special } = this;
    const { outputMode, maskToken, oovToken, invert } = this.rules;
    const hasSpecial = special.every((token, i) => given[i] === token);
    const tokens = hasSpecial ? given.slice(special.length) : given;
    const ids = new Map(tokens.map((token, i): [T, number] => [token, special.length + i]));
    if (given.length === 0) throw this.refused("It is empty.");
    if (ids.size < tokens.length) {
      throw this.refused(
        "A token is listed twice.",
        tokens.find((token, i) => ids.get(token) !== special.length + i),
      );
    }
    const reserved = [...(maskToken === null ? [] : [maskToken]), ...(invert ? [oovToken] : [])];
    const misplaced = reserved.find((token) => ids.has(token));
    if (misplaced !== undefined) {
      throw this.refused(`Special tokens stand at its head, as ${shown(special)}, or nowhere.`, misplaced);
    }
    this.checkSize(special.length + tokens.length);
    if ((outputMode === "tfIdf") !== (weights !== null)) {
      throw this.refused(
        weights === null ? "tfIdf needs idfWeights beside it." : "idfWeights are for outputMode tfIdf.",
      );
    }
    if (weights !== null) this.weights = this.weightsOfIds(given.length, weights, hasSpecial);
    this.tokens = [...tokens];
    this.ids = ids;
  }

  /** Learns the tokens from their counts. */
  learn(counts: TokenCounts<T>): void {
    const { maxTokens, maskToken, oovToken, outputMode } = this.rules;
    if (counts.isEmpty) {
      throw new ConfigError({ what: `${this.owner()} has nothing to adapt to.`, expected: "a token or more" });
    }
    const most = (maxTokens ?? Number.POSITIVE_INFINITY) - this.firstToken;
    const tokens = counts.mostFrequent([maskToken, oovToken], most);
    this.checkSize(this.firstToken + tokens.length);
    const weights = tokens.map((token) => counts.inverseDocumentFrequency(token));
    if (outputMode === "tfIdf") this.weights = this.weightsOfIds(tokens.length, weights, false);
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, i): [T, number] => [token, this.firstToken + i]));
  }

  /** The ids of tokens. @throws ConfigError for unknown ones where there is no id for them */
  idsOf(tokens: ArrayLike<T>): Int32Array {
    this.checkKnown();
    const { maskToken, numOovIndices } = this.rules;
    const maskId = this.hasMaskId ? 0 : UNCOUNTED;
    return Int32Array.from(tokens, (token) => {
      if (token === maskToken) return maskId;
      const id = this.ids.get(token);
      if (id !== undefined) return id;
      if (numOovIndices > 0) return this.firstUnknown + this.bucketOf(token);
      throw new ConfigError({
        what: `${this.owner()} has no id for a token that is not in its vocabulary.`,
        received: shown(token),
        hint: "numOovIndices: 1 gives it one",
      });
    });
  }

  /** The tokens of ids. */
  tokensOf(ids: ArrayLike<number>): T[] {
    this.checkKnown();
    const all = this.vocabulary(true);
    return Array.from(ids, (id) => all[id] ?? this.rules.oovToken);
  }

  /** The id of an unknown token: integers by their remainder, texts by their hash. */
  private bucketOf(token: T): number {
    const { numOovIndices: count } = this.rules;
    if (count === 1) return 0;
    return typeof token === "number" ? ((token % count) + count) % count : bucketOf(token, count);
  }

  private checkKnown(): void {
    if (!this.isKnown) throw this.unknown("it was not adapted, and not given one");
  }

  private checkSize(size: number): void {
    const { maxTokens, padToMaxTokens } = this.rules;
    if (maxTokens !== null && size > maxTokens) {
      throw this.refused(`With special tokens it has ${size} tokens, and maxTokens is ${maxTokens}.`);
    }
    if (this.drawnSize === undefined || padToMaxTokens || this.drawnSize === size) return;
    throw this.refused(
      `With special tokens it has ${size} tokens; the layers behind it were made for ${this.drawnSize}.`,
      undefined,
      "adapt before the layer is used, or give maxTokens and padToMaxTokens",
    );
  }

  /** The weight of each id: special tokens without a weight of their own have the mean, and padding 0. */
  private weightsOfIds(count: number, weights: readonly number[], hasSpecial: boolean): number[] {
    if (weights.length !== count) {
      throw this.refused(`It has ${count} tokens, and there are ${weights.length} idfWeights.`);
    }
    const mean = meanOf(weights);
    const head = hasSpecial ? [] : new Array<number>(this.firstToken).fill(mean);
    const { padToMaxTokens, maxTokens } = this.rules;
    const tail = padToMaxTokens ? maxTokens! - head.length - weights.length : 0;
    return [...head, ...weights, ...new Array<number>(Math.max(tail, 0)).fill(0)];
  }

  private unknown(why: string): ConfigError {
    return new ConfigError({
      what: `${this.owner()} has no vocabulary: ${why}.`,
      expected: "`await layer.adapt(data)` before it is used, or the option vocabulary",
    });
  }

  private refused(what: string, token?: T, hint?: string): ConfigError {
    return new ConfigError({
      what: `${this.owner()} cannot have this vocabulary. ${what}`,
      ...(token !== undefined && { received: shown(token) }),
      ...(hint !== undefined && { hint }),
    });
  }
}
