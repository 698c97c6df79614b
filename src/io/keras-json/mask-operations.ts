/** Masks as Keras computes them in its graphs: the operations that find a sequence's padding, and the calls that are given them. */
import { Embedding } from "../../layers/embedding.ts";
import type { Layer } from "../../layers/layer.ts";
import { Masking } from "../../layers/masking.ts";
import { Concatenate } from "../../layers/merge.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { type AnyTensor, listOf, type Node, type OpenShape, type SymbolicTensor } from "../../layers/symbolic.ts";
import { Model } from "../../models/model.ts";
import type { JsonRecord } from "../json.ts";
import { carriesMask, maskedInputs } from "./mask-paths.ts";

/** The call that gives a tensor its mask: of a layer that masks, or of one that passes on the masks of these inputs, or the one it was given. */
interface Origin {
  readonly layer: Layer<number>;
  readonly inputs: readonly SymbolicTensor[];
  readonly masked: readonly SymbolicTensor[];
  readonly given: AnyTensor | undefined;
}

/** What a call tells of masks. */
export type MaskedCall = Pick<Node, "layer" | "inputs" | "options" | "outputs">;

/** What masks are made of; T is a tensor of the graph, or the result of an operation. */
export interface MaskMaker<T> {
  tensor(of: AnyTensor): T;
  operation(className: string, args: readonly (T | readonly T[] | number)[], config: JsonRecord, shape: OpenShape): T;
}

/** Whether a layer makes masks, whatever its input carries. */
export const makesMask = (layer: Layer<number>): boolean =>
  layer instanceof Masking || (layer instanceof Embedding && layer.config.maskZero);

/** Layers beside the recurrent ones and models whose call Keras gives a mask. */
const takesMask = new Set(["TimeDistributed", "GlobalAveragePooling1D", "Softmax", "BatchNormalization"]);

/** Whether Keras keeps the masks that it fills into a call in its graph: where the call has one tensor, or a model's inputs, and no other argument. */
export function keepsMask({ layer, inputs, options }: Omit<Node, "outputs">): boolean {
  const { ignoreMask: _, ...given } = options;
  const isAlone =
    (inputs.length === 1 || layer instanceof Model) && Object.values(given).every((value) => value === undefined);
  if (!isAlone) return false;
  return [RNN, Bidirectional, Model].some((kind) => layer instanceof kind) || takesMask.has(layer.className);
}

/** The masks of the tensors that calls give, each made on first use. */
export class MaskOperations<T> {
  private readonly origins = new Map<AnyTensor, Origin>();
  private readonly made = new Map<AnyTensor, T>();

  constructor(
    private readonly maker: MaskMaker<T>,
    calls: Iterable<MaskedCall> = [],
  ) {
    for (const call of calls) this.follow(call);
  }

  /** Notes what masks the outputs of a call; those of its inputs come before. */
  follow({ layer, inputs, options, outputs }: MaskedCall): void {
    const passed = maskedInputs<AnyTensor>(layer, inputs, options.mask, (input) => this.isMasked(input));
    const given = passed.length > 0 ? (listOf(options.mask).find((mask) => mask !== null) ?? undefined) : undefined;
    const masked = passed.filter((input) => this.isMasked(input)) as SymbolicTensor[];
    if (options.reverse || !(given || makesMask(layer) || masked.length > 0)) return;
    for (const [i, output] of outputs.entries()) {
      if (carriesMask(layer, i)) this.origins.set(output, { layer, inputs: inputs as SymbolicTensor[], masked, given });
    }
  }

  /** Whether no tensor carries a mask. */
  get isEmpty(): boolean {
    return this.origins.size === 0;
  }

  /** Whether a tensor carries a mask. */
  isMasked(tensor: AnyTensor): boolean {
    return this.origins.has(tensor);
  }

  /** A tensor's mask; undefined where it has none. */
  maskOf(tensor: AnyTensor): T | undefined {
    const origin = this.origins.get(tensor);
    if (!origin) return undefined;
    let mask = this.made.get(tensor);
    if (mask === undefined) {
      if (makesMask(origin.layer)) mask = this.padding(origin);
      else mask = origin.given ? this.maker.tensor(origin.given) : this.passedOn(origin, tensor.shape);
      this.made.set(tensor, mask);
    }
    return mask;
  }

  private padding({ layer, inputs: [input] }: Origin): T {
    const { shape } = input!;
    const value = layer instanceof Masking ? (layer.config.maskValue ?? 0) : 0;
    const differs = this.maker.operation("NotEqual", [this.maker.tensor(input!), value], {}, shape);
    return layer instanceof Masking ? this.anyFeature(differs, shape) : differs;
  }

  /** The mask of what a layer makes of masked inputs: where a concatenation has a feature that counts, else where any input counts. */
  private passedOn({ layer, inputs, masked }: Origin, shape: OpenShape): T {
    if (layer instanceof Concatenate) {
      const { axis = -1 } = layer.config;
      const wide = inputs.map((input) => this.widened(input, masked.includes(input)));
      return this.anyFeature(this.maker.operation("Concatenate", [wide], { axis }, shape), shape);
    }
    const [first, ...others] = masked.map((input) => this.maskOf(input) as T);
    const steps = shape.slice(0, 2);
    const mask = others.reduce<T>((a, b) => this.maker.operation("LogicalOr", [a, b], {}, steps), first as T);
    return layer.className === "Attention" || layer.className === "AdditiveAttention"
      ? this.maker.operation("ConvertToTensor", [mask], {}, steps)
      : mask;
  }

  /** A mask for each feature of an input that cannot have its own. */
  private widened(input: SymbolicTensor, isMasked: boolean): T {
    const { maker } = this;
    const mask = isMasked ? this.maskOf(input) : undefined;
    const { shape } = input;
    const dtype = { dtype: "bool" };
    if (mask === undefined) return maker.operation("OnesLike", [maker.tensor(input)], dtype, shape);
    const steps = maker.operation("ExpandDims", [mask], { axis: -1 }, [...shape.slice(0, -1), 1]);
    const none = maker.operation("ZerosLike", [maker.tensor(input)], dtype, shape);
    return maker.operation("LogicalOr", [steps, none], {}, shape);
  }

  private anyFeature(of: T, shape: OpenShape): T {
    return this.maker.operation("Any", [of], { axis: -1, keepdims: false }, shape.slice(0, -1));
  }
}
