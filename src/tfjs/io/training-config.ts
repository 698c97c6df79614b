/** Loss, metrics and optimizer as `model.json` holds them. */
import { ConfigError, type Model, type optimizers } from "../../index.ts";
import { snakeName } from "../layers/names.ts";

/** A model as far as files tell how it was compiled. */
export interface Compiled {
  /** The model in Recurve's own form. */
  readonly core: Model<any>;
  /** What `compile` was given as loss. */
  readonly loss: any;
  /** What `compile` was given as metrics. */
  readonly metrics: any;
}

/** @throws ConfigError before `compile`, and for a function of the user's, which no file can hold */
export function trainingConfigOf(model: Compiled): object {
  const { loss, metrics } = model;
  const { optimizer } = model.core;
  if (!optimizer)
    throw new ConfigError({ what: "save: the model is not compiled.", received: "includeOptimizer: true" });
  return {
    loss: namesOf(loss),
    metrics: metrics ? namesOf(metrics) : [],
    optimizer_config: optimizerConfig(optimizer),
  };
}

/** Options that TensorFlow.js's optimizers have, and what they are called here, by class. */
const options: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SGD: { learningRate: "learningRate" },
  Momentum: { learningRate: "learningRate", momentum: "momentum", useNesterov: "nesterov" },
  RMSProp: {
    learningRate: "learningRate",
    decay: "rho",
    momentum: "momentum",
    epsilon: "epsilon",
    centered: "centered",
  },
  Adam: { learningRate: "learningRate", beta1: "beta1", beta2: "beta2", epsilon: "epsilon" },
  Adamax: { learningRate: "learningRate", beta1: "beta1", beta2: "beta2", epsilon: "epsilon" },
  Adagrad: { learningRate: "learningRate", initialAccumulatorValue: "initialAccumulatorValue" },
  Adadelta: { learningRate: "learningRate", rho: "rho", epsilon: "epsilon" },
};

function optimizerConfig({ className, config }: optimizers.Optimizer): object {
  const own = config as Readonly<Record<string, unknown>>;
  const name = className === "RMSprop" ? "RMSProp" : className === "SGD" && own.momentum ? "Momentum" : className;
  const known = options[name];
  const rate = own.learningRate;
  if (!known || typeof rate !== "number") {
    throw new ConfigError({
      what: `save: TensorFlow.js has no optimizer like this ${className}.`,
      hint: "save without includeOptimizer",
    });
  }
  return {
    class_name: name,
    config: Object.fromEntries(Object.entries(known).map(([theirs, ours]) => [theirs, own[ours]])),
  };
}

function namesOf(given: any): any {
  if (typeof given === "string") return snakeName(given);
  if (Array.isArray(given)) return given.map(namesOf);
  if (typeof given === "object" && given !== null && typeof given.values !== "function") {
    return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, namesOf(each)]));
  }
  throw new ConfigError({
    what: "save: a function of your own cannot be kept in a file.",
    received: given?.name ?? "a function",
  });
}
