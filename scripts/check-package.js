/** Imports the built package by its name, as a user would, looks at what it exports, and runs its commands. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const recurve = await import("recurve");
const { checkGradients } = await import("recurve/testing");

assert.equal(typeof checkGradients, "function");
const tf = await import("recurve/tfjs");
assert.ok(tf.tensor([1]) instanceof recurve.Tensor);
for (const name of ["sequential", "model", "input", "tensor", "grad", "setBackend"])
  assert.equal(typeof recurve[name], "function", name);
for (const name of ["layers", "ops", "losses", "metrics", "optimizers", "callbacks"])
  assert.equal(typeof recurve[name], "object", name);

const { layers, sequential, tensor } = recurve;
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" };
const output = sequential({ layers: [layers.lstm({ units: 1, ...ones })] }).predict(tensor([[[0.1], [0.2], [0.3]]]));
assert.ok(Math.abs(output.item() - 0.20281446) < 1e-6);
console.log(`the package exports ${Object.keys(recurve).length} names and predicts`);

// the command line, as npx runs it
const recurveCommand = (...args) =>
  spawnSync(process.execPath, ["dist/cli/main.js", ...args], { encoding: "utf8", input: "[[[1], [2]]]" });
const file = join(mkdtempSync(join(tmpdir(), "recurve-package-")), "model.keras");
const model = sequential({ layers: [recurve.input({ shape: [2, 1] }), layers.lstm({ units: 1, ...ones })] });
await recurve.saveModel(model, file);
const told = recurveCommand("inspect", file, "--json");
assert.equal(told.status, 0, told.stderr);
assert.equal(JSON.parse(told.stdout).format, "keras");
const predicted = recurveCommand("predict", file, "-", "--json");
assert.deepEqual(JSON.parse(predicted.stdout), model.predict([[[1], [2]]]).arraySync());
assert.equal(recurveCommand("inspect", "nowhere").status, 1);
assert.equal(recurveCommand("nonsense").status, 2);
rmSync(dirname(file), { recursive: true });
console.log("the command line inspects and predicts");
