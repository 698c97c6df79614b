/** The layer that turns texts into ids: standardized, cut into tokens, and looked up. */

import {
  ConfigError,
  checkOption,
  formatShape,
  type NestedText,
  readOptions,
  ShapeError,
  type Tensor,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { cut, cuts, standardized, standards, vectorizationRules, withRuns } from "../../text/keras-tokens.ts";
import type { Inputs } from "../counts.ts";
import type { AnyTensor, CallOptions, OpenShape } from "../symbolic.ts";
import { encodedShape, encodeIds } from "./encode.ts";
import { Lookup, UNCOUNTED } from "./lookup.ts";
import { type LookupConfig, type LookupOptions, lookupOptions, spelt } from "./options.ts";
import { isPlainTexts, readTexts, textsOf } from "./texts.ts";
import { VocabularyLayer } from "./vocabulary-layer.ts";

/** How a text is changed before it is cut: a rule by name, a function, or null to leave it. */
type Standardize = (typeof standards)[number] | null | ((text: string) => string);
/** Where a text is cut into tokens: a rule by name, a function, or null to keep it whole. */
type Split = (typeof cuts)[number] | null | ((text: string) => readonly string[]);

/** Options of {@link textVectorization}. */
export interface TextVectorizationOptions extends LookupOptions<string> {
  /**
   * What happens to a text first. "lowerAndStripPunctuation" (default; Keras's "lower_and_strip_punctuation" is taken too): A to
   * Z become lower case, and the punctuation of ASCII goes; "lower" and "stripPunctuation" alone; null: nothing; or a function.
   */
  standardize?: Standardize | "lower_and_strip_punctuation" | "strip_punctuation" | undefined;
  /**
   * Where a text is cut into tokens. "whitespace" (default); "character": each code point is a token; null: the whole text is one;
   * or a function that gives the tokens.
   */
  split?: Split | undefined;
  /** N-grams that count as tokens, too: up to this length, or of these lengths. Default null: none. */
  ngrams?: number | readonly number[] | null | undefined;
  /**
   * For outputMode "int": the length to which the ids of each text are cut and padded. Default null: that of the
   * longest text of a batch.
   */
  outputSequenceLength?: number | null | undefined;
}

/** The options of the layer, complete. */
type TextVectorizationConfig = LookupConfig<string> & {
  /** How a text is changed before it is cut. */
  readonly standardize: Standardize;
  /** Where a text is cut into tokens. */
  readonly split: Split;
  /** The lengths of n-grams that count as tokens, too; null: only single tokens. */
  readonly ngrams: number | readonly number[] | null;
  /** Fixed length of the result: longer texts are cut, shorter ones padded. null: as long as the longest. */
  readonly outputSequenceLength: number | null;
};

/** A rule by name, or a function. */
const ruleOr = <W extends string>(...names: readonly W[]) =>
  takes.orNull(takes.either(takes.oneOf(...names), takes.callable));
const runLength = /* @__PURE__ */ takes.integerFrom(1, 1000);

const textVectorizationOptions = {
  ...lookupOptions(takes.text),
  standardize: takes.withDefault(ruleOr(...standards), "lowerAndStripPunctuation"),
  split: takes.withDefault(ruleOr(...cuts), "whitespace"),
  ngrams: takes.byDefaultNull(takes.either(runLength, takes.listOf(runLength))),
  outputSequenceLength: takes.byDefaultNull(takes.counts.tokens),
};

/** The layer of {@link textVectorization}. */
export class TextVectorization extends VocabularyLayer<string> {
  override readonly className = "TextVectorization";
  override config: TextVectorizationConfig;
  protected readonly lookup: Lookup<string>;

  constructor(options: TextVectorizationOptions = {}) {
    super();
    const spelled = spelt(options, ["outputMode", "standardize"]);
    this.config = readOptions("TextVectorization", spelled, textVectorizationOptions) as TextVectorizationConfig;
    const { outputMode, outputSequenceLength } = this.config;
    if (outputMode !== "int" && outputSequenceLength !== null) {
      throw new ConfigError({
        what: "TextVectorization: outputSequenceLength is only for ids.",
        expected: 'outputMode "int"',
        received: outputMode,
      });
    }
    this.lookup = new Lookup<string>(() => this.owner, {
      ...this.config,
      numOovIndices: 1,
      maskToken: "",
      oovToken: "[UNK]",
      invert: false,
    });
    this.start();
  }

  override get takesTexts(): boolean {
    return true;
  }

  /** As for every layer; texts may come as nested lists. */
  override apply(texts: NestedText, options?: CallOptions): Tensor;
  /** For a tensor of texts, or a symbolic tensor. */
  override apply<X extends AnyTensor>(inputs: Inputs<1, X>, options?: CallOptions): X;
  override apply(given: NestedText | Inputs<1, AnyTensor>, options?: CallOptions): AnyTensor {
    return super.apply((isPlainTexts(given) ? this.read(given) : given) as Tensor, options);
  }

  /** Ids: (batch, outputSequenceLength), and of texts that stay whole the shape of the texts; vectors: (batch, depth). */
  override computeOutputShapes([texts]: readonly OpenShape[]): OpenShape[] {
    const { outputMode, outputSequenceLength } = this.config;
    const shape = this.shapeOfTokens(texts!);
    if (outputMode !== "int") return [encodedShape(shape, outputMode, this.lookup.depth)];
    // whole texts become ids of the same shape, unless their last axis is cut and padded
    const isSame = this.config.split === null && outputSequenceLength === null && this.config.ngrams === null;
    return [isSame ? texts! : [...shape.slice(0, -1), outputSequenceLength]];
  }

  override call([texts]: readonly Tensor[]): Tensor[] {
    const { outputMode, outputSequenceLength } = this.config;
    const given = this.read(texts);
    const rows = [...this.rowsOf(given)].map((tokens) => this.lookup.idsOf(tokens));
    const longest = rows.reduce((most, { length }) => Math.max(most, length), 0);
    const length = outputSequenceLength ?? longest;
    const isIds = outputMode === "int";
    const ids = new Int32Array(rows.length * length).fill(isIds ? 0 : UNCOUNTED);
    for (const [i, row] of rows.entries()) ids.set(row.subarray(0, length), i * length);
    const shape = this.computeOutputShapes([given.shape])[0]!.map((n) => n ?? length);
    return [isIds ? wrap(ids, shape, "int32") : encodeIds(ids, length, shape, outputMode, this.lookup.idfWeights)];
  }

  protected read(data: unknown): Tensor {
    return textsOf(data, this.owner);
  }

  protected *documentsOf(batch: Tensor): Generator<readonly string[]> {
    yield* this.rowsOf(batch);
  }

  /** The tokens of each text; of texts that stay whole, those on the last axis together. */
  private *rowsOf(texts: Tensor): Generator<readonly string[]> {
    const { standardize, split, ngrams } = this.config;
    const rules = vectorizationRules(
      typeof standardize === "function" ? null : standardize,
      typeof split === "function" ? null : split,
      ngrams,
    );
    const all = readTexts(texts).map((text) =>
      typeof standardize === "function" ? standardize(text) : standardized(text, rules),
    );
    if (split === null) {
      const width = texts.rank < 2 ? 1 : texts.shape.at(-1)!;
      for (let i = 0; i < all.length; i += width) yield withRuns(all.slice(i, i + width), rules.ngrams);
      return;
    }
    for (const text of all) {
      checkOption("TextVectorization", "what standardize gives", text, takes.text);
      const tokens: readonly string[] = typeof split === "function" ? split(text) : cut(text, rules.separator);
      checkOption("TextVectorization", "what split gives", tokens, takes.list);
      yield withRuns([...tokens], rules.ngrams);
    }
  }

  /** The shape of texts with an axis of tokens: one in place of a last axis of 1, or of one that whole texts lie on. */
  private shapeOfTokens(texts: OpenShape): OpenShape {
    if (this.config.split === null) return texts.length < 2 ? [...texts, 1] : texts;
    if (texts.length < 2) return [...texts, null];
    if (texts.at(-1) === 1) return [...texts.slice(0, -1), null];
    throw new ShapeError({
      what: `${this.owner} cuts each text into tokens.`,
      expected: "texts of shape (batch,) or (batch, 1)",
      received: `shape ${formatShape(texts)}`,
      hint: "split: null takes every text as a token",
    });
  }
}

/**
 * Ids of texts, for an embedding behind it: Keras's TextVectorization. A text is standardized, cut into tokens, and these are looked
 * up in a vocabulary, which is given, or learned from data by `adapt`. Id 0 is padding, which `embedding({ maskZero: true })`
 * masks, 1 what is unknown.
 *
 * Input: texts, (batch,) or (batch, 1). Output for outputMode "int": ids (batch, outputSequenceLength), or padded to the longest text
 * of the batch; other output modes: see {@link LookupOptions.outputMode}.
 * @throws ConfigError when called without a vocabulary
 */
export function textVectorization(options?: TextVectorizationOptions): TextVectorization {
  return new TextVectorization(options);
}
