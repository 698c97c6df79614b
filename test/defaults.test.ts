/** A default in a docstring is that of the declaration, and given nowhere else. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { small, usual } from "../src/cli/train/lm.ts";
import { declaredOptions, flagTables, plain } from "./declared-options.ts";

/** Defaults that a declaration cannot give, as other options or the arguments decide with them. */
const decided: Readonly<Record<string, string>> = {
  "VariableOptions.dtype": "a tensor to start from brings its own",
  "CountOptions.thresholds": "with topK there is none",
  "PrecisionOptions.thresholds": "with topK there is none",
  "CheckpointOptions.everySeconds": "steps or epochs may be given instead",
  "FitOptions.batchSize": "a model may be made for batches of one size",
  "FitOptions.shuffle": "a stateful model's rows go on from batch to batch",
  "EvaluateOptions.batchSize": "a model may be made for batches of one size",
  "PredictOptions.batchSize": "a model may be made for batches of one size",
  "ClassifierOptions.linear": "only series that are read both ways have it",
  "ClassifierOptions.ngrams": "only whole texts have them",
  "CompileOptions.optimizer": "made anew for each model",
  "DecodeOptions.maxTokens": "grows with the source",
  "LayerNormalizationOptions.rmsScaling": "files of older Keras do not have it",
  "FunctionalOptions.trainable": "files hold what was given",
  "SequentialOptions.trainable": "files hold what was given",
  "PerplexityOptions.fromLogits": "files hold what was given",
  "PerplexityOptions.ignoreClass": "files hold what was given",
  "InitOptions.native": "the environment may say it",
  "InitOptions.wide": "the environment may say it",
  "InverseFftOptions.fftLength": "grows with the input",
  "PaddingOptions.value": "a record gives some parts a value of their own",
  "LoadWeightsOptions.from": "an option of one format",
  "SaveWeightsOptions.to": "an option of one format",
};

/** What help says of defaults that the library decides by the model. */
const toldByCommands: readonly string[] = [
  "samples per batch; default 32, for ONNX models all in one run",
  "samples per step, of all processes together; default 32",
];

const all = declaredOptions();

it("a default that a docstring names is the declared one", () => {
  expect(all.length).toBeGreaterThan(400);
  const both = all.filter((option) => option.named !== undefined && typeof option.given === "string");
  expect(both.length).toBeGreaterThan(150);
  expect(both.filter((option) => option.named !== option.given)).toEqual([]);
});

it("and is declared, unless more than the option decides", () => {
  const elsewhere = all.filter((option) => option.named !== undefined && option.given === undefined);
  expect([...new Set(elsewhere.map(({ name }) => name))].sort()).toEqual(Object.keys(decided).sort());
});

it.each(flagTables)("no help text of %s repeats a default", (_, text) => {
  const helped = [...text.matchAll(/about: "([^"]*(?<!by )default (?:-?\d|"|true|false)[^"]*)"/g)].map(
    ([, about]) => about,
  );
  expect(helped.filter((about) => !toldByCommands.includes(about!))).toEqual([]);
});

it.each([
  [
    "src/cli/train/lm.ts",
    "U units, windows of W, batches of B and a learning rate of R",
    "U units, dropout D, windows of W, batches of B and R",
  ],
  [
    "src/cli/chinese/train.ts",
    "宽度 U、窗口 W、每步 B 个序列、学习率 R",
    "宽度 U、dropout D、窗口 W、每步 B 个序列、学习率 R",
  ],
])("%s tells the settings of train lm as they are", (path, ofUsual, ofSmall) => {
  const text = readFileSync(path, "utf8").replaceAll(/\s+/g, " ");
  const told = (sentence: string, { units, window, batchSize, learningRate, dropout }: typeof usual) => {
    const values = { U: units, W: window, B: batchSize, R: learningRate, D: dropout };
    return sentence.replaceAll(/\b[UWBRD]\b/g, (letter) => String(values[letter as keyof typeof values]));
  };
  expect(text).toContain(told(ofUsual, usual));
  expect(text).toContain(told(ofSmall, small));
});

it.each(["en", "zh"])("the table of a forecaster's options in docs/%s names the declared defaults", (language) => {
  const ofForecasters = all.filter(({ of }) => of === "ForecasterOptions");
  const declared = new Map(ofForecasters.map(({ name, given }) => [name.replace(/.*\./, ""), given]));
  const page = readFileSync(`docs/${language}/forecasting.md`, "utf8");
  const rows = page.matchAll(/^\| (`\w+`(?:(?:, |、)`\w+`)*) \|.*\| ([^|]+) \|$/gm);
  const checked = [...rows].flatMap(([, names, defaults]) => {
    const values = defaults!.replaceAll("`", "").split(/, |、/);
    return names!.match(/\w+/g)!.flatMap((name, i) => {
      const given = declared.get(name);
      const value = given?.startsWith("[") && values.length > 1 ? `[${values.join(", ")}]` : values[i];
      return typeof given === "string" && value !== undefined ? [[name, value, given] as const] : [];
    });
  });
  expect(checked.map(([name]) => name)).toEqual(expect.arrayContaining(["method", "gaps", "cell", "units"]));
  const none = ["none", "无"];
  for (const [name, value, given] of checked) expect(none.includes(value) ? "[]" : plain(value), name).toBe(given);
});
