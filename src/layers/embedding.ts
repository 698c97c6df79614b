/** Numbers as vectors. */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints.ts";
import type { InitializerSpec } from "../initializers.ts";
import { cast, gather, notEqual } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers.ts";
import type { Tensor } from "../tensor/index.ts";
import { checkPositiveInteger, Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface EmbeddingOptions extends LayerConfig {
  /** How many different ids there are: the largest id plus one. */
  inputDim: number;
  /** Width of each vector. */
  outputDim: number;
  /** Default "uniform": between -0.05 and 0.05. */
  embeddingsInitializer?: InitializerSpec;
  embeddingsRegularizer?: RegularizerSpec;
  embeddingsConstraint?: ConstraintSpec;
  /** Id 0 stands for padding: the layers that follow skip those steps. Default false. */
  maskZero?: boolean;
}

const defaults = {
  inputDim: undefined as unknown as number,
  outputDim: undefined as unknown as number,
  embeddingsInitializer: "uniform" as InitializerSpec,
  embeddingsRegularizer: null as RegularizerSpec,
  embeddingsConstraint: null as ConstraintSpec,
  maskZero: false,
};

/** A table of vectors; see {@link embedding}. */
export class Embedding extends Layer {
  readonly className = "Embedding";
  readonly config: Readonly<typeof defaults & LayerConfig>;
  private embeddings!: Variable;

  constructor(options: EmbeddingOptions) {
    super();
    this.config = withDefaults("Embedding", options, defaults);
    checkPositiveInteger("Embedding", "inputDim", this.config.inputDim);
    checkPositiveInteger("Embedding", "outputDim", this.config.outputDim);
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

  override call([ids]: readonly Tensor[]): Tensor[] {
    return [gather(this.embeddings.value, cast(ids!, "int32"))];
  }

  override computeMasks([ids]: readonly Tensor[]): (Tensor | undefined)[] {
    return this.config.maskZero ? [notEqual(cast(ids!, "int32"), 0)] : [];
  }
}

/** A vector for each id: (batch, time) integers give (batch, time, outputDim). */
export function embedding(options: EmbeddingOptions): Embedding {
  return new Embedding(options);
}
