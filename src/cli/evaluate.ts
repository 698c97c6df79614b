/** `recurve evaluate`: measures a trained model on data of its kind. */
import type { Command } from "commander";
import { FormatError, type Model, tasks } from "../index.ts";
import { decodeOptions } from "../tasks/translator/decode.ts";
import { openCorpus } from "./corpus.ts";
import { rowsOf } from "./holidays.ts";
import { formOf } from "./labelled-data.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "./options.ts";
import { percent, print, printJson, table } from "./print.ts";
import { readLabelled } from "./read-labelled.ts";
import { readPairs } from "./read-pairs.ts";
import { encodingFlag } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";
import { measureTranslations } from "./translation-scores.ts";
import { rowsFor } from "./wide-table.ts";

/** The results: as data, and as rows to print. */
interface Measured {
  figures: object;
  rows: (readonly [string, string])[];
}

/** By the task in a model's metadata. */
const measures: Readonly<
  Record<string, (model: Model<any>, path: string, flags: Flags) => Measured | Promise<Measured>>
> = {
  languageModel(model, path, { encoding }) {
    const language = tasks.LanguageModel.from(model);
    const corpus = openCorpus([path], {
      documents: language.documents,
      prose: !language.documents,
      separator: model.metadata.separator as string | undefined,
      encoding,
    });
    const bitsPerCharacter = language.bitsPerCharacter([...corpus.texts()]);
    return { figures: { bitsPerCharacter }, rows: [["bits per character", bitsPerCharacter.toFixed(3)]] };
  },
  async translator(model, path, { beams, encoding }) {
    const made = tasks.Translator.from(model);
    return measureTranslations(made, await readPairs(path, undefined, encoding), (texts) =>
      made.translate(texts, { beams }).map(({ text }) => text),
    );
  },
  async forecaster(model, path, { encoding }) {
    const made = tasks.Forecaster.from(model);
    const { scores, coverage, pinball, crps } = made.backtest(
      await rowsOf(made, await rowsFor(path, made.targets, encoding)),
    );
    return {
      figures: { scores, coverage, pinball, crps },
      rows: scores.map(({ target, name, mase, smape }) => [
        `${target}, ${name}`,
        `MASE ${mase.toFixed(3)}, sMAPE ${smape.toFixed(2)}`,
      ]),
    };
  },
  async panelForecaster(model, path, { encoding }) {
    const made = tasks.PanelForecaster.from(model);
    const data = made.read(await rowsFor(path, made.targets, encoding));
    const found = made.backtest(data);
    const short = made.shortSeries(data);
    const scores = found.flatMap(({ id, scores }) => scores.map((score) => ({ id, ...score })));
    return {
      figures: { scores, coverage: Object.fromEntries(found.map(({ id, coverage }) => [id, coverage])), short },
      rows: [
        ...scores.map(
          ({ id, target, name, mase, smape }) =>
            [`${id}, ${target}, ${name}`, `MASE ${mase.toFixed(3)}, sMAPE ${smape.toFixed(2)}`] as const,
        ),
        ...short.map((id) => [id, "too few rows to measure"] as const),
      ],
    };
  },
  async classifier(model, path, flags) {
    const made = tasks.Classifier.from(model);
    const { samples, labels } = await readLabelled(path, { ...formOf(model), ...flags }, flags.encoding);
    if (made.severalLabels) {
      const scores = tasks.labelScores(labels as string[][], made.predictLabels(samples) as string[][], made.classes);
      return {
        figures: { ...scores, classes: made.classes },
        rows: [
          ["all labels right", percent(scores.exact)],
          ["micro F1", scores.microF1.toFixed(3)],
          ...f1Rows(made, scores),
        ],
      };
    }
    const truths = made.classNumbers(labels, samples);
    const scores = tasks.classificationScores(truths, made.predictClasses(samples), made.classes.length);
    return {
      figures: { ...scores, classes: made.classes },
      rows: [["right", percent(scores.accuracy)], ...f1Rows(made, scores)],
    };
  },
};

function f1Rows(made: tasks.Classifier, { macroF1, byClass }: Pick<tasks.LabelScores, "macroF1" | "byClass">) {
  const rows = byClass.map(({ f1 }, k) => [`F1 of ${made.classes[k]}`, f1.toFixed(3)] as const);
  return [["macro F1", macroF1.toFixed(3)] as const, ...rows];
}

const flagTable = declareFlags({
  ...encodingFlag,
  beams: { value: "<n>", about: "translators: the width of the beam search", ...like(decodeOptions.beams) },
  text: { value: "<column>", about: "classifiers: the column of texts" },
  label: { value: "<column>", about: "classifiers: the column of labels" },
  json: { about: "write the figures as JSON" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a model file of `recurve train`, or the folder of its run")
    .argument("<data>", "a file like the one that it was trained on")
    .addHelpText(
      "after",
      `
Examples:
  recurve evaluate runs/lm-poems unseen.txt
  recurve evaluate runs/forecast-births births.csv
  recurve evaluate runs/classify-names names.csv`,
    )
    .action(evaluate);
}

async function evaluate(path: string, data: string, flags: Flags, command: Command): Promise<void> {
  const model = await loadRun(path);
  const { task } = model.metadata;
  if (typeof task !== "string" || !Object.hasOwn(measures, task)) {
    throw new FormatError({
      what: `${path} does not say what it was trained for.`,
      expected: Object.keys(measures).join(", "),
      received: String(task ?? "no task"),
      hint: "recurve predict runs any model on data",
    });
  }
  if (task !== "translator") refuseOptions(command, ["beams"], `translators; this is a ${task}`);
  if (task !== "classifier") refuseOptions(command, ["text", "label"], `classifiers; this is a ${task}`);
  const { figures, rows } = await measures[task]!(model, data, flags);
  if (flags.json) printJson(figures);
  else print(...table(["of this data", "value"], rows));
}
