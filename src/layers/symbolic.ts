/** Tensors that are not there yet: the edges of the graph that `layer.apply` draws and a model runs. */
import type { DType, Tensor } from "../tensor/index.ts";
import type { Layer } from "./layer.ts";

/** A shape in which a length may be open (`null`): the batch size, or the length of sequences. */
export type OpenShape = readonly (number | null)[];

/** A tensor, or a symbolic one. */
export type AnyTensor = Tensor | SymbolicTensor;

/** Options of a layer's call. A layer rejects those it does not know. */
export interface CallOptions<T = AnyTensor> {
  /**
   * Which steps count, shape (batch, time); replaces the mask that the inputs carry. `null`: none. A list for several
   * inputs, in which `undefined` keeps an input's own mask.
   */
  mask?: T | null | readonly (T | null | undefined)[] | undefined;
  /** Recurrent layers: the states to start from, in the order in which `returnState` gives them. */
  initialState?: T | readonly T[] | undefined;
  /** Layers of `rnn`: tensors that the cell sees at every step as they are, `sequence.constants` of its `step`. */
  constants?: T | readonly T[] | undefined;
  /**
   * Recurrent layers: run as if no step were masked, but pass the mask on. Keras 3 does so whenever a call has initial
   * states and no `mask` option.
   */
  ignoreMask?: boolean | undefined;
  /**
   * `multiHeadAttention`: which values each query may see, true or 1 where it may; (batch, Tq, Tv), (batch, heads, Tq, Tv), or a
   * shape that broadcasts to these. Combined with the other masks.
   */
  attentionMask?: T | undefined;
  /** Attention layers: query i sees only the values 0 ... i. */
  useCausalMask?: boolean | undefined;
  /** Attention layers: return the weights of the values, too. */
  returnAttentionScores?: boolean | undefined;
  /** A reversible embedding: from vectors back to scores of ids. */
  reverse?: boolean | undefined;
  /** Whether dropout and the like are active; in a model's run the model decides. */
  training?: boolean | undefined;
}

/** One call of a layer in a graph. */
export interface Node {
  /** The layer that is called. */
  readonly layer: Layer<number>;
  /** Its inputs; constants among them already have values. */
  readonly inputs: readonly AnyTensor[];
  /** The options of this call. */
  readonly options: CallOptions;
  /** The outputs of the call. */
  readonly outputs: readonly SymbolicTensor[];
  /** The names by which a Keras file gives inputs; Keras follows those in sorted order, and its files number layers by that. */
  names?: readonly (string | undefined)[];
}

/** A symbolic tensor: its shape and type are known, its values are not there yet. */
export class SymbolicTensor {
  /** The call that produces it; set once, by that call. */
  node!: Node;

  constructor(
    /** The length of each axis; null where it may vary, as the batch usually does. */
    readonly shape: OpenShape,
    /** The type that its elements will have. */
    readonly dtype: DType,
    /** Which of its call's outputs it is. */
    readonly index: number,
  ) {}

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The layer that produces it. */
  get layer(): Layer<number> {
    return this.node.layer;
  }
}

/** The options that hold tensors. */
const tensorOptions = ["attentionMask", "constants", "initialState", "mask"] as const;

type Given = readonly [name: string, tensor: AnyTensor | null | undefined];

/** Every symbolic tensor that a call waits for, as Keras follows them: inputs, then what is given by name, sorted. */
export function symbolicSources({ inputs, options, names }: Omit<Node, "layer" | "outputs">): SymbolicTensor[] {
  const given: Given[] = [
    ...inputs.map((tensor, i): Given => [names?.[i] ?? "", tensor]),
    ...tensorOptions.flatMap((key) => listOf(options[key]).map((tensor): Given => [key, tensor])),
  ];
  if (names) given.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return given.map(([, tensor]) => tensor).filter((tensor) => tensor instanceof SymbolicTensor);
}

/** A call's options with every symbolic tensor replaced by its value. */
export function resolveOptions(options: CallOptions, resolve: (tensor: AnyTensor) => Tensor): CallOptions<Tensor> {
  const resolved = { ...options };
  const kept = (tensor: AnyTensor | null | undefined) => tensor && resolve(tensor);
  for (const key of tensorOptions) {
    const given = options[key] as AnyTensor | null | undefined | readonly (AnyTensor | null | undefined)[];
    if (given !== undefined)
      resolved[key] = (Array.isArray(given) ? given.map(kept) : kept(given as AnyTensor)) as never;
  }
  return resolved as CallOptions<Tensor>;
}

/** A value or list of values as a list; nothing as an empty one. */
export function listOf<T>(value: T | readonly T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? [...value] : [value as T];
}
