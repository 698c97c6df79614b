/** The base of layers with a vocabulary: they learn it from data, return it, and cannot work without it. */
import type { Dataset } from "../../data/dataset.ts";
import {
  ConfigError,
  type DType,
  type NestedArray,
  type NestedText,
  Tensor,
  type TensorLike,
} from "../../tensor/index.ts";
import { UnaryLayer } from "../layer.ts";
import type { Lookup } from "./lookup.ts";
import type { LookupConfig } from "./options.ts";
import { type Token, TokenCounts } from "./tokens.ts";

/**
 * Data to learn a vocabulary from: nested lists, a tensor, or batches of these, such as a dataset; from records and
 * tuples the x is taken.
 */
export type AdaptData =
  | NestedText
  | TensorLike
  | Iterable<NestedText | TensorLike>
  | AsyncIterable<unknown>
  | Dataset<unknown>;

/** A layer with a vocabulary. */
export abstract class VocabularyLayer<T extends Token> extends UnaryLayer {
  abstract override config: LookupConfig<T>;
  /** Its numbering. @internal */
  protected abstract readonly lookup: Lookup<T>;
  /** Data as a tensor. */
  protected abstract read(data: unknown): Tensor;
  /** The tokens of a batch, separately for each document. */
  protected abstract documentsOf(batch: Tensor, isWhole: boolean): Iterable<readonly T[]>;

  /** Takes the vocabulary from the options; called once the lookup exists. */
  protected start(): void {
    const { vocabulary, idfWeights } = this.config;
    if (vocabulary === null) {
      if (idfWeights === null) return;
      throw new ConfigError({
        what: `${this.owner}: idfWeights belong to a vocabulary.`,
        expected: "the option vocabulary beside",
      });
    }
    this.lookup.set(vocabulary, idfWeights);
  }

  /** Its name in messages. */
  protected get owner(): string {
    return `${this.className} "${this.name}"`;
  }

  /** The tokens by their ids; without the special ones where `includeSpecialTokens` is false. */
  getVocabulary({ includeSpecialTokens = true }: { includeSpecialTokens?: boolean } = {}): T[] {
    return this.lookup.vocabulary(includeSpecialTokens);
  }

  /** The number of ids, those of padding and of what is unknown included. */
  vocabularySize(): number {
    return this.lookup.size;
  }

  /** For outputMode "tfIdf", the weight of each id. */
  get idfWeights(): readonly number[] {
    return this.lookup.idfWeights;
  }

  /**
   * Replaces the vocabulary.
   * @param vocabulary the tokens, with or without the special ones at the start
   * @param idfWeights for outputMode "tfIdf", the weight of each token given
   * @throws ConfigError for tokens that are listed twice, are special, or are more than there may be; then nothing changes
   */
  setVocabulary(vocabulary: readonly T[], idfWeights: readonly number[] | null = null): void {
    this.lookup.set(vocabulary, idfWeights);
    this.keep();
  }

  /**
   * Learns the vocabulary: the most frequent tokens of the data; equally frequent ones in descending order. Replaces
   * what was learned before. Call it before training, and before adding layers whose width depends on it.
   * @param data the texts as a list or tensor with the samples first, or batches of them, such as a dataset; of batches `{ x, y }` or
   *   `[x, y]` the x
   * @throws ConfigError where the vocabulary was given, or there is nothing to learn from
   */
  async adapt(data: AdaptData, { steps = Number.POSITIVE_INFINITY }: { steps?: number } = {}): Promise<void> {
    const { hasInputVocabulary, vocabulary } = this.config;
    if (hasInputVocabulary ?? vocabulary !== null) {
      throw new ConfigError({
        what: `${this.owner} was given its vocabulary, and does not learn one.`,
        hint: "leave the option vocabulary out to adapt to data, or use setVocabulary",
      });
    }
    const counts = new TokenCounts<T>();
    const count = (batch: unknown, isWhole: boolean) => {
      for (const document of this.documentsOf(this.read(batch), isWhole)) counts.add(document);
    };
    if (isWhole(data)) count(data, true);
    else {
      let taken = 0;
      for await (const batch of data as AsyncIterable<unknown>) {
        if (taken++ >= steps) break;
        count(inputOf(batch), false);
      }
    }
    this.lookup.learn(counts);
    this.keep();
  }

  /** Stores the vocabulary in the options, so that files and clones have it. */
  private keep(): void {
    const { outputMode, vocabulary, hasInputVocabulary = vocabulary !== null } = this.config;
    this.config = {
      ...this.config,
      hasInputVocabulary,
      vocabulary: this.getVocabulary(),
      idfWeights: outputMode === "tfIdf" ? this.lookup.idfWeights.slice(0, this.lookup.size) : null,
    };
  }

  override computeOutputDtype(): DType {
    return this.config.outputMode === "int" ? "int32" : "float32";
  }
}

/** Whether data are one batch: a list, a tensor or a text. */
function isWhole(data: AdaptData): boolean {
  return data instanceof Tensor || typeof data === "string" || Array.isArray(data) || ArrayBuffer.isView(data);
}

/** The inputs of a batch of a dataset. */
function inputOf(batch: unknown): unknown {
  if (batch instanceof Tensor || typeof batch !== "object" || batch === null) return batch;
  if ("x" in batch) return batch.x;
  // a tuple of inputs and targets, not a list of texts or numbers
  return Array.isArray(batch) && typeof batch[0] === "object" && !isNested(batch) ? batch[0] : batch;
}

/** Whether lists hold nothing but texts, or nothing but numbers. */
function isNested(list: unknown): list is NestedArray {
  const kinds = new Set([list].flat(Number.POSITIVE_INFINITY).map((entry) => typeof entry));
  return kinds.size === 1 && !kinds.has("object");
}
