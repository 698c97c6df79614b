/** Writing translations: the most probable token each time, or a beam of sequences side by side. */
import { padSequences } from "../../data/index.ts";
import type { AnyModel } from "../../models/index.ts";
import { joinRows, takeRows } from "../../models/take-rows.ts";
import { type Declared, readOptions, type Tensor, takes, tensor } from "../../tensor/index.ts";
import { searchOptions } from "../../text/beam-search.ts";
import { beamSearch, type Vocabulary } from "../../text/index.ts";
import { sourceIds } from "./batches.ts";
import type { Networks } from "./network.ts";

/** Options of `translate`: a beam search and its limits. */
export interface DecodeOptions {
  /** How many translations are followed side by side; 1, the default, takes the most probable token each time. */
  beams?: number | undefined;
  /** See `text.beamSearch`. Default 0.6. */
  lengthPenalty?: number | undefined;
  /** Tokens of a translation at most. Default 10 and twice as many as the source has. */
  maxTokens?: number | undefined;
}

/** A translation and how it came about. */
export interface Translation {
  /** The translated text. */
  readonly text: string;
  /** The sum of the log probabilities of its tokens. */
  readonly logProbability: number;
  /** The tokens of the source, as the vocabulary cut them. */
  readonly sourceTokens: readonly string[];
  /** The tokens that the model wrote, without the mark of the end. */
  readonly targetTokens: readonly string[];
  /** For each target token how much of each source token it attended to: (T, S), rows summing to 1. */
  readonly attention: readonly (readonly number[])[];
}

/** Most texts in a batch. */
const BATCH = 256;

interface Reading {
  text: string;
  ids: readonly number[];
  place: number;
}

/** What {@link DecodeOptions} take. */
export const decodeOptions = {
  ...searchOptions,
  beams: takes.withDefault(searchOptions.beams, 1),
  maxTokens: takes.counts.tokens,
} satisfies Declared<DecodeOptions>;

/** Translations of texts in their order. Texts of one length are read together, so nothing is padded. */
export function decode(
  networks: Networks,
  source: Vocabulary,
  target: Vocabulary,
  texts: readonly string[],
  options: DecodeOptions,
): Translation[] {
  const complete = readOptions("translate", options, decodeOptions);
  const { beams, lengthPenalty } = complete;
  const byLength = new Map<number, Reading[]>();
  for (const [place, text] of texts.entries()) {
    const ids = sourceIds(source, text);
    byLength.set(ids.length, [...(byLength.get(ids.length) ?? []), { text, ids, place }]);
  }
  const found: Translation[] = [];
  for (const [length, readings] of byLength) {
    const maxTokens = complete.maxTokens ?? 10 + 2 * length;
    for (let begin = 0; begin < readings.length; begin += BATCH) {
      const batch = readings.slice(begin, begin + BATCH);
      const [memory, keys, ...states] = outputsOf(networks.encoder, padSequences(batch.map(({ ids }) => ids)));
      const written =
        beams === 1
          ? greedy(networks.decoder, target, [memory!, keys!], states, maxTokens)
          : batch.map((_, row) => {
              const own = (part: Tensor) => rowsOf(part, [row]);
              const search = { beams, lengthPenalty, maxTokens };
              return withBeams(networks.decoder, target, [own(memory!), own(keys!)], states.map(own), search);
            });
      for (const [row, { ids, place }] of batch.entries()) {
        const { said, attention, logProbability } = written[row]!;
        const tokens = (vocabulary: Vocabulary, list: readonly number[]) => list.map((id) => vocabulary.decode([id]));
        found[place] = {
          text: target.decode(said),
          logProbability,
          sourceTokens: tokens(source, ids),
          targetTokens: tokens(target, said),
          attention,
        };
      }
    }
  }
  return found;
}

interface Written {
  said: number[];
  attention: number[][];
  logProbability: number;
}

type Memory = readonly [memory: Tensor, keys: Tensor];

/** All rows at once, the most probable token each time, until every row has ended. */
function greedy(decoder: AnyModel, target: Vocabulary, memory: Memory, first: Tensor[], maxTokens: number): Written[] {
  const rows = memory[0].shape[0]!;
  const written = Array.from({ length: rows }, (): Written => ({ said: [], attention: [], logProbability: 0 }));
  const ended = new Uint8Array(rows);
  let ids = new Array<number>(rows).fill(target.start);
  let states = first;
  for (let length = 0; length < maxTokens && ended.includes(0); length++) {
    const step = stepOf(decoder, target, ids, memory, states);
    states = step.states;
    ids = step.probabilities.map((probabilities, row) => {
      const id = indexOfMost(probabilities);
      if (ended[row]) return target.end;
      written[row]!.logProbability += Math.log(probabilities[id]!);
      if (id === target.end) ended[row] = 1;
      else {
        written[row]!.said.push(id);
        written[row]!.attention.push([...step.weights[row]!]);
      }
      return id;
    });
  }
  return written;
}

/** One text, several translations side by side. */
function withBeams(
  decoder: AnyModel,
  target: Vocabulary,
  memory: Memory,
  first: Tensor[],
  search: { beams: number; lengthPenalty?: number; maxTokens: number },
): Written {
  const [best] = beamSearch<{ states: Tensor[]; attention: number[][] }>({
    ...search,
    start: target.start,
    end: target.end,
    state: { states: first, attention: [] },
    step(ids, beams) {
      const [seen, keys] = memory.map((part) => rowsOf(part, new Array<number>(ids.length).fill(0)));
      const states = first.map((_, i) => joinRows(beams.map((beam) => beam.states[i]!)));
      const step = stepOf(decoder, target, ids, [seen!, keys!], states);
      return beams.map(({ attention }, row) => ({
        probabilities: step.probabilities[row]!,
        state: {
          states: step.states.map((state) => rowsOf(state, [row])),
          attention: [...attention, [...step.weights[row]!]],
        },
      }));
    },
  });
  const { ids, logProbability, state } = best!;
  return { said: [...ids], attention: state.attention.slice(0, ids.length), logProbability };
}

/** One step of the decoder for all rows. */
function stepOf(
  decoder: AnyModel,
  target: Vocabulary,
  ids: readonly number[],
  memory: Memory,
  states: readonly Tensor[],
) {
  const given = tensor(Int32Array.from(ids), [ids.length, 1]);
  const [probabilities, weights, ...next] = outputsOf(decoder, [given, ...memory, ...states]);
  const writable = splitRows(probabilities!).map((each) => target.writable(each));
  return { probabilities: writable, weights: splitRows(weights!), states: next };
}

/** What a model gives for a whole batch. */
function outputsOf(model: AnyModel, inputs: Tensor | readonly Tensor[]): Tensor[] {
  return model.predictOnBatch(inputs) as Tensor[];
}

function splitRows(values: Tensor): Float32Array[] {
  const [numbers, rows] = [values.dataSync() as Float32Array, values.shape[0]!];
  const width = numbers.length / rows;
  return Array.from({ length: rows }, (_, row) => numbers.subarray(row * width, (row + 1) * width));
}

/** Rows of a tensor by number; a number may repeat. */
function rowsOf(values: Tensor, rows: readonly number[]): Tensor {
  return takeRows(values, 0, rows.length, Int32Array.from(rows));
}

/** The place of the largest number. */
export function indexOfMost(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[most]!) most = i;
  return most;
}
