/** Where Keras 3 puts each variable of a model in its HDF5 files. */
import type { Variable } from "../../autodiff/variable.ts";
import { snakeCase } from "../../layers/config.ts";
import { Layer } from "../../layers/layer.ts";
import { MultiHeadAttention } from "../../layers/multi-head-attention.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../layers/rnn/stacked-cells.ts";
import { TimeDistributed } from "../../layers/rnn/time-distributed.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { storedWeights } from "../ties.ts";
import { layersInKeras } from "./layer-order.ts";
import { Operation } from "./operations/operation.ts";
import type { FileLayer } from "./read-graph.ts";

/** A group of variables in a file: those of one object. */
export interface Holder {
  /** The path of the group; the variables are the datasets 0, 1, ... in it. */
  readonly path: string;
  readonly name: string;
  readonly layer: Layer<number>;
  /** Trainable ones first. */
  readonly variables: readonly Variable[];
}

/** The layers of a model in a file's order. */
export type LayersOf = (model: AnyModel) => readonly FileLayer[];

/** The layers of a model in the order of Keras 3. */
export const ownOrder: LayersOf = (model) => listed(layersInKeras(model));

/** The layers of a model in the order of Keras 2, in whose graphs masks are no operations. */
export const oldOrder: LayersOf = (model) => listed(model.layers);

const listed = (layers: readonly Layer<number>[]): FileLayer[] =>
  layers.filter((layer) => !(layer instanceof Operation)).map((layer) => ({ layer, className: layer.className }));

/** The name of the group that holds a model's layers; TensorFlow 2.12 and 2.13 had the longer one. */
export type Container = "layers" | typeof oldContainer;
export const oldContainer = "_layer_checkpoint_dependencies";

/** All groups of a model's file. */
export function holdersOf(model: AnyModel, layersOf: LayersOf, container: Container = "layers"): Holder[] {
  const met = new Set<Layer<number>>();
  const visit = (layer: Layer<number>, path: string): Holder[] => {
    if (met.has(layer)) return [];
    met.add(layer);
    const inner = innerOf(layer, layersOf, container);
    const within = new Set(inner.flatMap(({ layer: each }) => storedWeights(each)));
    const own = storedWeights(layer).filter((weight) => !within.has(weight));
    const variables = [...own.filter(({ trainable }) => trainable), ...own.filter(({ trainable }) => !trainable)];
    const below = inner.flatMap(({ layer: each, name }) => visit(each, path ? `${path}/${name}` : name));
    return [{ path: path ? `${path}/vars` : "vars", name: layer.name, layer, variables }, ...below];
  };
  return visit(model, "");
}

/** The variables that training changes, in the order in which a file's optimizer lists them. */
export function trainableIn(model: AnyModel, layersOf: LayersOf): Variable[] {
  const inLayers = layersOf(model).flatMap(({ layer }) =>
    layer instanceof Model ? trainableIn(layer, layersOf) : layer.trainableWeights,
  );
  const listed = new Set(inLayers);
  const trained = new Set(model.trainableWeights);
  // a class of the user's may have variables of its own
  const own = [...trained].filter((variable) => !listed.has(variable));
  return [...own, ...[...listed].filter((variable) => trained.has(variable))];
}

/** Whether a model is made of a graph or chain; any other is a user's class with layers in its fields. */
export const isGraphModel = ({ layers, graph }: AnyModel) =>
  layers.length === 0 || (graph?.layers.includes(layers[0]!) ?? true);

/** What is inside an object, by the name of its group. */
function innerOf(
  layer: Layer<number>,
  layersOf: LayersOf,
  container: Container,
): { name: string; layer: Layer<number> }[] {
  if (layer instanceof Model && isGraphModel(layer)) {
    // Keras lists no input layers of sequential models
    const listed = layersOf(layer).filter(
      ({ className }) => layer.className !== "Sequential" || className !== "InputLayer",
    );
    return numbered(container, listed);
  }
  if (layer instanceof Bidirectional) {
    return [
      { name: "forward_layer", layer: layer.forwardLayer },
      { name: "backward_layer", layer: layer.backwardLayer },
    ];
  }
  if (layer instanceof RNN) return [{ name: "cell", layer: layer.cell }];
  if (layer instanceof MultiHeadAttention) {
    return Object.entries(layer.projections ?? {}).map(([name, inner]) => ({ name: `${name}_dense`, layer: inner }));
  }
  if (layer instanceof TimeDistributed) return [{ name: "layer", layer: layer.layer }];
  if (layer instanceof StackedRNNCells) {
    return numbered(
      "cells",
      layer.cells.map((cell) => ({ layer: cell, className: cell.className })),
    );
  }
  return layer instanceof Model ? inOwnModel(layer) : inFields(layer);
}

/** Keras walks attributes by name: what it has not met in a model's fields before `layers`, it meets there, by class. */
function inOwnModel(model: AnyModel): { name: string; layer: Layer<number> }[] {
  const inEarlier = inFields(model).filter(({ name }) => name < "layers");
  const met = new Set(inEarlier.map(({ layer }) => layer));
  return [...inEarlier, ...numbered("layers", ownOrder(model)).filter(({ layer }) => !met.has(layer))];
}

/**
 * The layers in the fields of a user's layer: by the field's name in snake_case, as the same class in Python would name it;
 * in a list or record by class, counted.
 */
function inFields(layer: Layer<number>): { name: string; layer: Layer<number> }[] {
  const groups = new Map<string, FileLayer[]>();
  for (const [path, part] of layer.parts) {
    if (!(part instanceof Layer)) continue;
    const container = path.split("/").slice(0, -1).join("/");
    const group = container === "" ? `field ${path}` : container;
    groups.set(group, [...(groups.get(group) ?? []), { layer: part, className: part.className }]);
  }
  return [...groups].flatMap(([group, inner]) =>
    group.startsWith("field ")
      ? [{ name: snakeCase(group.slice("field ".length)), layer: inner[0]!.layer }]
      : numbered(containerPath(group), inner),
  );
}

/** blocks, or blocks/container_1 for the list with number 1 in it. */
function containerPath(path: string): string {
  const [field, ...inner] = path.split("/") as [string, ...string[]];
  return [snakeCase(field), ...inner.map((key) => (key === "0" ? "container" : `container_${key}`))].join("/");
}

/** lstm, lstm_1, dense: by class, counted within the container. */
function numbered(container: string, layers: readonly FileLayer[]): { name: string; layer: Layer<number> }[] {
  const counts = new Map<string, number>();
  return layers.map(({ layer, className }) => {
    const base = snakeCase(className);
    const count = counts.get(base) ?? 0;
    // there, a layer with weights counts twice
    counts.set(base, count + (container === oldContainer && layer.weights.length > 0 ? 2 : 1));
    return { name: `${container}/${count === 0 ? base : `${base}_${count}`}`, layer };
  });
}
