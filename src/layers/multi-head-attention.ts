/** Attention in several heads side by side (Vaswani et al., "Attention is all you need", 2017). */
import type { Variable } from "../autodiff/variable.ts";
import {
  cast,
  dropout as dropElements,
  expandDims,
  logicalAnd,
  matmul,
  multiply,
  reshape,
  softmax,
  transpose,
  where,
} from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  readOptions,
  type Shape,
  ShapeError,
  shown,
  sizeOf,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { causalMask, checkAttended, checkStepMasks } from "./attended.ts";
import { type KernelOptions, kernelOptions, knownLength, layerOptions, layerSeed, ownOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer, UnaryLayer } from "./layer.ts";
import { type AnyTensor, type CallOptions, listOf, type OpenShape } from "./symbolic.ts";
import type { AttentionValues, LayerTrace } from "./trace-values.ts";

/** Options of the projections of query, key, value and result; those about kernels apply to all four. */
interface ProjectionOptions extends KernelOptions {
  /** Default true. */
  useBias?: boolean | undefined;
}

/** Options of `layers.multiHeadAttention`: the number of heads, and their widths. */
export interface MultiHeadAttentionOptions extends ProjectionOptions {
  /** Number of heads. */
  numHeads: number;
  /** Width of the queries and keys of a head. */
  keyDim: number;
  /** Width of the values of a head. Default `keyDim`. */
  valueDim?: number | null | undefined;
  /** Fraction of the weights of the values to drop while training. Default 0. */
  dropout?: number | undefined;
  /** Shape of the result of a query step. Default the width of the query. */
  outputShape?: number | readonly number[] | null | undefined;
  /** The axes attended over; only the time axis, 1, which is the default. */
  attentionAxes?: number | readonly number[] | null | undefined;
  /** Fixes the dropout masks of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

const projectionOptions = {
  ...layerOptions,
  useBias: true,
  ...kernelOptions,
} satisfies Declared<ProjectionOptions>;

const multiHeadAttentionOptions = {
  ...layerOptions,
  numHeads: takes.required(takes.positiveInteger),
  keyDim: takes.required(takes.positiveInteger),
  valueDim: takes.byDefaultNull(takes.positiveInteger),
  dropout: takes.withDefault(takes.fraction, 0),
  outputShape: takes.withDefault(takes.anything, null),
  attentionAxes: takes.withDefault(takes.anything, null),
  seed: layerSeed,
  ...projectionOptions,
} satisfies Declared<MultiHeadAttentionOptions>;

/** The score of a value that a query may not see. */
const UNSEEN = -1e9;

/**
 * A linear map from the last axes of its input, `from`, to axes of other lengths, `to`: kernel (...from, ...to), bias (...to).
 * The part of Keras's EinsumDense that attention needs.
 */
export class HeadProjection extends UnaryLayer {
  override readonly className = "EinsumDense";
  override readonly config: Complete<ProjectionOptions, typeof projectionOptions>;
  private kernel!: Variable;
  private bias: Variable | undefined;

  constructor(
    /** The last axes of the input, which the kernel sums over. */
    readonly from: Shape,
    /** The axes that replace them. */
    readonly to: Shape,
    options: ProjectionOptions,
  ) {
    super();
    this.config = readOptions("EinsumDense", options, projectionOptions);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [[...x!.slice(0, x!.length - this.from.length), ...this.to]];
  }

