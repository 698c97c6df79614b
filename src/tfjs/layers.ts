/** `tf.layers`: Recurve's layers with TensorFlow.js's defaults. */
import * as core from "../index.ts";
import { hardSigmoidOfKeras2 } from "../io/options.ts";

/** Options that TensorFlow.js accepts and that say nothing here. */
const meaningless: ReadonlySet<string> = new Set([
  "dtype",
  "implementation",
  "dropoutFunc",
  "inputLength",
  "updatable",
]);

const gates = { recurrentActivation: "hardSigmoid", unitForgetBias: false, kernelInitializer: "glorotNormal" } as const;
const { unitForgetBias: _, ...gruGates } = gates;
const gru = { ...gruGates, resetAfter: false } as const;
const kernel = { kernelInitializer: "glorotNormal" } as const;

/** What TensorFlow.js fills in, where Keras 3 fills in something else. */
const defaults: Readonly<Record<string, object>> = {
  conv1d: kernel,
  conv2d: kernel,
  conv2dTranspose: kernel,
  conv3d: kernel,
  conv3dTranspose: kernel,
  dense: kernel,
  depthwiseConv2d: { depthwiseInitializer: "glorotNormal" },
  simpleRNN: kernel,
  simpleRNNCell: kernel,
  lstm: gates,
  lstmCell: gates,
  gru,
  gruCell: gru,
};

/** Options in Recurve's words. */
function translated(factory: string, options: object): object {
  const ignored = factory === "input" ? new Set() : meaningless;
  const given = Object.entries(options).filter(([key, value]) => value !== undefined && !ignored.has(key));
  const { batchSize, ...all } = { ...defaults[factory], ...Object.fromEntries(given) } as Record<string, unknown>;
  if (batchSize !== undefined && all.inputShape && factory !== "input") {
    all.batchInputShape = [batchSize, ...(all.inputShape as number[])];
    delete all.inputShape;
  } else if (batchSize !== undefined) all.batchSize = batchSize;
  if (factory === "leakyReLU" && all.alpha !== undefined) {
    all.negativeSlope = all.alpha;
    delete all.alpha;
  }
  if (Array.isArray(all.cell)) all.cell = core.layers.stackedRNNCells({ cells: all.cell });
  for (const key of ["activation", "recurrentActivation"]) {
    // its hard sigmoid has the slope 1/5, Keras 3's 1/6
    if (all[key] === "hardSigmoid") all[key] = hardSigmoidOfKeras2;
    if (all[key] === "swish") all[key] = "silu";
  }
  return all;
}

/** All layers that Recurve has. */
type Factories = typeof core.layers;

/** The same function, given TensorFlow.js's options. */
function adapted<K extends keyof Factories>(factory: K): Factories[K] {
  const make = core.layers[factory] as unknown as (options: object) => unknown;
  // what is no record, the factory refuses
  const isRecord = (options: unknown) => Object.prototype.toString.call(options) === "[object Object]";
  return ((options: object = {}) =>
    make(isRecord(options) ? translated(factory, options) : options)) as unknown as Factories[K];
}

const classes = new Set(["Layer", "RNNCell"]);

/** Factories that have other names in TensorFlow.js, or further ones. */
const aliases = {
  avgPool1d: "averagePooling1d",
  avgPool2d: "averagePooling2d",
  avgPool3d: "averagePooling3d",
  avgPooling1d: "averagePooling1d",
  avgPooling2d: "averagePooling2d",
  avgPooling3d: "averagePooling3d",
  cropping2D: "cropping2d",
  elu: "eLU",
  globalMaxPool1d: "globalMaxPooling1d",
  globalMaxPool2d: "globalMaxPooling2d",
  maxPool1d: "maxPooling1d",
  maxPool2d: "maxPooling2d",
  prelu: "pReLU",
} as const satisfies Record<string, keyof Factories>;

/** TensorFlow.js's further names for the same layers. */
type Aliases = { readonly [A in keyof typeof aliases]: Factories[(typeof aliases)[A]] };

/** TensorFlow.js's layers by its names, with its defaults and option names. */
export const layers: Factories & Aliases = Object.fromEntries([
  ...Object.entries(core.layers).map(([name, made]) => [
    name,
    classes.has(name) ? made : adapted(name as keyof Factories),
  ]),
  ...Object.entries(aliases).map(([alias, factory]) => [alias, adapted(factory)]),
]) as unknown as Factories & Aliases;
