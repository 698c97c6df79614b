/** Data of the task that a model was trained for, as `recurve evaluate` takes them: texts or labelled tables, a row at a time. */
import { closeSync, openSync, readSync } from "node:fs";
import { textOf } from "../../data/encoding.ts";
import { checkRegular, readNow } from "../../files/read.ts";
import { data, type Model, type Tensor, tasks, tensor, text } from "../../index.ts";
import { formOf } from "../labelled-data.ts";
import { readLabelled } from "../read-labelled.ts";
import { readText } from "../read-text.ts";

/** Tokens of running text per window. */
const WINDOW = 64;

/** A row of data for the model. */
export interface TaskSample {
  x: Tensor;
  targets?: Tensor;
  /** The label of each step. */
  steps?: readonly string[];
}

/** Rows of a task's data. */
export interface TaskData {
  count: number;
  sample(row: number): TaskSample;
}

/** The columns of a classifier's table, and the encoding of all data. */
export interface Columns extends data.EncodingOption {
  text?: string | undefined;
  label?: string | undefined;
}

/** The data of a language model or classifier; undefined for other models, and where the file holds arrays. */
export async function readTaskData(path: string, model: Model<any>, columns: Columns): Promise<TaskData | undefined> {
  const { task } = model.metadata;
  if (task !== "languageModel" && task !== "classifier") return undefined;
  if (path !== "-" && holdsArrays(path)) return undefined;
  return task === "languageModel"
    ? languageData(path, model, columns.encoding)
    : await classifierData(path, model, columns);
}

/** The part of a task's model that reads step by step: of classifiers that read n-grams, too, the network beside them. */
export function readingPart(model: Model<any>): Model<any> {
  const { task, severalLabels } = model.metadata;
  if (task !== "languageModel" && task !== "classifier") return model;
  const reading = task === "classifier" ? tasks.Classifier.from(model).network : model;
  if (!reading.optimizer) {
    reading.compile({ loss: severalLabels ? "binaryCrossentropy" : "sparseCategoricalCrossentropy" });
  }
  return reading;
}

/** Whether a file begins as JSON or NPY do. */
function holdsArrays(path: string): boolean {
  checkRegular(path);
  const begin = Buffer.alloc(64);
  const file = openSync(path, "r");
  const read = readSync(file, begin, 0, begin.length, 0);
  closeSync(file);
  return data.isNpy(begin.subarray(0, read)) || /^\s*(\[[\s[\d-]|\{\s*")/.test(begin.toString("utf8", 0, read));
}

const contentOf = (path: string, encoding: string | undefined) =>
  path === "-"
    ? textOf(readNow("-", "pipe a text into the command"), "standard input", encoding)
    : readText(path, encoding);
const linesOf = (content: string) => content.split(/\r?\n/).filter((line) => line.trim() !== "");

/** Documents row by row; running text in windows. The target of each token is the next one. */
function languageData(path: string, model: Model<any>, encoding: string | undefined): TaskData {
  const language = tasks.LanguageModel.from(model);
  const content = contentOf(path, encoding).replaceAll("\r\n", "\n");
  const whole = language.documents ? undefined : language.sequences(content)[0]!.ids;
  const rows = language.documents ? linesOf(content) : [];
  return {
    count: whole ? Math.ceil((whole.length - 1) / WINDOW) : rows.length,
    sample(row) {
      const ids = whole?.slice(row * WINDOW, (row + 1) * WINDOW + 1) ?? language.sequences([rows[row]!])[0]!.ids;
      const [read, next] = [ids.slice(0, -1), ids.slice(1)];
      return { x: asRow(read), targets: asRow(next), steps: tokensOf(read, model) };
    },
  };
}

async function classifierData(path: string, model: Model<any>, columns: Columns): Promise<TaskData> {
  const made = tasks.Classifier.from(model);
  const { text, label, encoding } = columns;
  if (made.readsText && path === "-") {
    const lines = linesOf(contentOf(path, encoding));
    return { count: lines.length, sample: (row) => textSample(lines[row]!, model) };
  }
  const form = { ...formOf(model), ...(text !== undefined && { text }), ...(label !== undefined && { label }) };
  const { samples, labels } = await readLabelled(path, form, encoding);
  return {
    count: samples.length,
    sample(row) {
      const sample = samples[row]!;
      const numbers = made.classNumbers([labels[row]!], [sample]);
      const targets = made.severalLabels
        ? tensor([made.classes.map((_, k) => (numbers.includes(k) ? 1 : 0))])
        : tensor(numbers, [1, numbers.length]);
      return typeof sample === "string"
        ? { ...textSample(sample, model), targets }
        : { x: scaled(sample, model), targets };
    },
  };
}

function textSample(sample: string, model: Model<any>): TaskSample {
  const vocabulary = text.Vocabulary.fromJSON(model.metadata.vocabulary);
  const ids = vocabulary.encode(sample);
  const read = Int32Array.from(ids.length > 0 ? ids : [vocabulary.unknown]);
  return { x: asRow(read), steps: tokensOf(read, model) };
}

function scaled(readings: readonly (readonly number[])[], model: Model<any>): Tensor {
  const steps = data.Scaler.fromJSON(model.metadata.scaler).transform(readings as number[][]);
  return tensor(steps.dataSync(), [1, ...steps.shape]);
}

const asRow = (ids: Int32Array) => tensor(ids, [1, ids.length], "int32");

function tokensOf(ids: Int32Array, model: Model<any>): string[] {
  const vocabulary = text.Vocabulary.fromJSON(model.metadata.vocabulary);
  return Array.from(ids, (id) =>
    id === vocabulary.start ? "⊢" : id === vocabulary.end ? "⊣" : vocabulary.decode([id]),
  );
}
