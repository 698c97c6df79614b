/** Clones of models: the same layers and calls, with new weights. */

import * as layers from "../layers/index.ts";
import { InputLayer, input } from "../layers/input.ts";
import { Layer } from "../layers/layer.ts";
import { RNN } from "../layers/rnn/rnn.ts";
import { type AnyTensor, type CallOptions, resolveOptions, type SymbolicTensor } from "../layers/symbolic.ts";
import { checkModel } from "../models/check-model.ts";
import { Functional } from "../models/functional.ts";
import type { AnyModel } from "../models/index.ts";
import { Model } from "../models/model.ts";
import { Sequential } from "../models/sequential.ts";
import { ConfigError, orderedRecord, readOptions } from "../tensor/index.ts";
import { checkRemakable, isBuiltIn, isLayers } from "./layer-classes.ts";
import { factoryOf, layerClasses } from "./names.ts";

/** Options of `cloneModel`: whether to copy the values of the weights. */
export interface CloneModelOptions {
  /** Copy the values of the weights, too. Default false: new ones are drawn. */
  weights?: boolean | undefined;
}

/**
 * A model with the same layers, names, calls and metadata, but new weights, not compiled. Shared layers stay shared;
 * your own layers are made again from their field `config`.
 * @throws ConfigError for your own layer or model class whose `config` is not enough to make it again
 * @see Keras 3.15, `clone_model`
 */
export function cloneModel<M extends AnyModel>(model: M, options: CloneModelOptions = {}): M {
  const { weights } = readOptions("cloneModel", options, { weights: false });
  checkModel("cloneModel", model);
  const clone = new Cloner().layer(model) as M;
  if (weights) clone.setWeights(model.getWeights());
  return clone;
}

class Cloner {
  private readonly clones = new Map<Layer<number>, Layer<number>>();

  layer(layer: Layer<number>): Layer<number> {
    const known = this.clones.get(layer);
    if (known) return known;
    const clone = this.make(layer);
    if (clone.name !== layer.name) clone.rename(layer.name);
    copyTrainable(layer, clone);
    this.clones.set(layer, clone);
    return clone;
  }

  private make(layer: Layer<number>): Layer<number> {
    if (layer instanceof Sequential) return this.sequential(layer);
    if (layer instanceof Functional) return this.functional(layer);
    if (layer instanceof InputLayer) return new InputLayer(layer.config);
    const options = Object.fromEntries(Object.entries(layer.config).map(([key, value]) => [key, this.option(value)]));
    if (layer instanceof RNN && layer.className === "RNN") options.cell = this.layer(layer.cell);
    if (isBuiltIn(layer)) {
      const makers: Readonly<Record<string, (options: object) => Layer<number>>> = layers as never;
      return makers[factoryOf(layerClasses, layer.className)!]!(options);
    }
    if (canClone(layer)) return layer.clone();
    checkRemakable(layer, `${layer.className} "${layer.name}"`);
    const made = new (layer.constructor as new (config: object) => Layer<number>)(options);
    // a model of a user's class is built by its data
    if (layer instanceof Model && layer.graph) (made as AnyModel).build(layer.graph.inputs.map(({ shape }) => shape));
    return layer instanceof Model ? this.withMetadata(layer, made as AnyModel) : made;
  }

  /** Layers among options are cloned; everything else is shared. */
  private option(value: unknown): unknown {
    if (value instanceof Layer) return this.layer(value);
    return isLayers(value) ? value.map((layer) => this.layer(layer)) : value;
  }

  private sequential(model: Sequential): Sequential {
    const start = model.graph?.inputs[0];
    const inner = model.layers.map((layer) => this.layer(layer) as Layer);
    const Class = classOf(model, Sequential);
    const declared = start && model.checksShapes ? [this.start(start)] : [];
    const clone = new Class({ ...model.config, layers: [...declared, ...inner] });
    // a model that was built by its first data leaves shapes to its layers
    if (start && !model.checksShapes) clone.prepare([start.shape]);
    return this.withMetadata(model, clone);
  }

  private functional(model: Functional): Functional {
    const { inputs, nodes, outputs, outputMasks } = model.graph;
    const kept = new Map<AnyTensor, AnyTensor>(inputs.map((each) => [each, this.start(each)]));
    // tensors that are not symbolic are constants
    const resolve = <T extends AnyTensor>(tensor: T) => (kept.get(tensor) ?? tensor) as never;
    for (const node of nodes) {
      const options = resolveOptions(node.options, resolve) as CallOptions;
      const given = node.inputs.map((each) => resolve(each) as AnyTensor);
      const results = [this.layer(node.layer).apply(given, options)].flat() as SymbolicTensor[];
      for (const [i, output] of node.outputs.entries()) kept.set(output, results[i]!);
    }
    const arranged = (which: "inputs" | "outputs", ends: readonly SymbolicTensor[]) => {
      const { isSingle, keys } = model.formOf(which);
      const list = ends.map((end) => kept.get(end) as SymbolicTensor);
      if (isSingle) return list[0]!;
      return keys ? orderedRecord(keys.map((key, i) => [key, list[i]!])) : list;
    };
    const Class = classOf(model, Functional);
    const clone = new Class({
      ...model.config,
      inputs: arranged("inputs", inputs),
      outputs: arranged("outputs", outputs),
    });
    if (outputMasks) {
      const pairs = [...outputMasks].map((pair) => pair.map((each) => each && kept.get(each)));
      clone.graph.outputMasks = new Map(pairs as [SymbolicTensor, SymbolicTensor | null][]);
    }
    return this.withMetadata(model, clone);
  }

  /** The clone of a model's input; for a tensor from within a larger graph, a new one like it. */
  private start(tensor: SymbolicTensor): SymbolicTensor {
    if (tensor.layer instanceof InputLayer) return (this.layer(tensor.layer) as InputLayer).symbolic();
    return input({ batchShape: tensor.shape, dtype: tensor.dtype });
  }

  private withMetadata<M extends AnyModel>(model: M, clone: M): M {
    clone.metadata = structuredClone(model.metadata);
    return clone;
  }
}

/** The class of a model, to make another. @throws ConfigError for a user's class with its own constructor */
function classOf<C extends new (options: never) => AnyModel>(model: AnyModel, Base: C): C {
  const Class = model.constructor as C;
  if (Class === Base || !/\bconstructor\s*\(/.test(String(Class))) return Class;
  throw new ConfigError({
    what: `cloneModel cannot make the model "${model.name}" again: its class has its own constructor.`,
    expected: "a model from sequential() or model()",
    received: Class.name,
    hint: "make a second one by its class, and setWeights(model.getWeights()) copies the weights",
  });
}

/** Layers that files brought, and that no options describe. */
function canClone(layer: Layer<number>): layer is Layer<number> & { clone(): Layer<number> } {
  return typeof (layer as { clone?: unknown }).clone === "function";
}

/** Layers and weights that were frozen or unfrozen later. */
function copyTrainable(from: Layer<number>, to: Layer<number>): void {
  if (from.trainable !== undefined) to.trainable = from.trainable;
  for (const [i, child] of from.children.entries()) if (to.children[i]) copyTrainable(child, to.children[i]);
}
