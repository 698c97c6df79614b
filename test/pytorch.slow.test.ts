/** Real PyTorch loads what Recurve writes and predicts the same; `python3` must have torch and safetensors. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import {
  input,
  Layer,
  layers,
  type Model,
  model,
  ops,
  type Shape,
  type SymbolicTensor,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-pytorch-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a PyTorch module of this source answers with the weights of the file; `x` as nested lists. */
function answerOf(module: string, file: string, x: unknown): number[][] {
  const output = execFileSync("python3", ["test/fixtures/pytorch/predict.py", module, file], {
    input: JSON.stringify(x),
    encoding: "utf8",
  });
  return JSON.parse(output) as number[][];
}

/** The same as Block in make.py. */
class Block extends Layer {
  readonly lstm = layers.lstm({ units: 4, returnSequences: true });
  readonly scale = this.addWeight("scale", [4], { initializer: "ones" });
  readonly shifts = [0, 1].map((i) => this.addWeight(`shift${i}`, [4], { initializer: "zeros" }));
  readonly none = this.addWeight("none", [0, 4], { initializer: "zeros" });
  readonly mixes = [layers.dense({ units: 4 }), layers.dense({ units: 4 })];

  override call([sequence]: readonly Tensor[]) {
    const h = ops.multiply(this.lstm.apply(sequence!), this.scale.value);
    const shifted = ops.subtract(ops.add(h, this.shifts[0]!.value), ops.multiply(2, this.shifts[1]!.value));
    return [this.mixes[1]!.apply(ops.tanh(this.mixes[0]!.apply(shifted)))];
  }
}

const start = () => input({ shape: [null, 3] });

describe("PyTorch loads weights that Recurve wrote", () => {
  const cases: [string, string, () => Model<SymbolicTensor>, Record<string, string | string[]>][] = [
    [
      "an LSTM of two levels in both directions",
      "Both(nn.LSTM)",
      () => {
        const both = () => layers.bidirectional({ layer: layers.lstm({ units: 4, returnSequences: true }) });
        const [first, second] = [both(), both()];
        return sequential({
          layers: [start(), first, second, layers.layerNormalization(), layers.dense({ units: 2 })],
        });
      },
      { rnn: ["bidirectional", "bidirectional_1"], norm: "layer_normalization", head: "dense" },
    ],
    [
      "a GRU of two levels in both directions",
      "Both(nn.GRU)",
      () => {
        const both = () => layers.bidirectional({ layer: layers.gru({ units: 4, returnSequences: true }) });
        const [first, second] = [both(), both()];
        return sequential({
          layers: [start(), first, second, layers.layerNormalization(), layers.dense({ units: 2 })],
        });
      },
      { rnn: ["bidirectional", "bidirectional_1"], norm: "layer_normalization", head: "dense" },
    ],
    [
      "convolutions and batch normalization",
      "Windows()",
      () =>
        sequential({
          layers: [
            start(),
            layers.conv1d({ filters: 4, kernelSize: 3, padding: "same", name: "first" }),
            layers.batchNormalization({ name: "norm" }),
            layers.conv1d({ filters: 6, kernelSize: 2, groups: 2, dilationRate: 2, name: "second" }),
            layers.dense({ units: 2, name: "head" }),
          ],
        }),
      {},
    ],
    [
      "layers of your own",
      "Parts()",
      () => {
        const [left, right] = [new Block(), new Block()];
        const x = start();
        const difference = layers.subtract().apply([left.apply(x), right.apply(x)]);
        return model({ inputs: x, outputs: layers.dense({ units: 2, name: "head" }).apply(difference) });
      },
      { encoder: "block", decoder: "block_1" },
    ],
    [
      "a simple RNN under its own name",
      "Named()",
      () => sequential({ layers: [start(), layers.simpleRNN({ units: 4, name: "walk" })] }),
      {},
    ],
  ];

  it.each(cases)("%s", async (name, module, make, map) => {
    const made = make();
    // weights away from their first values, biases above all
    const away = ({ name, shape }: { name: string; shape: Shape }, i: number) =>
      name === "moving_variance" ? ops.abs(normal(shape, i)) : normal(shape, i, 0.5);
    made.setWeights(made.weights.map(away));
    const file = join(folder, `${name.replaceAll(" ", "-")}.safetensors`);
    await saveWeights(made, file, { to: "pytorch", map });
    const x = normal([2, 5, 3], 99);
    expectClose(made.predict(x), tensor(answerOf(module, file, x.arraySync())), tolerance.golden);
  });
});
