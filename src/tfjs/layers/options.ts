/** Options of `tf.layers` in Recurve's words, with TensorFlow.js's defaults. */
import type * as core from "../../index.ts";
import { checkIsRecord, checkOption, takes } from "../../tensor/index.ts";
import { chained } from "../tensors/index.ts";
import { numberType } from "../tensors/rules.ts";
import type { DataType } from "../types.ts";
import { Layer } from "./layer.ts";
import { inputShapeOf, type LayerArgs } from "./own-args.ts";
import {
  activationOf,
  type ConstraintLike,
  constraintOf,
  type InitializerLike,
  initializerOf,
  type RegularizerLike,
  regularizerOf,
} from "./parts.ts";

/** Options of a layer as TensorFlow.js takes them: names in any spelling, null for absent ones. */
export type Args<O> = LayerArgs & {
  [K in keyof O as K extends keyof core.layers.LayerConfig | "seed" ? never : K]: K extends `${string}nitializer`
    ? InitializerLike | null
    : K extends `${string}egularizer`
      ? RegularizerLike | null
      : K extends `${string}onstraint`
        ? ConstraintLike | null
        : K extends "activation" | "recurrentActivation"
          ? string | null
          : O[K] | null;
} & {
  /** Penalty on the output. */
  activityRegularizer?: RegularizerLike | null;
  /** Fixes what is random. */
  seed?: number | null;
};

const gates = { recurrentActivation: "hardSigmoid", unitForgetBias: false, kernelInitializer: "glorotNormal" } as const;
const { unitForgetBias: _, ...gruGates } = gates;
const gru = { ...gruGates, resetAfter: false } as const;
const kernel = { kernelInitializer: "glorotNormal" } as const;
const window2d = { poolSize: [2, 2] } as const;

/** What TensorFlow.js fills in, where Keras 3 fills in something else. */
const defaults: Readonly<Record<string, object>> = {
  conv1d: kernel,
  conv2d: kernel,
  conv2dTranspose: kernel,
  conv3d: kernel,
  conv3dTranspose: kernel,
  dense: kernel,
  depthwiseConv2d: { depthwiseInitializer: "glorotNormal" },
  separableConv2d: { depthwiseInitializer: "glorotUniform", pointwiseInitializer: "glorotUniform" },
  simpleRNN: kernel,
  simpleRNNCell: kernel,
  lstm: gates,
  lstmCell: gates,
  gru,
  gruCell: gru,
  convLstm2d: gates,
  convLstm2dCell: gates,
  averagePooling2d: window2d,
  maxPooling2d: window2d,
  thresholdedReLU: { threshold: 1 },
  upSampling2d: { halfPixelCenters: false },
};

/** Options that say nothing here, whatever of their kind they hold. */
const meaningless: Readonly<Record<string, takes.Check<any>>> = {
  implementation: takes.orNull(takes.integer),
  dropoutFunc: takes.orNull(takes.callable),
  updatable: takes.orNull(takes.flag),
  fastWeightInit: takes.orNull(takes.flag),
  unroll: takes.orNull(takes.flag),
};
/** Options that say nothing at these values; any other, the layer itself takes or refuses by name. */
const withoutEffect: Readonly<Record<string, unknown>> = { dataFormat: "channelsLast", sparse: false, ragged: false };
/** Options that have other names, by layer. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  leakyReLU: { alpha: "negativeSlope" },
  thresholdedReLU: { theta: "threshold" },
};
/** Options of every layer that are read separately. */
const common = new Set(["inputShape", "batchInputShape", "batchSize", "weights", "dtype", "inputDType"]);

/** A layer's options in Recurve's words. @throws ConfigError for options that are no record */
export function translated(factory: string, args: object): Record<string, unknown> {
  checkIsRecord(factory, args);
  const all: Record<string, unknown> = { ...defaults[factory] };
  const read = new Set(sequenceOptions[factory] ?? []);
  for (const [name, value] of Object.entries(args)) {
    if (/dtype/i.test(name)) numberType((value as DataType | null) ?? undefined);
    if (name === "dtype" && factory === "inputLayer") all[name] = value ?? undefined;
    if (value === undefined || common.has(name) || read.has(name)) continue;
    if (Object.hasOwn(meaningless, name)) {
      checkOption(factory, name, value, meaningless[name]!);
      continue;
    }
    if (value === null && name !== "mergeMode") continue;
    if (Object.hasOwn(withoutEffect, name) && withoutEffect[name] === value) continue;
    all[renamed[factory]?.[name] ?? name] = value;
  }
  for (const [name, value] of Object.entries(all)) all[name] = optionOf(name, value);
  return { ...all, ...inputShapeOf(withShape(factory, args as Record<string, any>)) };
}

/** Options that tell a first layer's input, and nothing else. */
const sequenceOptions: Readonly<Record<string, readonly string[]>> = {
  embedding: ["inputLength"],
  dense: ["inputDim"],
  ...Object.fromEntries(
    ["simpleRNN", "lstm", "gru", "rnn", "convLstm2d"].map((name) => [name, ["inputDim", "inputLength"]]),
  ),
};

/** The layer's options with the input shape that they tell in other ways. */
function withShape(factory: string, args: Record<string, any>): LayerArgs {
  if ((args.inputShape ?? args.batchInputShape ?? null) !== null) return args;
  const { inputDim, inputLength, batchSize } = args;
  if (factory === "embedding") {
    return { ...args, batchInputShape: [batchSize ?? null, ...[inputLength ?? null].flat()] };
  }
  if (factory === "dense" && inputDim) return { ...args, inputShape: [inputDim] };
  if (sequenceOptions[factory]?.includes("inputLength") && inputDim) {
    return { ...args, inputShape: [inputLength ?? null, inputDim] };
  }
  return args;
}

function optionOf(name: string, value: unknown): unknown {
  if (value instanceof Layer) return value.core;
  if (Array.isArray(value) && value.some((each) => each instanceof Layer))
    return value.map((each) => (each as Layer).core);
  if (name.endsWith("nitializer")) return initializerOf(value as InitializerLike);
  if (name.endsWith("egularizer")) return regularizerOf(value as RegularizerLike);
  if (name.endsWith("onstraint")) return constraintOf(value as ConstraintLike);
  // a user's function sees tensors with methods
  if (name === "function" && typeof value === "function")
    return (...inputs: core.Tensor[]) => value(...inputs.map(chained));
  if (name === "activation" || name === "recurrentActivation") return activationOf(value);
  // null stands for the length that follows from the others
  if (name === "targetShape" && Array.isArray(value)) return (value as (number | null)[]).map((length) => length ?? -1);
  return value;
}
