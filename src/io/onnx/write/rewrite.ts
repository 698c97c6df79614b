/** A model that was read from ONNX written again: the file's own graph, with the weights as they are now. */
import type { ModelProto, TensorProto } from "onnx-buf";
import type { Tensor } from "../../../tensor/index.ts";
import type { SaveOptions } from "../../format.ts";
import { fileError } from "../errors.ts";
import type { OnnxGraph } from "../onnx-graph.ts";
import type { OnnxModel } from "../onnx-model.ts";

/** Numbers of `TensorProto.DataType`. */
const FLOAT = 1;
const DOUBLE = 11;

/**
 * The file's message with the weights of now.
 * @throws FormatError for an operator set or states that the file does not have, and for weights of 16 bits and fewer that
 *   training changed
 */
export function rewrite({ layer }: OnnxModel, options: SaveOptions): ModelProto {
  const { opset } = layer.definition;
  if (options.states || (options.opset !== undefined && options.opset !== opset)) {
    throw fileError(
      "a model that was read from ONNX keeps its graph.",
      `operator set ${opset}, and the inputs and outputs that it has`,
      options.states ? "states: true" : `opset: ${options.opset}`,
      "onnx.version_converter changes the operator set of a file",
    );
  }
  return updatedFile(layer);
}

/** The message from which a layer was read, with its weights of now. */
export function updatedFile(layer: OnnxGraph): ModelProto {
  for (const [original, variable] of layer.variables) {
    const value = variable.snapshot();
    if (differs(original, value)) put(layer.file.tensors.messageOf(original)!, value);
  }
  return layer.file.proto;
}

function differs(a: Tensor, b: Tensor): boolean {
  const [from, to] = [a.read(), b.read()];
  return from.some((value, i) => !Object.is(value, to[i]));
}

/** Replaces the data of a tensor, in its own type. */
function put(proto: TensorProto, value: Tensor): void {
  if (proto.dataType !== FLOAT && proto.dataType !== DOUBLE) {
    throw fileError(
      `the weight "${proto.name}" was trained, and its type is too small for what it is now.`,
      "a model of 32-bit weights",
      `type number ${proto.dataType}`,
    );
  }
  const floats = value.dataSync() as Float32Array;
  const own = proto.dataType === DOUBLE ? Float64Array.from(floats) : floats;
  proto.rawData = new Uint8Array(own.buffer as ArrayBuffer, own.byteOffset, own.byteLength);
  proto.floatData = [];
  proto.doubleData = [];
}