  protected override build(): void {
    const { config } = this;
    this.kernel = this.addWeight("kernel", [...this.from, ...this.to], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    if (!config.useBias) return;
    this.bias = this.addWeight("bias", this.to, {
      initializer: config.biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const [width, units] = [sizeOf(this.from), sizeOf(this.to)];
    const bias = this.bias && reshape(this.bias.value, [units]);
    const rows = reshape(x!, [x!.size / width, width]);
    const projected = matmul(rows, reshape(this.kernel.value, [width, units]), { bias });
    return [reshape(projected, this.computeOutputShapes([x!.shape])[0] as Shape)];
  }
}

/** Attention in several heads; see {@link multiHeadAttention}. */
export class MultiHeadAttention extends Layer {
  override readonly className = "MultiHeadAttention";
  override readonly supportsMasking = true;
  override readonly callOptions: readonly (keyof CallOptions)[] = [
    "attentionMask",
    "useCausalMask",
    "returnAttentionScores",
  ];
  override readonly config: Complete<MultiHeadAttentionOptions, typeof multiHeadAttentionOptions>;
  /** The projections of queries, keys and values into the heads, and of the heads' results; none before it is built. */
  projections: Readonly<Record<"query" | "key" | "value" | "output", HeadProjection>> | undefined;

  constructor(options: MultiHeadAttentionOptions) {
    super();
    this.config = readOptions("MultiHeadAttention", options, multiHeadAttentionOptions);
    const { attentionAxes } = this.config;
    if (
      attentionAxes !== null &&
      !(attentionAxes === 1 || (Array.isArray(attentionAxes) && attentionAxes.length === 1 && attentionAxes[0] === 1))
    ) {
      throw new ConfigError({
        what: "MultiHeadAttention attends over the time axis.",
        expected: "attentionAxes 1, or none",
        received: shown(attentionAxes),
      });
    }
  }

  override get children(): readonly HeadProjection[] {
    return this.projections ? Object.values(this.projections) : [];
  }

  /** With `returnAttentionScores` a pair: the result, and the weights (B, heads, Tq, Tv). */
  override apply<T extends AnyTensor>(
    inputs: readonly T[],
    options: CallOptions & { returnAttentionScores: true },
  ): [T, T];
  /** The result: (B, Tq, F) of the query, or (B, Tq, outputShape). */
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options?: CallOptions): T;
  override apply<T extends AnyTensor>(inputs: T | readonly T[], options: CallOptions = {}): any {
    return super.apply(inputs, options);
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    checkAttended(this, inputs, false);
    const [query, value] = inputs;
    const width = this.config.outputShape === null ? [query![2]!] : listOf(this.config.outputShape);
    const result = [...query!.slice(0, 2), ...width];
    if (!options.returnAttentionScores) return [result];
    return [result, [query![0]!, this.config.numHeads, query![1]!, value![1]!]];
  }

  protected override build([query, value, key = value]: readonly OpenShape[]): void {
    const { numHeads, keyDim, valueDim, outputShape } = this.config;
    const width = (x: OpenShape) => knownLength(x[2], `MultiHeadAttention "${this.name}"`);
    const options = ownOptions(this.config, projectionOptions);
    const valueWidth = valueDim ?? keyDim;
    const make = (name: string, from: Shape, to: Shape) => new HeadProjection(from, to, { ...options, name });
    this.projections = {
      query: make("query", [width(query!)], [numHeads, keyDim]),
      key: make("key", [width(key!)], [numHeads, keyDim]),
      value: make("value", [width(value!)], [numHeads, valueWidth]),
      output: make(
        "attention_output",
        [numHeads, valueWidth],
        outputShape === null ? [width(query!)] : listOf(outputShape),
      ),
    };
    for (const child of this.children) child.ensureBuilt([]);
  }

  override call([query, value, key = value]: readonly Tensor[], context: CallContext): Tensor[] {
    const { config, projections } = this;
    const within = (layer: HeadProjection, x: Tensor) => layer.run([x], { mask: null }, context.run)[0]!;
    // (B, heads, T, width)
    const inHeads = (layer: HeadProjection, x: Tensor) => transpose(within(layer, x), [0, 2, 1, 3]);
    const queries = multiply(inHeads(projections!.query, query!), 1 / Math.sqrt(config.keyDim));
    const scores = matmul(queries, inHeads(projections!.key, key!), { transposeB: true });
    const seen = this.seen(scores, [query!, value!, key!], context);
    const isSpelledOut = config.dropout > 0 || context.returnAttentionScores === true;
    const weights = weigh(scores, seen, isSpelledOut);
    context.run.observer?.tell(() => ({ kind: "attention", weights }));
    const kept =
      context.training && config.dropout > 0
        ? dropElements(weights, config.dropout, context.run.nextRandom(config.seed))
        : weights;
    const attended = matmul(kept, inHeads(projections!.value, value!));
    const result = within(projections!.output, transpose(attended, [0, 2, 1, 3]));
    return context.returnAttentionScores ? [result, weights] : [result];
  }

  /** Which values each query may see, bool, of a shape that broadcasts to the scores (B, heads, Tq, Tv). */
  private seen(scores: Tensor, inputs: readonly Tensor[], context: CallContext): Tensor | undefined {
    const { masks, attentionMask, useCausalMask } = context;
    checkStepMasks(this, masks, inputs, ["query", "value", "key"]);
    const stretched = masks.map((mask, i) => {
      if (!mask) return undefined;
      const [batch, time] = mask.shape as [number, number];
      return reshape(mask, i === 0 ? [batch, 1, time, 1] : [batch, 1, 1, time]);
    });
    const [queries, values] = scores.shape.slice(2) as [number, number];
    const causal = useCausalMask ? expandDims(causalMask(queries, values), 0) : undefined;
    const given = attentionMask && this.perHead(attentionMask, scores.shape);
    const all = [...stretched, causal, given].filter((mask) => mask !== undefined);
    return all.length > 0 ? all.reduce((a, b) => logicalAnd(a, b)) : undefined;
  }

  /** A mask of queries and values, bool, with an axis for the heads if it has none. */
  private perHead(mask: Tensor, scores: Shape): Tensor {
    const { rank, shape } = mask;
    const full = rank === 3 ? [shape[0]!, 1, ...shape.slice(1)] : shape;
    const broadcasts = full.every((length, i) => length === 1 || length === scores[scores.length - full.length + i]);
    if (rank >= 2 && rank <= 4 && broadcasts) return reshape(cast(mask, "bool"), full);
    const [batch, heads, queries, values] = scores as [number, number, number, number];
    throw new ShapeError({
      what: `The attentionMask of MultiHeadAttention "${this.name}" does not fit.`,
      expected: `shape ${formatShape([batch, queries, values])}, ${formatShape([batch, heads, queries, values])}, or lengths of 1 in it`,
      received: `shape ${formatShape(shape)}`,
    });
  }

  override trace(...given: Parameters<Layer["trace"]>): LayerTrace & AttentionValues {
    return super.trace(...given) as LayerTrace & AttentionValues;
  }
}

/**
 * The weights of the values. As in Keras, a query that sees none gives all the same weight; with dropout or when the
 * scores are returned, none.
 */
function weigh(scores: Tensor, seen: Tensor | undefined, noneWithout: boolean): Tensor {
  if (!seen) return softmax(scores);
  const weights = softmax(where(seen, scores, UNSEEN));
  return noneWithout ? multiply(weights, cast(seen, "float32")) : weights;
}

/**
 * Attention in several heads: each projects queries, keys and values to its own widths and weights the values by
 * softmax(q · k / √keyDim); a last projection joins the heads' results.
 *
 * Called on `[query (batch, Tq, ...), value (batch, Tv, ...)]`, with `key (batch, Tv, ...)` as a third input if keys
 * differ from values; result (batch, Tq, width of the query), or `outputShape` for each query step. Call options:
 * `mask: [query mask, value mask, key mask]` in place of those that the inputs carry, `attentionMask` (B, Tq, Tv) of
 * what each query may see, `useCausalMask`, `returnAttentionScores`. The query mask goes on.
 * @throws ShapeError when shapes or masks do not match
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): MultiHeadAttention {
  return new MultiHeadAttention(options);
}
