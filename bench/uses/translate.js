/**
 * Translators: dates beside the same network in Keras; the CMU dictionary and the messages of a compiler by themselves.
 *
 *   npm run data -- cmudict messages && npm run build && node bench/uses/translate.js [--only dates,cmudict,messages]
 *
 * Prints a table of scores on held-out pairs and minutes of training, one thread. Keras runs by `python3`, or $PYTHON.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

process.env.RECURVE_THREADS ??= "1";
const { data, init, tasks, text } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });
const { byKeras } = await import("./beside-keras.js");

const { values } = parseArgs({ options: { only: { type: "string" } } });
const root = new URL("../../", import.meta.url).pathname;

/** The commands of the page: what `recurve train translate` is given. */
const runs = {
  dates: ["data/dates.tsv"],
  cmudict: [...parts("cmudict"), "--epochs", "8", "--depth", "2"],
  messages: [...parts("messages"), "--epochs", "15", "--batch-size", "16", "--dropout", "0.3"],
};

console.log(
  "| pairs | exactly right | token error rate | chrF | BLEU | minutes |\n| --- | ---: | ---: | ---: | ---: | ---: |",
);
for (const name of values.only?.split(",") ?? Object.keys(runs)) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-translate-"));
  const start = performance.now();
  const args = ["dist/cli/main.js", "train", "translate", ...runs[name], "--output", join(folder, "run"), "--json"];
  const figures = JSON.parse(execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] }));
  const minutes = (performance.now() - start) / 60_000;
  const cells = [`${(100 * figures.exactMatch).toFixed(2)} %`, `${(100 * figures.tokenErrorRate).toFixed(2)} %`];
  console.log(
    `| ${[name, ...cells, figures.chrf.toFixed(1), figures.bleu.toFixed(1), minutes.toFixed(1)].join(" | ")} |`,
  );
  rmSync(folder, { recursive: true });
}
if (!values.only || values.only.split(",").includes("dates")) await besideKeras();

function parts(name) {
  const file = (part) => `data/full/${name}/${part}.tsv`;
  return [file("train"), "--validation", file("valid"), "--test", file("test")];
}

/** The dates of the example: 6,000 pairs, teacher forcing, the share of right tokens on held-out pairs. */
async function besideKeras() {
  const lines = readFileSync(join(root, "data/dates.tsv"), "utf8").trim().split("\n");
  const pairs = lines.map((line) => line.split("\t"));
  const at = Math.floor(pairs.length * 0.9);
  const [learned, unseen] = [pairs.slice(0, at), pairs.slice(at)];
  const plan = { epochs: 6, batchSize: 32, learningRate: 5e-3 };
  const [source, target] = [0, 1].map((side) => text.Vocabulary.fromText(learned.map((pair) => pair[side])));
  const made = tasks.translator({ source, target, units: 128, seed: 1 });
  const padded = (rows) => data.padSequences(rows, { padding: "post" });
  const part = (list) => {
    const targets = list.map(([, iso]) => [target.start, ...target.encode(iso), target.end]);
    const inputs = {
      source: padded(list.map(([human]) => [...source.encode(human), source.end])),
      target: padded(targets.map((row) => row.slice(0, -1))),
    };
    return { inputs, y: padded(targets.map((row) => row.slice(1))) };
  };
  const test = part(unseen);
  made.model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const measure = () => made.model.evaluate(test.inputs, test.y, { verbose: 0, batchSize: 256 });
  const before = await measure();
  const keras = await byKeras(made.model, { train: part(learned), test }, plan);
  if (Math.abs(before.loss - keras.before.loss) > 1e-3) {
    throw new Error(`before training: ${before.loss}, Keras ${keras.before.loss}`);
  }
  const start = performance.now();
  await made.fit(learned, { ...plan, verbose: 0 });
  const seconds = (performance.now() - start) / 1000;
  const after = await measure();
  console.log("\n| 6,000 dates, 6 epochs | held-out loss | tokens right | seconds |\n| --- | ---: | ---: | ---: |");
  const row = (system, { loss, accuracy }, time) =>
    console.log(`| ${system} | ${loss.toFixed(4)} | ${(100 * accuracy).toFixed(2)} % | ${time.toFixed(0)} |`);
  row("Recurve", after, seconds);
  row("Keras (TensorFlow)", keras.after, keras.seconds);
}
