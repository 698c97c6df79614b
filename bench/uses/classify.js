/**
 * `recurve train classify` with its defaults on five sets of texts, beside its network alone and a linear model of n-grams; networks
 * of texts beside the same in Keras; the tagger of sensors beside a threshold.
 *
 *   npm run data -- names speeches subjects brown sensors && npm run build
 *   node bench/uses/classify.js [--only commands,names,speeches,sensors]
 *
 * Prints tables: right and macro F1 on held-out data (of the sensors, F1 of the anomalies), minutes or seconds of training, one
 * thread. Keras runs by `python3`, or $PYTHON; `commands` needs neither.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fullData } from "./full-data.js";

process.env.RECURVE_THREADS ??= "1";
const { data, init, tasks, tensor, text } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });
const { byKeras } = await import("./beside-keras.js");

const { values } = parseArgs({ options: { only: { type: "string" } } });

/** Of each set what is learned from and measured on; where there is no table for it, the command holds out a tenth. */
const sets = {
  "names, 18 languages": ["names.csv"],
  "speeches, 2 parties": ["speeches/train.csv", "speeches/test.csv"],
  "subject lines, spam or not": ["subjects/train.csv", "subjects/test.csv"],
  "whole mails, spam or not": ["whole-mails/train.csv", "whole-mails/test.csv"],
  "Brown corpus, 15 genres": ["brown/train.csv", "brown/test.csv"],
};

