/**
 * How sure classifiers are, and how long they take by the length of a text.
 *
 *   npm run data -- names speeches subjects brown && npm run build
 *   node bench/uses/calibration.js [--only lengths,NAME,...,held-out]
 *
 * Prints, for texts of 1 to 64 thousand characters, the least processor time of seven in milliseconds, with the 512 tokens of the default and with
 * all; and for each set what is right and the expected calibration error in 15 bins (Guo et al. 2017) of held-out texts: of the network as it
 * was trained, at the temperature that fit finds, and with n-grams; `held-out`: with n-grams, by which tenth of each class fit holds out. One thread.
 */
import { parseArgs } from "node:util";
import { fullData } from "./full-data.js";

process.env.RECURVE_THREADS ??= "1";
const { data, init, Random, tasks, text } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });

const { values } = parseArgs({ options: { only: { type: "string" } } });
const words = "ship sea loaf oven sail flour mast dough wind crust star moon".split(" ");

/** By name: the tables, the column of texts, the one of labels, and the settings. */
const ofWords = { split: "words", units: 64, epochs: 4 };
const sets = {
  names: [["names.csv"], "name", "language", { split: "characters", units: 64, epochs: 4 }],
  subjects: [["subjects/train.csv", "subjects/test.csv"], "text", "label", ofWords],
  speeches: [["speeches/train.csv", "speeches/test.csv"], "text", "party", { ...ofWords, epochs: 2 }],
  mails: [["whole-mails/train.csv", "whole-mails/test.csv"], "text", "label", { ...ofWords, epochs: 2 }],
  brown: [["brown/train.csv", "brown/test.csv"], "text", "genre", { ...ofWords, epochs: 2 }],
};

const columns = (rows) => [0, 1].map((column) => rows.map((row) => row[column]));
const mostOf = (row) => row.indexOf(Math.max(...row));

for (const name of values.only?.split(",") ?? ["lengths", ...Object.keys(sets)]) {
  if (name === "lengths") await lengths();
  else if (name === "held-out") await heldOut();
  else await calibration(name, ...sets[name]);
}

async function lengths() {
  const random = new Random(1);
  const write = (length) => {
    let written = "";
    while (written.length < length) written += `${words[random.integer(words.length)]} `;
    return written.slice(0, length);
  };
  const samples = Array.from({ length: 60 }, () => write(80));
  const vocabulary = text.Vocabulary.fromText(samples, { split: "words" });
  const made = [512, 100_000].map((maxLength) =>
    tasks.classifier({ classes: ["a", "b"], vocabulary, maxLength, seed: 1 }),
  );
  for (const each of made) {
    await each.fit(
      samples,
      samples.map((_, i) => "ab"[i % 2]),
      { epochs: 1, verbose: 0 },
    );
  }
  console.log("| characters | 512 tokens read | all read |\n| ---: | ---: | ---: |");
  for (const length of [1, 2, 4, 8, 16, 32, 64].map((each) => 1000 * each)) {
    const written = write(length);
    const least = made.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < 7; round++) {
      for (const [i, each] of made.entries()) {
        const start = process.cpuUsage();
        each.classify(written);
        const { user, system } = process.cpuUsage(start);
        least[i] = Math.min(least[i], (user + system) / 1000);
      }
    }
    console.log(`| ${[length.toLocaleString("en"), ...least.map((time) => `${time.toFixed(1)} ms`)].join(" | ")} |`);
  }
  console.log("\n| texts | the network as trained | at its temperature | with n-grams |\n| --- | ---: | ---: | ---: |");
}

