/** Real PyTorch loads the weights of the networks in examples/pytorch and gives the same outputs; `python3` must have torch and safetensors. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, it } from "vitest";
import { Crf } from "../examples/pytorch/bilstm-crf.ts";
import { type Model, ops, Random, saveWeights, type Tensor, tensor } from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-examples-pytorch-"));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new Random(3);
const ids = (below: number) =>
  tensor(
    Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => 1 + random.integer(below - 1))),
    undefined,
    "int32",
  );
/** Reviews of 1, 3 and 5 words. */
const lengths = tensor(
  [1, 3, 5].map((length) => Array.from({ length: 5 }, (_, t) => Number(t < length))),
  undefined,
  "int32",
);
const cases: [name: string, inputs: Tensor[], options?: object][] = [
  ["tagger", [ids(40)]],
  ["bilstm-crf", [ids(604)]],
  ["name-classification", [normal([3, 5, 29], 1)]],
  ["name-generation", [normal([3, 5, 41], 2)]],
  ["sine-prediction", [normal([3, 5, 1], 3)]],
  ["mnist-rows", [normal([3, 14, 14], 4)]],
  ["snli", [ids(40), ids(40)]],
  ["sentiment", [ops.multiply(ids(60), lengths)]],
  ["word-language-model", [ids(200)], { words: 200 }],
  ["awd-lstm", [ids(200)], { words: 200 }],
  ["layer-norm-lstm", [normal([3, 5, 2], 5)]],
  ["highway-lstm", [ids(40)]],
  ["chatbot", [ids(60), ids(60)]],
  ["drqn", [normal([3, 5, 4], 6)]],
];

it.each(cases)("%s", async (name, inputs, options = {}) => {
  const { network } = await import(/* @vite-ignore */ `../examples/pytorch/${name}.ts`);
  const crf = new Crf();
  const net: Model = network(name === "bilstm-crf" ? { crf } : options);
  for (const [i, weight] of net.weights.entries()) {
    const values = normal(weight.shape, 100 + i, 0.4);
    weight.assign(weight.name === "moving_variance" ? ops.abs(values) : values);
  }
  const file = join(folder, `${name}.safetensors`);
  await saveWeights(net, file, { to: "pytorch" });
  const scores = net.predict(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
  const own = name === "bilstm-crf" ? crf.partition(scores, ops.greater(inputs[0]!, 0)) : scores;
  const answer = execFileSync("python3", ["test/fixtures/pytorch/examples.py", name, file], {
    input: JSON.stringify(inputs.map((x) => x.arraySync())),
    encoding: "utf8",
  });
  expectClose(own, tensor(JSON.parse(answer)), tolerance.golden);
});
