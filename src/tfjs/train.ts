/** `tf.train`: optimizers by position of their options, with TensorFlow.js's defaults. */
import { optimizers } from "../index.ts";

const epsilon = 1e-7;

/** Optimizers by TensorFlow.js's names, with its argument order and defaults. */
export const train = {
  /** Stochastic gradient descent. */
  sgd: (learningRate: number) => optimizers.sgd({ learningRate }),
  /** Gradient descent that keeps a share `momentum` of its last move. */
  momentum: (learningRate: number, momentum: number, nesterov = false) =>
    optimizers.sgd({ learningRate, momentum, nesterov }),
  /** Divides gradients by the root of their average square; `rho` is how slowly the average moves. */
  rmsprop: (learningRate: number, rho = 0.9, momentum = 0, small = epsilon, centered = false) =>
    optimizers.rmsprop({ learningRate, rho, momentum, epsilon: small, centered }),
  /** Adam (Kingma & Ba, 2015); `beta1` and `beta2` are how slowly its two averages move. */
  adam: (learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, small = epsilon) =>
    optimizers.adam({ learningRate, beta1, beta2, epsilon: small }),
  /** Adam with the largest recent gradient in place of the average square. */
  adamax: (learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, small = epsilon) =>
    optimizers.adamax({ learningRate, beta1, beta2, epsilon: small }),
  /** Divides gradients by the root of the sum of their squares. */
  adagrad: (learningRate: number, initialAccumulatorValue = 0.1) =>
    optimizers.adagrad({ learningRate, initialAccumulatorValue }),
  /** Averages squared gradients and squared moves; `rho` is how slowly the averages move. */
  adadelta: (learningRate = 0.001, rho = 0.95, small = epsilon) =>
    optimizers.adadelta({ learningRate, rho, epsilon: small }),
};

/** The learning rates of optimizers given by name. */
const rates: Readonly<Record<string, number>> = {
  sgd: 0.01,
  adam: 0.001,
  rmsprop: 0.001,
  adagrad: 0.01,
  adamax: 0.002,
  adadelta: 0.001,
};

/** An optimizer given by name, with TensorFlow.js's learning rate; any other as it is. */
export function optimizerOf<O>(spec: O): Exclude<O, string> | ReturnType<typeof train.adam> {
  const make = typeof spec === "string" && Object.hasOwn(rates, spec) ? train[spec as "adam"] : undefined;
  return make ? make(rates[spec as string]) : (spec as Exclude<O, string>);
}
