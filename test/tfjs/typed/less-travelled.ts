/** Three dozen programs in less travelled places, as typed users of TensorFlow.js write them; compiled with the declarations of both. */
import * as tf from "@tensorflow/tfjs";

export async function fromServer(url: string, token: string): Promise<tf.LayersModel> {
  const handler: tf.io.IOHandler = tf.io.http(url, { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
  return tf.loadLayersModel(handler);
}
export const prefixed = (url: string, bar: { value: number }) =>
  tf.loadLayersModel(url, {
    weightPathPrefix: "https://cdn.test/",
    onProgress: (part: number) => void (bar.value = part),
  });
export const ownFetch = (url: string): Promise<tf.LayersModel> =>
  tf.loadLayersModel(url, {
    fetchFunc: (path: RequestInfo | URL, init?: RequestInit) => fetch(path, { ...init, cache: "no-store" }),
  });
export const signed = (url: string) =>
  tf.loadLayersModel(url, { weightUrlConverter: async (name: string): Promise<string> => `${url}/${name}?signed` });
export async function bytesOf(model: tf.LayersModel): Promise<number> {
  const result: tf.io.SaveResult = await model.save(
    tf.io.withSaveHandler(async (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
      const specs: tf.io.WeightsManifestEntry[] = artifacts.weightSpecs ?? [];
      console.log(specs.map(({ name, shape, dtype }) => `${name} ${shape.join("x")} ${dtype}`));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return result.modelArtifactsInfo.weightDataBytes ?? 0;
}
export async function quantizedSizes(weights: tf.NamedTensorMap): Promise<[number, string[]]> {
  const { data, specs } = await tf.io.encodeWeights(weights);
  return [data.byteLength, specs.map((spec) => spec.quantization?.dtype ?? spec.dtype)];
}
export const decodedBack = (data: ArrayBuffer, specs: tf.io.WeightsManifestEntry[]): tf.NamedTensorMap =>
  tf.io.decodeWeights(data, specs);
export async function listed(): Promise<string[]> {
  const models: { [url: string]: tf.io.ModelArtifactsInfo } = await tf.io.listModels();
  for (const [url, { dateSaved }] of Object.entries(models)) if (dateSaved < new Date()) await tf.io.removeModel(url);
  return Object.keys(models);
}
export const house = (url: string): tf.data.CSVDataset =>
  tf.data.csv(url, {
    hasHeader: false,
    columnNames: ["rm", "tax", "price"],
    columnConfigs: { price: { isLabel: true, dtype: "float32" }, tax: { required: true, default: 0 } },
    delimiter: ";",
    configuredColumnsOnly: true,
  });
export const flat = (url: string) =>
  house(url).map((row: any) => ({ xs: Object.values<number>(row.xs), ys: Object.values<number>(row.ys) }));
export async function firstNames(url: string): Promise<string> {
  const names: string[] = await tf.data.csv(url).columnNames();
  return names.join();
}
export const lines = (file: File): tf.data.Dataset<string> =>
  new tf.data.TextLineDataset(new tf.data.FileDataSource(file));
export const uploaded = (file: File) => new tf.data.CSVDataset(new tf.data.FileDataSource(file), { hasHeader: true });
export function windows(series: number[], length: number): tf.data.Dataset<{ xs: tf.Tensor2D; ys: tf.Tensor1D }> {
  function* each() {
    for (let i = 0; i + length < series.length; i++) {
      yield { xs: tf.tensor2d(series.slice(i, i + length), [length, 1]), ys: tf.tensor1d([series[i + length] ?? 0]) };
    }
  }
  return tf.data.generator(each);
}
export async function fitted(model: tf.Sequential, data: tf.data.Dataset<tf.TensorContainer>): Promise<number[]> {
  const history: tf.History = await model.fitDataset(data.batch(8).prefetch(1) as tf.data.Dataset<any>, {
    epochs: 3,
    batchesPerEpoch: 10,
    validationData: data.take(8).batch(8) as tf.data.Dataset<any>,
    validationBatches: 1,
    callbacks: { onEpochEnd: async (epoch: number, logs?: tf.Logs) => console.log(epoch, logs?.val_loss) },
  });
  return history.history.loss as number[];
}
export async function measured(model: tf.LayersModel, data: tf.data.Dataset<tf.TensorContainer>): Promise<number> {
  const result = await model.evaluateDataset(data.batch(4) as tf.data.Dataset<any>, { batches: 2 });
  const loss = Array.isArray(result) ? result[0]! : result;
  return (await loss.data())[0]!;
}
export async function onBatches(model: tf.LayersModel, batches: [tf.Tensor, tf.Tensor][]): Promise<number[]> {
  const losses: number[] = [];
  for (const [x, y] of batches) {
    const [loss] = [await model.trainOnBatch(x, y)].flat();
    losses.push(loss as number);
  }
  return losses;
}
export const twoLosses = (model: tf.LayersModel): void =>
  model.compile({
    optimizer: tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
    loss: { price: "meanSquaredError", kind: "categoricalCrossentropy" },
    metrics: { kind: "accuracy" },
  });
export const byName = (model: tf.LayersModel, a: tf.Tensor, b: tf.Tensor, y: tf.Tensor): Promise<tf.History> =>
  model.fit({ a, b }, { y }, { epochs: 1, shuffle: false, yieldEvery: "epoch" });
export function bothParts(model: tf.LayersModel, a: tf.Tensor, b: tf.Tensor): [Float32Array, number[][]] {
  const [first, second] = model.predict([a, b]) as tf.Tensor[];
  return [first!.dataSync<"float32">(), (second as tf.Tensor2D).arraySync()];
}
export class Decay extends tf.Callback {
  constructor(private readonly factor: number) {
    super();
  }
  override async onEpochEnd(epoch: number, logs?: tf.Logs): Promise<void> {
    const optimizer = (this.model as tf.LayersModel).optimizer as tf.SGDOptimizer;
    optimizer.setLearningRate(0.1 * this.factor ** epoch);
    console.log(logs?.loss);
  }
}
export const stopping: tf.CustomCallbackArgs[] = [{ onTrainEnd: () => console.log("done") }];
export const stopper = tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 3, minDelta: 0.01, mode: "min" });
export async function copied(
  from: tf.Optimizer,
  to: tf.Optimizer,
): Promise<Awaited<ReturnType<tf.Optimizer["getWeights"]>>> {
  const weights = await from.getWeights();
  await to.setWeights(weights);
  return weights;
}
export function clipped(f: () => tf.Scalar, optimizer: tf.Optimizer, most: number): number {
  const { value, grads } = tf.variableGrads(f);
  const norm = tf.addN(Object.values(grads).map((grad) => grad.square().sum())).sqrt();
  const scale = tf.minimum(1, tf.div(most, norm));
  optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, grad.mul(scale)])));
  return value.dataSync()[0]!;
}
export const saliency = (model: tf.LayersModel, x: tf.Tensor3D): tf.Tensor3D =>
  tf.grad((z: tf.Tensor) => (model.apply(z) as tf.Tensor2D).max())(x) as tf.Tensor3D;
