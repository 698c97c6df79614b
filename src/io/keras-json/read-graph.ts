/** Functional models from their JSON: the calls in an order in which each finds its inputs. */

import { InputLayer } from "../../layers/input.ts";
import type { Layer } from "../../layers/layer.ts";
import { MultiHeadAttention } from "../../layers/multi-head-attention.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import type { AnyTensor, CallOptions, SymbolicTensor } from "../../layers/symbolic.ts";
import { type Functional, model } from "../../models/functional.ts";
import { Model } from "../../models/model.ts";
import { FormatError } from "../../tensor/index.ts";
import { type Json, type JsonRecord, show } from "../json.ts";
import { type LayerReader, readLayer } from "../layer-table.ts";
import { camelCase } from "../names.ts";
import { type Argument, type CallJson, type EntryJson, Reference, referencesIn } from "./arguments.ts";
import { inputNames, masksByName, namesOfInputs, orderedInputs, outputPlaces } from "./call-inputs.ts";
import { type Calls, type ChangedMasks, changedMasks, changesAny } from "./changed-masks.ts";
import { type Ends, readEnds, readEntries } from "./graph-json.ts";
import { MaskFlow } from "./mask-flow.ts";
import { keepsMask } from "./mask-operations.ts";
import { readOperation } from "./operations/operation.ts";
import { readConstant, tensorIn } from "./operations/values.ts";

/** A layer, under the class name that the file gives it. */
export interface FileLayer {
  readonly layer: Layer<number>;
  readonly className: string;
}

/** A model, and its layers in the order of the file. */
export interface ReadGraph {
  readonly model: Functional<any>;
  readonly layers: readonly FileLayer[];
}

/**
 * Builds a functional model from its config.
 * @throws FormatError when calls refer to what does not exist or run in a circle, or use operations that are not layers
 */
export function readGraph(
  config: JsonRecord,
  reader: LayerReader,
  options: { name?: string; seed?: number },
  masks: MaskHabits = {},
): ReadGraph {
  return new GraphReader(config, reader, masks).build(options);
}

/** What a reader of graphs has to know about masks. */
export interface MaskHabits {
  /** Whether the inputs may bring masks, as those of a model inside another. */
  fromOutside?: boolean;
  /** Whether tensors keep their masks, as in Recurve, where attention in heads and models inside change them in Keras 3. */
  areKept?: boolean;
}

class GraphReader {
  private readonly entries: Map<string, EntryJson>;
  private readonly layers = new Map<string, FileLayer>();
  /** What each call gave, by the name of its layer. */
  private readonly results = new Map<string, (readonly SymbolicTensor[] | undefined)[]>();
  private readonly masks: MaskFlow;
  private changed: ReadonlyMap<string, ChangedMasks<string, Reference>> = new Map();

  constructor(
    private readonly config: JsonRecord,
    private readonly reader: LayerReader,
    private readonly habits: MaskHabits,
  ) {
    this.entries = readEntries(config, reader.customLayers);
    const tensor = (reference: Reference) => this.tensor(reference);
    this.masks = new MaskFlow(this.entries, tensor, (reference) => {
      this.run([reference]);
      return this.tensor(reference);
    });
  }

  build(options: { name?: string; seed?: number }): ReadGraph {
    // a layer that is tied to another comes after it
    const isTied = ({ object }: EntryJson) => JSON.stringify(object).includes('"tied_to"');
    const entries = [...this.entries.values()];
    for (const entry of entries) if (!isTied(entry)) this.makeLayer(entry);
    for (const entry of entries) if (isTied(entry)) this.makeLayer(entry);
    const inputs = this.resolveEnds("input_layers", "The inputs of the model");
    const ends = this.endsOf("output_layers", "The outputs of the model");
    const outputs: Reference[] = Object.values(ends instanceof Reference ? [ends] : ends);
    const atEnd = new Map<string, Reference | null>();
    if (!this.habits.areKept && [...this.layers.values()].some(({ layer }) => changesAny(layer))) {
      this.changed = changedMasks(this.callsBefore(outputs), atEnd);
    }
    this.run(outputs);
    const { trainable } = this.config;
    const made = model({
      inputs,
      outputs: this.resolveEnds("output_layers", "The outputs of the model"),
      ...options,
      ...(trainable === false && { trainable }),
    });
    const otherwise = outputs.flatMap((reference) => {
      const output = this.tensor(reference);
      const mask = this.masks.changedTo(output, atEnd.get(nameOf(reference)));
      return mask === undefined ? [] : [[output, mask] as const];
    });
    if (otherwise.length > 0) made.graph.outputMasks = new Map(otherwise);
    // Keras counts no path through unused parts of the model's graph
    const used = new Set(made.graph.layers);
    return { model: made, layers: [...this.layers.values()].filter(({ layer }) => used.has(layer)) };
  }

  private makeLayer({ name, object, isOperation }: EntryJson): void {
    if (isOperation) return;
    const layer = readLayer(object, this.reader);
    if (layer.name !== name) layer.rename(name);
    this.layers.set(name, { layer, className: object.class_name });
    if (!(layer instanceof InputLayer)) return;
    this.results.set(name, [[layer.symbolic()]]);
    if (this.habits.fromOutside) this.masks.doubt(layer.symbolic());
  }