const uses = {
  commands() {
    console.log(
      "| texts | network and n-grams | the network alone | n-grams, linear | minutes |\n| --- | ---: | ---: | ---: | ---: |",
    );
    for (const [name, [file, test]] of Object.entries(sets)) {
      const options = test ? ["--test", fullData(test)] : [];
      const folder = mkdtempSync(join(tmpdir(), "recurve-classify-"));
      const start = performance.now();
      const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
      const args = [main, "train", "classify", fullData(file), ...options, "--output", join(folder, "run"), "--json"];
      const out = execFileSync(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
      const { accuracy, network, baseline } = JSON.parse(out);
      const cells = [accuracy, network.accuracy, baseline.accuracy].map((share) => `${(100 * share).toFixed(1)} %`);
      console.log(`| ${[name, ...cells, ((performance.now() - start) / 60_000).toFixed(1)].join(" | ")} |`);
      rmSync(folder, { recursive: true });
    }
    console.log();
  },
  async names() {
    const rows = await records("names.csv");
    const part = (keep) => rows.filter((_, i) => keep(i % 10 === 9)).map(({ name, language }) => [name, language]);
    await texts(
      "Names, 18 languages",
      part((held) => !held),
      part((held) => held),
      { epochs: 6, dropout: 0.3 },
    );
  },
  async speeches() {
    const part = async (name) =>
      (await records(`speeches/${name}.csv`)).map(({ text: words, party }) => [words, party]);
    const options = { epochs: 2, split: "words", maxSize: 8000, dropout: 0.6, balanced: true };
    await texts("Speeches, 2 parties", await part("train"), await part("test"), options);
  },
  async sensors() {
    const [train, test] = [await readings("train"), await readings("test")];
    for (const seed of [1, 2, 3]) {
      const made = tasks.classifier({ classes: states, features: 2, perStep: true, units: 32, dropout: 0.4, seed });
      const options = { epochs: 30, batchSize: 4, balanced: true, verbose: 0 };
      const seconds = await timed(() => made.fit(train.windows, train.labels, options));
      anomalies(`Recurve, seed ${seed}`, test, made.predictClasses(test.windows), seconds);
    }
    const told = (limit, { series }) => series.map(([humidity]) => (Math.abs(humidity) >= limit ? 1 : 0));
    const f1 = (limit) => tasks.classificationScores(train.truths, told(limit, train), 2).byClass[1].f1;
    const limits = Array.from({ length: 500 }, (_, i) => i / 10);
    const limit = limits.reduce((best, each) => (f1(each) > f1(best) ? each : best));
    anomalies(`humidity ${limit} % off or more`, test, told(limit, test));
  },
};
const states = ["normal", "anomaly"];

const header = "| data | system | right | macro F1 | seconds of training |\n| --- | --- | ---: | ---: | ---: |";
const wanted = values.only?.split(",") ?? Object.keys(uses);
if (wanted.includes("commands")) uses.commands();
const others = wanted.filter((name) => name !== "commands");
if (others.length > 0) console.log(header);
for (const name of others) await uses[name]();

async function records(path) {
  const rows = [];
  for await (const record of data.readCsv(fullData(path))) rows.push(record);
  return rows;
}

/** A table of the sensors, as one series and in windows of 64 as `recurve train classify` takes it. */
async function readings(name) {
  const rows = await records(`sensors/${name}.csv`);
  const cut = (list) => Array.from({ length: Math.ceil(list.length / 64) }, (_, i) => list.slice(64 * i, 64 * i + 64));
  const series = rows.map(({ humidity, temperature }) => [humidity, temperature]);
  const labels = rows.map(({ state }) => state);
  return { series, windows: cut(series), labels: cut(labels), truths: labels.map((state) => states.indexOf(state)) };
}

function anomalies(system, { truths }, guesses, seconds) {
  const { accuracy, byClass } = tasks.classificationScores(truths, guesses, 2);
  printRow("Sensors, anomalies", system, accuracy, byClass[1].f1, seconds);
}

function printRow(title, system, accuracy, f1, seconds) {
  const cells = [`${(100 * accuracy).toFixed(1)} %`, f1?.toFixed(3) ?? "-", seconds?.toFixed(0) ?? "-"];
  console.log(`| ${[title, system, ...cells].join(" | ")} |`);
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function texts(title, train, test, { epochs, split = "characters", maxSize, dropout, balanced = false }) {
  const [batchSize, learningRate] = [32, 3e-3];
  const [samples, labels] = [train.map(([each]) => String(each)), train.map(([, label]) => String(label))];
  const [unseen, wanted] = [test.map(([each]) => String(each)), test.map(([, label]) => String(label))];
  const classes = [...new Set(labels)].sort();
  const vocabulary = text.Vocabulary.fromText(samples, { split, maxSize });
  const made = tasks.classifier({ classes, vocabulary, dropout, ngrams: 0, seed: 1 });
  const [numbers, truths] = [made.classNumbers(labels), made.classNumbers(wanted)];
  const row = (system, { accuracy, macroF1 }, time) => printRow(title, system, accuracy, macroF1, time);
  const encoded = (list) =>
    data.padSequences(
      list.map((each) => vocabulary.encode(each)),
      { padding: "post" },
    );
  const parts = {
    train: { inputs: { x: encoded(samples) }, y: tensor(Int32Array.from(numbers)) },
    test: { inputs: { x: encoded(unseen) }, y: tensor(Int32Array.from(truths)) },
  };
  made.model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const own = await made.model.evaluate(parts.test.inputs.x, parts.test.y, { verbose: 0, batchSize: 256 });
  const counts = classes.map((_, k) => numbers.filter((number) => number === k).length);
  const classWeight = balanced && Object.fromEntries(counts.map((n, k) => [k, numbers.length / (counts.length * n)]));
  const keras = await byKeras(made.model, parts, { epochs, batchSize, learningRate, classWeight });
  if (Math.abs(own.loss - keras.before.loss) > 1e-3)
    throw new Error(`before training: ${own.loss}, Keras ${keras.before.loss}`);

  const seconds = await timed(() =>
    made.fit(samples, labels, { epochs, batchSize, learningRate, balanced, verbose: 0 }),
  );
  row("Recurve", tasks.classificationScores(truths, made.predictClasses(unseen), classes.length), seconds);
  row("Keras (TensorFlow)", { accuracy: keras.after.accuracy }, keras.seconds);
  const linear = new tasks.LinearClassifier(classes.length);
  const linearSeconds = await timed(() => linear.fit(samples, numbers));
  row("n-grams, linear", tasks.classificationScores(truths, linear.predict(unseen), classes.length), linearSeconds);
}
