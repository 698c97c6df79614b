/** Reads and writes ONNX's bytes: a separate module, loaded when a file needs it. */
export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
export { ModelProtoSchema } from "onnx-buf";
