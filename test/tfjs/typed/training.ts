/** Gradients, optimizers and losses as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

export class LinearModel {
  private readonly w: tf.Variable<tf.Rank.R2>;
  private readonly b: tf.Variable;
  private readonly optimizer: tf.Optimizer;

  constructor(inputs: number, rate = 0.1) {
    this.w = tf.variable(tf.zeros<tf.Rank.R2>([inputs, 1]), true, "w");
    this.b = tf.variable(tf.scalar(0));
    this.optimizer = tf.train.adam(rate, 0.9, 0.999);
  }

  predict(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => x.matMul(this.w).add(this.b) as tf.Tensor2D);
  }

  loss(x: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar {
    return tf.losses.meanSquaredError(y, this.predict(x)) as tf.Scalar;
  }

  step(x: tf.Tensor2D, y: tf.Tensor2D): number {
    const cost = this.optimizer.minimize(() => this.loss(x, y), true, [this.w, this.b as tf.Variable]);
    return cost ? cost.dataSync()[0]! : Number.NaN;
  }
}

export const slope: (x: tf.TensorLike | tf.Tensor) => tf.Tensor = tf.grad((x) => x.square());
export const slopes = tf.grads((a, b) => a.mul(b));
export const both: tf.Tensor[] = slopes([tf.tensor([1]), tf.tensor([2])]);
export const { value, grad } = tf.valueAndGrad((x: tf.Tensor1D) => x.square())(tf.tensor1d([1]));

export function clipped(f: () => tf.Scalar, optimizer: tf.Optimizer): tf.Scalar {
  const { value: cost, grads } = tf.variableGrads(f);
  const named: tf.NamedTensorMap = {};
  for (const name of Object.keys(grads)) named[name] = tf.clipByValue(grads[name]!, -1, 1);
  optimizer.applyGradients(named);
  return cost;
}

export const optimizers: tf.Optimizer[] = [
  tf.train.sgd(0.1),
  tf.train.momentum(0.1, 0.9, true),
  tf.train.rmsprop(0.01, 0.9, 0, 1e-7, false),
  tf.train.adam(),
  tf.train.adamax(0.1),
  tf.train.adagrad(0.1, 0.1),
  tf.train.adadelta(),
];
export const config = optimizers[0]!.getConfig();

export function huber(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const error = tf.abs(tf.sub(yTrue, yPred));
  const small = tf.minimum(error, 1);
  return tf.mean(tf.add(tf.mul(0.5, tf.square(small)), tf.sub(error, small)), -1);
}

export const weighted: tf.Scalar = tf.losses.huberLoss(
  tf.tensor1d([1]),
  tf.tensor1d([2]),
  tf.tensor1d([1]),
  1,
  tf.Reduction.MEAN,
);
export const accuracy: tf.Tensor = tf.metrics.binaryAccuracy(tf.tensor2d([[1]]), tf.tensor2d([[0.7]]));
export const confusion: tf.Tensor2D = tf.math.confusionMatrix([0, 1], [0, 1], 2);

export const custom = tf.customGrad((x: tf.Tensor | tf.GradSaveFunc, save?: tf.Tensor | tf.GradSaveFunc) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: (x as tf.Tensor).square(),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [dy.mul(saved[0]!.abs())],
  };
});

export function cells(data: tf.Tensor2D, c: tf.Tensor2D, h: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const kernel = tf.randomNormal<tf.Rank.R2>([3, 8]);
  const bias = tf.zeros<tf.Rank.R1>([8]);
  const cell = (x: tf.Tensor2D, state: tf.Tensor2D, out: tf.Tensor2D) =>
    tf.basicLSTMCell(tf.scalar(1), kernel, bias, x, state, out);
  const [states, outputs] = tf.multiRNNCell([cell], data, [c], [h]);
  return [states[0]!, outputs[0]!];
}

export function helpers(items: string[]): number {
  tf.util.shuffle(items);
  tf.util.assert(items.length > 0, () => "no items");
  const order: Uint32Array = tf.util.createShuffledIndices(items.length);
  const start: number = tf.util.now();
  const size: number = tf.util.sizeFromShape([2, 3]);
  return order.length + start + size;
}

export async function timed(): Promise<number> {
  await tf.ready();
  await tf.setBackend("cpu");
  const { wallMs } = await tf.time(() => tf.add(1, 2));
  await tf.nextFrame();
  return (wallMs as number) + tf.memory().numTensors + tf.version.tfjs.length;
}
