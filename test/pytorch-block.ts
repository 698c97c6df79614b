/** The network of the fixture of PyTorch's parts, and its answers. */
import { readFileSync } from "node:fs";
import { Variable } from "../src/autodiff/variable.ts";
import { Layer, layers, Model, ops, type SymbolicTensor, type Tensor, tensor } from "../src/index.ts";

export const file = readFileSync("test/fixtures/pytorch/files/parts-f64.safetensors");
export const answers = JSON.parse(readFileSync("test/fixtures/pytorch/files/answers.json", "utf8"))[
  "parts-f64"
] as Record<"x" | "whole" | "encoder" | "decoder" | "lstm", number[][][]>;
export const x = tensor(answers.x);

export const zeros = (name: string, shape: number[]) =>
  new Variable({ name, shape, initialize: () => new Float32Array(shape.reduce((size, length) => size * length, 1)) });

/** The same as Block in make.py. */
export class Block extends Layer {
  readonly lstm = layers.lstm({ units: 4, returnSequences: true });
  readonly scale = zeros("a", [4]);
  readonly shifts = [zeros("b", [4]), zeros("b", [4])];
  readonly none = zeros("c", [0, 4]);
  readonly mixes = [layers.dense({ units: 4 }), layers.dense({ units: 4 })];

  override call([sequence]: readonly Tensor[]) {
    const h = ops.multiply(this.lstm.apply(sequence!), this.scale.value);
    const shifted = ops.subtract(ops.add(h, this.shifts[0]!.value), ops.multiply(2, this.shifts[1]!.value));
    return [this.mixes[1]!.apply(ops.tanh(this.mixes[0]!.apply(shifted)))];
  }
}

export class Parts extends Model<SymbolicTensor> {
  readonly encoder = new Block();
  readonly decoder = new Block();
  readonly head = layers.dense({ units: 2 });

  override call([sequence]: readonly Tensor[]) {
    return [this.head.apply(ops.subtract(this.encoder.apply(sequence!), this.decoder.apply(sequence!)))];
  }
}

/** A layer that has seen data. */
export function built<L extends Layer>(layer: L, data = x): L {
  layer.apply(data);
  return layer;
}

export const lstm = () => built(layers.lstm({ units: 4, returnSequences: true }));
