/** Functions of one number with parameters: as operators, and as activations inside recurrent operators. */

import type { UnaryName } from "../../../backend/pointwise.ts";
import { bent } from "../../../ops/bent.ts";
import { add, clip, divide, greater, minimum, multiply, relu, tanh, unary, where } from "../../../ops/index.ts";
import type { Tensor } from "../../../tensor/index.ts";

/** A function, and the kernel that computes the same where there is one. */
export interface OnnxActivation {
  readonly kernel: UnaryName | undefined;
  apply(x: Tensor): Tensor;
}

/** What an activation takes: how many of alpha and beta, their defaults, and its making. */
interface Family {
  alpha?: number;
  beta?: number;
  make(alpha: number, beta: number): OnnxActivation;
}

const kernel = (name: UnaryName): OnnxActivation => ({
  kernel: name,
  apply: (x) => (name === "linear" ? x : unary(name, x)),
});
const formula = (apply: (x: Tensor) => Tensor): OnnxActivation => ({ kernel: undefined, apply });

/** The parameters with which Recurve's kernels are the functions of these names. */
const KERNEL_SLOPE = 0.2;
const KERNEL_HARD_SLOPE = 1 / 6;
const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-7;

/** exp(x) - 1 below 0, and 0 above. */
export const negativePart = (x: Tensor) => unary("elu", minimum(x, 0));

/** The activations of RNN, LSTM and GRU, by name in lower case. */
const families: Readonly<Record<string, Family>> = {
  relu: { make: () => kernel("relu") },
  tanh: { make: () => kernel("tanh") },
  sigmoid: { make: () => kernel("sigmoid") },
  softsign: { make: () => kernel("softsign") },
  softplus: { make: () => kernel("softplus") },
  affine: {
    alpha: 1,
    beta: 0,
    make: (alpha, beta) =>
      alpha === 1 && beta === 0 ? kernel("linear") : formula((x) => add(multiply(x, alpha), beta)),
  },
  leakyrelu: {
    alpha: 0.01,
    make: (alpha) => (isNear(alpha, KERNEL_SLOPE) ? kernel("leakyRelu") : formula((x) => bent(x, x, alpha))),
  },
  thresholdedrelu: { alpha: 1, make: (alpha) => formula((x) => where(greater(x, alpha), x, 0)) },
  scaledtanh: { alpha: 1, beta: 1, make: (alpha, beta) => formula((x) => multiply(tanh(multiply(x, beta)), alpha)) },
  hardsigmoid: {
    alpha: 0.2,
    beta: 0.5,
    make: (alpha, beta) =>
      isNear(alpha, KERNEL_HARD_SLOPE) && beta === 0.5
        ? kernel("hardSigmoid")
        : formula((x) => clip(add(multiply(x, alpha), beta), 0, 1)),
  },
  elu: {
    alpha: 1,
    make: (alpha) => (alpha === 1 ? kernel("elu") : formula((x) => add(relu(x), multiply(negativePart(x), alpha)))),
  },
  celu: {
    alpha: 1,
    make: (alpha) => formula((x) => add(relu(x), multiply(negativePart(divide(x, alpha)), alpha))),
  },
};

/** How many of alpha and beta an activation takes; undefined for one that does not exist. */
export function parameterCount(name: string): { alpha: boolean; beta: boolean } | undefined {
  if (!Object.hasOwn(families, name.toLowerCase())) return undefined;
  const family = families[name.toLowerCase()]!;
  return { alpha: family.alpha !== undefined, beta: family.beta !== undefined };
}

/** The activation of a name that {@link parameterCount} knows; parameters left out have ONNX's defaults. */
export function onnxActivation(name: string, alpha?: number, beta?: number): OnnxActivation {
  const family = families[name.toLowerCase()]!;
  return family.make(alpha ?? family.alpha ?? 0, beta ?? family.beta ?? 0);
}
