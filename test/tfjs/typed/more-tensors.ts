/** More of tensors as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

export const toInts = (x: tf.Tensor1D): Int32Array => x.toInt().dataSync<"int32">();
export const picked = (x: tf.Tensor): tf.TypedArray => x.cast("int32").dataSync();
export const scale = <T extends tf.Tensor>(x: T, by: number): T => x.mul(by) as T;
export const inTidy = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.tidy<tf.Tensor2D>(() => x.transpose().matMul(x) as tf.Tensor2D);

export function normalize<R extends tf.Rank>(x: tf.Tensor<R>): [tf.Tensor<R>, tf.Scalar, tf.Scalar] {
  const min = x.min<tf.Scalar>();
  const max = x.max() as tf.Scalar;
  return [x.sub(min).div(max.sub(min)) as tf.Tensor<R>, min, max];
}

export function split<T>(items: T[], share: number): { train: T[]; test: T[] } {
  const copy = items.slice();
  tf.util.shuffle(copy);
  const at = Math.round(copy.length * share);
  return { train: copy.slice(0, at), test: copy.slice(at) };
}

export function toTensors(rows: Array<{ x: number[]; y: number }>): tf.TensorContainerObject {
  const xs = tf.tensor2d(rows.map((row) => row.x));
  const ys = tf
    .oneHot(
      tf.tensor1d(
        rows.map(({ y }) => y),
        "int32",
      ),
      3,
    )
    .toFloat();
  return { xs, ys };
}

export const lags = (values: number[], size: number): tf.Tensor3D =>
  tf.tensor3d(values.slice(size).map((_, i) => values.slice(i, i + size).map((v) => [v])));

export function perplexity(logits: tf.Tensor2D, targets: tf.Tensor1D): number {
  const hot = tf.oneHot(targets.asType("int32"), logits.shape[1]);
  return tf.exp(tf.losses.softmaxCrossEntropy(hot, logits)).dataSync()[0] as number;
}

export function beam(probabilities: tf.Tensor2D, k: number): number[][] {
  const { indices } = tf.topk(probabilities, k, true);
  return indices.arraySync() as number[][];
}

export class Memory {
  private state: tf.Tensor2D | null = null;
  private readonly weights: tf.Variable<tf.Rank.R2> = tf.variable(tf.randomNormal<tf.Rank.R2>([3, 3]));
  step(x: tf.Tensor2D): tf.Tensor2D {
    const previous = this.state ?? tf.zerosLike(x);
    const next = tf.tidy(() => tf.tanh(tf.add(tf.matMul(x, this.weights), previous)) as tf.Tensor2D);
    this.state?.dispose();
    this.state = tf.keep(next.clone());
    this.weights.assign(this.weights.mul<tf.Tensor2D>(0.99));
    return next;
  }
}

export const rowsOf = (x: tf.Tensor2D): tf.Tensor1D[] => tf.unstack(x) as tf.Tensor1D[];
export const stackRows = (rows: tf.Tensor1D[]): tf.Tensor2D => tf.stack(rows) as tf.Tensor2D;
export const parts = (x: tf.Tensor3D): tf.Tensor3D[] => tf.split(x, [1, 2], 1);
export const padded = (x: tf.Tensor2D): tf.Tensor2D =>
  x.pad(
    [
      [0, 0],
      [1, 0],
    ],
    -1,
  );
export const causal = (n: number): tf.Tensor2D => tf.linalg.bandPart(tf.ones([n, n]), -1, 0) as tf.Tensor2D;
export const cond = (mask: tf.Tensor, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => tf.where(mask, a, b);
export const filled: tf.Tensor4D = tf.fill([1, 2, 3, 4], 0.5);
export const span: tf.Tensor1D = tf.range(0, 10, 2, "int32");
export const even: tf.Tensor1D = tf.linspace(0, 1, 5);
export const batch = (list: tf.Tensor3D[]): tf.Tensor3D => tf.concat(list, 0);
export const batch3 = (list: tf.Tensor3D[]): tf.Tensor3D => tf.concat3d(list, 0);
export const grown = (x: tf.Tensor1D): tf.Tensor3D => x.expandDims(0).expandDims<tf.Tensor3D>(-1);
export const shape3 = (x: tf.Tensor3D): number => x.shape[0] * x.shape[1] * x.shape[2];
export const cells = (x: tf.Tensor2D): number => x.bufferSync().get(0, 1);
export const buffered = async (x: tf.Tensor2D): Promise<tf.TensorBuffer<tf.Rank.R2>> => x.buffer();
export const nested = (x: tf.Tensor): number[] | number[][] => x.arraySync() as number[] | number[][];
export const bytes = (): number => tf.memory().numBytes + (tf.memory().reasons?.length ?? 0);
export const asked: Promise<boolean> = tf.setBackend("cpu");
export const flag: boolean = tf.env().getBool("IS_BROWSER");
export const info = async (): Promise<number> => (await tf.profile(() => tf.add(1, 2))).peakBytes;
export const compared = (a: tf.Tensor, b: tf.TensorLike): tf.Tensor => a.equal(b).logicalAnd(tf.less(a, 3)).all();
export const einsum = (a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor => tf.einsum("bqd,bkd->bqk", a, b);
export const many = (x: tf.Tensor2D) => ({
  norm: tf.norm(x, "euclidean", 1),
  gathered: x.gather(tf.tensor1d([0], "int32"), 1),
  tiled: x.tile([2, 1]),
});
export const strings: string[] = tf.tensor1d(["a", "b"], "string").dataSync<"string">() as unknown as string[];
export const derivative = tf.grad((x: tf.Tensor) => x.pow(tf.scalar(3, "int32")).sum());
export function clip(grads: tf.NamedTensorMap, norm: number): tf.NamedTensorMap {
  const total = tf.addN(Object.values(grads).map((g) => g.square().sum())).sqrt();
  const factor = tf.minimum(tf.scalar(1), tf.scalar(norm).div(total));
  const clipped: tf.NamedTensorMap = {};
  for (const [name, gradient] of Object.entries(grads)) clipped[name] = gradient.mul(factor);
  return clipped;
}
export async function disposing<T extends tf.TensorContainer>(f: () => T): Promise<T> {
  tf.engine().startScope();
  try {
    return f();
  } finally {
    tf.engine().endScope();
  }
}
