/** Data of `fit` and `evaluate` as samples: 1-D data as columns, weights of classes as weights of samples. */
import * as core from "../../index.ts";
import { readSamples } from "../../models/read-samples.ts";
import type { Samples } from "../../models/samples.ts";
import type { Like } from "../types.ts";
import type { Trained } from "./trained.ts";

/** Tensors or lists for one input or output, or for several by order or by name. */
export type Data =
  | core.Tensor
  | Like
  | readonly core.Tensor[]
  | Readonly<Record<string, core.Tensor>>
  | readonly Like[]
  | Readonly<Record<string, Like>>;
/** A factor for the loss of each class, by class number. */
export type ClassWeight = Readonly<Record<number, number>>;
/** Factors of classes for each of several outputs, by name. */
export type ClassWeightMap = Readonly<Record<string, ClassWeight>>;
/** One for the only output, or one for each by order or by name. */
export type ClassWeights = ClassWeight | readonly ClassWeight[] | ClassWeightMap;

const { ops } = core;

/** Data whose tensors of one axis became columns. */
export function columns<T extends Data>(data: T): T {
  if (data instanceof core.Tensor) return (data.rank === 1 ? ops.expandDims(data, -1) : data) as unknown as T;
  if (ArrayBuffer.isView(data)) return columns(core.tensor(data as never)) as unknown as T;
  if (Array.isArray(data)) {
    if (data.every((each) => typeof each === "number")) return ops.expandDims(core.tensor(data), -1) as unknown as T;
    return data.map((each) => (each instanceof core.Tensor ? columns(each) : each)) as unknown as T;
  }
  if (typeof data !== "object" || data === null || "shape" in data) return data;
  return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, columns(each as Like)])) as T;
}

/** Data of one input, which may come as a list of one. */
const single = (data: Data, count: number) =>
  count === 1 && Array.isArray(data) && data.length === 1 && data[0] instanceof core.Tensor ? data[0] : data;

/** Samples for training or measuring. @throws ShapeError when data and model do not fit */
export function samplesOf(
  model: Trained,
  x: Data,
  y: Data,
  {
    sampleWeight,
    classWeight,
  }: { sampleWeight?: Data | null | undefined; classWeight?: ClassWeights | null | undefined } = {},
): Samples {
  const inputs = columns(single(x, model.core.graph?.inputs.length ?? 1));
  const targets = columns(single(y, model.core.outputNames.length));
  const samples = readSamples(model.core, inputs as core.ModelData, targets as core.ModelTargets, {
    allowNaN: true,
    ...(sampleWeight !== undefined && sampleWeight !== null && { sampleWeight: sampleWeight as core.ModelTargets }),
  });
  if (!classWeight) return samples;
  const factors = perOutput(classWeight, model.core.outputNames);
  const weights = samples.targets.map((target, i) =>
    target && factors[i] ? times(samples.weights[i], byClass(target, factors[i])) : samples.weights[i],
  );
  return { ...samples, weights };
}

const times = (a: core.Tensor | undefined, b: core.Tensor) => (a ? ops.multiply(a, b) : b);

function perOutput(given: ClassWeights, names: readonly string[]): (ClassWeight | undefined)[] {
  if (Array.isArray(given)) return names.map((_, i) => given[i]);
  const isByName = Object.values(given).every((each) => typeof each === "object");
  if (isByName) return names.map((name) => (given as Record<string, ClassWeight>)[name]);
  if (names.length === 1) return [given as ClassWeight];
  throw new core.ConfigError({
    what: "classWeight does not say which output it is for.",
    expected: `a list of ${names.length}, or a record with ${names.join(", ")}`,
    received: "factors of classes",
  });
}

/** The factor of each sample's class: a class number, or a one-hot row. */
function byClass(target: core.Tensor, factors: ClassWeight): core.Tensor {
  const isOneHot = target.rank === 2 && target.shape[1]! > 1;
  const classes = isOneHot ? ops.argMax(target, -1) : target;
  return core.tensor(
    Float32Array.from(classes.dataSync() as ArrayLike<number>, (label) => {
      const factor = factors[label];
      if (factor !== undefined) return factor;
      throw new core.ConfigError({
        what: `classWeight has no factor for the class ${label}.`,
        expected: "a factor for every class in the targets",
        received: Object.keys(factors).join(", "),
      });
    }),
    [target.shape[0]!],
  );
}
