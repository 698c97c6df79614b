/** The options of a layer as TensorFlow.js gives them: names in camelCase, initializers and the like by class and options. */
import { FormatError, Layer, layers, Model } from "../../index.ts";
import { isRecord, type Json, type JsonRecord } from "../../io/json.ts";
import { isBuiltIn, layersInside } from "../../io/layer-classes.ts";
import type { KerasObject } from "../../io/layer-options.ts";
import { writeOne } from "../../io/tfjs/write-topology.ts";
import { ConvLSTMCell } from "../../layers/rnn/conv-lstm-cell.ts";
import { type AnyCore, faceOf } from "./faces.ts";
import { isOwn } from "./own-layer.ts";
import { functionName } from "./parts.ts";
import { told } from "./told-options.ts";

/** The options that make a layer again. */
export function configOf(core: AnyCore): Record<string, any> {
  if (isOwn(core)) return baseConfig(core);
  if (core instanceof ConvLSTMCell) return cellConfig(core);
  if (!isBuiltIn(core) && !(core instanceof Model)) return { ...core.getConfig() };
  const written = configInFiles(core);
  if (!written) return { ...core.getConfig() };
  const { dtype, ...all } = camelCased(written.config) as Record<string, any>;
  const own = { ...all, ...inside(core, all) } as Record<string, any>;
  const shape = baseConfig(core).batchInputShape;
  const activity = "kernelRegularizer" in own || "depthwiseRegularizer" in own ? { activityRegularizer: null } : {};
  const config = { ...activity, ...withWindows(own, core.className), name: core.name };
  const whole = shape ? { dtype, ...config, batchInputShape: shape } : without(config, "dtype");
  return told(written.class_name, whole, given.get(core) ?? {});
}

/**
 * The layers and cells inside a layer with their options; for stacked cells, the options of each cell and of the stack.
 */
function inside(core: AnyCore, config: Record<string, any>): Record<string, any> {
  if (core instanceof Model) return { layers: config.layers?.map(withOptionsOf(core)) };
  const described = (inner: AnyCore) => {
    const face = faceOf(inner);
    return { className: face.getClassName(), config: face.getConfig() };
  };
  const { layer } = core.config as { layer?: AnyCore };
  if (layer instanceof Layer) return { layer: described(layer) };
  const { cells } = core.config as { cells?: readonly AnyCore[] };
  if (cells) return { cells: cells.map(described) };
  if (!("cell" in layersInside(core))) return {};
  const cell = described((core as unknown as { cell: AnyCore }).cell);
  const { name: _, trainable: __, ...options } = cell.config;
  return { ...options, cell };
}

/** Of a layer of a model as files hold it: with the options that the layer tells of itself. */
function withOptionsOf(model: Model<any>) {
  const known = new Map<string, AnyCore>((model.graph?.layers ?? model.layers).map((each) => [each.name, each]));
  return (written: { className: string; config: { name: string } }) => {
    const layer = known.get(written.config.name);
    return layer && written.className !== "InputLayer" ? { ...written, config: faceOf(layer).getConfig() } : written;
  };
}

/** The options of a cell over images: those of the layer around it, without those of the walk. */
function cellConfig(core: ConvLSTMCell): Record<string, any> {
  const layer = layers.convLstm2d({ ...core.config, name: core.name });
  const { returnSequences, returnState, goBackwards, stateful, unroll, ...config } = configOf(layer as never);
  const own = { ...config, ...baseConfig(core as never) };
  return told("ConvLSTM2DCell", own, given.get(core as never) ?? {});
}

const given = new WeakMap<AnyCore, Record<string, any>>();

/**
 * Keeps the options that a layer was made from, because {@link configOf} also returns those without effect in Recurve.
 */
export function noteOptions(core: AnyCore, args: object): void {
  given.set(core, args);
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
function configInFiles(core: AnyCore): KerasObject | undefined {
  try {
    return writeOne(core);
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

function toldInitializer({ class_name: className }: JsonRecord, config: JsonRecord): Json {
  if (className !== "VarianceScaling") {
    const seed = /^(Orthogonal|Random|Truncated)/.test(String(className)) ? { seed: config.seed ?? undefined } : {};
    return { className, config: { ...config, ...seed } } as Json;
  }
  const { scale, mode, distribution, seed = null } = config;
  return { className, config: { scale, mode: functionName(String(mode)), distribution, seed } } as Json;
}

/** JSON with keys, and the names of functions in it, in camelCase; names of layers stay. */
export function camelCased(value: Json, key = ""): Json {
  if (Array.isArray(value))
    return /^(inboundNodes|inputLayers|outputLayers)$/.test(key) ? value : value.map((each) => camelCased(each));
  if (typeof value === "string") return named.test(key) && value !== "gelu_new" ? functionName(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const scaling = scalings[String((value as JsonRecord).class_name)];
  if (scaling) {
    const { seed = null } = (value as { config?: JsonRecord }).config ?? {};
    return { className: "VarianceScaling", config: { ...scaling, seed } };
  }
  if (key.endsWith("nitializer") && isRecord(value) && isRecord(value.config))
    return toldInitializer(value, value.config);
  return Object.fromEntries(
    Object.entries(value).map(([each, inner]) => {
      const name = each.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [name, camelCased(inner!, name)];
    }),
  );
}
