/** Where a graph begins: a symbolic tensor for what the user will give. */
import {
  ConfigError,
  type Declared,
  type DType,
  formatShape,
  readOptions,
  shown,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { Layer } from "./layer.ts";
import { type OpenShape, SymbolicTensor } from "./symbolic.ts";

/** Options of `input` and of input layers: shape, type and name of what the user gives. */
export interface InputOptions {
  /** The shape of one sample, without the batch axis; `null` for a length that may vary. */
  shape?: OpenShape | undefined;
  /** The batch size, where it is fixed; stateful models need it. Default: open. */
  batchSize?: number | null | undefined;
  /** The shape with the batch axis, in place of `shape` and `batchSize`. */
  batchShape?: OpenShape | undefined;
  /** Default "float32"; "string" for texts, which layers such as `textVectorization` take. */
  dtype?: DType | undefined;
  /** Unique within a model; by default numbered. */
  name?: string | undefined;
}

const inputOptions = {
  ...layerOptions,
  shape: takes.anything,
  batchSize: takes.orNull(takes.positiveInteger),
  batchShape: takes.anything,
  dtype: takes.withDefault(takes.oneOf("float32", "int32", "bool", "string"), "float32"),
} satisfies Declared<InputOptions & LayerConfig>;

/** The layer at the start of a graph; see {@link input}. */
export class InputLayer extends Layer {
  override readonly className = "InputLayer";
  override readonly config: Readonly<LayerConfig & { batchShape: OpenShape; dtype: DType }>;

  constructor(options: InputOptions) {
    super();
    const { shape, batchSize, batchShape, ...rest } = readOptions("input", options, inputOptions);
    this.config = { ...rest, batchShape: wholeShape(shape, batchSize, batchShape) };
    const promise = new SymbolicTensor(this.config.batchShape, this.config.dtype, 0);
    promise.node = { layer: this as unknown as Layer<number>, inputs: [], options: {}, outputs: [promise] };
    this.inboundNodes.push(promise.node);
    this.ensureBuilt([]);
  }

  /** The symbolic tensor that the graph starts from. */
  symbolic(): SymbolicTensor {
    return this.inboundNodes[0]!.outputs[0]!;
  }

  override computeOutputShapes(): OpenShape[] {
    return [this.config.batchShape];
  }

  override computeOutputDtype(): DType {
    return this.config.dtype;
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    return [...inputs];
  }
}

function wholeShape(
  shape: OpenShape | undefined,
  batchSize: number | null | undefined,
  batchShape: OpenShape | undefined,
): OpenShape {
  const whole = batchShape ?? (Array.isArray(shape) ? [batchSize ?? null, ...shape] : undefined);
  if (!Array.isArray(whole) || (batchShape !== undefined && (shape !== undefined || batchSize !== undefined))) {
    throw new ConfigError({
      what: "input needs the shape of one sample, or the shape of a batch.",
      expected: "shape as a list, such as { shape: [28, 3] }, with batchSize if it is fixed; or batchShape alone",
      received: batchShape !== undefined && shape !== undefined ? "both shape and batchShape" : shown(shape),
    });
  }
  const wrong = whole.find((length) => length !== null && !(Number.isInteger(length) && length > 0));
  if (wrong !== undefined) {
    throw new ConfigError({
      what: "A length in the shape of input is not valid.",
      expected: "positive integers, or null for a length that may vary",
      received: `${shown(wrong)} in ${formatShape(whole)}`,
    });
  }
  return whole;
}

/**
 * A symbolic tensor: the start of a graph of layers.
 *
 * `input({ shape: [10, 3] })` stands for batches of shape (None, 10, 3); `shape: [null, 3]` leaves the number of steps open.
 * @throws ConfigError when the shape is missing, given twice, or holds anything but positive integers and null
 */
export function input(options: InputOptions): SymbolicTensor {
  return new InputLayer(options).symbolic();
}

/** A symbolic tensor of what a layer takes, texts or numbers, with this shape, whose first axis is the batch. */
export function inputFor({ takesTexts }: Pick<Layer<number>, "takesTexts">, batchShape: OpenShape): SymbolicTensor {
  return input({ batchShape, dtype: takesTexts ? "string" : undefined });
}
