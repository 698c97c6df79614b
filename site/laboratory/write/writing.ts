/** A language model that writes, and what its memory holds at every character. */
import { Random, type tasks, text } from "recurve";
import type { Setup } from "./setup.ts";

/** A character that may come, and how probable it is; "" is the end. */
export interface Next {
  readonly character: string;
  readonly probability: number;
}

/** One character, and the network when it had read it. */
export interface Read {
  readonly character: string;
  /** Whether it stood in the prompt. */
  readonly given: boolean;
  /** The hidden state of all layers, a number from -1 to 1 for each unit. */
  readonly memory: Float32Array;
  /** The most probable characters to come next. */
  readonly next: readonly Next[];
}

/** The number of next characters that are shown. */
const TOLD = 8;

type Asked = Pick<Setup, "prompt" | "temperature" | "topK" | "seed" | "length">;

/** Reads a prompt and writes on. The same seed writes the same. */
export function write(model: tasks.LanguageModel, asked: Asked): Read[] {
  const { vocabulary, documents } = model;
  const stepper = model.model.stream();
  const random = new Random(asked.seed);
  const told: Read[] = [];
  let probabilities: Float32Array = new Float32Array();
  const read = (id: number, character: string, given: boolean) => {
    probabilities = vocabulary.writable(stepper.step([id]));
    // of an LSTM states are h and c in turn, of a GRU h alone
    const { states } = stepper;
    const every = model.model.layers.some(({ className }) => className === "LSTM") ? 2 : 1;
    const hidden = states.filter((_, i) => i % every === 0).map((state) => state.dataSync() as Float32Array);
    const memory = new Float32Array(hidden.reduce((sum, { length }) => sum + length, 0));
    hidden.reduce((at, part) => {
      memory.set(part, at);
      return at + part.length;
    }, 0);
    told.push({ character, given, memory, next: mostProbable(probabilities, vocabulary) });
  };
  stepper.step(documents ? [vocabulary.start] : vocabulary.encode("\n").slice(-1));
  for (const character of asked.prompt) read(vocabulary.encode(character).at(-1)!, character, true);
  if (told.length === 0) read(vocabulary.encode("\n").at(-1)!, "", true);
  const sampling = { temperature: asked.temperature, ...(asked.topK > 0 && { topK: asked.topK }) };
  for (let i = 0; i < asked.length; i++) {
    const id = text.sample(probabilities, sampling, random);
    if (id === vocabulary.end) break;
    read(id, vocabulary.decode([id]), false);
  }
  stepper.dispose();
  return told;
}

function mostProbable(probabilities: Float32Array, vocabulary: text.Vocabulary): Next[] {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
  return order.slice(0, TOLD).map((id) => ({
    character: id === vocabulary.end ? "" : vocabulary.decode([id]),
    probability: probabilities[id]!,
  }));
}
