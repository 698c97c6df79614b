/** Data and files as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

type Sample = { xs: tf.Tensor2D; ys: tf.Tensor1D };

export function windows(series: number[], size: number): tf.data.Dataset<Sample> {
  function* samples(): Generator<Sample> {
    for (let i = 0; i + size < series.length; i++) {
      yield { xs: tf.tensor2d(series.slice(i, i + size), [size, 1]), ys: tf.tensor1d([series[i + size]!]) };
    }
  }
  return tf.data.generator(samples);
}

export async function* rows(count: number): AsyncGenerator<number[], void, unknown> {
  for (let i = 0; i < count; i++) yield [i, i * 2];
}
export const fromAsync = tf.data.generator(() => rows(4) as any);

export const numbers: tf.data.Dataset<number> = tf.data
  .array([1, 2, 3, 4])
  .filter((x) => x > 1)
  .map((x) => x * 2);

export async function firsts(dataset: tf.data.Dataset<Sample>): Promise<number[]> {
  const out: number[] = [];
  await dataset.take(2).forEachAsync((sample) => {
    out.push(sample.xs.shape[0], sample.ys.dataSync()[0]!);
  });
  const iterator = await dataset.iterator();
  const { value, done } = await iterator.next();
  if (!done) out.push(value.xs.size);
  return out;
}

export const zipped = tf.data.zip({ xs: tf.data.array([[1], [2]]), ys: tf.data.array([0, 1]) });
export const pairs: tf.data.Dataset<tf.TensorContainer> = tf.data.zip([numbers, numbers]).batch(2, false);

export async function fitted(model: tf.LayersModel, dataset: tf.data.Dataset<tf.TensorContainer>): Promise<tf.History> {
  return model.fitDataset(dataset as tf.data.Dataset<any>, {
    epochs: 2,
    batchesPerEpoch: 3,
    validationData: dataset as tf.data.Dataset<any>,
    validationBatches: 1,
    callbacks: { onEpochEnd: async (epoch, logs) => console.log(epoch, logs?.val_loss) },
  });
}

export async function scored(model: tf.LayersModel, dataset: tf.data.Dataset<tf.TensorContainer>): Promise<number> {
  const result = (await model.evaluateDataset(dataset as tf.data.Dataset<any>, { batches: 2 })) as tf.Scalar[];
  return result[0]!.dataSync()[0]!;
}

export const batched = (dataset: tf.data.Dataset<Sample>, size: number) =>
  dataset.shuffle(100, "seed").batch(size).prefetch(1).repeat();

export async function csvColumns(url: string): Promise<string[]> {
  const csv = tf.data.csv(url, {
    columnConfigs: { label: { isLabel: true } },
    configuredColumnsOnly: false,
    delimiter: ",",
  });
  const flat = csv.map((row: any) => ({ xs: Object.values(row.xs as object), ys: Object.values(row.ys as object) }));
  await flat.batch(4).take(1).toArray();
  return csv.columnNames();
}

export function memoryHandler(store: { artifacts?: tf.io.ModelArtifacts }): tf.io.IOHandler {
  return {
    save: async (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
      store.artifacts = artifacts;
      return {
        modelArtifactsInfo: {
          dateSaved: new Date(),
          modelTopologyType: "JSON",
          weightDataBytes: (artifacts.weightData as ArrayBuffer).byteLength,
        },
      };
    },
    load: async (): Promise<tf.io.ModelArtifacts> => store.artifacts!,
  };
}

export class FileHandler implements tf.io.IOHandler {
  constructor(private readonly files: Map<string, ArrayBuffer | string>) {}
  async save(artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
    const manifest: tf.io.WeightsManifestConfig = [{ paths: ["./weights.bin"], weights: artifacts.weightSpecs! }];
    const json: tf.io.ModelJSON = {
      modelTopology: artifacts.modelTopology as {},
      weightsManifest: manifest,
      format: artifacts.format,
    };
    this.files.set("model.json", JSON.stringify(json));
    this.files.set("weights.bin", artifacts.weightData as ArrayBuffer);
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  }
  load(): Promise<tf.io.ModelArtifacts> {
    const json = JSON.parse(this.files.get("model.json") as string) as tf.io.ModelJSON;
    return tf.io.getModelArtifactsForJSON(json, async (manifest) => [
      manifest.flatMap((group) => group.weights),
      this.files.get("weights.bin") as ArrayBuffer,
    ]);
  }
}

export async function saved(model: tf.LayersModel): Promise<number | undefined> {
  const result: tf.io.SaveResult = await model.save(
    tf.io.withSaveHandler(async (artifacts) => ({
      modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
      responses: [],
    })),
    { includeOptimizer: true },
  );
  await model.save("indexeddb://model");
  return result.modelArtifactsInfo.weightDataBytes;
}

export async function stored(): Promise<string[]> {
  const models: { [url: string]: tf.io.ModelArtifactsInfo } = await tf.io.listModels();
  for (const [url, info] of Object.entries(models)) {
    if (info.dateSaved < new Date(0)) await tf.io.removeModel(url);
  }
  return Object.keys(models);
}

export async function restored(url: string | tf.io.IOHandler, options?: tf.io.LoadOptions): Promise<tf.LayersModel> {
  const model = await tf.loadLayersModel(url, options);
  model.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  return model;
}

export async function fromJson(text: string, weights: tf.NamedTensorMap): Promise<tf.LayersModel> {
  const model = await tf.models.modelFromJSON(JSON.parse(text));
  model.loadWeights(weights, false);
  return model;
}

export const asText = (model: tf.LayersModel): string => model.toJSON(null, true) as string;
export const specs = (
  weights: tf.NamedTensorMap,
): Promise<{ data: ArrayBuffer; specs: tf.io.WeightsManifestEntry[] }> => tf.io.encodeWeights(weights);
export const decoded = (data: ArrayBuffer, entries: tf.io.WeightsManifestEntry[]): tf.NamedTensorMap =>
  tf.io.decodeWeights(data, entries);
export const request = (token: string): tf.io.IOHandler =>
  tf.io.http("/model.json", { requestInit: { method: "PUT", headers: { token } } });
export const fromArtifacts = (artifacts: tf.io.ModelArtifacts): tf.io.IOHandler => tf.io.fromMemory(artifacts);
