/** Golden cases as TypeScript sees them: their types, reading them, and layers of Recurve made from Keras's configurations. */
import { readFileSync } from "node:fs";
import * as constraints from "../../src/constraints/index.ts";
import * as initializers from "../../src/initializers/index.ts";
import { factoryOf, layerClasses } from "../../src/io/names.ts";
import * as layers from "../../src/layers/index.ts";
import type { Layer } from "../../src/layers/layer.ts";
import * as regularizers from "../../src/regularizers/index.ts";
import type { NestedArray } from "../../src/tensor/index.ts";

/** Names and values as Keras writes them. */
export type KerasConfig = Readonly<Record<string, unknown>>;

/** A layer, initializer, optimizer ... of Keras. */
export interface KerasObject {
  class_name: string;
  config: KerasConfig;
}

/** One weight, in Keras's order. */
export interface GoldenWeight {
  path?: string;
  shape: number[];
  value: NestedArray;
}

/** Derivatives of Σ expected[k] · cotangent[k]. */
export interface GoldenGradients {
  cotangent: NestedArray[];
  input?: NestedArray;
  initial_state?: NestedArray[];
  weights: NestedArray[];
}

/** One case of one layer; README.md says what each field is. */
export interface LayerCase {
  id: string;
  layer: string;
  config: KerasConfig;
  input: NestedArray;
  weights: GoldenWeight[];
  initial_state?: NestedArray[];
  mask?: NestedArray;
  input_masks?: (NestedArray | null)[];
  training?: boolean;
  call?: KerasConfig | null;
  expected: NestedArray[];
  expected_masks?: (NestedArray | null)[];
  weights_after?: NestedArray[];
  grads?: GoldenGradients;
  dropout_masks?: NestedArray[];
  recurrent_dropout_masks?: NestedArray[];
  calls?: GoldenCall[];
  regularization?: { total: number; input: NestedArray; weights: NestedArray[] };
  constraint_step?: { learning_rate: number; weights: NestedArray[] };
  notes?: string;
}

/** A stateful layer's next call, or its reset. */
export type GoldenCall =
  | { do: "reset" }
  | { do: "call"; input: NestedArray; mask?: NestedArray; expected: NestedArray[]; states?: NestedArray[] };

/** One call of a layer in a functional model; tensors are named "node" or "node:index". */
export interface GraphNode {
  name: string;
  layer: string;
  config: KerasConfig;
  from: string[];
  initial_state?: string[];
  /** The node whose layer this call shares. */
  shares?: string;
}

/** A functional model. */
export interface GoldenGraph {
  inputs: { name: string; shape: number[]; dtype: "float32" | "int32" }[];
  nodes: GraphNode[];
  outputs: string[];
}

/** One case of a functional model. */
export interface GraphCase {
  id: string;
  graph: GoldenGraph;
  input: NestedArray[];
  weights: Record<string, GoldenWeight[]>;
  expected: NestedArray[];
  grads: { cotangent: NestedArray[]; input?: NestedArray[]; weights: Record<string, NestedArray[]> };
}

/** A file of this directory. */
export function readGoldens<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8")) as T;
}

/** snake_case as camelCase; what has no underscore stays. */
export function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A class name as its factory is called: LSTM -> lstm, LSTMCell -> lstmCell, SimpleRNN -> simpleRNN. */
export function factoryName(className: string): string {
  return className.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase());
}

type Factory<T> = (options: object) => T;
type Factories<T> = Readonly<Record<string, Factory<T> | undefined>>;

/** What makes a layer of Keras's class, a test's own ones first. */
function makerOf(className: string, own: OwnLayers): Factory<Layer<number>> | undefined {
  const factory = factoryOf(layerClasses, className);
  return own[className] ?? (factory && (layers as unknown as Factories<Layer<number>>)[factory]);
}

/** Cells that a test defines for itself, by class name. */
export type OwnLayers = Readonly<Record<string, Factory<Layer<number>>>>;

/** A layer of Recurve from Keras's class name and configuration. */
export function makeLayer(spec: KerasObject, own: OwnLayers = {}): Layer<number> {
  const make = makerOf(spec.class_name, own);
  if (!make) throw new Error(`there is no layer ${spec.class_name}`);
  return make(toOptions(spec.config, own));
}

/** Keras's options that Recurve has no use for: how to compute, not what. */
const dropped = new Set(["dtype", "implementation", "use_cudnn"]);

/** Keras's configuration of a layer as Recurve's options, the objects inside made too. */
export function toOptions(config: KerasConfig, own: OwnLayers = {}): Record<string, unknown> {
  const kept = Object.entries(config).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [camel(key), toOption(key, value, own)]));
}

function toOption(key: string, value: unknown, own: OwnLayers): unknown {
  if (value === null) return null;
  if (key === "layer" || key === "backward_layer") return makeLayer(value as KerasObject, own);
  if (key === "cell") {
    const cells = [value].flat().map((cell) => makeLayer(cell as KerasObject, own));
    return Array.isArray(value) ? cells : cells[0];
  }
  if (key.endsWith("activation") || key === "data_format") return camel(value as string);
  if (key.endsWith("_initializer")) return made(initializers, value, factoryName);
  if (key.endsWith("_regularizer")) return made(regularizers, value, (name) => name.toLowerCase());
  if (key.endsWith("_constraint")) return made(constraints, value, factoryName);
  return value;
}

/** An object of one of the namespaces, from its name or from its class name and configuration. */
export function made(namespace: object, value: unknown, nameOf: (className: string) => string): unknown {
  if (typeof value === "string") return camel(value);
  const { class_name, config } = value as KerasObject;
  const make = (namespace as Factories<unknown>)[nameOf(class_name)];
  if (!make) throw new Error(`there is no ${class_name}`);
  const entries = Object.entries(config).map(([key, entry]) => [
    camel(key),
    typeof entry === "string" ? camel(entry) : entry,
  ]);
  return make(Object.fromEntries(entries));
}
