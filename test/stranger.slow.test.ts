/** A project of somebody else's compiles against the declarations, as strictly as TypeScript can be told to. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const project = mkdtempSync(join(tmpdir(), "stranger-"));
const compile = (...args: string[]) => execFileSync("npx", ["tsc", ...args], { encoding: "utf8", stdio: "pipe" });

beforeAll(() => {
  const installed = join(project, "node_modules/recurve");
  mkdirSync(installed, { recursive: true });
  compile("-p", "tsconfig.json", "--emitDeclarationOnly", "--outDir", join(installed, "dist"));
  const entry = { types: "./dist/index.d.ts", default: "./dist/index.js" };
  const description = { name: "recurve", version: "0.0.0", type: "module", exports: { ".": entry } };
  writeFileSync(join(installed, "package.json"), JSON.stringify(description));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  copyFileSync("test/fixtures/stranger/main.ts", join(project, "main.ts"));
}, 300_000);
afterAll(() => rmSync(project, { recursive: true }));

it.each([
  ["bundler", "esnext"],
  ["nodenext", "nodenext"],
])("with moduleResolution %s", (moduleResolution, module) => {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, isolatedModules: true },
    ...{ declaration: true, skipLibCheck: false, target: "es2022", lib: ["es2023", "dom"], types: [] },
    ...{ module, moduleResolution, outDir: "out" },
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
  let errors = "";
  try {
    compile("-p", join(project, "tsconfig.json"));
  } catch (error) {
    errors = (error as { stdout?: string }).stdout || String(error);
  }
  expect(errors).toBe("");
});
