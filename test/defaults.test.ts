/** A default in a docstring is that of the declaration beside it, and given nowhere else. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

/** Defaults that a declaration cannot give, as other options or the arguments decide with them. */
const decided: Readonly<Record<string, string>> = {
  "VariableOptions.dtype": "a tensor to start from brings its own",
  "CountOptions.thresholds": "with topK there is none",
  "CheckpointOptions.everySeconds": "steps or epochs may be given instead",
  "FitOptions.batchSize": "a model may be made for batches of one size",
  "FitOptions.shuffle": "a stateful model's rows go on from batch to batch",
  "EvaluateOptions.batchSize": "a model may be made for batches of one size",
  "PredictOptions.batchSize": "a model may be made for batches of one size",
  "ClassifierOptions.linear": "only series that are read both ways have it",
  "DecodeOptions.maxTokens": "grows with the source",
  "LayerNormalizationOptions.rmsScaling": "files of older Keras do not have it",
  "LoadWeightsOptions.from": "an option of one format",
  "SaveOptions.includeOptimizer": "an option of some formats",
  "SaveOptions.states": "an option of one format",
  "SaveWeightsOptions.to": "an option of one format",
};

// src/tfjs takes TensorFlow.js's options and hands them to the core
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts") && !/\.(test|test-d|suite|generated)\.ts$|kernels|^tfjs\//.test(path))
  .map((path) => ts.createSourceFile(path, readFileSync(join("src", path), "utf8"), ts.ScriptTarget.ES2022, true));

const literal = String.raw`"[^"]*"|-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?|true|false|null`;
const plain = (text: string | undefined) =>
  text !== undefined && /^-?\d/.test(text) ? String(Number(text.replaceAll("_", ""))) : text;

/** The literal that a docstring names: `Default "auto".`, `Default 0.9: ...`. */
function named(member: ts.TypeElement): string | undefined {
  const docstring = member.getFullText().slice(0, member.getStart() - member.getFullStart());
  return plain(docstring.match(new RegExp(String.raw`\bDefault (${literal})(?=[,:;.]?\s)`))?.[1]);
}

/** The literal that a declaration gives; undefined where it gives none, and null where it takes more than a literal to say it. */
function given(declaration: ts.Expression): string | undefined | null {
  const isLiteral = new RegExp(`^(${literal})$`);
  if (isLiteral.test(declaration.getText())) return plain(declaration.getText());
  if (!ts.isCallExpression(declaration))
    return ts.isPropertyAccessExpression(declaration) && /^takes\./.test(declaration.getText()) ? undefined : null;
  const maker = declaration.expression.getText();
  if (maker === "takes.byDefaultNull") return "null";
  if (maker !== "takes.withDefault") return maker.startsWith("takes.") ? undefined : null;
  const value = declaration.arguments[1]!.getText();
  return isLiteral.test(value) ? plain(value) : null;
}

/** The members of an interface: one of the same file, else the one of that name. */
function membersOf(name: string, from: ts.SourceFile): readonly ts.TypeElement[] {
  const found = [from, ...files]
    .flatMap((file) => [...file.statements])
    .find((statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name);
  return found && ts.isInterfaceDeclaration(found) ? found.members : [];
}

/** Every option that is declared beside an interface: its name, and both defaults. */
function options(): { name: string; named: string | undefined; given: string | undefined | null }[] {
  const found: ReturnType<typeof options> = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isSatisfiesExpression(node) || !ts.isObjectLiteralExpression(node.expression)) return;
    const owner = node.type.getText().match(/^Declared<(\w+)/)?.[1];
    const members = owner === undefined ? [] : membersOf(owner, node.getSourceFile());
    for (const property of node.expression.properties.filter(ts.isPropertyAssignment)) {
      const option = property.name.getText();
      const member = members.find((each) => each.name?.getText() === option);
      if (member) found.push({ name: `${owner}.${option}`, named: named(member), given: given(property.initializer) });
    }
  };
  for (const file of files) visit(file);
  return found;
}

it("a default that a docstring names is the declared one", () => {
  const all = options();
  expect(all.length).toBeGreaterThan(400);
  const both = all.filter((option) => option.named !== undefined && typeof option.given === "string");
  expect(both.length).toBeGreaterThan(150);
  expect(both.filter((option) => option.named !== option.given)).toEqual([]);
});

it("and is declared, unless more than the option decides", () => {
  const elsewhere = options().filter((option) => option.named !== undefined && option.given === undefined);
  expect(elsewhere.map(({ name }) => name).sort()).toEqual(Object.keys(decided).sort());
});

/** Commands that hand their options on, and whose defaults these are. */
const handed: Readonly<Record<string, readonly string[]>> = {
  "cli/serve.ts": ["ServeOptions"],
  "cli/cluster/flags.ts": ["RayOptions", "SlurmOptions", "SshOptions"],
  "cli/cluster/predict.ts": ["ClusterPredictOptions"],
};
/** Options that commands call by a shorter name. */
const longer: Readonly<Record<string, string>> = { cpus: "cpusPerProcess", gpus: "gpusPerProcess" };

it.each(Object.entries(handed))("the help of %s names the defaults of what it hands on", (path, owners) => {
  const all = options();
  const text = files.find(({ fileName }) => fileName === path)!.text;
  const helped = [...text.matchAll(/(\w+): \{[^{}]*?about: "[^"]*\bdefault ([\w.-]+)(?="|, only)/g)];
  const checked = helped.flatMap(([, flag, value]) =>
    all
      .filter(({ name, given }) => given && owners.some((owner) => name === `${owner}.${longer[flag!] ?? flag}`))
      .map(({ name, given }) => [name, value, given!.replaceAll('"', "")]),
  );
  expect(checked.length).toBeGreaterThan(0);
  for (const [name, value, given] of checked) expect(value, name).toBe(given);
});

it.each(["en", "zh"])("the table of a forecaster's options in docs/%s names the declared defaults", (language) => {
  const declared = new Map(options().map(({ name, given }) => [name, given]));
  const page = readFileSync(`docs/${language}/forecasting.md`, "utf8");
  const rows = page.matchAll(/^\| (`\w+`(?:(?:, |、)`\w+`)*) \|.*\| ([^|]+) \|$/gm);
  const checked = [...rows].flatMap(([, names, defaults]) => {
    const values = defaults!.replaceAll("`", "").split(/, |、/);
    return names!.match(/\w+/g)!.flatMap((name, i) => {
      const given = declared.get(`ForecasterOptions.${name}`);
      return typeof given === "string" && values[i] !== undefined ? [[name, values[i], given] as const] : [];
    });
  });
  expect(checked.map(([name]) => name)).toEqual(expect.arrayContaining(["method", "gaps", "cell", "units"]));
  for (const [name, value, given] of checked) expect(plain(value), name).toBe(given);
});
