/** ONNX, the exchange format of neural networks (onnx.ai). */
import type { ModelProto } from "onnx-buf";
import type { AnyModel } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";
import type { CompleteSaveOptions, ModelFormat, Source, Written } from "../format.ts";
import { fileError } from "./errors.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { OnnxModel } from "./onnx-model.ts";
import { GraphReader } from "./read-graph.ts";
import { TensorReader } from "./tensors.ts";
import { checkSize, MOST_DEPTH } from "./wire.ts";
import { rewrite } from "./write/rewrite.ts";
import { describeModel } from "./write/write.ts";

async function read(source: Source): Promise<AnyModel> {
  const proto = await decode(await source.bytes());
  if (!proto.graph) throw fileError("it holds no graph.", "a model with a graph");
  const tensors = new TensorReader(source);
  const graph = await new GraphReader(tensors, proto.functions).read(proto.graph, importsOf(proto));
  return new OnnxModel(new OnnxGraph(graph, { proto, tensors }));
}

/** Files of before there were several operator sets are of the first. */
const importsOf = ({ irVersion, opsetImport }: ModelProto) =>
  opsetImport.length === 0 && irVersion < 3 ? [{ domain: "", version: 1n }] : opsetImport;

async function write(model: AnyModel, options: CompleteSaveOptions): Promise<Written> {
  const { create, toBinary, ModelProtoSchema } = await import("./protobuf.ts");
  checkBytes(model);
  const proto =
    model instanceof OnnxModel ? rewrite(model, options) : create(ModelProtoSchema, describeModel(model, options));
  return new Map([["", toBinary(ModelProtoSchema, proto)]]);
}

/** What protobuf lets a file have, with room for all that is not weights. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

function checkBytes(model: AnyModel): void {
  const bytes = 4 * model.countParams();
  if (bytes <= MOST_BYTES) return;
  throw fileError("the model is too large for one.", `at most ${MOST_BYTES} bytes of weights`, `${bytes}`);
}

async function decode(bytes: Uint8Array): Promise<ModelProto> {
  const { fromBinary, ModelProtoSchema } = await import("./protobuf.ts");
  checkSize(bytes, ModelProtoSchema);
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: MOST_DEPTH });
  } catch (error) {
    throw new FormatError({ what: "ONNX file: its bytes are damaged.", received: (error as Error).message });
  }
}

/** The ONNX format. */
export const onnx: ModelFormat = { name: "onnx", read, write };
