/** Imports the built package by its name, as a user would, and looks at what it exports. */
import assert from "node:assert/strict";

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
