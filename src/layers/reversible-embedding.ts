/** An embedding that also works in reverse: from vectors to a score for each id. */
import type { Variable } from "../autodiff/variable.ts";
import { divide, matmul, multiply, tanh } from "../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import type { CallContext } from "./context.ts";
import { Embedding, type EmbeddingOptions, embeddingOptions } from "./embedding.ts";
import type { CallOptions, OpenShape } from "./symbolic.ts";

/** Options of `layers.reversibleEmbedding`: an embedding, and its reverse. */
export interface ReversibleEmbeddingOptions extends EmbeddingOptions {
  /** Use the same matrix, transposed, in reverse; else a second one, (outputDim, inputDim). Default true. */
  tieWeights?: boolean | undefined;
  /** Soft limit of the scores: cap · tanh(score / cap). Default none. */
  logitSoftCap?: number | null | undefined;
}

const reversibleEmbeddingOptions = {
  ...embeddingOptions,
  tieWeights: true,
  logitSoftCap: takes.byDefaultNull(takes.positiveNumber),
} satisfies Declared<ReversibleEmbeddingOptions>;

/** A table of vectors that can be called in reverse; see {@link reversibleEmbedding}. */
export class ReversibleEmbedding extends Embedding {
  override readonly className = "ReversibleEmbedding";
  override readonly config: Complete<ReversibleEmbeddingOptions, typeof reversibleEmbeddingOptions>;
  override readonly callOptions: readonly (keyof CallOptions)[] = ["reverse"];
  private reverseEmbeddings: Variable | undefined;

  constructor(options: ReversibleEmbeddingOptions) {
    const { tieWeights: _, logitSoftCap: __, ...plain } = options ?? {};
    super(plain as EmbeddingOptions);
    this.config = readOptions("ReversibleEmbedding", options, reversibleEmbeddingOptions);
  }

  override computeOutputShapes([x]: readonly OpenShape[], { reverse }: CallOptions = {}): OpenShape[] {
    if (!reverse) return super.computeOutputShapes([x!]);
    this.checkFeatures(x!, this.config.outputDim);
    return [[...x!.slice(0, -1), this.config.inputDim]];
  }

  protected override build(): void {
    super.build();
    const { config } = this;
    if (config.tieWeights) return;
    this.reverseEmbeddings = this.addWeight("reverse_embeddings", [config.outputDim, config.inputDim], {
      initializer: config.embeddingsInitializer,
    });
  }

  override call([x]: readonly Tensor[], context: CallContext): Tensor[] {
    if (!context.reverse) return super.call([x!]);
    const { logitSoftCap: cap } = this.config;
    const own = this.reverseEmbeddings;
    const scores = matmul(x!, (own ?? this.matrix!).value, { transposeB: own === undefined });
    return [cap === null ? scores : multiply(tanh(divide(scores, cap)), cap)];
  }

  override computeMasks(inputs: readonly Tensor[], context: CallContext): (Tensor | undefined)[] {
    return context.reverse ? [] : super.computeMasks(inputs);
  }
}

/**
 * A table of vectors for a network that reads and writes the same ids (Press & Wolf 2017). `apply(ids)` looks vectors up as
 * `embedding` does; `apply(vectors, { reverse: true })` gives a score for each id, (batch, ..., inputDim), without bias.
 * @see Keras 3.15, `ReversibleEmbedding`
 */
export function reversibleEmbedding(options: ReversibleEmbeddingOptions): ReversibleEmbedding {
  return new ReversibleEmbedding(options);
}
