/**
 * Trains the two small language models that write on the start page and in the laboratory: one on Moby-Dick, letter by letter, one on
 * poems of the Tang dynasty. They go to site/generated/writers/, and are trained again only when this file has changed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}/site/generated/writers`;

export async function trainWriters() {
  const own = statSync(fileURLToPath(import.meta.url)).mtimeMs;
  const missing = Object.keys(writers).filter((name) => {
    const file = `${folder}/${name}.keras`;
    return !existsSync(file) || statSync(file).mtimeMs < own;
  });
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const recurve = await import("../../dist/node/index.js");
  for (const name of missing) {
    console.log(`site: training the language model "${name}" ...`);
    rmSync(`${folder}/${name}.keras`, { force: true });
    await recurve.saveModel(await writers[name](recurve), `${folder}/${name}.keras`, { includeOptimizer: false });
  }
}

const writers = {
  async novel({ tasks, text }) {
    const novel = readFileSync(`${root}/data/moby-dick.txt`, "utf8")
      .replaceAll(/\s*\n\s*\n\s*/g, "\n")
      .replaceAll(/ +/g, " ");
    const vocabulary = text.Vocabulary.fromText(novel, { maxSize: 70 });
    const writer = tasks.languageModel({ vocabulary, units: 128, embedding: 32, seed: 1 });
    await writer.fit(novel, { epochs: 8, window: 64, batchSize: 32, learningRate: 1e-2, verbose: 2 });
    return writer.model;
  },
  async poems({ tasks, text }) {
    const poems = readFileSync(`${root}/data/tang-poems.txt`, "utf8").trim().split("\n");
    const vocabulary = text.Vocabulary.fromText(poems, { maxSize: 1200 });
    const writer = tasks.languageModel({ vocabulary, documents: true, units: 112, embedding: 48, seed: 1 });
    await writer.fit(poems, { epochs: 7, window: 26, batchSize: 32, learningRate: 1e-2, verbose: 2 });
    return writer.model;
  },
};
