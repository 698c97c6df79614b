/** Where a graph begins. */
import { ConfigError, type DType, type Tensor } from "../tensor/index.ts";
import { Layer, type LayerConfig, withDefaults } from "./layer.ts";
import { type OpenShape, SymbolicTensor } from "./symbolic.ts";

export interface InputOptions extends LayerConfig {
  /** The shape of one sample, without the batch axis; null where a length is open: `[null, 8]` for sequences of any length. */
  shape?: OpenShape;
  /** The batch size, where it is fixed. */
  batchSize?: number | null;
  /** The whole shape, in place of the two. */
  batchShape?: OpenShape;
  /** Default "float32". */
  dtype?: DType;
}

const defaults = {
  shape: undefined as OpenShape | undefined,
  batchSize: null as number | null,
  batchShape: undefined as OpenShape | undefined,
  dtype: "float32" as DType,
};

/** The layer behind an input of a model; see {@link input}. */
export class InputLayer extends Layer {
  readonly className = "InputLayer";
  override readonly supportsMasking = true;
  readonly config: Readonly<typeof defaults & LayerConfig>;
  readonly batchShape: OpenShape;

  constructor(options: InputOptions) {
    super();
    this.config = withDefaults("input", options, defaults);
    const { shape, batchSize, batchShape } = this.config;
    const given = batchShape ?? (shape && [batchSize, ...shape]);
    if (!given) {
      throw new ConfigError({
        what: "An input needs a shape.",
        expected: "{ shape: [time, features] }",
        received: "neither shape nor batchShape",
      });
    }
    this.batchShape = given;
  }

  override computeOutputDtype(): DType {
    return this.config.dtype;
  }

  override computeOutputShapes(): OpenShape[] {
    return [this.batchShape];
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    return [...inputs];
  }

  /** The promise of this input. */
  symbolic(): SymbolicTensor {
    const tensor = new SymbolicTensor(this.batchShape, this.config.dtype, 0);
    tensor.node = { layer: this as unknown as Layer<number>, inputs: [], options: {}, outputs: [tensor] };
    this.inboundNodes.push(tensor.node);
    return tensor;
  }
}

/** The promise of a model's input: where a functional model starts. */
export function input(options: InputOptions): SymbolicTensor {
  return new InputLayer(options).symbolic();
}
