/** What TensorFlow.js's layers hold in their fields: options by their names (`dense.units`), weights by theirs (`dense.kernel`). */
import { type ActivationSpec, resolveActivation } from "../../activations.ts";
import { resolveConstraint } from "../../constraints/by-name.ts";
import { ConfigError } from "../../index.ts";
import { resolveInitializer } from "../../initializers/by-name.ts";
import { hardSigmoidOfKeras2 } from "../../io/layer-options.ts";
import { resolveRegularizer } from "../../regularizers/by-name.ts";
import { chained, type Tensor, tensorOf } from "../tensors/index.ts";
import type { Like } from "../types.ts";
import { Constraint } from "./constraints.ts";
import type { Face } from "./faces.ts";
import { Initializer } from "./initializers.ts";
import { Regularizer } from "./regularizers.ts";

/** The options of TensorFlow.js that Recurve calls otherwise, by class. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LeakyReLU: { alpha: "negativeSlope" },
  ELU: { alpha: "alpha" },
  ThresholdedReLU: { theta: "threshold" },
};
const ofWeights = [
  "kernel",
  "recurrentKernel",
  "bias",
  "embeddings",
  "gamma",
  "beta",
  "movingMean",
  "movingVariance",
  "depthwiseKernel",
  "pointwiseKernel",
];

const parts = [
  [/nitializer$/, Initializer, resolveInitializer],
  [/egularizer$/, Regularizer, resolveRegularizer],
  [/onstraint$/, Constraint, resolveConstraint],
] as const;

/** An activation as layers hold it. */
export class Activation {
  constructor(private readonly spec: ActivationSpec) {}
  /** What it makes of a tensor. */
  apply(x: Like): Tensor {
    return chained(resolveActivation(this.spec).apply(tensorOf(x)));
  }
  /** The name in files. */
  getClassName(): string {
    return this.spec === hardSigmoidOfKeras2 ? "hardSigmoid" : resolveActivation(this.spec).name;
  }
  /** Nothing: an activation has no options. */
  getConfig(): object {
    return {};
  }
}

/** Lets a layer of `tf.layers` tell its options and weights in fields. They cannot be set: the layer is made of its options. */
export function tellFields(face: Face): void {
  const { core } = face;
  const config = core.config as Record<string, unknown>;
  if ("cell" in core) return;
  for (const key of Object.keys(config)) tell(face, key, () => shown(key, config[key]));
  for (const [key, own] of Object.entries(renamed[face.getClassName()] ?? {})) tell(face, key, () => config[own]);
  for (const key of ofWeights) {
    const tail = `/${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    tell(face, key, () => face.weights.find(({ name }) => name.endsWith(tail)) ?? null);
  }
}

function tell(face: Face, key: string, get: () => unknown): void {
  if (key in face) return;
  const set = () => {
    throw new ConfigError({
      what: `The ${key} of the layer "${face.name}" cannot be set: it is an option that the layer was made with.`,
      hint: "make a layer with other options; setWeights changes weights",
    });
  };
  Object.defineProperty(face, key, { get, set, configurable: true });
}

function shown(key: string, value: unknown): unknown {
  if (/activation$/i.test(key)) return new Activation((value ?? null) as ActivationSpec);
  for (const [kind, Face, resolve] of parts) {
    if (value === null || value === undefined || !kind.test(key)) continue;
    return value instanceof Face ? value : new Face(resolve(value as never) as never);
  }
  return value;
}
