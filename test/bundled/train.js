/** What every bundle and runtime does with the installed package: trains, predicts, saves and loads. */
import { data, diagnose, layers, loadModel, optimizers, Random, saveModel, sequential, tensor } from "recurve";

const normal = (random, shape) =>
  tensor(
    Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => random.normal()),
    shape,
  );
const numbers = (result) => [...result.dataSync().slice(0, 8)];

/** The numbers of a small training, what a file of each format predicts, and what computed. */
export async function train(remoteOf) {
  const model = sequential({
    layers: [layers.lstm({ units: 48, inputShape: [20, 3] }), layers.dense({ units: 1 })],
    seed: 1,
  });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: "meanSquaredError" });
  const random = new Random(3);
  const [x, y] = [normal(random, [64, 20, 3]), normal(random, [64, 1])];
  const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
  const predictions = numbers(model.predict(x));
  const files = {};
  for (const format of ["keras", "keras-h5", "onnx"]) {
    files[format] = numbers((await loadModel(await saveModel(model, undefined, { format }))).predict(x));
  }
  for await (const { a } of data.readCsv(new TextEncoder().encode("a\n7\n"))) files.csv = [a];
  const remote = await remoteOf?.(model);
  const worker = remote && numbers(await remote.predict(x));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const isolated = globalThis.crossOriginIsolated ?? false;
  return { losses: history.loss, predictions, files, worker, isolated, diagnosis: diagnose() };
}
