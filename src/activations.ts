/** Activation functions by Keras's names in camelCase. Those of one number are kernels; the rest are made of operations. */
import type { UnaryName } from "./backend/pointwise.ts";
import {
  abs,
  add,
  clip,
  divide,
  greater,
  less,
  logSoftmax,
  multiply,
  negative,
  relu,
  sigmoid,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  unary,
  where,
  withLogits,
} from "./ops/index.ts";
import { ConfigError, ShapeError, shown, type Tensor, unknownName, wrap } from "./tensor/index.ts";

/** An activation: its name, what it computes, and the kernel that serves it where it works on single numbers. */
export interface Activation {
  /** Its name in camelCase, as files and options have it. */
  readonly name: string;
  /** How many entries of the last axis one entry of the result takes, where that is not 1. */
  readonly entries?: number;
  /** The kernel that computes it, where it works on single numbers. */
  readonly pointwise?: UnaryName | undefined;
  /** The activation of every element; some, such as softmax, look at the whole last axis. */
  apply(x: Tensor): Tensor;
}

/** Activations that have a kernel: Keras's name, and the kernel's. */
const kernels = {
  linear: "linear",
  tanh: "tanh",
  sigmoid: "sigmoid",
  relu: "relu",
  relu6: "relu6",
  leakyRelu: "leakyRelu",
  elu: "elu",
  celu: "elu",
  selu: "selu",
  softplus: "softplus",
  softsign: "softsign",
  hardSigmoid: "hardSigmoid",
  silu: "silu",
  swish: "silu",
  hardSilu: "hardSilu",
  hardSwish: "hardSilu",
  gelu: "gelu",
  mish: "mish",
  exponential: "exp",
} as const satisfies Record<string, UnaryName>;

/** Activations made of operations. */
const composed = {
  softmax,
  logSoftmax,
  /** gelu by a hyperbolic tangent, as TensorFlow.js has it. */
  geluNew: tanhGelu,
  /** log σ(x). */
  logSigmoid: (x) => negative(softplus(negative(x))),
  hardTanh: (x) => clip(x, -1, 1),
  /** x where |x| > 0.5, else 0. */
  hardShrink: (x) => where(greater(abs(x), 0.5), x, 0),
  /** x moved by 0.5 towards 0, and not beyond it. */
  softShrink: (x) => subtract(relu(subtract(x, 0.5)), relu(subtract(-0.5, x))),
  tanhShrink: (x) => subtract(x, tanh(x)),
  /** 0 up to -1, then (x + 1)² / 4, and x from 1 on. */
  sparsePlus: (x) => where(less(x, 1), multiply(square(relu(add(x, 1))), 0.25), x),
  /** 0 up to -1, 1 from 1 on, and a straight line between. */
  sparseSigmoid: (x) => where(less(abs(x), 1), multiply(add(x, 1), 0.5), greater(x, 0)),
  /** (x + √(x² + 4)) / 2. */
  squareplus: (x) => multiply(add(x, sqrt(add(square(x), 4))), 0.5),
  /** The first half of the last axis times σ of the second half. */
  glu: (x) => {
    const [values, gates] = split(x, 2, -1) as [Tensor, Tensor];
    return multiply(values, sigmoid(gates));
  },
  sparsemax,
} as const satisfies Record<string, (x: Tensor) => Tensor>;

