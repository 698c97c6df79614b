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
  ["index"],
  ["cli", "tfjs"],
];

/** Files that are tables, where length is no sign of too many subjects. */
const tables = new Set<string>([]);
const longest = 400;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts") && !/\.(test|test-d|suite|generated)\.ts$/.test(path));

/** Where a file stands: the number of its floor. */
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

describe("the floors", () => {
  it.each(files.filter((path) => !path.includes("/kernels/")))("%s", (path) => {
    expect(floorOf(path), "it stands on a floor").toBeGreaterThanOrEqual(0);
    const above = importsOf(path).filter((target) => floorOf(target) > floorOf(path));
    expect(above, "imports from floors above").toEqual([]);
    const length = readFileSync(join("src", path), "utf8").split("\n").length;
    if (!tables.has(path)) expect(length, "lines").toBeLessThanOrEqual(longest);
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
    for (const path of files.filter((name) => !name.startsWith("cli/"))) {
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

  it("no file reaches itself through what it imports", () => {
    const state = new Map<string, "open" | "done">();
    const visit = (path: string, trail: string[]): void => {
      if (state.get(path) === "done" || !files.includes(path)) return;
      if (state.get(path) === "open") throw new Error(`a circle: ${[...trail, path].join(" -> ")}`);
      state.set(path, "open");
      for (const target of importsOf(path, false)) visit(target, [...trail, path]);
      state.set(path, "done");
    };
    for (const path of files) visit(path, []);
  });

  it("ARCHITECTURE names files that are there", () => {
    const page = readFileSync("ARCHITECTURE.md", "utf8");
    const named = [...page.matchAll(/`((?:src|test|scripts)\/[\w./-]+)`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});
