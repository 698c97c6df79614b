/**
 * Writes the reference: pages made of the public names' docstrings, in site/generated/api/LANGUAGE/. TypeDoc reads the sources;
 * on Chinese pages, chinese/ has what the docstrings say.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { filesIn } from "../relative-base.js";
import { ownExamples, readExamples, runProgram } from "./examples.js";
import { Names } from "./names.js";
import { contentsPage, modulePage } from "./pages.js";
import { tensorflowPage } from "./tensorflow.js";

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = `${root}/site/generated/api`;

/** What TypeDoc reads: the modules that users import, by the names that its JSON gives them. */
const entries = { index: "recurve", worker: "recurve/worker", "autodiff/testing": "recurve/testing" };

export async function writeReference() {
  const sources = [...filesIn(`${root}/src`), ...filesIn(`${root}/docs`), ...filesIn(`${root}/site/scripts/reference`)];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (statSync(`${folder}/done`, { throwIfNoEntry: false })?.mtimeMs > newest) return;
  console.log("site: reading the docstrings for the reference ...");
  const project = await read();
  const names = new Names(project, entries);
  const outputs = await outputsOfExamples();
  rmSync(folder, { recursive: true, force: true });
  for (const language of ["en", "zh"]) {
    const examples = readExamples(`${root}/docs/${language}`, outputs);
    mkdirSync(`${folder}/${language}`, { recursive: true });
    const write = (page, text) => writeFileSync(`${folder}/${language}/${page}.md`, text);
    for (const module of names.modules) write(module.page, modulePage(module, names, examples, language));
    write("tfjs", tensorflowPage(await import("../../../dist/node/tfjs.js"), language));
    write("index", contentsPage(names, language));
  }
  writeFileSync(`${folder}/done`, "");
}

async function read() {
  const file = `${root}/site/generated/api.json`;
  const application = await Application.bootstrap({
    entryPoints: ["index", "worker/index", "autodiff/testing"].map((path) => `${root}/src/${path}.ts`),
    tsconfig: `${root}/tsconfig.json`,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    logLevel: "Error",
  });
  const project = await application.convert();
  if (!project) throw new Error("the docstrings cannot be read");
  mkdirSync(`${root}/site/generated`, { recursive: true });
  await application.generateJson(project, file);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** What the programs of examples/ print, in a folder of their own. */
async function outputsOfExamples() {
  const load = (file) => import(`${root}/dist/node/${file}.js`);
  const modules = {
    recurve: await load("index"),
    "recurve/testing": await load("testing"),
    "recurve/worker": await load("worker"),
  };
  const [before, scratch] = [process.cwd(), mkdtempSync(join(tmpdir(), "recurve-examples-"))];
  process.chdir(scratch);
  try {
    const outputs = new Map();
    for (const [name, code] of ownExamples()) outputs.set(name, await runProgram(code, modules));
    return outputs;
  } finally {
    process.chdir(before);
    rmSync(scratch, { recursive: true });
  }
}
