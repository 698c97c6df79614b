/**
 * Language models beside PyTorch and n-grams: the network of `recurve train lm` with its defaults, the same first weights, data,
 * batch size, optimizer and number of steps in PyTorch, and an n-gram model of order 5 with modified Kneser-Ney smoothing.
 *
 *   npm run data -- tang moby-dick sotu && npm run build
 *   node bench/uses/lm.js [--only NAME,...] [--systems recurve,pytorch] [--epochs N] [--steps N]
 *
 * Prints a table of bits per character of held-out text and minutes of training, one thread. `--steps` ends training early,
 * to compare times alone. PyTorch runs by `python3`, or $PYTHON.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fullData } from "./full-data.js";
import { holdOut } from "./held-out.js";

process.env.RECURVE_THREADS ??= "1";
const { init, tasks, text } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });

const corpora = {
  tang: { title: "Tang poems, characters", file: "tang.txt", documents: true },
  "moby-dick": { title: "Moby-Dick, characters", file: "moby-dick.txt" },
  "moby-dick-bpe": { title: "Moby-Dick, 1,000 byte pairs", file: "moby-dick.txt", split: "bytePairs", maxSize: 1000 },
  sotu: { title: "State of the Union, characters", file: "sotu.txt" },
};
const [window, batchSize, learningRate] = [64, 16, 5e-3];

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    systems: { type: "string" },
    epochs: { type: "string" },
    steps: { type: "string" },
  },
});
const names = values.only?.split(",") ?? Object.keys(corpora);
const systems = values.systems?.split(",") ?? ["recurve", "pytorch"];
const steps = Number(values.steps ?? Number.POSITIVE_INFINITY);

console.log("| text | system | bits per character | minutes of training | steps |\n| --- | --- | ---: | ---: | ---: |");
for (const name of names) await compare(corpora[name]);

async function compare({ title, file, documents = false, split = "characters", maxSize = 4000 }) {
  const content = readFileSync(fullData(file), "utf8").trim();
  const parts = holdOut(content, documents);
  const vocabulary = text.Vocabulary.fromText(documents ? content.split("\n") : content, { split, maxSize });
  const language = tasks.languageModel({ vocabulary, documents, seed: 1 });
  const sequences = Object.fromEntries(
    Object.entries(parts).map(([part, texts]) => [part, language.sequences(texts).map(({ ids }) => ids)]),
  );
  const tokens = sequences.train.reduce((sum, ids) => sum + ids.length, 0);
  const perEpoch = Math.ceil(Math.floor((tokens - 1) / window) / batchSize);
  const usual = Math.min(8, Math.max(3, Math.round(10e6 / tokens)));
  const epochs = Number.isFinite(steps) ? 1 : Number(values.epochs ?? usual);
  const total = Math.min(epochs * perEpoch, steps);
  const characters = parts.test.reduce((sum, each) => sum + [...each].length + (documents ? 1 : 0), 0);
  const row = (system, bits, minutes) =>
    console.log(
      `| ${title} | ${system} | ${bits.toFixed(3)} | ${minutes?.toFixed(2) ?? "-"} | ${minutes ? total : "-"} |`,
    );

  if (systems.includes("pytorch")) {
    const { bits, seconds } = byPyTorch({ language, sequences, epochs, total });
    row("PyTorch", bits / characters, seconds / 60);
  }
  if (systems.includes("recurve")) {
    const train = Number.isFinite(steps) ? cut(parts.train, documents, total / perEpoch) : parts.train;
    const start = performance.now();
    await language.fit(train, { epochs, batchSize, learningRate, window, validation: parts.validation, verbose: 2 });
    const minutes = (performance.now() - start) / 60_000;
    row("Recurve", language.bitsPerCharacter(parts.test, "network"), minutes);
    if (language.ngramShare > 0) row("Recurve, with n-grams", language.bitsPerCharacter(parts.test), minutes);
  }
  if (Number.isFinite(steps)) return;
  const ngram = new text.KneserNeyModel(vocabulary.size, 5);
  for (const ids of sequences.train) ngram.learn(ids);
  const held = sequences.test.reduce((sum, ids) => sum + ids.length - 1, 0);
  row("n-grams of order 5", (ngram.bitsPerToken(sequences.test) * held) / characters);
}

/** The first share of the training text. */
function cut(texts, documents, share) {
  return documents ? texts.slice(0, Math.ceil(texts.length * share)) : [texts[0].slice(0, texts[0].length * share)];
}

/** The same in PyTorch: numbers go by files, 32 bits each. */
function byPyTorch({ language, sequences, epochs, total }) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-lm-"));
  try {
    const weights = language.model.getWeights();
    writeFileSync(
      join(folder, "weights.bin"),
      Buffer.concat(weights.map((w) => Buffer.from(w.dataSync().slice().buffer))),
    );
    for (const [part, list] of Object.entries(sequences)) {
      writeFileSync(join(folder, `${part}.bin`), Buffer.from(Int32Array.from(list.flatMap((ids) => [...ids])).buffer));
    }
    const lengths = sequences.test.map((ids) => ids.length);
    const shapes = weights.map(({ shape }) => shape);
    const meta = { shapes, lengths, window, batchSize, learningRate, epochs, steps: total };
    writeFileSync(join(folder, "meta.json"), JSON.stringify(meta));
    const script = new URL("lm.py", import.meta.url).pathname;
    const env = { ...process.env, OMP_NUM_THREADS: process.env.RECURVE_THREADS };
    const options = { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] };
    return JSON.parse(execFileSync(process.env.PYTHON ?? "python3", [script, folder], options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
