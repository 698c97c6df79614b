/** The settings of classifying as a program and as a command. */
import type { ReadLabels } from "./labels.ts";
import type { Setup } from "./setup.ts";

export function program(file: string, { text: column, readings, label, perStep }: ReadLabels, setup: Setup): string {
  const { units, seed, epochs, balanced } = setup;
  const fit = [...(epochs > 0 ? [`epochs: ${epochs}`] : []), ...(balanced ? ["balanced: true"] : [])];
  const options = fit.length > 0 ? `, { ${fit.join(", ")} }` : "";
  const given = JSON.stringify(label);
  if (column !== undefined) {
    return `import { data, saveModel, tasks, text } from "recurve";

const { rows } = await data.readTable(${JSON.stringify(file)});
const texts = rows.map((row) => String(row[${JSON.stringify(column)}]));
const labels = rows.map((row) => String(row[${given}]));
const classifier = tasks.classifier({
  classes: [...new Set(labels)].sort(),
  vocabulary: text.Vocabulary.fromText(texts),
  units: ${units},
  seed: ${seed},
});
await classifier.fit(texts, labels${options});
console.log(classifier.classify(texts[0]));
await saveModel(classifier.model, "classifier.keras");`;
  }
  const columns = JSON.stringify(readings);
  return `import { data, saveModel, tasks } from "recurve";

const { rows } = await data.readTable(${JSON.stringify(file)});
const series = [rows.map((row) => ${columns}.map((name) => Number(row[name])))];
const labels = [rows.map((row) => String(row[${given}]))];
const classifier = tasks.classifier({
  classes: [...new Set(labels[0])].sort(),
  features: ${readings.length},
  perStep: ${perStep},
  units: ${units},
  seed: ${seed},
});
await classifier.fit(series, labels${options});
await saveModel(classifier.model, "classifier.keras");`;
}

export function command(file: string, { label }: ReadLabels, { units, seed, epochs, balanced }: Setup): string {
  const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const flags = [
    `--label ${quoted(label)}`,
    `--units ${units}`,
    `--seed ${seed}`,
    ...(epochs > 0 ? [`--epochs ${epochs}`] : []),
    ...(balanced ? ["--balanced"] : []),
  ];
  return `npx recurve train classify ${quoted(file)} ${flags.join(" ")}`;
}
