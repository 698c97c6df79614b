/**
 * Trains the two small language models that write on the start page and in the laboratory: one on Moby-Dick, letter by letter, one on
 * poems of the Tang dynasty. They go to site/generated/writers/, and are trained again only when this file has changed. Beside each model
 * lie its weights and what it is made of by themselves: a page reads them with less code than a model's file.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}/site/generated/writers`;

export async function trainWriters() {
  const own = statSync(here).mtimeMs;
  const missing = Object.keys(writers).filter((name) => {
    const files = ["keras", "bin", "json"].map((ending) => `${folder}/${name}.${ending}`);
    return files.some((file) => !existsSync(file) || statSync(file).mtimeMs < own);
  });
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  console.log(`site: training the language models ${missing.join(" and ")} ...`);
  // at once, a thread each: two threads for one small model gain less
  await Promise.all(missing.map(trainApart));
}

/** Trains a model in a process of its own. */
const trainApart = (name) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, RECURVE_THREADS: "1" };
    spawn(process.execPath, [here, name], { env, stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) =>
        code === 0 ? resolve() : reject(new Error(`training the language model "${name}" failed`)),
      );
  });

async function train(name) {
  const recurve = await import("../../dist/node/index.js");
  rmSync(`${folder}/${name}.keras`, { force: true });
  const { options, fit } = writers[name](recurve);
  const writer = recurve.tasks.languageModel(options);
  await fit(writer);
  await recurve.saveModel(writer.model, `${folder}/${name}.keras`, { includeOptimizer: false });
  const weights = writer.model.getWeights().map((weight) => Buffer.from(Float32Array.from(weight.dataSync()).buffer));
  writeFileSync(`${folder}/${name}.bin`, Buffer.concat(weights));
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(options));
}

const writers = {
  novel({ text }) {
    const novel = readFileSync(`${root}/data/moby-dick.txt`, "utf8")
      .replaceAll(/\s*\n\s*\n\s*/g, "\n")
      .replaceAll(/ +/g, " ");
    const vocabulary = text.Vocabulary.fromText(novel, { maxSize: 70 });
    return {
      options: { vocabulary, units: 128, embedding: 32, seed: 1 },
      fit: (writer) => writer.fit(novel, { epochs: 8, window: 64, batchSize: 32, learningRate: 1e-2, verbose: 2 }),
    };
  },
  poems({ text }) {
    const poems = readFileSync(`${root}/data/tang-poems.txt`, "utf8").trim().split("\n");
    const vocabulary = text.Vocabulary.fromText(poems, { maxSize: 1200 });
    return {
      options: { vocabulary, documents: true, units: 112, embedding: 48, seed: 1 },
      fit: (writer) => writer.fit(poems, { epochs: 7, window: 26, batchSize: 32, learningRate: 1e-2, verbose: 2 }),
    };
  },
};

const [, program, name] = process.argv;
if (program === here && Object.hasOwn(writers, name)) await train(name);
