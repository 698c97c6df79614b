/** Layers that look tokens up one by one: texts or integers as ids, and back. */
import { type Check, readOptions, type Tensor, takes, wrap } from "../../tensor/index.ts";
import type { OpenShape } from "../symbolic.ts";
import { encodedShape, encodeIds } from "./encode.ts";
import { Lookup } from "./lookup.ts";
import { type LookupConfig, type LookupOptions, lookupOptions, spelt } from "./options.ts";
import type { Token } from "./tokens.ts";
import { VocabularyLayer } from "./vocabulary-layer.ts";

/** Options of layers that look tokens up one by one. */
export interface IndexLookupOptions<T extends Token> extends LookupOptions<T> {
  /**
   * Number of ids for tokens that are not in the vocabulary: 0 makes them an error; of several, a text gets one by its
   * hash, an integer by its remainder, as in Keras. Default 1.
   */
  numOovIndices?: number | undefined;
  /** The token of padding, with id 0; it is never counted. Default null: none. */
  maskToken?: T | null | undefined;
  /** The token of unknown ids with `invert`. Default "[UNK]", for integers -1. */
  oovToken?: T | undefined;
  /** The inverse: from ids to tokens. Default false. */
  invert?: boolean | undefined;
}

/** These options, complete. */
export type IndexLookupConfig<T extends Token> = LookupConfig<T> & {
  readonly [K in "numOovIndices" | "maskToken" | "oovToken" | "invert"]-?: Exclude<IndexLookupOptions<T>[K], undefined>;
};

/** The options of a lookup, complete. */
export function indexLookupConfig<T extends Token>(
  className: string,
  options: IndexLookupOptions<T>,
  token: Check<T>,
  oovToken: T,
): IndexLookupConfig<T> {
  return readOptions(className, spelt(options, ["outputMode"]), {
    ...lookupOptions(token),
    numOovIndices: takes.withDefault(takes.integerFrom(0, 1_000_000), 1),
    maskToken: takes.byDefaultNull(token),
    oovToken: takes.withDefault(token, oovToken),
    invert: false,
  }) as IndexLookupConfig<T>;
}

/** A layer that looks up each token by itself. */
export abstract class IndexLookup<T extends Token> extends VocabularyLayer<T> {
  override config: IndexLookupConfig<T>;
  protected readonly lookup: Lookup<T>;

  constructor(config: IndexLookupConfig<T>) {
    super();
    this.config = config;
    this.lookup = new Lookup<T>(() => this.owner, config);
  }

  /** Tokens of a tensor. */
  protected abstract tokensIn(tokens: Tensor): ArrayLike<T>;
  /** A tensor of tokens. */
  protected abstract asTensor(tokens: readonly T[], shape: readonly number[]): Tensor;

  override computeOutputShapes([tokens]: readonly OpenShape[]): OpenShape[] {
    const { outputMode } = this.config;
    if (outputMode === "int") return [tokens!];
    if (outputMode !== "oneHot" && tokens!.length === 1 && tokens![0] === null) {
      const hint =
        'give each sample an axis of tokens, as input({ shape: [1], dtype: "string" }), or use outputMode "oneHot"';
      throw this.inputError(
        `tokens on an axis behind that of the batch: "${outputMode}" joins the last axis`,
        tokens!,
        hint,
      );
    }
    return [encodedShape(tokens!, outputMode, this.lookup.depth)];
  }

  override call([tokens]: readonly Tensor[]): Tensor[] {
    const { outputMode, invert } = this.config;
    const { shape } = tokens!;
    if (invert) return [this.asTensor(this.lookup.tokensOf(tokens!.read()), shape)];
    const ids = this.lookup.idsOf(this.tokensIn(tokens!));
    if (outputMode === "int") return [wrap(ids, shape, "int32")];
    const { depth, idfWeights } = this.lookup;
    const encoded = encodedShape(shape, outputMode, depth) as number[];
    return [encodeIds(ids, shape.at(-1) ?? 1, encoded, outputMode, idfWeights)];
  }

  /** Each row is a document; of a plain list each token, of a list that is a batch the whole list. */
  protected *documentsOf(batch: Tensor, isWhole: boolean): Generator<readonly T[]> {
    const tokens = Array.from(this.tokensIn(batch));
    const rows = batch.rank > 1 || isWhole ? (batch.shape[0] ?? 1) : 1;
    const length = tokens.length / rows;
    for (let row = 0; row < rows; row++) yield tokens.slice(row * length, (row + 1) * length);
  }
}
