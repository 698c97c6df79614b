/** The programs in typed/ compile with TensorFlow.js's own declarations; with Recurve's they are compiled with all tests. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

it.each(readdirSync("test/tfjs/typed"))("%s", (name) => {
  const program = ts.createProgram([resolve("test/tfjs/typed", name)], {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    paths: { "@tensorflow/tfjs": [`${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs/dist/index.d.ts`] },
  });
  const own = ts.getPreEmitDiagnostics(program).filter(({ file }) => !file?.fileName.includes("node_modules"));
  expect(own.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual([]);
});
