/** Which language a name is from: a classifier of characters and n-grams, beside a linear model of n-grams alone, kept in one file. */
import { data, loadModel, saveModel, tasks, text } from "recurve";

export async function run({ names = Number.POSITIVE_INFINITY, units = 64, epochs = 10, folder = "runs" } = {}) {
  // a table, read row by row; every tenth row is held out
  const learned = { names: [] as string[], languages: [] as string[] };
  const unseen = { names: [] as string[], languages: [] as string[] };
  const step = Math.max(1, Math.floor(16_000 / names));
  let row = 0;
  for await (const record of data.readCsv("data/names.csv")) {
    if (row++ % step !== 0) continue;
    const part = Math.floor(row / step) % 10 === 0 ? unseen : learned;
    part.names.push(String(record.name));
    part.languages.push(String(record.language));
  }

  // an embedding and a GRU that reads both ways; n-grams beside them; a softmax over the languages
  const classes = [...new Set(learned.languages)].sort();
  const vocabulary = text.Vocabulary.fromText(learned.names);
  const classifier = tasks.classifier({ classes, vocabulary, units, dropout: 0.3, seed: 1 });
  await classifier.fit(learned.names, learned.languages, { epochs, validation: [unseen.names, unseen.languages] });

  const truths = classifier.classNumbers(unseen.languages);
  const score = (predicted: number[]) => tasks.classificationScores(truths, predicted, classes.length);
  const network = score(classifier.predictClasses(unseen.names));
  const linear = new tasks.LinearClassifier(classes.length);
  linear.fit(learned.names, classifier.classNumbers(learned.languages));
  const baseline = score(linear.predict(unseen.names));
  console.log(`macro F1: ${network.macroF1.toFixed(3)}, n-grams alone ${baseline.macroF1.toFixed(3)}`);
  for (const [k, { f1 }] of network.byClass.entries()) console.log(`  ${classes[k]}: F1 ${f1.toFixed(2)}`);

  // network, n-grams, vocabulary and classes are one file
  await saveModel(classifier.model, `${folder}/names.keras`);
  const again = tasks.Classifier.from(await loadModel(`${folder}/names.keras`));
  for (const name of ["Nguyễn", "Dvořák", "Rossi", "Kowalski"]) {
    const [guess] = again.classify(name) as tasks.Guess[];
    console.log(`${name}: ${guess!.label}, ${(100 * guess!.probability).toFixed(0)} %`);
  }
  return { network, baseline };
}
