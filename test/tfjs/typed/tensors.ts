/** Tensors as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

type Batch = { xs: tf.Tensor2D; ys: tf.Tensor1D };

export function standardize(x: tf.Tensor2D): { values: tf.Tensor2D; mean: tf.Tensor; variance: tf.Tensor } {
  const { mean, variance } = tf.moments(x, 0, true);
  const values = x.sub(mean).div<tf.Tensor2D>(variance.sqrt().add(1e-7));
  return { values, mean, variance };
}

export const affine = (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D): tf.Tensor2D => tf.add(tf.matMul(x, w), b);

export function oneHotText(text: string, alphabet: string): tf.Tensor3D {
  const buffer = tf.buffer<tf.Rank.R3>([1, text.length, alphabet.length]);
  for (let i = 0; i < text.length; i++) buffer.set(1, 0, i, alphabet.indexOf(text[i]!));
  return buffer.toTensor();
}

export function sample(probabilities: tf.Tensor1D, temperature: number): number {
  return tf.tidy(() => {
    const logits = tf.log(probabilities).div(tf.scalar(Math.max(temperature, 1e-6))) as tf.Tensor1D;
    return tf.multinomial(logits, 1, undefined, false).dataSync()[0]!;
  });
}

export const rows: number[][] = tf
  .tensor2d([
    [1, 2],
    [3, 4],
  ])
  .arraySync();
export const list: number[] = tf.tensor1d([1, 2]).arraySync();
export const one: number = tf.scalar(1).arraySync();
export const cube: Promise<number[][][]> = tf.zeros<tf.Rank.R3>([1, 2, 3]).array();
export const floats: Float32Array = tf.ones([2]).dataSync<"float32">();
export const shape2: [number, number] = tf.tensor2d([[1]]).shape;
export const rank: tf.Rank = tf.tensor2d([[1]]).rankType;
export const dtype: tf.DataType = tf.tensor2d([[1]]).dtype;

export function batches(data: number[][], labels: number[]): Batch {
  return { xs: tf.tensor2d(data), ys: tf.tensor1d(labels, "float32") };
}

export function halves(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [left, right] = tf.split(x, 2, -1);
  return [left!, right!];
}

export const stacked: tf.Tensor = tf.stack([tf.tensor1d([1]), tf.tensor1d([2])]);
export const joined: tf.Tensor2D = tf.concat([tf.tensor2d([[1]]), tf.tensor2d([[2]])], 1);
export const joined1: tf.Tensor1D = tf.concat1d([tf.tensor1d([1]), [2, 3]]);
export const best: number = tf.argMax(tf.tensor1d([1, 2])).dataSync()[0]!;
export const picked: tf.Tensor2D = tf.gather(tf.tensor2d([[1], [2]]), [0]);
export const cut: tf.Tensor2D = tf.tensor2d([[1, 2]]).slice([0, 1], [1, 1]);
export const reshaped: tf.Tensor3D = tf.tensor1d([1, 2]).reshape([1, 2, 1]);
export const reshaped2 = tf.reshape<tf.Rank.R2>([1, 2], [1, 2]);
export const flat: tf.Tensor1D = tf.zeros([2, 2]).flatten();
export const normal: tf.Tensor2D = tf.randomNormal([2, 2]);
export const uniform = tf.randomUniform<tf.Rank.R2>([2, 2], 0, 1, "float32", 7);
export const chosen: tf.Tensor1D = tf.where(
  tf.tensor1d([true, false], "bool"),
  tf.tensor1d([1, 2]),
  tf.tensor1d([3, 4]),
);
export const { values, indices } = tf.topk(tf.tensor1d([3, 1, 2]), 2);
export const unit = tf.eye(3) as tf.Tensor2D;
export const total: tf.Scalar = tf.tensor1d([1, 2]).sum();
export const summed: tf.Tensor = tf.sum([[1, 2]], 1, true);
export const cast: tf.Tensor1D = tf.tensor1d([1.5]).cast("int32");
export const text: tf.Tensor = tf.tensor(["a", "b"]);
export const like: tf.TensorLike = [
  [1, 2],
  [3, 4],
];
export const made: tf.Tensor = tf.tensor(like);
export const normalized = tf.layers.layerNormalization;

export async function read(x: tf.Tensor): Promise<number[]> {
  const data = await x.data();
  const typed: tf.TypedArray = data;
  x.print(true);
  x.dispose();
  return Array.from(typed);
}

export function container(): tf.NamedTensorMap {
  const map: tf.NamedTensorMap = { a: tf.scalar(1) };
  tf.dispose(map);
  return tf.tidy("named", () => map);
}
