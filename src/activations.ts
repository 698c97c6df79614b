/** Activation functions by Keras's names in camelCase. */
import type { UnaryName } from "./backend/pointwise.ts";
import { logSoftmax, softmax, unary, withLogits } from "./ops/index.ts";
import { ConfigError, type Tensor, unknownName } from "./tensor/index.ts";

/** An activation: its name, what it computes, and the kernel that serves it where it works on single numbers. */
export interface Activation {
  readonly name: string;
  readonly pointwise: UnaryName | undefined;
  apply(x: Tensor): Tensor;
}

/** Activations that are functions of one number: Keras's name, and the kernel's. */
const pointwiseNames = {
  linear: "linear",
  tanh: "tanh",
  sigmoid: "sigmoid",
  relu: "relu",
  relu6: "relu6",
  leakyRelu: "leakyRelu",
  elu: "elu",
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

const rowwise = { softmax, logSoftmax } as const;

export type ActivationName = keyof typeof pointwiseNames | keyof typeof rowwise;

/** A name, a function of one's own, or null for none. */
export type ActivationSpec = ActivationName | Activation | ((x: Tensor) => Tensor) | null;

/** The activation that a name or function stands for. @throws ConfigError for an unknown name */
export function resolveActivation(spec: ActivationSpec): Activation {
  if (spec === null) return resolveActivation("linear");
  if (typeof spec === "function") return { name: spec.name || "custom", pointwise: undefined, apply: spec };
  if (typeof spec === "string") return byName(spec);
  if (typeof spec?.apply === "function") return spec;
  throw new ConfigError({
    what: "This is not an activation.",
    expected: 'a name such as "tanh", or a function',
    received: String(spec),
  });
}

function byName(name: ActivationName): Activation {
  if (Object.hasOwn(rowwise, name)) return { name, pointwise: undefined, apply: rowwise[name as keyof typeof rowwise] };
  if (!Object.hasOwn(pointwiseNames, name)) {
    throw unknownName("activation", name, [...Object.keys(pointwiseNames), ...Object.keys(rowwise)]);
  }
  const kernel = pointwiseNames[name as keyof typeof pointwiseNames];
  return { name, pointwise: kernel, apply: (x) => activate(kernel, x) };
}

function activate(kernel: UnaryName, x: Tensor): Tensor {
  if (kernel === "linear") return x;
  const y = unary(kernel, x);
  return kernel === "sigmoid" ? withLogits(y, x, "sigmoid") : y;
}
