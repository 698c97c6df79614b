/** What a page does with a model in a worker: train it there, while the page counts how often it gets its turn. */
import { diagnose, layers, optimizers, Random, sequential, tensor } from "../src/index.ts";
import { inWorker } from "../src/worker/index.ts";

export async function trainInWorker() {
  const model = sequential({
    layers: [layers.lstm({ units: 96, returnSequences: true, inputShape: [null, 4] }), layers.dense({ units: 1 })],
    seed: 4,
  });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: "meanSquaredError" });
  const worker = new Worker("/serve.js", { type: "module" });
  const remote = await inWorker(model, worker);
  const [x, y] = [normal([64, 60, 4]), normal([64, 60, 1])];
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const begin = performance.now();
  const { history } = await remote.fit(x, y, { epochs: 8, batchSize: 16, verbose: 0 });
  const took = performance.now() - begin;
  clearInterval(ticking);
  const [there, here] = [await remote.predict(x), model.predict(x)].map((tensor) => tensor.dataSync());
  worker.terminate();
  return {
    losses: history.loss!,
    same: there!.every((value, i) => value === here![i]),
    longest,
    took,
    isolated: globalThis.crossOriginIsolated,
    threads: diagnose(),
  };
}

function normal(shape: [number, number, number]) {
  const random = new Random(6);
  return tensor(
    Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.normal()),
    shape,
  );
}
