/** The floors of the house: a file imports only from floors below its own, or from its own without going in a circle. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const floors = [
  ["tensor"],
  ["platform"],
  ["files"],
  ["backend", "initializers", "data"],
  ["autodiff", "text"],
  ["ops"],
  ["activations", "regularizers", "constraints", "losses", "metrics", "optimizers"],
  ["layers"],
  ["models"],
  ["tasks"],
  ["io"],
  ["callbacks"],
  ["worker"],
  ["cluster", "serving"],
  ["index"],
  ["cli", "tfjs"],
];

/** Lines that a file has at most. */
const longest = 350;

/** Imports of types alone that close a ring, as two things cannot be told without each other. No others may. */
const recursions: Readonly<Record<string, string>> = {
  "layers/symbolic.ts -> layers/layer.ts": "a graph's node has a layer, and a layer draws nodes",
  "layers/contents.ts -> layers/layer.ts": "the layers inside a layer are layers",
  "models/training/callback.ts -> models/model.ts": "a hook gets the whole model, which has `fit`, which calls hooks",
  "models/training/own-step.ts -> models/model.ts":
    "a user's step gets the whole model, which has `fit`, which runs the step",
  "tfjs/callbacks/base.ts -> tfjs/models/layers-model.ts": "a callback knows the model, whose `fit` calls callbacks",
  "tfjs/layers/faces.ts -> tfjs/layers/layer.ts": "a layer behind a user's class calls that class, which holds it",
  "tfjs/types.ts -> tfjs/tensors/tensor.ts": "TensorFlow.js's types name its tensors, whose methods take and give them",
};

/** Code of this project in a folder: nothing that is generated or installed there, as the bench's peers are. */
const codeIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter(
      (path) => /\.[jt]s$/.test(path) && !/\.generated\.ts$|kernels\.expanded\/|node_modules\/|^\.venv\//.test(path),
    );

const files = codeIn("src").filter((path) => !/\.(test|test-d|suite)\.ts$/.test(path));

/** The floor of a file, as a number. */
const floorOf = (path: string) => floors.findIndex((rooms) => rooms.includes(path.split("/")[0]!.replace(/\.ts$/, "")));

