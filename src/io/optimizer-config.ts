/** An optimizer and its learning rate in Keras's JSON and as Recurve's objects. */
import { resolveOptimizer } from "../optimizers/by-name.ts";
import * as optimizers from "../optimizers/index.ts";
import { FormatError, warn } from "../tensor/index.ts";
import { lackedHere, ownFunction } from "./compile-errors.ts";
import type { Json, JsonRecord } from "./json.ts";
import { asKerasObject, type Dialect, objectOf, plainConfig, plainOptions, unwrapped } from "./layer-options.ts";
import { factoryOf, make, optimizerClasses, scheduleClasses } from "./names.ts";

/** Options of Keras's optimizers that have no meaning here, or only describe their form. */
const meaningless = [
  "loss_scale_factor",
  "jit_compile",
  "is_legacy_optimizer",
  "decay",
  "schedule_decay",
  "lr",
  "learning_rate",
];

export function readOptimizer(value: Json): optimizers.Optimizer {
  if (typeof value === "string") return resolveOptimizer(optimizerFactory(value));
  const object = asKerasObject(value, "The optimizer");
  if (/^LossScaleOptimizer(V\d)?$/.test(object.class_name)) {
    warn(
      "the optimizer of the file scales losses for numbers of 16 bits (LossScaleOptimizer): the one inside it is read.",
    );
    return readOptimizer(object.config.inner_optimizer ?? object.config.optimizer ?? null);
  }
  const { config } = object;
  const rest = Object.entries(config).filter(([key, option]) => !meaningless.includes(key) && option !== null);
  const rate = unwrapped(config.learning_rate ?? config.lr);
  const options = {
    ...plainOptions(Object.fromEntries(rest)),
    ...(rate !== undefined && { learningRate: readRate(rate, config.decay) }),
  };
  const factory = optimizerFactory(object.class_name);
  return make(optimizers, factory, options);
}

function optimizerFactory(className: string): keyof typeof optimizerClasses {
  const factory = factoryOf(optimizerClasses, className.replace(/^(Custom|Addons)>/, ""));
  if (factory) return factory;
  throw lackedHere("optimizer", className);
}

/** A learning rate, or its schedule. Keras 2 has a decay besides the rate. */
function readRate(value: Json, decay: Json | undefined): number | optimizers.Schedule {
  if (typeof value === "number") {
    if (typeof decay !== "number" || decay === 0) return value;
    return optimizers.inverseTimeDecay({ initialLearningRate: value, decaySteps: 1, decayRate: decay });
  }
  const { class_name, config } = asKerasObject(value, "The learning rate");
  const factory = factoryOf(scheduleClasses, class_name);
  if (!factory) throw lackedHere("schedule", class_name);
  const { name: _, ...options } = plainOptions(config);
  return make(optimizers, factory, options);
}

export function writeOptimizer(optimizer: optimizers.Optimizer, dialect: Dialect): JsonRecord {
  if (!Object.values(optimizerClasses).includes(optimizer.className)) {
    throw new FormatError({
      what: `Keras has no optimizer ${optimizer.className}, and its files cannot hold it.`,
      expected: `one of ${Object.keys(optimizerClasses).join(", ")}`,
      received: optimizer.className,
      hint: "save with { includeOptimizer: false }, and compile the model again after loading; fit's checkpoint keeps its state",
    });
  }
  const { learningRate: _, ...rest } = optimizer.config;
  const config: Record<string, Json> = plainConfig(rest, optimizer.className);
  config.learning_rate = optimizer.schedule ? writeSchedule(optimizer.schedule, dialect) : optimizer.learningRate;
  if (dialect === 3) config.loss_scale_factor = null;
  return objectOf("keras.optimizers", optimizer.className, config, dialect);
}

function writeSchedule(
  { className, config, name }: optimizers.Schedule & { name?: string },
  dialect: Dialect,
): JsonRecord {
  if (className && config) {
    return objectOf("keras.optimizers.schedules", className, plainConfig(config, className), dialect);
  }
  throw ownFunction("The learning rate's schedule", name);
}
