/** In Node, Deno and Bun: the training with a worker, and files on the disk. With the argument `web` the worker is the engine's own. */
import { rmSync } from "node:fs";
import { Worker as NodeWorker } from "node:worker_threads";
import { callbacks, data, diagnose, init, layers, loadModel, saveModel, sequential, tensor } from "recurve";
import { inWorker } from "recurve/worker";
import { train } from "./train.js";

const Worker = process.argv[2] === "web" ? globalThis.Worker : NodeWorker;
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const disk = {};
// an engine does not read another one's checkpoint
for (const name of ["run", "logs"]) rmSync(name, { recursive: true, force: true });
const result = await train(async (model) => {
  // the second time it replaces a file
  for (const name of ["model.keras", "model.keras"]) await saveModel(model, name);
  const loaded = await loadModel("model.keras");
  disk.weights = loaded.getWeights().map((weights) => weights.dataSync()[0]);
  return inWorker(model, worker);
});
const small = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })], seed: 1 });
small.compile({ optimizer: "sgd", loss: "meanSquaredError" });
for (const epochs of [1, 2]) {
  await small.fit(tensor([[1]]), tensor([[2]]), {
    ...{ epochs, verbose: 0, checkpoint: "run" },
    callbacks: [callbacks.csvLogger("log.csv"), callbacks.tensorBoard("logs")],
  });
}
disk.log = [];
for await (const row of data.readCsv("log.csv")) disk.log.push(row.loss);
init({ wide: true });
console.log(JSON.stringify({ ...result, disk, wide: diagnose().obstacles.wide }));
process.exit();
