/**
 * The networks of a translator: an encoder that reads the source, a decoder that writes the target and attends to what was
 * read, and both as one model for training. All are made of public layers, and share their weights.
 *
 * The decoder attends from the outputs of its recurrent layers (the place of Luong, Pham and Manning 2015), so that whole
 * targets train in one pass; the scores are theirs ("luong": q · W k) or those of Bahdanau, Cho and Bengio 2014
 * ("bahdanau": s · tanh(W q + U k)). Axis letters: S source steps, T target steps, U units, V tokens of the target.
 */
import * as layers from "../../layers/index.ts";
import { input } from "../../layers/input.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type AnyModel, Functional, type Model, model } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";

export interface NetworkOptions {
  sourceSize: number;
  targetSize: number;
  embedding: number;
  units: number;
  depth: number;
  attention: "luong" | "bahdanau";
  dropout: number;
  seed?: number | undefined;
}

/** The three models. */
export interface Networks {
  /** Source ids (B, S) to memory (B, S, U), its keys (B, S, U), and the decoder's first states, each (B, U). */
  encoder: Model<SymbolicTensor[]>;
  /** [target ids (B, T), memory, keys, states] to [probabilities (B, T, V), weights (B, T, S), states]. */
  decoder: Model<SymbolicTensor[]>;
  /** { source (B, S), target (B, T) } to probabilities (B, T, V). */
  training: Model<SymbolicTensor>;
}

export function makeNetworks(options: NetworkOptions): Networks {
  const { depth, units, seed } = options;
  const encoder = makeEncoder(options);
  const decoder = makeDecoder(options);
  const [source, target] = [
    input({ shape: [null], dtype: "int32", name: "source" }),
    input({ shape: [null], dtype: "int32", name: "target" }),
  ];
  const read = encoder.apply(source) as unknown as SymbolicTensor[];
  const [probabilities] = decoder.apply([target, ...read]) as unknown as SymbolicTensor[];
  const training = model({ inputs: { source, target }, outputs: probabilities!, name: "translator", seed });
  training.metadata.network = { depth, units };
  return { encoder, decoder, training };
}

/** The parts of a model that {@link makeNetworks} made and a file kept. @throws FormatError when it is another */
export function findNetworks(training: AnyModel): Networks {
  const [encoder, decoder] = ["encoder", "decoder"].map((name) => training.layers.find((layer) => layer.name === name));
  if (encoder instanceof Functional && decoder instanceof Functional) {
    return { encoder: encoder as Networks["encoder"], decoder: decoder as Networks["decoder"], training };
  }
  throw new FormatError({
    what: `The model "${training.name}" is no translator.`,
    expected: 'two models inside it, "encoder" and "decoder"',
    received: training.layers.map(({ name }) => name).join(", "),
  });
}

function makeEncoder({ sourceSize, embedding, units, depth, dropout }: NetworkOptions): Functional<SymbolicTensor[]> {
  const ids = input({ shape: [null], dtype: "int32" });
  let read = layers.embedding({ inputDim: sourceSize, outputDim: embedding, maskZero: true }).apply(ids);
  const states: SymbolicTensor[] = [];
  for (let i = 0; i < depth; i++) {
    const both = layers.bidirectional({
      layer: layers.lstm({ units: Math.ceil(units / 2), returnSequences: true, returnState: true }),
    });
    const [sequence, ...ends] = both.apply(dropped(read, dropout));
    read = sequence;
    for (const which of [0, 1]) {
      const joined = layers.concatenate().apply([ends[which]!, ends[which + 2]!]);
      states.push(layers.dense({ units, activation: "tanh" }).apply(joined));
    }
  }
  const keys = layers.dense({ units, useBias: false, name: "keys" }).apply(read);
  return model({ inputs: ids, outputs: [read, keys, ...states], name: "encoder" });
}

function makeDecoder(options: NetworkOptions): Functional<SymbolicTensor[]> {
  const { targetSize, embedding, units, depth, attention, dropout } = options;
  const width = 2 * Math.ceil(units / 2);
  const ids = input({ shape: [null], dtype: "int32" });
  const [memory, keys] = [input({ shape: [null, width] }), input({ shape: [null, units] })];
  const states = Array.from({ length: 2 * depth }, () => input({ shape: [units] }));
  let said = layers.embedding({ inputDim: targetSize, outputDim: embedding, maskZero: true }).apply(ids);
  const ends: SymbolicTensor[] = [];
  for (let i = 0; i < depth; i++) {
    const [sequence, h, c] = layers
      .lstm({ units, returnSequences: true, returnState: true })
      .apply(dropped(said, dropout), { initialState: states.slice(2 * i, 2 * i + 2) });
    said = sequence;
    ends.push(h, c);
  }
  const attend = attention === "luong" ? layers.attention() : layers.additiveAttention();
  const query = attention === "luong" ? said : layers.dense({ units, useBias: false, name: "queries" }).apply(said);
  const [context, weights] = attend.apply([query, memory, keys], { returnAttentionScores: true });
  const joined = layers.concatenate().apply([context, said]);
  const combined = layers.dense({ units, activation: "tanh" }).apply(joined);
  const probabilities = layers.dense({ units: targetSize, activation: "softmax" }).apply(dropped(combined, dropout));
  return model({
    inputs: [ids, memory, keys, ...states],
    outputs: [probabilities, weights, ...ends],
    name: "decoder",
  });
}

const dropped = (tensor: SymbolicTensor, rate: number) => (rate > 0 ? layers.dropout({ rate }).apply(tensor) : tensor);
