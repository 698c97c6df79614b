/** Cases for `recurve/tfjs` where models and tables come from and go to, and for what trains on them. */
import { beforeAll, vi } from "vitest";
import * as tfjs from "../../src/tfjs/index.ts";
import { matrix, method, type Table } from "./case.ts";

const anyName = (path: string, args: () => unknown[], use?: (made: any) => unknown): Table => ({
  [`recurve/tfjs:${path}`]: { takesAnyName: true, args, ...(use && { use }) },
});
const made = () => tfjs.sequential({ layers: [tfjs.layers.dense({ units: 1, inputShape: [1], name: "only" })] });
const compiled = () => {
  const model = made();
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  return model;
};
const specs = () => [
  { name: "only/kernel", shape: [1, 1], dtype: "float32" },
  { name: "only/bias", shape: [1], dtype: "float32" },
];
const bytes = () => new ArrayBuffer(8);
const topology = () => made().toJSON(null, false);
const artifacts = (): any => ({ modelTopology: topology(), weightSpecs: specs(), weightData: bytes() });
const manifest = () => [{ paths: ["weights.bin"], weights: specs() }];
const json = () => ({ modelTopology: topology(), weightsManifest: manifest() });
const batches = () => tfjs.data.array([{ xs: tfjs.tensor([1]), ys: tfjs.tensor([2]) }]).batch(1);
const sgd = () => tfjs.train.sgd(0.1);

/** A server's answers for a model of one shard. */
const answers = async (url: string) =>
  new Response(url.endsWith(".json") ? JSON.stringify(json()) : bytes(), { status: 200 });
const stored = new Map<string, string>();
beforeAll(() => {
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
    key: (i: number) => [...stored.keys()][i] ?? null,
    get length() {
      return stored.size;
    },
  });
});
/** Puts a model into the storage and gives its address. */
function kept(): string {
  void tfjs.io.browserLocalStorage("kept").save!(artifacts());
  return "localstorage://kept";
}

const saves = (handler: tfjs.io.IOHandler) => handler.save!(artifacts());
const loads = (handler: tfjs.io.IOHandler) => tfjs.loadLayersModel(handler);
const overThere = (): unknown[] => ["http://localhost/model.json", { fetchFunc: answers }];

const io: Table = {
  "recurve/tfjs:io.concatenateArrayBuffers": () => [[bytes(), bytes()]],
  ...anyName("io.encodeWeights", () => [{ w: matrix }, "model"]),
  "recurve/tfjs:io.decodeWeights": () => [bytes(), specs()],
  ...anyName("io.getModelArtifactsForJSON", () => [json(), async () => [specs(), bytes()]]),
  ...anyName("io.getModelArtifactsForJSONSync", () => [json(), specs(), bytes()]),
  ...anyName("io.getModelArtifactsInfoForJSON", () => [artifacts()]),
  "recurve/tfjs:io.getWeightSpecs": () => [manifest()],
  ...anyName("io.loadWeights", () => [[], "http://localhost", [], {}]),
  "recurve/tfjs:io.weightsLoaderFactory": {
    args: () => [async () => [bytes()]],
    use: (load) => load(manifest(), "http://localhost", ["only/bias"]),
  },
  "recurve/tfjs:io.browserFiles": {
    args: () => [[new File([JSON.stringify(json())], "model.json"), new File([bytes()], "weights.bin")]],
    use: loads,
  },
  "recurve/tfjs:io.fileSystem": { args: () => ["file://kept"], use: saves },
  "recurve/tfjs:io.http": { args: overThere, use: loads },
  "recurve/tfjs:io.browserHTTPRequest": { args: overThere, use: loads },
  "recurve/tfjs:io.browserIndexedDB": () => ["kept"],
  "recurve/tfjs:io.browserLocalStorage": { args: () => ["kept"], use: saves },
  "recurve/tfjs:io.copyModel": () => [kept(), "localstorage://other"],
  "recurve/tfjs:io.moveModel": () => [kept(), "localstorage://other"],
  "recurve/tfjs:io.removeModel": () => [kept()],
  ...anyName("io.fromMemory", () => [topology(), specs(), bytes(), {}], loads),
  ...anyName(
    "io.fromMemorySync",
    () => [topology(), specs(), bytes(), {}],
    (handler) => handler.load(),
  ),
  "recurve/tfjs:io.withSaveHandler": { args: () => [async () => ({})], use: saves },
  "recurve/tfjs:io.withSaveHandlerSync": { args: () => [() => ({})], use: saves },
  "recurve/tfjs:io.getSaveHandlers": () => ["file://kept"],
  "recurve/tfjs:io.getLoadHandlers": overThere,
  "recurve/tfjs:models.loadLayersModel": overThere,
  ...anyName("models.modelFromJSON", () => [topology(), {}]),
};

const training: Table = {
  "recurve/tfjs:LayersModel.fitDataset": method(compiled, () => [batches(), { epochs: 1 }]),
  "recurve/tfjs:LayersModel.evaluateDataset": method(compiled, () => [batches(), {}]),
  "recurve/tfjs:LayersModel.execute": method(made, () => [[[1]], ["only"]]),
  "recurve/tfjs:LayersModel.loadWeights": {
    ...method(made, () => [{ "only/kernel": tfjs.tensor([[2]]), "only/bias": tfjs.tensor([1]) }, true]),
    takesAnyName: true,
  },
  "recurve/tfjs:LayersModel.setUserDefinedMetadata": {
    ...method(made, () => [{ author: "me" }]),
    takesAnyName: true,
  },
  "recurve/tfjs:EarlyStopping": () => [{ patience: 1 }],
  "recurve/tfjs:Optimizer.setLearningRate": method(sgd, () => [0.1]),
  "recurve/tfjs:MomentumOptimizer.setMomentum": method(
    () => tfjs.train.momentum(0.1, 0.9),
    () => [0.5],
  ),
  "recurve/tfjs:layers.Layer.setFastWeightInitDuringBuild": method(
    () => tfjs.layers.dense({ units: 1 }),
    () => [true],
  ),
  "recurve/tfjs:Optimizer.setWeights": method(sgd, () => [[{ name: "iter", tensor: tfjs.scalar(1, "int32") }]]),
  "recurve/tfjs:Optimizer.applyGradients": method(sgd, () => {
    const { name } = tfjs.variable(tfjs.tensor([1]));
    return [[{ name, tensor: tfjs.tensor([1]) }]];
  }),
  "recurve/tfjs:Optimizer.fromConfig": () => [tfjs.MomentumOptimizer, { momentum: 0.9, learningRate: 0.1 }],
  "recurve/tfjs:data.csv": {
    args: () => [new Blob(["a,b\n1,2\n"]), {}],
    use: (table) => table.toArray(),
  },
};

/** What takes part in all that comes after it. */
const registering: Table = {
  "recurve/tfjs:registerCallbackConstructor": () => [2, class extends tfjs.Callback {}],
  "recurve/tfjs:io.registerSaveRouter": () => [() => null],
  "recurve/tfjs:io.registerLoadRouter": () => [() => null],
};

export const tfjsFileCases: Table = { ...io, ...training, ...registering };
