/**
 * Attention of queries to the steps of another sequence: dot-product scores (Luong, Pham & Manning 2015) and additive ones
 * (Bahdanau, Cho & Bengio 2014). Axis letters: Tq query steps, Tv value steps.
 */
import type { Variable } from "../autodiff/variable.ts";
import {
  add,
  cast,
  dropout,
  expandDims,
  logicalAnd,
  matmul,
  multiply,
  softmax,
  subtract,
  sum,
  tanh,
  where,
} from "../ops/index.ts";
import {
  type Complete,
  type Declared,
  hasName,
  readOptions,
  type Tensor,
  takes,
  unknownName,
} from "../tensor/index.ts";
import { causalMask, checkAttended, checkStepMasks } from "./attended.ts";
import { knownLength, type LayerConfig, layerOptions, layerSeed } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer } from "./layer.ts";
import type { AnyTensor, CallOptions, OpenShape } from "./symbolic.ts";
import type { AttentionValues, LayerTrace } from "./trace-values.ts";

/** Options of `layers.additiveAttention`, which `layers.attention` has too: scores are Σ tanh(query + key). */
export interface AdditiveAttentionOptions extends LayerConfig {
  /** Learn a factor for the scores. */
  useScale?: boolean | undefined;
  /** Fraction of the weights to drop while training. Default 0. */
  dropout?: number | undefined;
  /** Fixes the dropout masks of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

/** How {@link attention} scores a query q and a key k: "dot", q · k; "concat", w Σ tanh(q + k). */
export type ScoreMode = keyof typeof scoreModes;
const scoreModes = { dot: true, concat: true } as const;

/** Options of `layers.attention`: how queries and keys are compared. */
export interface AttentionOptions extends AdditiveAttentionOptions {
  /** Default "dot". */
  scoreMode?: ScoreMode | undefined;
}

/** Subtracted from the scores of values that a query may not see, as in Keras: their softmax is then zero. */
const UNSEEN = 1e9;

/** What the attention layers share: values are weighted by the softmax of scores. Only the scores differ. */
abstract class BaseAttention extends Layer {
  abstract override readonly config: Readonly<LayerConfig & { dropout: number; seed: number | null }>;
  override readonly supportsMasking = true;
  override readonly callOptions: readonly (keyof CallOptions)[] = ["useCausalMask", "returnAttentionScores"];

  /** The scores of every query and key: (B, Tq, F) and (B, Tv, F) give (B, Tq, Tv). */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  /** With `returnAttentionScores` a pair: the result, and the weights (B, Tq, Tv). */
  override apply<T extends AnyTensor>(
    inputs: readonly T[],
    options: CallOptions & { returnAttentionScores: true },
  ): [T, T];
  /** The result, (B, Tq, F). */
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options?: CallOptions): T;
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options: CallOptions = {}): any {
    return super.apply(inputs, options);
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    checkAttended(this, inputs, true);
    const [query, value] = inputs;
    const result = [...query!.slice(0, 2), value!.at(-1)!];
    return options.returnAttentionScores ? [result, [query![0]!, query![1]!, value![1]!]] : [result];
  }

  override call([query, value, key = value]: readonly Tensor[], context: CallContext): Tensor[] {
    checkStepMasks(this, context.masks, [query!, value!], ["query", "value"]);
    const scores = this.scores(query!, key!);
    const seen = seenValues(scores, context);
    const masked = seen ? add(scores, multiply(subtract(cast(seen, "float32"), 1), UNSEEN)) : scores;
    const weights = this.dropSome(softmax(masked), context);
    context.run.observer?.tell(() => ({ kind: "attention", weights }));
    const result = matmul(weights, value!);
    const queryMask = context.masks[0];
    // chosen, not multiplied: what is masked may be infinite
    const shown = queryMask ? where(expandDims(queryMask, -1), result, 0) : result;
    return context.returnAttentionScores ? [shown, weights] : [shown];
  }

  private dropSome(weights: Tensor, { training, run }: CallContext): Tensor {
    const { dropout: rate, seed } = this.config;
    return training && rate > 0 ? dropout(weights, rate, run.nextRandom(seed)) : weights;
  }

  override trace(...given: Parameters<Layer["trace"]>): LayerTrace & AttentionValues {
    return super.trace(...given) as LayerTrace & AttentionValues;
  }
}

