/** Run by check-package.js in a project that holds nothing but the package: what it exports, one model in every format. */
import assert from "node:assert/strict";
import * as recurve from "recurve";
import { checkGradients } from "recurve/testing";
import * as tf from "recurve/tfjs";
import { inWorker } from "recurve/worker";

for (const use of [checkGradients, inWorker]) assert.equal(typeof use, "function");
const functions = { ...recurve };
for (const name of ["sequential", "model", "input", "tensor", "grad", "setBackend"])
  assert.equal(typeof functions[name], "function", name);
for (const name of ["layers", "ops", "losses", "metrics", "optimizers", "callbacks"])
  assert.equal(typeof functions[name], "object", name);
assert.ok(tf.tensor([1]) instanceof recurve.Tensor);
const { data, input, layers, loadModel, plotModel, saveModel, sequential, tensor } = recurve;
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" };
const output = sequential({ layers: [layers.lstm({ units: 1, ...ones })] }).predict(tensor([[[0.1], [0.2], [0.3]]]));
assert.ok(Math.abs(output.item() - 0.20281446) < 1e-6);

const model = sequential({ layers: [input({ shape: [2, 1] }), layers.lstm({ units: 1, ...ones })] });
const expected = model.predict([[[1], [2]]]).dataSync()[0];
for (const name of ["model.keras", "model.h5", "model.onnx"]) {
  await saveModel(model, `models/${name}`);
  const again = await loadModel(`models/${name}`);
  assert.ok(Math.abs(again.predict(tensor([[[1], [2]]])).dataSync()[0] - expected) < 1e-6, name);
}
assert.match(await plotModel(model), /<svg/);
for await (const record of data.readCsv(new TextEncoder().encode("a,b\n1,x\n")))
  assert.deepEqual({ ...record }, { a: 1, b: "x" });
const npz = await data.readNpz(await data.writeNpz({ a: tensor([1, 2]) }));
assert.deepEqual(npz.a.arraySync(), [1, 2]);
