/** What commands write where data are hostile, and what counts and words they take. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { input, layers, model, saveModel, sequential, tasks, text } from "../src/index.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-output-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Colours, a title, a cursor, a bell, and a line that looks like one of the command's own. */
const hostile = "a\x1b[31m\x1b]0;x\x07\x9b2J\r\x7f\nrecurve: all is well";
const raw = /[^\P{Cc}\n\t]/u;
const forged = /^recurve: all is well/m;

beforeAll(async () => {
  const x = input({ shape: [3], name: hostile });
  const first = layers.dense({ units: 2, name: `${hostile}1` });
  const outputs = [first.apply(x), layers.dense({ units: 1, name: `${hostile}2` }).apply(x)];
  await saveModel(model({ inputs: x, outputs, name: hostile }), at("names.keras"));
  writeFileSync(at("x.json"), "[[1, 2, 3]]");
  writeFileSync(at("wrong.json"), JSON.stringify({ [hostile]: 1 }));
  const classifier = tasks.classifier({
    classes: [`${hostile}A`, `${hostile}B`],
    ...{ vocabulary: text.Vocabulary.fromText("ab\x1b"), units: 2, seed: 1 },
  });
  await saveModel(classifier.model, at("classifier.keras"));
  writeFileSync(at("labelled.csv"), `text,label\na,"${hostile}A"\nb,"${hostile}B"\nc,"${hostile}C"\n`);
  const language = tasks.languageModel({ vocabulary: text.Vocabulary.fromText("ab\x1b\x9b\r\n\t"), units: 2, seed: 1 });
  await saveModel(language.model, at("language.keras"));
});

it.each([
  ["inspect", "names.keras"],
  ["predict", "names.keras", "x.json"],
  ["predict", "names.keras", "wrong.json"],
  ["classify", "classifier.keras", "a\x1bb"],
  ["evaluate", "classifier.keras", "labelled.csv"],
  ["evaluate", "classifier.keras", "labelled.csv", "--label", "\x1bz"],
  ["inspect", `${hostile}.keras`],
  ["train", "classify", "labelled.csv", "--text", "\x1b"],
  [`\x1b${hostile}`],
])("control characters of data are shown by their codes: %j", async (...args) => {
  const files = args.map((arg) => (/\.(keras|json|csv)$/.test(arg) ? at(arg) : arg));
  for (const flags of [[], ["--json"]]) {
    const { out, err } = await recurve(...files, ...flags);
    expect(out + err).toMatch(/\\u001b/);
    expect(out + err).not.toMatch(raw);
    expect(out).not.toMatch(forged);
    if (flags.length > 0 && out !== "") JSON.parse(out);
  }
});

it("written text keeps its lines and tabs, and shows the rest", async () => {
  const { code, out } = await recurve("generate", at("language.keras"), "--prompt", "a\x1b[31m\n\tb", "--seed", "2");
  expect(code).toBe(0);
  expect(out).toMatch(/^a\\u001b\[31m\n\tb/);
  expect(out).not.toMatch(raw);
});

it("summaries and logs show names as they are", () => {
  let summary = "";
  sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: hostile })], name: hostile }).summary({
    print: (text) => (summary = text),
  });
  expect(summary).toContain("\\u001b");
  expect(summary).not.toMatch(raw);
  expect(summary).not.toMatch(forged);
});

it.each([
  ["generate", "m", "--length", "1e12"],
  ["generate", "m", "--beams", "1000000000"],
  ["translate", "m", "a", "--beams", "1e9"],
  ["evaluate", "m", "a", "--beams", "1e9"],
  ["predict", "m", "a", "--batch-size", "1e15"],
  ...["--units", "--batch-size"].flatMap((flag) =>
    ["lm", "translate", "forecast", "classify"].map((use) => ["train", use, "a", flag, "1e9"]),
  ),
  ...["--embedding", "--depth", "--vocabulary"].flatMap((flag) =>
    ["lm", "translate", "classify"].map((use) => ["train", use, "a", flag, "1e9"]),
  ),
  ...["--horizon", "--window"].map((flag) => ["train", "forecast", "a", flag, "1e9"]),
  ["train", "lm", "a", "--window", "1e9"],
  ["train", "lm", "a", "--units", ""],
  ["train", "lm", "a", "--epochs", "1e400"],
])("counts that would run for ever, or are none, are not understood: %j", async (...args) => {
  const { code, err } = await recurve(...args);
  expect(code).toBe(2);
  expect(err).toMatch(/It must be an? (positive )?integer/);
});

it.each([
  ["convert", "a", "b.keras", "--format", "kers", "keras, keras-h5, onnx, tfjs, keras-weights, safetensors"],
  ["convert", "a", "b.safetensors", "--names", "torch", "keras, pytorch"],
  ["plot", "a", "--direction", "up", "down, right"],
])("words that are none of an option's are not understood: %j", async (...args) => {
  const { code, err } = await recurve(...args.slice(0, -1));
  expect(code).toBe(2);
  expect(err).toContain(`Allowed choices are ${args.at(-1)}.`);
});

it("tasks have the same bounds", () => {
  const vocabulary = text.Vocabulary.fromText("ab");
  expect(() => tasks.languageModel({ vocabulary, depth: 1e9 })).toThrow(/depth must be an integer from 1 to 256/);
  expect(() => tasks.languageModel({ vocabulary, units: 1e9 })).toThrow(/units must be an integer from 1 to 65536/);
  const language = tasks.languageModel({ vocabulary, units: 2, embedding: 2 });
  expect(() => language.search({ beams: 1e9 })).toThrow(/beams must be an integer from 1 to 1000/);
  expect(() => language.search({ maxTokens: 1e12 })).toThrow(/maxTokens must be an integer from 1 to 1000000/);
});
