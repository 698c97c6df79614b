/**
 * Layers that turn texts into ids at the start of a model, TextVectorization and StringLookup, where the file does not hold all
 * that makes them: the model is read from behind them, and takes the ids that `readVocabulary` makes of texts.
 */
import { isRecord, type Json, type JsonRecord, show } from "../json.ts";
import { asKerasObject, type KerasObject, type OptionReader, unwrapped } from "../layer-options.ts";
import { Reference, referencesIn } from "./arguments.ts";
import { readEntries } from "./graph-json.ts";

/** A model's config without such layers, each replaced by an input of ids, with a warning. */
export function withoutTextLayers(className: string, config: JsonRecord, { warn }: OptionReader): JsonRecord {
  if (!Array.isArray(config.layers) || !config.layers.some(isTextLayer)) return config;
  const left = className === "Sequential" ? sequentialWithout(config) : graphWithout(config);
  for (const name of left.names) {
    warn(
      `${show(name)} of the file makes ids of texts and is left out: give the ids, which readVocabulary(file).encode makes.`,
    );
  }
  return left.config;
}

interface Left {
  readonly config: JsonRecord;
  readonly names: readonly string[];
}

/**
 * Layers that cannot be made: of a vocabulary that the file does not hold, or texts prepared by code. Only ids can stand in an
 * input's place; other outputs are counts, computed by the layer.
 */
function isTextLayer(value: Json | undefined): boolean {
  if (!isRecord(value) || !/^(TextVectorization|StringLookup)$/.test(String(value.class_name))) return false;
  if (!isRecord(value.config) || value.config.output_mode !== "int" || value.config.invert === true) return false;
  const { vocabulary, standardize, split } = value.config;
  return !unwrapped(vocabulary) || [standardize, split].some((rule) => isRecord(rule));
}

function sequentialWithout(config: JsonRecord): Left {
  const layers = (config.layers as readonly Json[]).map((layer) => asKerasObject(layer, "A layer"));
  const at = layers.findIndex((layer) => isTextLayer(layer));
  const before = layers.slice(0, at);
  if (before.some(({ class_name }) => class_name !== "InputLayer")) return { config, names: [] };
  const { build_input_shape: shape, ...rest } = config;
  const start = inputInPlaceOf(layers[at]!, before[0] ? shapeOf(before[0]) : (unwrapped(shape) ?? null));
  return { config: { ...rest, layers: [start, ...layers.slice(at + 1)] }, names: [String(layers[at]!.config.name)] };
}

function graphWithout(config: JsonRecord): Left {
  const entries = readEntries(config);
  const takers = (name: string) =>
    [...entries.values()].filter(({ calls }) =>
      calls.some(({ args, kwargs }) =>
        [...referencesIn(args), ...referencesIn(kwargs)].some(({ layer }) => layer === name),
      ),
    );
  /** The text layer that takes an input's place. */
  const successors = new Map<string, string>();
  for (const { name, object, calls } of entries.values()) {
    const [source, ...others] = calls.length === 1 && isTextLayer(object) ? referencesIn(calls[0]!.args) : [];
    const input = source instanceof Reference && others.length === 0 ? entries.get(source.layer) : undefined;
    if (input?.object.class_name === "InputLayer" && takers(input.name).length === 1) successors.set(input.name, name);
  }
  const names = [...successors.values()];
  const layers = (config.layers as readonly Json[]).flatMap((layer): KerasObject[] => {
    const object = asKerasObject(layer, "A layer");
    const name = String(object.name ?? object.config.name);
    if (successors.has(name)) return [];
    if (!names.includes(name)) return [object];
    const [input] = [...successors].find(([, text]) => text === name)!;
    return [{ ...inputInPlaceOf(object, shapeOf(entries.get(input)!.object)), name, inbound_nodes: [] }];
  });
  return { config: { ...config, layers, input_layers: renamed(config.input_layers ?? [], successors) }, names };
}

/** The ends of a model, inputs called by the layers that took their places. */
function renamed(ends: Json, successors: ReadonlyMap<string, string>): Json {
  if (Array.isArray(ends)) {
    const [name, ...rest] = ends as readonly Json[];
    const successor = typeof name === "string" ? successors.get(name) : undefined;
    return successor === undefined ? ends.map((end) => renamed(end, successors)) : [successor, ...rest];
  }
  if (!isRecord(ends)) return ends;
  return Object.fromEntries(Object.entries(ends).map(([key, end]) => [key, renamed(end ?? null, successors)]));
}

/** An input of ids: as many as TextVectorization gives for each text, or one for each text that StringLookup takes. */
function inputInPlaceOf({ class_name, config }: KerasObject, shape: Json): KerasObject {
  const batch = Array.isArray(shape) ? (shape[0] ?? null) : null;
  const texts = Array.isArray(shape) ? shape : [null, null];
  const ids = class_name === "StringLookup" ? texts : [batch, config.output_sequence_length ?? null];
  return { class_name: "InputLayer", config: { name: config.name ?? null, batch_shape: ids, dtype: "int32" } };
}

const shapeOf = ({ config }: KerasObject): Json => unwrapped(config.batch_shape ?? config.batch_input_shape) ?? null;
