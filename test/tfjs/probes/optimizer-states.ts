/** What optimizers keep: saved with a model, loaded, set by hand. */
import { type Row, row } from "../compare.ts";
import { data } from "./models-data.ts";

const optimizers: Readonly<Record<string, (tf: any) => any>> = {
  sgd: (tf) => tf.train.sgd(0.1),
  momentum: (tf) => tf.train.momentum(0.05, 0.9),
  nesterov: (tf) => tf.train.momentum(0.05, 0.9, true),
  "momentum 0": (tf) => tf.train.momentum(0.05, 0),
  rmsprop: (tf) => tf.train.rmsprop(0.01),
  "rmsprop with momentum": (tf) => tf.train.rmsprop(0.01, 0.9, 0.5),
  "rmsprop, centered": (tf) => tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
  adam: (tf) => tf.train.adam(0.01),
  adagrad: (tf) => tf.train.adagrad(0.1),
  adadelta: (tf) => tf.train.adadelta(0.5),
  adamax: (tf) => tf.train.adamax(0.01),
};

const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" };
function made(tf: any, optimizer: any): any {
  const first = tf.layers.lstm({ units: 3, inputShape: [4, 2], name: "l", ...ones });
  const model = tf.sequential({ layers: [first, tf.layers.dense({ units: 1, name: "d", kernelInitializer: "ones" })] });
  model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}
const trained = async (tf: any, model: any) => {
  const options = { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 };
  return (await model.fit(data(tf, [6, 4, 2]), data(tf, [6, 1], 1.3), options)).history;
};

/** The artifacts of a model that was trained, with its optimizer. */
async function saved(tf: any, model: any): Promise<any> {
  let files: any;
  const handler = tf.io.withSaveHandler(async (given: any) => {
    files = given;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return files;
}

/** The rows. */
export const rows: Row[] = [
  ...Object.entries(optimizers).map(([name, optimizer]) =>
    row(`model.save(…, { includeOptimizer: true }) with ${name}, loaded and trained on`, async (tf) => {
      const model = made(tf, optimizer(tf));
      const before = await trained(tf, model);
      const files = await saved(tf, model);
      const again = await tf.loadLayersModel(tf.io.fromMemory(files));
      const kept = files.weightSpecs.filter((spec: any) => spec.group === "optimizer");
      const names = kept.map(({ name: each, shape }: any) => [each.replace(/_\d+\//, "/"), shape]);
      // of a momentum of 0 TensorFlow.js keeps the last move, which has no part in the next
      const { momentum } = files.trainingConfig.optimizer_config.config;
      const moves = (each: any) => momentum !== 0 || !each.name.endsWith("/momentum");
      const state = (await again.optimizer.getWeights()).filter(moves).map(({ tensor }: any) => tensor.arraySync());
      return [before, names, files.trainingConfig, again.metricsNames, state, await trained(tf, again)];
    }),
  ),
  row("optimizer.setWeights before the first step of fit", async (tf) => {
    const [first, second] = [tf.train.adam(0.01), tf.train.adam(0.01)];
    await trained(tf, made(tf, first));
    await second.setWeights(await first.getWeights());
    const model = made(tf, second);
    return [await trained(tf, model), (await second.getWeights()).map(({ tensor }: any) => tensor)];
  }),
  row("optimizer.setLearningRate between epochs, with momentum", async (tf) => {
    const optimizer = tf.train.momentum(0.05, 0.9);
    const model = made(tf, optimizer);
    await trained(tf, model);
    optimizer.setLearningRate(0.01);
    return trained(tf, model);
  }),
];
