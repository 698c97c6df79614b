/** What makes a layer of `tf.layers`: Recurve's layer with TensorFlow.js's options, and its methods around it. */
import * as core from "../../index.ts";
import { factoryOf, layerClasses } from "../../io/names.ts";
import { ConvLSTMCell } from "../../layers/rnn/conv-lstm-cell.ts";
import { checkOption, isPlain, takes, unknownWarned } from "../../tensor/index.ts";
import { registeredClass } from "../serialization.ts";
import { tensorOf } from "../tensors/index.ts";
import type { Like } from "../types.ts";
import { type AnyCore, facesAreMadeBy } from "./faces.ts";
import { noteOptions } from "./get-config.ts";
import { fileName, Layer } from "./layer.ts";
import { type Kind, namedClass } from "./named-class.ts";
import { translated } from "./options.ts";
import { Bidirectional, RNN, TimeDistributed } from "./recurrent.ts";
import { CoreCell, StackedRNNCells } from "./rnn-cell.ts";

/** The wrapper of a Recurve layer that was not made by `tf.layers`, such as a layer of a file. */
facesAreMadeBy((each) => new (classOf(each))(each));

const classes = new Map<string, new (layer: AnyCore) => Layer>();

/** The class of `tf.layers` for a class of Recurve: with its name, and made from options as well. */
function classOf(layer: AnyCore): new (layer: AnyCore) => Layer {
  const factory = layer instanceof ConvLSTMCell ? "convLstm2dCell" : factoryOf(layerClasses, layer.className);
  if (!factory) return kindOf(layer);
  if (!classes.has(factory)) {
    const make = (args: object | null | undefined) => makeLayer<Layer>(factory, args);
    classes.set(factory, namedClass(kindOf(layer), fileName(layer), make));
  }
  return classes.get(factory)!;
}

function kindOf(layer: AnyCore): Kind {
  const kinds = new Map<string, Kind>([
    ["Bidirectional", Bidirectional],
    ["TimeDistributed", TimeDistributed],
    ["StackedRNNCells", StackedRNNCells],
  ]);
  const kind = kinds.get(layer.className);
  if (kind) return kind;
  if (layer instanceof core.layers.RNNCell) return CoreCell;
  return "cell" in layer ? RNN : Layer;
}

/** Makers that Recurve has under no public name. */
const others: Readonly<Record<string, (options: never) => object>> = {
  convLstm2dCell: (options) => new ConvLSTMCell(options, 2),
  thresholdedReLU: (options) => core.layers.reLU(options),
  inputLayer: ({ inputShape: shape, batchInputShape: batchShape, ...others }: Record<string, unknown>) =>
    core.input({ ...(batchShape ? { batchShape } : { shape }), ...others } as never).layer,
};

/** A layer of `tf.layers` from TensorFlow.js's options. @throws ConfigError for options that the layer does not take */
export function makeLayer<L extends Layer>(factory: string, args: object | null | undefined): L {
  const given = args ?? {};
  const make = others[factory] ?? (core.layers as unknown as Record<string, (options: never) => object>)[factory]!;
  const { weights } = given as { weights?: readonly Like[] | null };
  checkOption(factory, "weights", weights ?? null, takes.orNull(takes.list));
  const layer = make(unknownWarned(translated(factory, withLayers(given))) as never) as AnyCore;
  if (weights) startFrom(layer, weights);
  noteOptions(layer, given);
  return new (classOf(layer))(layer) as L;
}

/** Options in which layers and cells that came as class and options, as `getConfig` tells them, are made. */
function withLayers(args: object): object {
  if (!isPlain(args)) return args;
  const made = Object.entries(args).map(([name, value]) => {
    if (!/^(layer|backwardLayer|cells?)$/.test(name)) return [name, value];
    return [name, Array.isArray(value) ? value.map(layerOf) : layerOf(value)];
  });
  return Object.fromEntries(made);
}

function layerOf(value: unknown): unknown {
  const { className, config } = (value ?? {}) as { className?: unknown; config?: object };
  if (value instanceof Layer || typeof className !== "string") return value;
  const own = registeredClass(className);
  if (own) return own.fromConfig ? own.fromConfig(own, config) : new own(config);
  const factory = factoryOf(layerClasses, className);
  return factory ? makeLayer(factory, config) : value;
}

/** Lets a layer begin with given weights, once it is built. */
function startFrom(layer: AnyCore, weights: readonly Like[]): void {
  const open = layer as unknown as { build(inputs: readonly core.OpenShape[]): void };
  const build = open.build.bind(layer);
  open.build = (inputs) => {
    build(inputs);
    layer.setWeights(weights.map((each) => tensorOf(each)));
  };
}
