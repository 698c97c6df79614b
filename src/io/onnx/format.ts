/** ONNX, the exchange format of neural networks (onnx.ai), operator sets 7 and later. */
import type { ModelProto } from "onnx-buf";
import type { AnyModel } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";
import type { ModelFormat, Source } from "../format.ts";
import { fileError } from "./errors.ts";
import { readGraph } from "./graph.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { OnnxModel } from "./onnx-model.ts";
import { operators } from "./operators/index.ts";
import { TensorReader } from "./tensors.ts";
import { checkSize, looksLikeModel, MOST_DEPTH } from "./wire.ts";
import { writeModel } from "./write/write.ts";

/** The oldest operator set that is read; before it, operators broadcast by other rules. */
const OLDEST = 7;

async function read(source: Source): Promise<AnyModel> {
  const proto = await decode(await source.bytes());
  if (!proto.graph) throw fileError("it holds no graph.", "a model with a graph");
  if (proto.functions.length > 0) {
    throw fileError(
      "it defines functions of its own.",
      "operators only",
      undefined,
      "export without model-local functions",
    );
  }
  const opset = proto.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx");
  if (!opset || opset.version < OLDEST) {
    throw fileError(
      "its operator set is too old.",
      `${OLDEST} or later`,
      opset ? String(opset.version) : "none",
      "convert it with onnx.version_converter",
    );
  }
  const graph = await readGraph(proto.graph, new TensorReader(source), (op) => operators.has(op));
  const [missing] = graph.captured;
  if (missing !== undefined) throw fileError(`the value "${missing}" is never computed.`, "the output of a node");
  if (graph.inputs.length === 0 || graph.outputs.length === 0) throw fileError("its graph has no inputs or outputs.");
  return new OnnxModel(new OnnxGraph(graph, Number(opset.version)));
}

async function decode(bytes: Uint8Array): Promise<ModelProto> {
  const [{ fromBinary }, { ModelProtoSchema }] = await Promise.all([import("@bufbuild/protobuf"), import("onnx-buf")]);
  checkSize(bytes, ModelProtoSchema);
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: MOST_DEPTH });
  } catch (error) {
    throw new FormatError({ what: "ONNX file: its bytes are damaged.", received: (error as Error).message });
  }
}

/** The ONNX format. */
export const onnx: ModelFormat = { name: "onnx", sniff: looksLikeModel, read, write: writeModel };