  /** Makes every call that the wanted outputs wait for, and those before it. */
  private run(wanted: readonly Reference[]): void {
    // the last one is taken first
    const open = wanted.map((reference) => ({ ...this.callAt(reference), begun: false })).reverse();
    const begun = new Set<string>();
    for (let next = open.pop(); next; next = open.pop()) {
      const { name, index } = next;
      if (this.results.get(name)?.[index]) continue;
      const entry = this.entries.get(name)!;
      const call = entry.calls[index]!;
      const key = `${index} ${name}`;
      if (next.begun) {
        this.makeCall(entry, index, call);
        continue;
      }
      if (begun.has(key)) throw new FormatError({ what: `The calls of the layer ${show(name)} run in a circle.` });
      begun.add(key);
      open.push({ name, index, begun: true });
      const needed = this.masks.needs(call).map((reference) => this.callAt(reference));
      open.push(
        ...needed
          .filter((found) => !this.results.get(found.name)?.[found.index])
          .map((found) => ({ ...found, begun: false }))
          .reverse(),
      );
    }
  }

  private makeCall(entry: EntryJson, index: number, call: CallJson): void {
    const made = this.results.get(entry.name) ?? [];
    this.results.set(entry.name, made);
    if (entry.isOperation) {
      const tensors = [call.args, call.kwargs].flatMap(referencesIn).map((reference) => this.tensor(reference));
      const operation = readOperation(
        entry,
        index,
        tensors.map(({ dtype }) => dtype),
      );
      const outputs = operation.apply(tensors);
      made[index] = Array.isArray(outputs) ? outputs : [outputs];
      return;
    }
    const { layer } = this.layers.get(entry.name)!;
    const { inputs, options, names } = this.callOf(layer, entry, index);
    const outputs = layer.apply(inputs.length === 1 ? inputs[0]! : inputs, options);
    made[index] = Array.isArray(outputs) ? outputs : [outputs as SymbolicTensor];
    if (names.some(Boolean)) made[index][0]!.node.names = names;
    this.masks.follow({ layer, inputs, options, outputs: made[index] });
  }

  /** What a layer is called with: its inputs, and options by their names here. */
  private callOf(
    layer: Layer<number>,
    entry: EntryJson,
    index: number,
  ): { inputs: SymbolicTensor[]; options: CallOptions; names: (string | undefined)[] } {
    const call = entry.calls[index]!;
    const {
      mask: given,
      initial_state: initial,
      constants: fixed,
      training,
      attention_mask: seen,
      ...others
    } = call.kwargs;
    const { masks, rest } = layer instanceof MultiHeadAttention ? masksByName(others) : { masks: [], rest: others };
    const named = inputNames.flatMap((key) => referencesIn(rest[key]));
    const tensorsIn = (argument: Argument | undefined) => referencesIn(argument).map((each) => this.tensor(each));
    const references = [...orderedInputs(layer, call.args), ...named];
    const names = namesOfInputs(layer, call.args, rest);
    const tensors = references.map((reference) => this.tensor(reference));
    const options: CallOptions = {};
    const isRecurrent = layer instanceof RNN || layer instanceof Bidirectional;
    // the first argument may be a list of sequences; states follow, then the number of constants that Keras 2 gives
    const sequences = call.args.length > 0 ? referencesIn(call.args[0]) : named;
    const states = isRecurrent ? tensors.splice(layer.inputCount ?? sequences.length) : [];
    const constants = states.splice(states.length - Number(entry.object.config.num_constants ?? 0));
    states.push(...tensorsIn(initial));
    constants.push(...tensorsIn(fixed));
    if (states.length > 0) options.initialState = states;
    if (constants.length > 0) options.constants = constants;
    // a mask of the keys where the values are the keys
    if (masks[2] && tensors.length === 2) {
      tensors.push(tensors[1]!);
      if (names[1]) names.push("key");
    }
    if (training === true) options.training = true;
    if (seen !== undefined && seen !== null) options.attentionMask = this.maskOfAttention(seen);
    for (const [key, value] of Object.entries(rest)) {
      if (inputNames.includes(key) || value === null || value === false) continue;
      const option = camelCase(key);
      if (value !== true || !switches.includes(option)) throw unknownOption(entry, key, value);
      Object.assign(options, { [option]: true });
    }
    const ownMasks = layer instanceof Model && given ? masksOfInputs(references, given) : given;
    if (tensors.length === 0) throw new FormatError({ what: `A call of the layer ${show(entry.name)} has no input.` });
    const changed = this.changed.get(keyOf(entry.name, index));
    // where Keras fills in the mask as it makes the graph, no other call changes it
    const isKept = keepsMask({ layer, inputs: tensors, options });
    const changes = tensors.map((tensor, i) => {
      return references[i] && !(isKept && this.masks.isMasked(tensor))
        ? changed?.get(nameOf(references[i]))
        : undefined;
    });
    return {
      inputs: tensors,
      names: names.slice(0, tensors.length),
      options: { ...options, ...this.masks.optionsFor(tensors, call, masks.length > 0 ? masks : ownMasks, changes) },
    };
  }

