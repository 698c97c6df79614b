/** The options of a layer as TensorFlow.js gives them: names in camelCase, initializers and the like by class and options. */
import { FormatError, Model } from "../../index.ts";
import type { Json, JsonRecord } from "../../io/json.ts";
import { isBuiltIn } from "../../io/layer-classes.ts";
import { writeOne } from "../../io/tfjs/write-topology.ts";
import type { AnyCore } from "./faces.ts";
import { isOwn } from "./own-layer.ts";
import { functionName } from "./parts.ts";

/** The options that make a layer again. */
export function configOf(core: AnyCore): Record<string, any> {
  if (isOwn(core)) return baseConfig(core);
  if (!isBuiltIn(core) && !(core instanceof Model)) return { ...core.getConfig() };
  const written = configInFiles(core);
  if (!written) return { ...core.getConfig() };
  const { dtype, ...all } = camelCased(written) as Record<string, any>;
  const own = notes.has(core) ? without(all, "unitForgetBias") : all;
  const shape = baseConfig(core).batchInputShape;
  const activity = "kernelRegularizer" in own || "depthwiseRegularizer" in own ? { activityRegularizer: null } : {};
  const noted = notes.get(core) ?? {};
  const config = { ...activity, ...withWindows(own, core.className), name: core.name, ...noted };
  return shape ? { dtype, ...config, batchInputShape: shape } : without(config, "dtype");
}

const notes = new WeakMap<AnyCore, Record<string, unknown>>();

/** Keeps options that change nothing here, since {@link configOf} tells them all the same. */
export function noteOptions(core: AnyCore, args: object): void {
  const { implementation, unroll, dtype, unitForgetBias = null } = args as Record<string, unknown>;
  const told = { implementation, unroll, dtype, ...("unitForgetBias" in core.config && { unitForgetBias }) };
  const given = Object.entries(told).filter(([, value]) => value !== undefined && value !== null);
  notes.set(core, Object.fromEntries(given));
}

const without = (record: Record<string, any>, name: string) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

/** Lengths of windows as lists with one for each axis, and no groups where there is one. */
function withWindows(config: Record<string, any>, className: string): Record<string, any> {
  const axes = Number(/(\d)D/.exec(className)?.[1] ?? 0);
  const entries = Object.entries(config).map(([key, value]) => {
    if (!/^(kernelSize|strides|dilationRate|poolSize|size)$/.test(key) || axes === 0) return [key, value];
    const length = key === "strides" ? (value ?? config.poolSize) : value;
    return [key, typeof length === "number" ? new Array(axes).fill(length) : length];
  });
  return Object.fromEntries(entries.filter(([key, value]) => !(key === "groups" && value === 1)));
}

/** The options as TensorFlow.js's files hold them; none for a layer with something that these lack. */
function configInFiles(core: AnyCore): Json | undefined {
  try {
    return writeOne(core).config;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** What every layer of a user's class says of itself. */
function baseConfig({ name, trainable, config }: AnyCore): Record<string, any> {
  const { batchInputShape, inputShape, ...own } = config as Record<string, any>;
  const shape = batchInputShape ?? (inputShape && [null, ...inputShape]);
  return { name, trainable: trainable ?? own.trainable ?? true, ...(shape && { batchInputShape: shape }) };
}

/** Values that are names of functions. */
const named = /activation$|^(mode|distribution|padding|mergeMode|dataFormat|interpolation)$/i;

/** Initializers that are one class there. */
const scalings: Readonly<Record<string, JsonRecord>> = {
  GlorotNormal: { scale: 1, mode: "fanAvg", distribution: "normal" },
  GlorotUniform: { scale: 1, mode: "fanAvg", distribution: "uniform" },
  HeNormal: { scale: 2, mode: "fanIn", distribution: "normal" },
  HeUniform: { scale: 2, mode: "fanIn", distribution: "uniform" },
  LeCunNormal: { scale: 1, mode: "fanIn", distribution: "normal" },
  LeCunUniform: { scale: 1, mode: "fanIn", distribution: "uniform" },
};

/** JSON with keys, and the names of functions in it, in camelCase; names of layers stay. */
export function camelCased(value: Json, key = ""): Json {
  if (Array.isArray(value))
    return /^(inboundNodes|inputLayers|outputLayers)$/.test(key) ? value : value.map((each) => camelCased(each));
  if (typeof value === "string") return named.test(key) ? functionName(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const scaling = scalings[String((value as JsonRecord).class_name)];
  if (scaling) {
    const { seed = null } = (value as { config?: JsonRecord }).config ?? {};
    return { className: "VarianceScaling", config: { ...scaling, seed } };
  }
  return Object.fromEntries(
    Object.entries(value).map(([each, inner]) => {
      const name = each.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [name, camelCased(inner!, name)];
    }),
  );
}
