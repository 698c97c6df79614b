/** The pages are true: their code runs, prints what they say, and is the same in both languages. */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import typescript from "typescript";
import { describe, expect, it } from "vitest";
// @ts-expect-error a script without types
import { programCode } from "../site/programs/program-code.js";
import * as cluster from "../src/cluster/index.ts";
import * as recurve from "../src/index.ts";
import * as tfjs from "../src/tfjs/index.ts";
import { isClose, tolerance } from "./tolerance.ts";

interface Block {
  code: string;
  /** False for a block marked ```ts no-run. */
  runs: boolean;
  /** What the block prints, where the page tells. */
  printed: string | undefined;
}

/** The ```ts blocks of a page, each with the ```text block that follows it. */
function blocksOf(path: string): Block[] {
  const fences = [...readFileSync(path, "utf8").matchAll(/^```([^\n]*)\n(.*?)^```$/gms)];
  return fences.flatMap(([, kind, code], i) => {
    if (kind === "text") expect(fences[i - 1]?.[1], `${path}: the block before a text block`).toBe("ts");
    if (kind !== "ts" && kind !== "ts no-run") return [];
    const [, nextKind, nextBody] = fences[i + 1] ?? [];
    return [{ code: code!, runs: kind === "ts", printed: nextKind === "text" ? nextBody!.trimEnd() : undefined }];
  });
}

/** The names that a block imports, those that its statements declare, and those that it uses and does not declare. */
function namesIn(code: string) {
  const [imports, declares, inside, used] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  const visit = (node: typescript.Node): void => {
    if (typescript.isImportSpecifier(node) || typescript.isNamespaceImport(node)) imports.add(node.name.text);
    else if (typescript.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (typescript.isPropertyAccessExpression(parent) ||
          typescript.isClassElement(parent) ||
          typescript.isPropertyAssignment(parent)) &&
        parent.name === node;
      const isDeclared = "name" in parent && parent.name === node && !typescript.isShorthandPropertyAssignment(parent);
      if (isDeclared && !isMember) inside.add(node.text);
      if (isDeclared && !isMember && isOuter(node)) declares.add(node.text);
      if (!isDeclared && !isMember) used.add(node.text);
    }
    typescript.forEachChild(node, visit);
  };
  /** Declared by a statement of the block itself, not inside a function. */
  const isOuter = (node: typescript.Node): boolean => {
    for (let at = node.parent; at.parent !== undefined; at = at.parent)
      if (typescript.isFunctionLike(at) && !(typescript.isFunctionDeclaration(at) && at.name === node)) return false;
    return true;
  };
  visit(typescript.createSourceFile("block.ts", code, typescript.ScriptTarget.ESNext, true));
  return { imports, declares, uses: [...used].filter((name) => !inside.has(name)) };
}

const AsyncFunction = (async () => {}).constructor as new (
  ...names: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs the blocks of a page as one program; gives what each printed. */
async function runBlocks(blocks: readonly Block[]): Promise<string[]> {
  const printed = blocks.map(() => [] as string[]);
  let current = 0;
  const log = (...values: unknown[]) => printed[current]!.push(values.map(show).join(" "));
  const script = blocks.map(({ code }, i) => `__block(${i});\n${programCode(code)}`).join("\n");
  const original = console.log;
  console.log = log;
  try {
    const run = new AsyncFunction("__recurve", "__cluster", "__tfjs", "__block", script);
    await run(recurve, cluster, tfjs, (i: number) => {
      current = i;
    });
  } finally {
    console.log = original;
  }
  return printed.map((lines) => lines.join("\n").trimEnd());
}

const show = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Equal text, where numbers (and the spaces that align them) may differ by what float32 rounds. */
function expectSameText(actual: string, expected: string): void {
  const number = / *-?\d+\.\d+(?:e[-+]?\d+)?/g;
  const plain = (text: string) => text.replaceAll(number, "#");
  expect(plain(actual)).toBe(plain(expected));
  const [found, wanted] = [actual, expected].map((text) =>
    [...text.matchAll(number)].map(([digits]) => Number(digits)),
  );
  for (const [i, value] of wanted!.entries())
    expect(isClose(found![i]!, value, tolerance.printed), `${found![i]} is ${value}`).toBe(true);
}

const pages = [
  "README.md",
  "README.zh-CN.md",
  ...["en", "zh"].flatMap((language) => readdirSync(`docs/${language}`).map((name) => `docs/${language}/${name}`)),
];

describe.each(pages)("%s", (path) => {
  it("runs and prints what it says", async () => {
    const blocks = blocksOf(path).filter(({ runs }) => runs);
    expect(blocks.length).toBeGreaterThan(0);
    const printed = await runBlocks(blocks);
    for (const [i, block] of blocks.entries())
      if (block.printed !== undefined) expectSameText(printed[i]!, block.printed);
  });

  it("every block imports what it uses", () => {
    const page = { imports: new Set<string>(), declares: new Set<string>() };
    for (const { code, runs } of blocksOf(path)) {
      const { imports, declares, uses } = namesIn(code);
      for (const name of imports) page.imports.add(name);
      const missing = uses.filter((name) => page.imports.has(name) && !page.declares.has(name) && !imports.has(name));
      expect(missing, code).toEqual([]);
      if (runs) for (const name of declares) page.declares.add(name);
    }
  });

  it("says why a block is not run", () => {
    for (const { code, runs } of blocksOf(path)) if (!runs) expect(code).toMatch(/^\/\/ not run: \S/);
  });
});

it("English and Chinese pages hold the same code and numbers", () => {
  expect(readdirSync("docs/zh")).toEqual(readdirSync("docs/en"));
  for (const name of readdirSync("docs/en")) expect(blocksOf(`docs/zh/${name}`)).toEqual(blocksOf(`docs/en/${name}`));
  expect(blocksOf("README.zh-CN.md")).toEqual(blocksOf("README.md"));
});

it.each(["docs/en/files.md", "docs/zh/files.md"])("%s: every test that a row names is there", (path) => {
  const named = [...readFileSync(path, "utf8").matchAll(/[a-z-]+(?:\.slow)?\.test\.ts/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(20);
  const files = ["test", "src"].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }));
  const tests = new Set(files.map((file) => basename(file)));
  expect(named.filter((name) => !tests.has(name))).toEqual([]);
});
