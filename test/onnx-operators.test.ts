/** Every ONNX operator that Recurve reads, one at a time: ONNX Runtime's answers, and gradients against differences. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkGradients } from "../src/autodiff/testing.ts";
import { loadModel } from "../src/io/index.ts";
import { OnnxGraph } from "../src/io/onnx/onnx-graph.ts";
import type { OnnxModel } from "../src/io/onnx/onnx-model.ts";
import { operators } from "../src/io/onnx/operators/index.ts";
import { RunContext } from "../src/layers/context.ts";
import { cast } from "../src/ops/index.ts";
import { type DType, Tensor, tensor } from "../src/tensor/index.ts";
import { expectClose } from "./numbers.ts";
import { onEachBackend } from "./on-each-backend.ts";
import { tolerance } from "./tolerance.ts";

interface Values {
  dtype: DType;
  shape: number[];
  /** Numbers, or the names of those that JSON does not have. */
  data: (number | string)[];
}
interface Case {
  op: string;
  opset: number;
  model: string;
  inputs: Values[];
  outputs: Values[];
}

const cases = ["operators", "older", "microsoft"].flatMap(
  (name) => JSON.parse(readFileSync(`test/fixtures/onnx/files/${name}.json`, "utf8")) as Case[],
);
const toTensor = ({ data, shape, dtype }: Values) => tensor(data.map(Number), shape, dtype);
const load = async ({ model }: Case) => (await loadModel(new Uint8Array(Buffer.from(model, "base64")))) as OnnxModel;
const titled = cases.map((entry, i) => [`${entry.op}, operator set ${entry.opset}, case ${i}`, entry] as const);

/** Operators tested elsewhere: recurrent ones and If in onnx.test.ts, lists of tensors in an exported file there. */
const elsewhere =
  /^(RNN|GRU|LSTM|If|Loop|Scan|Constant|Scatter|Swish|.*Sequence.*|com\.microsoft\.DynamicQuantizeLSTM)$/;
/** Operators that are computed on the host, through which no gradient flows, and steps, whose differences jump. */
const withoutGradient = new Set([
  "QuantizeLinear",
  "ConvInteger",
  "QLinearConv",
  "QLinearMatMul",
  "com.microsoft.DynamicQuantizeMatMul",
  "DynamicQuantizeLinear",
  "Mod",
  "ReduceProd",
  "CumSum",
  "TopK",
  "OneHot",
  "Floor",
  "Ceil",
  "Round",
]);

describe("operators", () => {
  it.each(["en", "zh"])("are listed on the page (%s)", (language) => {
    const page = readFileSync(`docs/${language}/onnx.md`, "utf8");
    expect([...operators.keys()].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("are all tested", () => {
    const tested = new Set(cases.map(({ op }) => op));
    expect([...operators.keys()].filter((op) => !tested.has(op) && !elsewhere.test(op))).toEqual([]);
  });
});

onEachBackend(() => {
  it.each(titled)("%s", async (_, entry) => {
    const model = await load(entry);
    const result = model.predict(entry.inputs.map(toTensor));
    const outputs: Tensor[] = result instanceof Tensor ? [result] : Object.values(result);
    for (const [i, expected] of entry.outputs.entries()) {
      expect(outputs[i]!.dtype).toBe(expected.dtype);
      expectClose(outputs[i]!, toTensor(expected), tolerance.float32);
    }
  });

  const smooth = titled.filter(
    ([, { op, inputs, outputs, model }]) =>
      !withoutGradient.has(op) &&
      inputs.some(({ dtype, data }) => dtype === "float32" && data.length > 1) &&
      outputs[0]!.dtype === "float32" &&
      !atob(model).includes("reduction"),
  );
  it.each(smooth)("gradients of %s", async (_, entry) => {
    const [layer] = (await load(entry)).layers.filter((each) => each instanceof OnnxGraph);
    const inputs = entry.inputs.map(toTensor);
    // the other inputs of these say how long the results are
    const movable = /^(Resize|Split|Upsample)$/.test(entry.op) ? inputs.slice(0, 1) : inputs;
    const moving = movable.flatMap((input, i) => (input.dtype === "float32" && input.rank > 0 ? [i] : []));
    const compute = (...moved: Tensor[]) => {
      const all = inputs.map((input, i) => moved[moving.indexOf(i)] ?? input);
      return cast(layer!.run(all, {}, new RunContext(false))[0]!, "float32");
    };
    checkGradients(
      compute,
      moving.map((i) => inputs[i]!),
    );
  });
});
