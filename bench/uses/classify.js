/**
 * Classifiers beside the same network in Keras, and a linear model of n-grams.
 *
 *   npm run data -- names speeches && npm run build && node bench/uses/classify.js [--only names,speeches]
 *
 * Prints a table: right and macro F1 on held-out data, seconds of training, one thread.
 */
import { parseArgs } from "node:util";

process.env.RECURVE_THREADS ??= "1";
const { data, init, tasks, tensor, text } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });
const { byKeras } = await import("./beside-keras.js");

const { values } = parseArgs({ options: { only: { type: "string" } } });
const full = (path) => new URL(`../../data/full/${path}`, import.meta.url).pathname;

const uses = {
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
    const options = { epochs: 3, split: "words", maxSize: 8000, dropout: 0.4 };
    await texts("Speeches, 2 parties", await part("train"), await part("test"), options);
  },
};

console.log("| data | system | right | macro F1 | seconds of training |\n| --- | --- | ---: | ---: | ---: |");
for (const name of values.only?.split(",") ?? Object.keys(uses)) await uses[name]();

async function records(path) {
  const rows = [];
  for await (const record of data.readCsv(full(path))) rows.push(record);
  return rows;
}

async function texts(title, train, test, { epochs, split = "characters", maxSize, dropout }) {
  const [batchSize, learningRate] = [32, 3e-3];
  const [samples, labels] = [train.map(([each]) => String(each)), train.map(([, label]) => String(label))];
  const [unseen, wanted] = [test.map(([each]) => String(each)), test.map(([, label]) => String(label))];
  const classes = [...new Set(labels)].sort();
  const vocabulary = text.Vocabulary.fromText(samples, { split, maxSize });
  const made = tasks.classifier({ classes, vocabulary, dropout, seed: 1 });
  const [numbers, truths] = [made.classNumbers(labels), made.classNumbers(wanted)];
  const row = (system, { accuracy, macroF1 }, seconds) =>
    console.log(
      `| ${title} | ${system} | ${(100 * accuracy).toFixed(1)} % | ${macroF1?.toFixed(3) ?? "-"} | ${seconds.toFixed(0)} |`,
    );
  const timed = async (work) => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };

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
  const keras = await byKeras(made.model, parts, { epochs, batchSize, learningRate });
  if (Math.abs(own.loss - keras.before.loss) > 1e-3)
    throw new Error(`before training: ${own.loss}, Keras ${keras.before.loss}`);

  const seconds = await timed(() => made.fit(samples, labels, { epochs, batchSize, learningRate, verbose: 0 }));
  row("Recurve", tasks.classificationScores(truths, made.predictClasses(unseen), classes.length), seconds);
  row("Keras (TensorFlow)", { accuracy: keras.after.accuracy }, keras.seconds);
  const linear = new tasks.LinearClassifier(classes.length);
  const linearSeconds = await timed(() => linear.fit(samples, numbers));
  row("n-grams, linear", tasks.classificationScores(truths, linear.predict(unseen), classes.length), linearSeconds);
}
