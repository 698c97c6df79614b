/** The programs in typed/ compile with TensorFlow.js's own declarations; with Recurve's they are compiled with all tests. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const names = readdirSync("test/tfjs/typed");
const files = names.map((name) => resolve("test/tfjs/typed", name));
const program = ts.createProgram(files, {
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  paths: { "@tensorflow/tfjs": [`${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs/dist/index.d.ts`] },
});

it.each(names)("%s", (name) => {
  const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(resolve("test/tfjs/typed", name)));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual([]);
});