/** (1 + tanh(√(2 / π) (x + 0.044715 x³))) x / 2. */
export function tanhGelu(x: Tensor): Tensor {
  const inner = multiply(add(x, multiply(multiply(square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return multiply(multiply(x, 0.5), add(tanh(inner), 1));
}

/** The activations that can be given by name, such as "relu". */
export type ActivationName = keyof typeof kernels | keyof typeof composed;

/** A layer without weights that serves as an activation, such as `layers.leakyReLU()`. */
interface ActivationLayer {
  /** The name of its class in files. */
  readonly className: string;
  /** Its output for an input of any shape. */
  apply(x: Tensor): Tensor;
}

/** A name, a layer without weights such as `layers.leakyReLU({ negativeSlope: 0.1 })`, a function of your own, or null for none. */
export type ActivationSpec = ActivationName | Activation | ActivationLayer | ((x: Tensor) => Tensor) | null;

/** The activation that a name or function stands for. @throws ConfigError for an unknown name */
export function resolveActivation(spec: ActivationSpec): Activation {
  if (spec === null) return byName("linear");
  // names with brackets or spaces, so that no writer of files takes it for a built-in one
  if (typeof spec === "function") return { name: `${spec.name || "custom"}()`, apply: (x) => spec(x) };
  if (typeof spec === "string") return byName(spec);
  if (typeof spec?.apply === "function") {
    return "className" in spec ? { name: `layer ${spec.className}`, apply: (x) => spec.apply(x) } : spec;
  }
  throw new ConfigError({
    what: "This is not an activation.",
    expected: 'a name such as "tanh", a layer such as layers.leakyReLU(), or a function',
    received: shown(spec),
  });
}

function byName(name: ActivationName): Activation {
  if (Object.hasOwn(composed, name)) {
    const apply = composed[name as keyof typeof composed];
    const activation = { name, pointwise: undefined, apply: (x: Tensor) => apply(x) };
    return name === "glu" ? { ...activation, entries: 2 } : activation;
  }
  if (!Object.hasOwn(kernels, name)) {
    throw unknownName("activation", name, [...Object.keys(kernels), ...Object.keys(composed)]);
  }
  const kernel = kernels[name as keyof typeof kernels];
  return { name, pointwise: kernel, apply: (x) => activate(kernel, x) };
}

/** The length of the last axis after an activation. @throws ShapeError where it does not come out even */
export function activatedLength(activation: Activation, length: number | null): number | null {
  const { name, entries = 1 } = activation;
  if (length === null || length % entries === 0) return length && length / entries;
  throw new ShapeError({
    what: `The activation "${name}" joins ${entries} entries of the last axis into one.`,
    expected: `a length divisible by ${entries}`,
    received: shown(length),
  });
}

function activate(kernel: UnaryName, x: Tensor): Tensor {
  if (kernel === "linear") return x;
  const y = unary(kernel, x);
  return kernel === "sigmoid" ? withLogits(y, x, "sigmoid") : y;
}

/**
 * max(x - τ, 0) along the last axis, with the τ of Keras 3.15, whose files hold networks trained with it: of Martins & Astudillo,
 * "From softmax to sparsemax", 2016, but it sums the sums x₁, x₁ + x₂, ... of the k largest entries in place of the last of them.
 * Where one entry is above τ, both are the same.
 */
function sparsemax(x: Tensor): Tensor {
  const width = x.shape.at(-1);
  if (width === undefined) throw new ShapeError("sparsemax needs at least one axis.");
  const values = x.read();
  const [times, counts] = [new Float32Array(x.size), new Float32Array(x.size / Math.max(1, width))];
  for (let start = 0; start < values.length; start += width) {
    const order = supportOf(values.subarray(start, start + width));
    counts[start / width] = order.length;
    // the largest is in all sums, the last in one
    for (const [i, at] of order.entries()) times[start + at] = order.length - i;
  }
  const weights = wrap(times, x.shape, "float32");
  const support = wrap(counts, [...x.shape.slice(0, -1), 1], "float32");
  return relu(subtract(x, divide(subtract(sum(multiply(x, weights), -1, true), 1), support)));
}

/** Where the k largest entries of a row are, largest first, for the last k with 1 + k x_k > x_1 + ... + x_k. */
function supportOf(row: ArrayLike<number>): number[] {
  const order = Array.from(row, (_, i) => i).sort((a, b) => row[b]! - row[a]!);
  let [total, count] = [0, 0];
  for (const [i, at] of order.entries()) {
    total += row[at]!;
    if (1 + (i + 1) * row[at]! > total) count = i + 1;
  }
  return order.slice(0, Math.max(1, count));
}
