/** Models from their JSON, with everything inside, and the order of their weights in files. */
import { type InputLayer, inputFor } from "../../layers/input.ts";
import type { Layer } from "../../layers/layer.ts";
import type { OpenShape } from "../../layers/symbolic.ts";
import type { AnyModel } from "../../models/index.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";
import { isStateful, layersWithin } from "../../models/stateful.ts";
import { FormatError, warn } from "../../tensor/index.ts";
import type { LoadOptions } from "../format.ts";
import { asText, isRecord, type Json, type JsonRecord } from "../json.ts";
import { modelClasses } from "../layer-classes.ts";
import { type Dialect, type KerasObject, unwrapped } from "../layer-options.ts";
import { type LayerReader, readLayer } from "../layer-table.ts";
import { readLayerList } from "./graph-json.ts";
import { readOwnModel } from "./own-model.ts";
import { type FileLayer, readGraph } from "./read-graph.ts";
import { withoutTextLayers } from "./text-layers.ts";
import { ownOrder } from "./weights-layout.ts";

/** Models within models, and layers in all of them together, at most. */
const MAX_DEPTH = 16;
const MAX_ALL_LAYERS = 4096;

/** Reads the model of one file; keeps the order in which the file lists layers. */
export class ModelReader implements LayerReader {
  readonly customLayers: LoadOptions["customLayers"];
  private readonly orders = new Map<AnyModel, readonly FileLayer[]>();
  private readonly told = new Set<string>();
  /** The layers of the model that is being read, by name, so far. */
  made = new Map<string, Layer<number>>();
  private depth = 0;
  private count = 0;

  constructor(
    readonly dialect: Dialect,
    options: LoadOptions,
    /** The names of models in which attention in heads leaves tensors their masks. */
    private readonly keepMasks: readonly string[] = [],
  ) {
    this.customLayers = options.customLayers;
  }

  readonly warn = (text: string): void => {
    if (!this.told.has(text)) warn(text);
    this.told.add(text);
  };

  /**
   * Makes the model of an object.
   * @throws FormatError when it is not a model, or models nest too deeply
   */
  readModel(object: KerasObject, seed?: number): AnyModel {
    const { class_name, config: given, build_config } = object;
    if (++this.depth > MAX_DEPTH) {
      throw new FormatError({
        what: "The models of the file nest too deeply.",
        expected: `at most ${MAX_DEPTH} levels`,
      });
    }
    if (!modelClasses.has(class_name)) return readOwnModel(object, this);
    const config = withoutTextLayers(class_name, given, this);
    this.count += Array.isArray(config.layers) ? config.layers.length : 0;
    if (this.count > MAX_ALL_LAYERS) {
      throw new FormatError({
        what: "The models of the file have too many layers.",
        expected: `at most ${MAX_ALL_LAYERS}`,
      });
    }
    const options = { ...nameOf(config), ...(seed !== undefined && { seed }) };
    const outer = this.made;
    this.made = new Map();
    const read =
      class_name === "Sequential"
        ? this.readSequential(config, build_config, options)
        : readGraph(config, this, options, {
            fromOutside: this.depth > 1,
            areKept: this.dialect === 2 || this.keepMasks.includes(String(config.name)),
          });
    this.orders.set(read.model, read.layers);
    this.made = outer;
    this.depth--;
    return read.model;
  }

  /** The layers of a model in the order in which the file lists them. */
  layersOf(model: AnyModel): readonly FileLayer[] {
    return this.orders.get(model) ?? ownOrder(model);
  }

  private readSequential(
    config: JsonRecord,
    buildConfig: Json | undefined,
    options: { name?: string; seed?: number },
  ): { model: Sequential; layers: FileLayer[] } {
    const objects = readLayerList(config);
    const layers = objects.map((object) => ({
      layer: readLayer(object, this),
      className: asText(isRecord(object) ? object.class_name : undefined, "The class of a layer"),
    }));
    const made = sequential({ ...options, ...(config.trainable === false && { trainable: false }) });
    const start = unwrapped(config.build_input_shape ?? (isRecord(buildConfig) ? buildConfig.input_shape : undefined));
    const first = layers[0]?.layer;
    if (Array.isArray(start) && first && !knowsInput(first)) {
      // of a model that was built from data, the batch is that of those data; only states are bound to it
      const isBound = layers.some(({ layer }) => [layer, ...layersWithin(layer)].some(isStateful));
      made.add(inputFor(first, (isBound ? start : [null, ...start.slice(1)]) as OpenShape));
    }
    made.addAll(layers.map(({ layer }) => layer as Layer<1>));
    return { model: made, layers: layers.filter(({ className }) => className !== "InputLayer") };
  }
}

function nameOf({ name }: JsonRecord): { name?: string } {
  return typeof name === "string" ? { name } : {};
}

/** Whether the first layer of a sequential model says itself what its input is. */
function knowsInput(layer: Layer<number> | InputLayer): boolean {
  const { inputShape, batchInputShape } = layer.config;
  return layer.className === "InputLayer" || Boolean(inputShape ?? batchInputShape) || "graph" in layer;
}
