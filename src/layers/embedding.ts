/** The layer that looks up a vector for each id. */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { cast, gather, notEqual } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { constraint, initializer, type LayerConfig, layerOptions, regularizer } from "./config.ts";
import type { CallContext } from "./context.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.embedding`: ids (B, T) become vectors (B, T, outputDim). */
export interface EmbeddingOptions extends LayerConfig {
  /** How many ids there are: the largest one plus 1. */
  inputDim: number;
  /** Width of the vectors. */
  outputDim: number;
  /** Initializer of the vectors (inputDim, outputDim). Default "uniform", within ±0.05. */
  embeddingsInitializer?: InitializerSpec | undefined;
  /** Penalty on the matrix of embeddings, added to the loss. Default none. */
  embeddingsRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the matrix of embeddings, applied after each update. Default none. */
  embeddingsConstraint?: ConstraintSpec | undefined;
  /** Mask steps whose id is 0, the padding. Default false. */
  maskZero?: boolean | undefined;
}

export const embeddingOptions = {
  ...layerOptions,
  inputDim: takes.required(takes.positiveInteger),
  outputDim: takes.required(takes.positiveInteger),
  embeddingsInitializer: initializer("uniform"),
  embeddingsRegularizer: regularizer,
  embeddingsConstraint: constraint,
  maskZero: false,
} satisfies Declared<EmbeddingOptions>;

/** A table of vectors by id; see {@link embedding}. */
export class Embedding extends UnaryLayer {
  override readonly className: string = "Embedding";
  override readonly supportsMasking: boolean;
  override readonly config: Complete<EmbeddingOptions, typeof embeddingOptions>;
  private embeddings!: Variable;

  constructor(options: EmbeddingOptions) {
    super();
    this.config = readOptions("Embedding", options, embeddingOptions);
    this.supportsMasking = this.config.maskZero;
  }

  /** The vectors (inputDim, outputDim), once the layer is built. */
  get matrix(): Variable | undefined {
    return this.embeddings;
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([ids]: readonly OpenShape[]): OpenShape[] {
    return [[...ids!, this.config.outputDim]];
  }

  protected override build(): void {
    const { config } = this;
    this.embeddings = this.addWeight("embeddings", [config.inputDim, config.outputDim], {
      initializer: config.embeddingsInitializer,
      regularizer: config.embeddingsRegularizer,
      constraint: config.embeddingsConstraint,
    });
  }

  override call([ids]: readonly Tensor[], _context?: CallContext): Tensor[] {
    return [gather(this.embeddings.value, ids!)];
  }

  override computeMasks([ids]: readonly Tensor[], _context?: CallContext): (Tensor | undefined)[] {
    return this.config.maskZero ? [notEqual(cast(ids!, "int32"), 0)] : [];
  }
}

/**
 * A table of vectors, looked up by id and trained.
 *
 * Input: ids of shape (batch, ...), cast to int32; output (batch, ..., outputDim). With `maskZero` the output carries a
 * mask that is false where the id is 0; row 0 is looked up and trained like any other.
 * @throws ShapeError when called with an id outside 0 ... inputDim - 1
 */
export function embedding(options: EmbeddingOptions): Embedding {
  return new Embedding(options);
}