async function calibration(name, files, textColumn, labelColumn, { split, units, epochs }) {
  const [all, test] = await Promise.all(files.map((file) => labelled(file, textColumn, labelColumn)));
  const rest = test ? all : all.filter((_, i) => i % 10 !== 9);
  const measured = test ?? all.filter((_, i) => i % 10 === 9);
  const validation = columns(rest.filter((_, i) => i % 10 === 4));
  const learned = columns(rest.filter((_, i) => i % 10 !== 4));
  const classes = [...new Set(all.map(([, label]) => label))].sort();
  const vocabulary = text.Vocabulary.fromText(learned[0], { split, maxSize: 8000 });
  const truths = measured.map(([, label]) => classes.indexOf(label));
  const cells = [];
  for (const [alone, held] of [
    [true, false],
    [true, true],
    [false, true],
  ]) {
    const made = tasks.classifier({ classes, vocabulary, units, dropout: 0.4, seed: 1, ...(alone && { ngrams: 0 }) });
    await made.fit(...learned, { epochs, verbose: 0, ...(held && { validation }) });
    cells.push(scored(made.predictProbabilities(columns(measured)[0]), truths));
  }
  console.log(`| ${[name, ...cells].join(" | ")} |`);
}

/** A small network and n-grams, calibrated on every tenth text of a class, on four blocks of neighbours, and on the last tenth. */
async function heldOut() {
  const settings = {
    names: { units: 64, epochs: 3 },
    speeches: { units: 32, epochs: 1 },
    brown: { units: 32, epochs: 1 },
  };
  const isHeld = [(i) => i % 10 === 9, (i, n) => Math.floor((40 * i) / n) % 10 === 9, (i, n) => i >= 0.9 * n];
  console.log("\n| texts | every tenth | four blocks | the last tenth |\n| --- | ---: | ---: | ---: |");
  for (const [name, { units, epochs }] of Object.entries(settings)) {
    const [files, textColumn, labelColumn, { split }] = sets[name];
    const [all, test] = await Promise.all(files.map((file) => labelled(file, textColumn, labelColumn)));
    const rest = test ? all : all.filter((_, i) => i % 10 !== 9);
    const [texts, labels] = columns(test ?? all.filter((_, i) => i % 10 === 9));
    const classes = [...new Set(labels)].sort();
    const places = classes.flatMap((each) =>
      rest
        .map((_, i) => i)
        .filter((i) => rest[i][1] === each)
        .map((i, k, own) => [i, k, own.length]),
    );
    const cells = [];
    for (const holds of isHeld) {
      const held = new Set(places.filter(([, k, n]) => holds(k, n)).map(([i]) => i));
      const learned = columns(rest.filter((_, i) => !held.has(i)));
      const vocabulary = text.Vocabulary.fromText(learned[0], { split, maxSize: 8000 });
      const made = tasks.classifier({ classes, vocabulary, units, maxLength: 128, dropout: 0.4, seed: 1 });
      await made.fit(...learned, { epochs, verbose: 0, validation: columns(rest.filter((_, i) => held.has(i))) });
      cells.push(
        scored(
          made.predictProbabilities(texts),
          labels.map((label) => classes.indexOf(label)),
        ),
      );
    }
    console.log(`| ${[name, ...cells].join(" | ")} |`);
  }
}

function scored(probabilities, truths) {
  const right = probabilities.filter((row, i) => mostOf(row) === truths[i]).length / truths.length;
  return `${(100 * right).toFixed(1)} %, ECE ${(100 * calibrationError(probabilities, truths)).toFixed(1)} %`;
}

async function labelled(file, textColumn, labelColumn) {
  const { rows } = await data.readTable(fullData(file));
  return rows.map((row) => [String(row[textColumn] ?? ""), String(row[labelColumn])]);
}

/** How far, on average, the probability of what is called is from how often that is right. */
function calibrationError(probabilities, truths) {
  const bins = Array.from({ length: 15 }, () => ({ sure: 0, right: 0 }));
  for (const [i, row] of probabilities.entries()) {
    const most = Math.max(...row);
    const bin = bins[Math.min(14, Math.floor(15 * most))];
    bin.sure += most;
    if (mostOf(row) === truths[i]) bin.right++;
  }
  return bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / truths.length;
}
