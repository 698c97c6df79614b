/**
 * Packs the package, installs it into an empty project as a user would, and looks: it is one package, all that it exports is
 * there with its types and the sources that its maps name, it predicts, and its commands run.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packInto } from "./pack.js";

/**
 * What a project that installs it may gain, in bytes: a little more than it is. A fifth are the libraries that draw
 * (Graphviz above all); the modules are there twice, file by file for bundlers and joined for Node, with maps and sources.
 */
const [PACKED, INSTALLED] = [4.7e6, 17.2e6];

const project = mkdtempSync(join(tmpdir(), "recurve-package-"));
try {
  const tarball = packInto(project);
  run("npm", "install", "--no-audit", "--no-fund", "--offline", "--loglevel=error", tarball);
  const modules = join(project, "node_modules");
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  assert.deepEqual(names, ["recurve"], "one package is installed, and nothing beside it");
  const home = join(modules, "recurve");
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(home, name)).isFile(),
  );
  const installed = files.reduce((sum, name) => sum + statSync(join(home, name)).size, 0);
  const packed = statSync(tarball).size;
  console.log(`one package: ${megabytes(packed)} packed, ${megabytes(installed)} installed, ${files.length} files`);
  assert.ok(packed <= PACKED && installed <= INSTALLED, `at most ${megabytes(PACKED)} and ${megabytes(INSTALLED)}`);
  checkExports(home);
  checkMaps(home, files);
  checkTypes(home, files);
  checkLinks(home);
  checkIntroduction(home);
  useIt();
  console.log("exports, types, maps, links, predictions and commands are as they should be");
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** Every export resolves for Node, for bundlers, and for bundlers that ignore `exports`. */
function checkExports(home) {
  const { exports, main, alias } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  assert.equal(main, exports["."].default);
  for (const [name, entry] of Object.entries(exports)) {
    for (const file of typeof entry === "string" ? [entry] : Object.values(entry)) {
      assert.ok(existsSync(join(home, file)), `${name}: ${file}`);
    }
    if (name !== ".") assert.equal(alias[name], entry.default ?? entry);
  }
  for (const file of Object.values(alias)) assert.ok(existsSync(join(home, file)), `alias: ${file}`);
}

/** A map names files that are there. */
function checkMaps(home, files) {
  const maps = files.filter((name) => name.endsWith(".map"));
  assert.ok(maps.some((name) => name.endsWith(".d.ts.map")) && maps.some((name) => name.endsWith(".js.map")));
  for (const name of maps) {
    for (const source of JSON.parse(readFileSync(join(home, name), "utf8")).sources) {
      assert.ok(existsSync(resolve(home, dirname(name), source)), `${name} names ${source}`);
    }
  }
}

/** What a user's compiler follows from the entries names no package. */
function checkTypes(home) {
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const open = Object.values(exports).flatMap(({ types }) => (types ? [join(home, types)] : []));
  const seen = new Set();
  for (let path = open.pop(); path; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = readFileSync(path, "utf8").replaceAll(/\/\*.*?\*\//gs, "");
    for (const [, from] of text.matchAll(/(?:\bfrom |\bimport\()"([^"]+)"/g)) {
      assert.match(from, /^(?:\.|node:)/, `${path} names ${from}`);
      if (from.startsWith(".")) open.push(resolve(dirname(path), from.replace(/\.[jt]s$/, ".d.ts")));
    }
  }
}

/** What npm's page and search show of it, and how to install it, with npm and in a page. */
function checkIntroduction(home) {
  const told = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  for (const name of ["description", "keywords", "repository", "homepage", "bugs", "author", "license"]) {
    assert.ok(told[name]?.length > 0 || Object.keys(told[name] ?? {}).length > 0, `package.json: ${name}`);
  }
  assert.ok(existsSync(join(home, "SECURITY.md")), "SECURITY.md");
  for (const name of ["README.md", "README.zh-CN.md"]) {
    assert.match(readFileSync(join(home, name), "utf8"), /npm install recurve[\s\S]*<script type="module"/, name);
  }
}

/** On npm's page, files beside the README are missing. */
function checkLinks(home) {
  for (const name of ["README.md", "README.zh-CN.md"]) {
    for (const [link, target] of readFileSync(join(home, name), "utf8").matchAll(/\]\(([^)]+)\)/g)) {
      assert.match(target, /^(?:https:|#)/, `${name}: ${link}`);
    }
  }
  assert.match(readFileSync(join(home, "THIRD-PARTY-NOTICES"), "utf8"), /commander[\s\S]*fflate/);
}

/** Predicts, saves and loads in every format, draws, and runs the commands. */
function useIt() {
  mkdirSync(join(project, "models"));
  writeFileSync(join(project, "use.mjs"), readFileSync(new URL("use-package.mjs", import.meta.url)));
  run(process.execPath, "use.mjs");
  const command = (...args) =>
    spawnSync(process.execPath, ["node_modules/recurve/dist/cli/main.js", ...args], {
      cwd: project,
      encoding: "utf8",
      input: "[[[1], [2]]]",
    });
  for (const model of readdirSync(join(project, "models"))) {
    const told = command("inspect", `models/${model}`, "--json");
    assert.equal(told.status, 0, told.stderr);
    assert.equal(JSON.parse(command("predict", `models/${model}`, "-", "--json").stdout).length, 1);
  }
  assert.equal(command("inspect", "nowhere").status, 1);
  assert.equal(command("nonsense").status, 2);
  writeFileSync(join(project, "rows.csv"), `text,label\n${"good film,1\nbad film,0\n".repeat(30)}`);
  const trained = command("train", "classify", "rows.csv", "--epochs", "1", "--output", "run");
  assert.equal(trained.status, 0, trained.stderr);
  assert.match(readFileSync(join(project, "run/report.html"), "utf8"), /<svg/);
}

function run(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
