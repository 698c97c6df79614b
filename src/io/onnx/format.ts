/** ONNX, the exchange format of neural networks (onnx.ai), operator sets 7 and later. */
import type { ModelProto } from "onnx-buf";
import type { AnyModel } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";
import type { ModelFormat, Source } from "../format.ts";
import { fileError } from "./errors.ts";
import { GraphReader } from "./graph.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { OnnxModel } from "./onnx-model.ts";
import { TensorReader } from "./tensors.ts";
import { checkSize, looksLikeModel, MOST_DEPTH } from "./wire.ts";
import { writeModel } from "./write/write.ts";

async function read(source: Source): Promise<AnyModel> {
  const proto = await decode(await source.bytes());
  if (!proto.graph) throw fileError("it holds no graph.", "a model with a graph");
  const graphs = new GraphReader(new TensorReader(source), proto.functions);
  return new OnnxModel(new OnnxGraph(await graphs.read(proto.graph, proto.opsetImport)));
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