/** Which values each query may see, bool, of a shape that broadcasts to the scores (B, Tq, Tv). */
function seenValues(scores: Tensor, { masks, useCausalMask }: CallContext): Tensor | undefined {
  const [, queries, values] = scores.shape as [number, number, number];
  const valid = masks[1] && expandDims(masks[1], 1);
  if (!useCausalMask) return valid;
  const causal = causalMask(queries, values);
  return valid ? logicalAnd(valid, causal) : causal;
}

/** Every query joined with every key, q + k: (B, Tq, Tv, F). */
function pairs(query: Tensor, key: Tensor): Tensor {
  return add(expandDims(query, 2), expandDims(key, 1));
}

const attentionOptions = {
  ...layerOptions,
  useScale: false,
  scoreMode: takes.withDefault(takes.anything, "dot"),
  dropout: takes.withDefault(takes.fraction, 0),
  seed: layerSeed,
} satisfies Declared<AttentionOptions>;

/** Attention by dot products; see {@link attention}. */
export class Attention extends BaseAttention {
  override readonly className = "Attention";
  override readonly config: Complete<AttentionOptions, typeof attentionOptions>;
  private scale: Variable | undefined;
  private concatWeight: Variable | undefined;

  constructor(options: AttentionOptions = {}) {
    super();
    this.config = readOptions("Attention", options, attentionOptions);
    const { scoreMode } = this.config;
    if (!hasName(scoreModes, scoreMode)) throw unknownName("scoreMode", scoreMode, Object.keys(scoreModes));
  }

  protected override build(): void {
    const { useScale, scoreMode } = this.config;
    if (useScale) this.scale = this.addWeight("scale", [], { initializer: "ones" });
    if (scoreMode === "concat") this.concatWeight = this.addWeight("concat_score_weight", [], { initializer: "ones" });
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const scaled = (x: Tensor) => (this.scale ? multiply(x, this.scale.value) : x);
    if (!this.concatWeight) return scaled(matmul(query, key, { transposeB: true }));
    return multiply(sum(tanh(scaled(pairs(query, key))), -1), this.concatWeight.value);
  }
}

const additiveAttentionOptions = {
  ...layerOptions,
  useScale: true,
  dropout: takes.withDefault(takes.fraction, 0),
  seed: layerSeed,
} satisfies Declared<AdditiveAttentionOptions>;

/** Attention by additive scores; see {@link additiveAttention}. */
export class AdditiveAttention extends BaseAttention {
  override readonly className = "AdditiveAttention";
  override readonly config: Complete<AdditiveAttentionOptions, typeof additiveAttentionOptions>;
  private scale: Variable | undefined;

  constructor(options: AdditiveAttentionOptions = {}) {
    super();
    this.config = readOptions("AdditiveAttention", options, additiveAttentionOptions);
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options?: CallOptions): OpenShape[] {
    const shapes = super.computeOutputShapes(inputs, options);
    if (this.scale) this.checkFeatures(inputs[0]!, this.scale.shape[0]!);
    return shapes;
  }

  protected override build([query]: readonly OpenShape[]): void {
    if (!this.config.useScale) return;
    const features = knownLength(query!.at(-1), `AdditiveAttention "${this.name}"`);
    this.scale = this.addWeight("scale", [features], { initializer: "glorotUniform" });
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const joined = tanh(pairs(query, key));
    return sum(this.scale ? multiply(joined, this.scale.value) : joined, -1);
  }
}

/**
 * For each query the mean of the values, weighted by softmax(scores of query and keys).
 *
 * Called on `[query (batch, Tq, F), value (batch, Tv, width)]`, with `key (batch, Tv, F)` as a third input if keys
 * differ from values; result (batch, Tq, width). Scores: s q · k, or w Σ tanh(s (q + k)), with s learned where
 * `useScale`, else 1; no division by √F. Call options: `mask: [query mask, value mask]` in place of those that the
 * inputs carry, `useCausalMask`, `returnAttentionScores`. Masked values get no weight, masked queries give zeros; the
 * query mask goes on.
 * @throws ShapeError when shapes or masks do not match
 */
export function attention(options?: AttentionOptions): Attention {
  return new Attention(options);
}

/** {@link attention} with scores Σ s ⊙ tanh(q + k), where s (F) is learned with `useScale`, which is the default. */
export function additiveAttention(options?: AdditiveAttentionOptions): AdditiveAttention {
  return new AdditiveAttention(options);
}
