/** The language model's data: the Tang poems of `recurve tour`, as numbers and first weights that every system is given. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "../dist/node/index.js";
import { uniform } from "./cases.js";

const network = { embedding: 64, units: 128, batchSize: 32, learningRate: 5e-3 };

/**
 * Writes ids that are read (rows, time), ids that should be said (the next character), then the weights of embedding, LSTM
 * and softmax in Keras's order, all as float32. Gives what a system must know to read them.
 */
export function writeCorpus(folder, { batches = Number.POSITIVE_INFINITY } = {}) {
  const content = readFileSync(new URL("../data/tang-poems.txt", import.meta.url), "utf8");
  const vocabulary = text.Vocabulary.fromText(content, { maxSize: 1500 });
  const poems = content.trim().split("\n");
  const rows = Math.min(Math.floor(poems.length * 0.9), batches * network.batchSize);
  const ids = poems.slice(0, rows).map((poem) => vocabulary.encode(`\n${poem}\n`));
  const time = ids[0].length - 1;
  const { embedding: E, units: H } = network;
  const V = vocabulary.size;
  const next = uniform(54321);
  const weights = [
    [V * E, 0.05],
    [E * 4 * H, 0.1],
    [H * 4 * H, 0.08],
    [4 * H, 0.01],
    [H * V, 0.06],
    [V, 0.01],
  ].flatMap(([count, scale]) => Array.from({ length: count }, () => scale * next()));
  const values = [...ids.flatMap((row) => row.slice(0, -1)), ...ids.flatMap((row) => row.slice(1)), ...weights];
  const numbers = join(folder, "corpus.bin");
  writeFileSync(numbers, Float32Array.from(values));
  return { numbers, corpus: { ...network, rows, time, vocabulary: V } };
}
