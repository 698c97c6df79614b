/** Attention of queries to the steps of another sequence (Luong 2015; additive: Bahdanau 2014). */
import type { Variable } from "../autodiff/variable.ts";
import {
  add,
  broadcastTo,
  cast,
  dropout,
  expandDims,
  logicalAnd,
  matmul,
  multiply,
  softmax,
  sum,
  tanh,
  where,
} from "../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, wrap } from "../tensor/index.ts";
import { type CallContext, checkRate, knownLength, Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { AnyTensor, CallOptions, OpenShape } from "./symbolic.ts";

interface ScoreOptions extends LayerConfig {
  /** Learn a factor of the scores. */
  useScale?: boolean;
  /** Fraction of the weights to drop while training. Default 0. */
  dropout?: number;
  seed?: number | null;
}

export interface AttentionOptions extends ScoreOptions {
  /** "dot": q · k; "concat": Σ tanh(q + k). Default "dot". */
  scoreMode?: "dot" | "concat";
}
export type AdditiveAttentionOptions = ScoreOptions;

/** What masked scores become, as in Keras: so low that their softmax is zero. */
const MASKED = -1e9;

/** Queries (B, Tq, F), values (B, Tv, F) and keys like the values, in that order; result (B, Tq, F). */
abstract class BaseAttention extends Layer<number> {
  abstract override readonly config: Readonly<Required<Pick<ScoreOptions, "useScale" | "dropout">> & ScoreOptions>;
  override readonly supportsMasking = true;
  protected override readonly callOptions: readonly (keyof CallOptions)[] = ["useCausalMask", "returnAttentionScores"];
  protected scale: Variable | undefined;

  /** The scores of every query and key, (B, Tq, Tv). */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  override get outputCount(): number {
    return 1;
  }

  /** With `returnAttentionScores` a pair: the result, and the weights (B, Tq, Tv). */
  override apply<T extends AnyTensor>(
    inputs: readonly T[],
    options: CallOptions & { returnAttentionScores: true },
  ): [T, T];
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options?: CallOptions): T;
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options: CallOptions = {}): any {
    return super.apply(inputs, options);
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    const [query, value, key = value] = inputs;
    const fits = inputs.length >= 2 && inputs.length <= 3 && inputs.every((shape) => shape.length === 3);
    if (!fits || query!.at(-1) !== key!.at(-1)) {
      throw new ShapeError({
        what: `${this.className} "${this.name}" needs queries and values of one width.`,
        expected: "[query (batch, Tq, F), value (batch, Tv, F), key (batch, Tv, F)], the key being optional",
        received: inputs.map((shape) => `(${shape.join(", ")})`).join(", "),
      });
    }
    const result = [...query!.slice(0, 2), value!.at(-1)!];
    return options.returnAttentionScores ? [result, [query![0]!, query![1]!, value![1]!]] : [result];
  }

  override call([query, value, key = value]: readonly Tensor[], context: CallContext): Tensor[] {
    const scores = this.scores(query!, key!);
    const allowed = this.allowed(scores, context);
    let weights = softmax(allowed ? where(allowed, scores, add(scores, MASKED)) : scores);
    if (context.training && this.config.dropout > 0) {
      weights = dropout(weights, this.config.dropout, context.run.nextRandom(this.config.seed));
    }
    const result = matmul(weights, value!);
    const queryMask = context.masks[0];
    const shown = queryMask ? multiply(result, expandDims(cast(queryMask, "float32"), -1)) : result;
    return context.returnAttentionScores ? [shown, weights] : [shown];
  }

  /** Which values each query may see, bool (B, Tq, Tv). */
  private allowed(scores: Tensor, { masks, useCausalMask }: CallContext): Tensor | undefined {
    const [, queries, values] = scores.shape as [number, number, number];
    const seen = masks[1] && broadcastTo(expandDims(masks[1], 1), scores.shape);
    if (!useCausalMask) return seen;
    const past = Uint8Array.from({ length: queries * values }, (_, i) => Number(i % values <= Math.floor(i / values)));
    const causal = broadcastTo(wrap(past, [queries, values], "bool"), scores.shape);
    return seen ? logicalAnd(seen, causal) : causal;
  }
}

const attentionDefaults = {
  useScale: false,
  scoreMode: "dot" as "dot" | "concat",
  dropout: 0,
  seed: null as number | null,
};

/** See {@link attention}. */
export class Attention extends BaseAttention {
  readonly className = "Attention";
  readonly config: Readonly<typeof attentionDefaults & LayerConfig>;
  private concatWeight: Variable | undefined;

  constructor(options: AttentionOptions = {}) {
    super();
    this.config = withDefaults("Attention", options, attentionDefaults);
    checkRate("Attention", "dropout", this.config.dropout);
    if (this.config.scoreMode !== "dot" && this.config.scoreMode !== "concat") {
      throw new ConfigError({
        what: "Unknown scoreMode of Attention.",
        expected: '"dot" or "concat"',
        received: String(this.config.scoreMode),
      });
    }
  }

  protected override build(): void {
    if (this.config.useScale) this.scale = this.addWeight("scale", [], { initializer: "ones" });
    if (this.config.scoreMode === "concat")
      this.concatWeight = this.addWeight("concat_score_weight", [], { initializer: "ones" });
  }

  protected scores(query: Tensor, key: Tensor): Tensor {
    if (!this.concatWeight) {
      const scores = matmul(query, key, { transposeB: true });
      return this.scale ? multiply(scores, this.scale.value) : scores;
    }
    const pairs = add(expandDims(query, 2), expandDims(key, 1));
    const scaled = this.scale ? multiply(pairs, this.scale.value) : pairs;
    return multiply(sum(tanh(scaled), -1), this.concatWeight.value);
  }
}

const additiveDefaults = { useScale: true, dropout: 0, seed: null as number | null };

/** See {@link additiveAttention}. */
export class AdditiveAttention extends BaseAttention {
  readonly className = "AdditiveAttention";
  readonly config: Readonly<typeof additiveDefaults & LayerConfig>;

  constructor(options: AdditiveAttentionOptions = {}) {
    super();
    this.config = withDefaults("AdditiveAttention", options, additiveDefaults);
    checkRate("AdditiveAttention", "dropout", this.config.dropout);
  }

  protected override build([query]: readonly OpenShape[]): void {
    if (!this.config.useScale) return;
    this.scale = this.addWeight("scale", [knownLength(query!.at(-1), "AdditiveAttention")], {
      initializer: "glorotUniform",
    });
  }

  protected scores(query: Tensor, key: Tensor): Tensor {
    const pairs = tanh(add(expandDims(query, 2), expandDims(key, 1)));
    return sum(this.scale ? multiply(pairs, this.scale.value) : pairs, -1);
  }
}

/** softmax(scores of queries and keys) · values, called on `[query, value]` or `[query, value, key]`. */
export function attention(options?: AttentionOptions): Attention {
  return new Attention(options);
}

/** Attention with scores Σ v ⊙ tanh(q + k). */
export function additiveAttention(options?: AdditiveAttentionOptions): AdditiveAttention {
  return new AdditiveAttention(options);
}
