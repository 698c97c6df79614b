/** What reads and writes ONNX's bytes: a module of its own, loaded when a file asks for it. */
export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
export { ModelProtoSchema } from "onnx-buf";