  /** The calls that the outputs wait for, by names. */
  private callsBefore(outputs: readonly Reference[]): Calls<string, string, Reference> {
    const nameAndCall = (key: string) => {
      const at = key.indexOf(" ");
      const entry = this.entries.get(key.slice(at + 1));
      return { entry, call: entry?.calls[Number(key.slice(0, at))] };
    };
    const layerOf = (key: string) => nameAndCall(key).entry?.name;
    const sources = (references: readonly Reference[]) => [
      ...new Set(references.map(({ layer, call }) => keyOf(layer, call))),
    ];
    return {
      ends: sources(outputs),
      sources(key) {
        const { call } = nameAndCall(key);
        return sources([call?.args, call?.kwargs].flatMap(referencesIn));
      },
      layer: (key) => this.layers.get(layerOf(key) ?? "")?.layer ?? layerOf(key),
      inputs: (key) => {
        const { call, entry } = nameAndCall(key);
        const layer = entry && this.layers.get(entry.name)?.layer;
        if (!call || !layer) return [];
        const named = inputNames.flatMap((name) => referencesIn(call.kwargs[name]));
        return [...orderedInputs(layer, call.args), ...named].map(nameOf);
      },
      given: (key, input) => {
        const mask = nameAndCall(key).call?.kwargs.mask;
        const given = Array.isArray(mask) ? mask[input] : input === 0 && mask;
        return given instanceof Reference ? given : undefined;
      },
    };
  }

  private maskOfAttention(given: Argument): AnyTensor {
    return given instanceof Reference ? this.tensor(given) : tensorIn(readConstant(given as Json));
  }

  private resolveEnds(key: string, where: string): any {
    const ends = this.endsOf(key, where);
    if (ends instanceof Reference) return this.tensor(ends);
    if (Array.isArray(ends)) {
      const tensors = ends.map((end) => this.tensor(end));
      // Keras 2 always lists them
      return this.reader.dialect === 2 && tensors.length === 1 ? tensors[0] : tensors;
    }
    return Object.fromEntries(Object.entries(ends).map(([name, end]) => [name, this.tensor(end as Reference)]));
  }

  /** The model's ends; there, calls of models inside count from 1. */
  private endsOf(key: string, where: string): Ends {
    const shifted = ({ layer, call, output }: Reference) => {
      const inside = this.layers.get(layer)?.layer;
      const isShifted = this.reader.dialect === 3 && inside instanceof Model && inside.className !== "Sequential";
      return new Reference(layer, isShifted ? call - 1 : call, output);
    };
    const ends = readEnds(this.config[key], where);
    if (ends instanceof Reference) return shifted(ends);
    if (Array.isArray(ends)) return ends.map(shifted);
    return Object.fromEntries(Object.entries(ends).map(([name, end]) => [name, shifted(end as Reference)]));
  }

  private callAt({ layer: name, call }: Reference): { name: string; index: number } {
    const entry = this.entries.get(name);
    const index = call - this.firstCall(name);
    if (entry && (entry.calls[index] || this.results.get(name)?.[index])) return { name, index };
    throw new FormatError({
      what: "A call of the file takes its input from a call that does not exist.",
      received: `call ${call} of ${show(name)}`,
    });
  }

  /** In Keras 2, the number 0 of a model inside another is that of its own graph. */
  private firstCall(name: string): number {
    const entry = this.entries.get(name);
    return this.layers.get(name)?.layer instanceof Model && entry?.calls.some(({ tellsMasks }) => !tellsMasks) ? 1 : 0;
  }

  private tensor(reference: Reference): SymbolicTensor {
    const { name, index } = this.callAt(reference);
    const place = outputPlaces(this.layers.get(name)?.layer)?.[reference.output] ?? reference.output;
    const found = this.results.get(name)?.[index]?.[place];
    if (found) return found;
    throw new FormatError({
      what: "A call of the file takes an input that does not exist.",
      received: `output ${reference.output} of ${show(name)}`,
    });
  }
}

const switches: readonly string[] = ["useCausalMask", "returnAttentionScores", "reverse"];

/** The masks given to a nested model: none leaves an input its own mask; a tensor that is given twice gets the last mask given for it. */
function masksOfInputs(inputs: readonly Reference[], given: Argument): (Argument | undefined)[] {
  const list: readonly (Argument | undefined)[] = Array.isArray(given) ? given : [given];
  return inputs.map((input) => list.findLast((mask, i) => mask && inputs[i] && nameOf(inputs[i]) === nameOf(input)));
}

const keyOf = (layer: string, call: number) => `${call} ${layer}`;
const nameOf = ({ layer, call, output }: Reference) => `${output} ${call} ${layer}`;

function unknownOption({ name }: EntryJson, key: string, value: Argument): FormatError {
  return new FormatError({
    what: `A call of the layer ${show(name)} has an option that is not read.`,
    received: `${key}: ${value instanceof Reference ? "a tensor" : JSON.stringify(value)}`,
  });
}