export const slopes = (x: tf.Tensor1D, y: tf.Tensor1D): tf.Tensor[] =>
  tf.grads((a: tf.Tensor, b: tf.Tensor) => a.mul(b).sum())([x, y]);
export const halved = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return { value: (x as tf.Tensor).square(), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [dy.mul(saved[0]!)] };
});
export function goesOn(units: number): tf.Sequential {
  const model = tf.sequential({ name: "goes-on" });
  model.add(tf.layers.lstm({ units, stateful: true, batchInputShape: [1, 1, 3], returnSequences: false }));
  model.resetStates();
  return model;
}
export const stack = (units: number[]): tf.layers.Layer =>
  tf.layers.rnn({ cell: units.map((each) => tf.layers.gruCell({ units: each })), returnState: true });
export const stacked = tf.layers.stackedRNNCells({ cells: [tf.layers.lstmCell({ units: 2, dropout: 0.1 })] });
export class MaskedMean extends tf.layers.Layer {
  static readonly className = "MaskedMean";
  constructor() {
    super({});
    this.supportsMasking = true;
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0]!, shape[2]!];
  }
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
      if (!mask) return x.mean(1);
      const weights = mask.toFloat().expandDims(-1);
      return x.mul(weights).sum(1).div(weights.sum(1));
    });
  }
}
tf.serialization.registerClass(MaskedMean);
export async function started(): Promise<string> {
  await tf.setBackend("cpu");
  await tf.ready();
  tf.env().set("DEBUG", false);
  tf.enableProdMode();
  return `${tf.getBackend()} ${tf.version.tfjs} ${tf.env().getBool("IS_BROWSER")}`;
}
export function inScope<T extends tf.TensorContainer>(run: () => T): T {
  tf.engine().startScope();
  const result = run();
  tf.engine().endScope();
  return result;
}
export const leaked = (): number => tf.memory().numTensors - tf.engine().memory().numTensors;
export const isGraph = (model: tf.LayersModel | tf.GraphModel): boolean => model instanceof tf.GraphModel;
export const graph = (url: string): Promise<tf.GraphModel> => tf.loadGraphModel(url, { fromTFHub: false });
export const hashes = (ids: tf.Tensor1D, buckets: number): tf.Tensor1D =>
  ids.toInt().mul(tf.scalar(2654435, "int32")).mod<tf.Tensor1D>(tf.scalar(buckets, "int32"));
export const between = (x: tf.Tensor1D, low: number, high: number): tf.Tensor1D =>
  tf.where(x.greaterEqual(low).mul(x.less(high)), x, tf.zerosLike(x));
export const config = (layer: tf.layers.Layer): tf.serialization.ConfigDict => layer.getConfig();
export const parameters = (model: tf.LayersModel): [string, number[]][] =>
  model.trainableWeights.map((each) => [each.name, each.shape as number[]]);
