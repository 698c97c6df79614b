/** The arguments and results of writers of layers. */
import type { Layer } from "../../../layers/layer.ts";
import type { CallOptions, OpenShape } from "../../../layers/symbolic.ts";
import { type DType, FormatError, type Tensor } from "../../../tensor/index.ts";
import { storedWeights } from "../../ties.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** A mask that accompanies a value: bool, (batch, time) or with further axes. */
export interface Mask {
  readonly name: string;
  readonly rank: number;
}

/** A value of the graph. */
export interface Value {
  readonly name: string;
  readonly shape: OpenShape;
  readonly dtype: DType;
  readonly mask?: Mask;
}

/** One call of a layer. */
export interface LayerCall<L extends Layer<number> = Layer<number>> {
  readonly layer: L;
  readonly inputs: readonly Value[];
  /** The shapes of the outputs. */
  readonly shapes: readonly OpenShape[];
  readonly initialState: readonly Value[] | undefined;
  readonly options: CallOptions;
  /** The option of that name. */
  readonly attentionMask: Value | undefined;
  readonly graph: GraphBuilder;
  /** Writes a call of a layer inside this one, whose states end with the call. */
  write(layer: Layer<number>, inputs: readonly Value[]): Value[];
  /** With the `states` option: a state as input of the graph, where none is given; else undefined. */
  stateInput(which: string, shape: OpenShape): Value | undefined;
  /** With the `states` option: a state as output of the graph. */
  stateOutput(which: string, value: Value): void;
}

/** Writes a call: the outputs, with the masks that go on. */
export type LayerWriter<L extends Layer<number> = Layer<number>> = (call: LayerCall<L>) => Value[];

/** The single output of a layer, float32, with the mask of the first input where it goes on. */
export function only({ shapes, inputs }: LayerCall, name: string, passesMask = true): Value[] {
  return [{ name, shape: shapes[0]!, dtype: "float32", mask: passesMask ? inputs[0]!.mask : undefined }];
}

/** A layer's own weight by its name; undefined where the layer has none. */
export function weightOf(layer: Layer<number>, name: string): Tensor | undefined {
  return storedWeights(layer)
    .find((weight) => weight.name === name)
    ?.snapshot();
}

/** A weight as an initializer of the graph; undefined where the layer has none. */
export function writeWeight({ layer, graph }: LayerCall, name: string): string | undefined {
  const value = weightOf(layer, name);
  return value && graph.weight(layer, name, () => value);
}

/** An error about what ONNX cannot hold. */
export function cannotHold(layer: Layer<number>, what: string, hint?: string): FormatError {
  return new FormatError({
    what: `${layer.className} "${layer.name}" cannot be written as ONNX: ${what}.`,
    expected: "layers and options that ONNX has operators for",
    hint,
  });
}