/** The files of src/ that a file imports; with `types`, also those of which it only needs types. */
function importsOf(path: string, types = true): string[] {
  const statements = readFileSync(join("src", path), "utf8").matchAll(
    /^(?:import|export)\s+(type\s)?[^"';]*?from\s+"(\.[^"]+)"/gms,
  );
  return [...statements].flatMap(([, onlyType, target]) =>
    onlyType && !types ? [] : [normalize(join(dirname(path), target!))],
  );
}

/** The files of src/ that the site's pages import, with what they need as types left out. */
function importsOfSite(): string[] {
  const pages = readdirSync("site/laboratory", { recursive: true, encoding: "utf8" }).filter((path) =>
    /(?<!\.test)\.(ts|vue)$/.test(path),
  );
  const imported = pages.flatMap((path) => {
    const code = readFileSync(join("site/laboratory", path), "utf8");
    return [...code.matchAll(/^(?!import type\b).*\b(?:from |import\()"(?:\.\.\/)+src\/([^"]+)"/gm)].map(
      ([, target]) => target!,
    );
  });
  return [...new Set(imported)];
}

describe("the floors", () => {
  it.each(files.filter((path) => !path.includes("/kernels/")))("%s", (path) => {
    expect(floorOf(path), "it stands on a floor").toBeGreaterThanOrEqual(0);
    const above = importsOf(path).filter((target) => floorOf(target) > floorOf(path));
    expect(above, "imports from floors above").toEqual([]);
  });

  it.each(["src", "test", "scripts", "bench"])("no file of %s is long", (folder) => {
    const lengths = codeIn(folder).map((path) => [
      path,
      readFileSync(join(folder, path), "utf8").split("\n").length - 1,
    ]);
    expect(lengths.filter(([, length]) => Number(length) > longest)).toEqual([]);
  });

  it("half of the files fit on two screens", () => {
    const lengths = files.map((path) => readFileSync(join("src", path), "utf8").split("\n").length - 1);
    expect(lengths.sort((a, b) => a - b)[lengths.length >> 1]).toBeLessThan(100);
  });

  it("formats import no other format", () => {
    const formats = ["keras", "onnx", "safetensors", "tfjs"];
    const formatOf = (path: string) => formats.find((format) => path.startsWith(`io/${format}/`));
    for (const path of files.filter((name) => formatOf(name))) {
      const others = importsOf(path).filter((target) => formatOf(target) && formatOf(target) !== formatOf(path));
      expect(others, path).toEqual([]);
    }
  });

  it("no file that a page can load imports a module of Node", () => {
    const loaded = new Set(files.filter((name) => !/^(cli|cluster|serving)\//.test(name)));
    // the site's pages use files of commands too; a set goes on to what is added on the way
    for (const path of importsOfSite()) loaded.add(path);
    for (const path of loaded) {
      for (const target of importsOf(path, false)) if (files.includes(target)) loaded.add(target);
    }
    for (const path of loaded) {
      const code = readFileSync(join("src", path), "utf8").replaceAll(/^ *(?:\/?\*|\/\/|import type ).*$/gm, "");
      // bundlers for pages put stand-ins for these, or stop
      expect(code, path).not.toMatch(/\btypeof process [!=]|\bBuffer\./);
      if (!/const (process = nodeProcess\(\)|\{ process \} = globalThis)/.test(code))
        expect(code, path).not.toMatch(/(?<![.\w"'`])process\.\w/);
      const imports = [...code.matchAll(/(?:(?<!typeof )\bimport\(|\bfrom )"node:[^"]+"/g)];
      expect(imports.map(String), path).toEqual([]);
    }
  });

  it("kernels import kernels only", () => {
    for (const path of files.filter((name) => name.includes("/kernels/"))) {
      const targets = [...readFileSync(join("src", path), "utf8").matchAll(/from "([^"]+)"/g)].map(
        ([, target]) => target,
      );
      for (const target of targets) expect(target).toMatch(/^\.\/[a-z-]+$/);
    }
  });

  /** @throws where a file reaches itself through imports, those on the list aside */
  function walk(types: boolean, kept: Readonly<Record<string, string>>): void {
    const state = new Map<string, "open" | "done">();
    const visit = (path: string, trail: string[]): void => {
      if (state.get(path) === "done" || !files.includes(path)) return;
      if (state.get(path) === "open") throw new Error(`a ring: ${[...trail, path].join(" -> ")}`);
      state.set(path, "open");
      for (const target of importsOf(path, types)) {
        if (!Object.hasOwn(kept, `${path} -> ${target}`)) visit(target, [...trail, path]);
      }
      state.set(path, "done");
    };
    for (const path of files) visit(path, []);
  }

  it("no file reaches itself through what it imports", () => walk(false, {}));

  it("nor through types, the recursions on the list aside", () => walk(true, recursions));

  it.each(Object.keys(recursions))("%s is still a recursion", (name) => {
    const { [name]: _, ...others } = recursions;
    expect(() => walk(true, others)).toThrow("a ring");
  });

  it("literal lists and objects are written where they belong: none is spread to fit more on a line", () => {
    const spread = /\.\.\.\(?(?:\{|\[(?:[^[\]]|\[[^[\]]*\])*\](?: as const)?\)?(?=\s*[,\])}])(?!\s*\) =>))/g;
    for (const path of files) {
      const code = readFileSync(join("src", path), "utf8");
      expect([...code.matchAll(spread)].map(String), path).toEqual([]);
    }
  });

  it("options are declared once: no default that only looks like one, no list of names", () => {
    for (const path of files) {
      const code = readFileSync(join("src", path), "utf8");
      expect(code, path).not.toMatch(/undefined as unknown as/);
      // the arguments of a layer's call are declared by its class
      if (!/^(tensor|layers\/layer)/.test(path)) expect(code, path).not.toMatch(/checkOptionNames\(/);
    }
  });

  it.each([
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    ...["en", "zh"].flatMap((language) => readdirSync(`docs/${language}`).map((name) => `docs/${language}/${name}`)),
  ])("%s names files that are there", (page) => {
    const text = readFileSync(page, "utf8");
    const named = [...text.matchAll(/`((?:src|test|scripts|native|bench|site|examples|docs)\/[\w./-]+)`/g)];
    const linked = [...text.matchAll(/\]\(([^)#:]+?)(?:#[^)]*)?\)/g)].map(([, path]) => join(dirname(page), path!));
    expect([...named.map(([, path]) => path!), ...linked].filter((path) => !existsSync(path))).toEqual([]);
    if (page === "ARCHITECTURE.md") expect(named.length).toBeGreaterThan(60);
  });

  it("and under Global state every file that keeps some", () => {
    const [, section] = /^## Global state$(.*?)^## /ms.exec(readFileSync("ARCHITECTURE.md", "utf8"))!;
    const listed = new Set([...section!.matchAll(/`([\w/-]+\.ts)`/g)].map(([, path]) => path));
    const keeps = /^(?:export )?(?:let \w|const \w+(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\);)/m;
    const keeping = files.filter(
      (path) => !path.includes("/kernels/") && keeps.test(readFileSync(join("src", path), "utf8")),
    );
    expect(keeping.length).toBeGreaterThan(20);
    expect(keeping.filter((path) => !listed.has(path))).toEqual([]);
  });

  it("and the files of src/ by their short names", () => {
    const text = readFileSync("ARCHITECTURE.md", "utf8");
    const named = [...text.matchAll(/`([\w-]+(?:\/[\w-]+)*\.ts)`/g)].map(([, path]) => path!);
    const known = ["", "/"].flatMap((slash) => files.map((path) => `${slash}${path}`));
    const isThere = (path: string) => existsSync(path) || known.some((each) => each.endsWith(`/${path}`));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});
