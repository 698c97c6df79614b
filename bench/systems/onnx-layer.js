/** One recurrent layer as the bytes of an ONNX model, from Keras's weights. */
import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";

const FLOAT = 1;
const INTEGER = 2;

/** Where ONNX keeps each of Keras's gate blocks: an lstm's i, f, c, o become i, o, f, c. */
const layout = {
  lstm: { op: "LSTM", order: [0, 3, 1, 2] },
  gru: { op: "GRU", order: [0, 1, 2] },
  simpleRNN: { op: "RNN", order: [0] },
};

/**
 * X (T, B, D) to Y (T, 1, B, H), all steps; with `states` also initial_h and initial_c (1, B, H) in, Y_h and Y_c out, and no Y.
 */
export function onnxLayer({ cell, B, T, D, H, width, kernel, recurrent, bias }, { states }) {
  const { op, order } = layout[cell];
  const steps = states ? 1 : T;
  /** Rows of one gate after the other, from a matrix (rows, width) of Keras. */
  const blocks = (matrix, rows) => {
    const turned = new Float32Array(rows * width);
    let at = 0;
    for (const gate of order)
      for (let unit = 0; unit < H; unit++)
        for (let row = 0; row < rows; row++) turned[at++] = matrix[row * width + gate * H + unit];
    return turned;
  };
  // Keras's one bias is ONNX's first; a gru has both
  const biases = [bias.subarray(0, width), cell === "gru" ? bias.subarray(width) : new Float32Array(width)];
  const weights = {
    W: { dims: [1, width, D], values: blocks(kernel, D) },
    R: { dims: [1, width, H], values: blocks(recurrent, H) },
    B: { dims: [1, 2 * width], values: Float32Array.from(biases.flatMap((one) => [...blocks(one, 1)])) },
  };
  const stateNames = states ? (cell === "lstm" ? ["h", "c"] : ["h"]) : [];
  const state = [1, B, H];
  const graph = {
    name: "layer",
    initializer: Object.entries(weights).map(([name, { dims, values }]) => ({
      name,
      dims: dims.map(BigInt),
      dataType: FLOAT,
      rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    })),
    input: [described("X", [steps, B, D]), ...stateNames.map((name) => described(`initial_${name}`, state))],
    output: states ? stateNames.map((name) => described(`Y_${name}`, state)) : [described("Y", [steps, 1, B, H])],
    node: [
      {
        opType: op,
        input: ["X", "W", "R", "B", ...(states ? ["", ...stateNames.map((name) => `initial_${name}`)] : [])],
        output: states ? ["", ...stateNames.map((name) => `Y_${name}`)] : ["Y"],
        attribute: [integer("hidden_size", H), ...(cell === "gru" ? [integer("linear_before_reset", 1)] : [])],
      },
    ],
  };
  const model = create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: "", version: 17n }], graph });
  return toBinary(ModelProtoSchema, model);
}

const integer = (name, value) => ({ name, i: BigInt(value), type: INTEGER });

function described(name, dims) {
  const dim = dims.map((size) => ({ value: { case: "dimValue", value: BigInt(size) } }));
  return { name, type: { value: { case: "tensorType", value: { elemType: FLOAT, shape: { dim } } } } };
}
