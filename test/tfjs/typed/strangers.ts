/**
 * Whole programs as TypeScript's users of TensorFlow.js write them: compiled with the declarations of both packages, and run
 * on both by `programs.slow.test.ts`.
 */
import type * as TF from "@tensorflow/tfjs";

type Package = typeof TF;

const wave = (count: number, at = 0): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * 0.5 + at));

/** Weights that both packages begin with. */
function begin(tf: Package, model: TF.LayersModel): void {
  const values = (size: number, k: number) => Array.from({ length: size }, (_, i) => Math.sin(i * 1.3 + k) * 0.3);
  model.setWeights(model.getWeights().map((weight, k) => tf.tensor(values(weight.size, k), weight.shape)));
}

async function windowsOfSeries(tf: Package): Promise<unknown> {
  const series = wave(30);
  const size = 6;
  function* windows(): Generator<{ xs: number[][]; ys: number[] }> {
    for (let i = 0; i + size < series.length; i++) {
      yield { xs: series.slice(i, i + size).map((value) => [value]), ys: [series[i + size]!] };
    }
  }
  const dataset = tf.data.generator(windows).batch(8).prefetch(2) as unknown as TF.data.Dataset<{}>;
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 4, inputShape: [size, 1] }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError", metrics: ["mae"] });
  begin(tf, model);
  const history = await model.fitDataset(dataset, { epochs: 2, validationData: dataset, verbose: 0 });
  const [loss, error] = (await model.evaluateDataset(dataset, { batches: 2 })) as TF.Scalar[];
  return [history.history, loss!.dataSync()[0], error!.arraySync()];
}

async function lettersByGather(tf: Package): Promise<unknown> {
  const text = "hello world, hello there";
  const letters = [...new Set(text)].sort();
  const ids = tf.tensor1d(
    [...text].map((letter) => letters.indexOf(letter)),
    "int32",
  );
  const length = 5;
  const starts = tf.range(0, text.length - length, 1, "int32");
  const places = starts
    .expandDims(1)
    .add(tf.range(0, length, 1, "int32").expandDims(0))
    .toInt() as TF.Tensor2D;
  const xs = tf.oneHot(tf.gather(ids, places), letters.length).toFloat() as TF.Tensor3D;
  const next = starts.add(tf.scalar(length, "int32")).toInt() as TF.Tensor1D;
  const ys = tf.oneHot(tf.gather(ids, next), letters.length).toFloat();
  const model = tf.sequential({
    layers: [
      tf.layers.gru({ units: 6, inputShape: [length, letters.length] }),
      tf.layers.dense({ units: letters.length, activation: "softmax" }),
    ],
  });
  begin(tf, model);
  model.compile({ optimizer: "rmsprop", loss: "categoricalCrossentropy" });
  const { history } = await model.fit(xs, ys, { epochs: 2, batchSize: 4, shuffle: false });
  const logits = tf.tidy(() => {
    const said = model.predict(xs.slice([0, 0, 0], [1, -1, -1])) as TF.Tensor2D;
    return said.log().div<TF.Tensor2D>(0.5);
  });
  const sure = tf.multinomial(tf.tensor2d([[0, 50, 0]]), 5, 1) as TF.Tensor2D;
  return [history.loss, logits.arraySync(), tf.multinomial(logits, 4, 3).shape, sure.dtype, sure.arraySync()];
}

async function ownAttention(tf: Package): Promise<unknown> {
  class Attention extends tf.layers.Layer {
    static className = "AttentionOfStrangers";
    private mix!: TF.LayerVariable;
    private score!: TF.LayerVariable;
    constructor(private readonly config: { units: number; name?: string }) {
      super({ name: config.name });
      this.supportsMasking = true;
    }
    override build(inputShape: TF.Shape | TF.Shape[]): void {
      const [encoded, asked] = inputShape as [TF.Shape, TF.Shape];
      const [tenth, most] = [0.1, 0.7].map((value) => tf.initializers.constant({ value }));
      this.mix = this.addWeight("mix", [encoded[2]! + asked[1]!, this.config.units], "float32", tenth);
      this.score = this.addWeight("score", [this.config.units, 1], "float32", most, undefined, true);
      super.build(inputShape);
    }
    override computeOutputShape(inputShape: TF.Shape | TF.Shape[]): TF.Shape | TF.Shape[] {
      const [encoded] = inputShape as TF.Shape[];
      return [encoded![0]!, encoded![2]!];
    }
    override call(inputs: TF.Tensor | TF.Tensor[], _kwargs: unknown): TF.Tensor {
      return tf.tidy(() => {
        const [encoded, asked] = inputs as [TF.Tensor3D, TF.Tensor2D];
        const steps = encoded.shape[1];
        const joined = tf.concat([encoded, tf.tile(asked.expandDims(1), [1, steps, 1])], 2);
        const flat = joined.reshape([-1, joined.shape[2]!]) as TF.Tensor2D;
        const mixed = tf.tanh(tf.matMul(flat, this.mix.read() as TF.Tensor2D));
        const scores = tf.matMul(mixed, this.score.read() as TF.Tensor2D).reshape([-1, steps]);
        return tf.sum(tf.mul(tf.softmax(scores, -1).expandDims(2), encoded), 1);
      });
    }
    override getConfig(): TF.serialization.ConfigDict {
      return { ...super.getConfig(), units: this.config.units };
    }
  }
  tf.serialization.registerClass(Attention);
  const encoder = tf.input({ shape: [5, 3], name: "encoder" });
  const asked = tf.input({ shape: [2], name: "asked" });
  const lstm = tf.layers.lstm({ units: 4, returnSequences: true, returnState: true });
  const [sequence, ...states] = lstm.apply(encoder) as TF.SymbolicTensor[];
  const context = new Attention({ units: 3 }).apply([sequence!, asked]) as TF.SymbolicTensor;
  const joined = tf.layers.concatenate().apply([context, ...states, asked]) as TF.SymbolicTensor;
  const outputs = tf.layers.dense({ units: 2, activation: "softmax" }).apply(joined) as TF.SymbolicTensor;
  const model = tf.model({ inputs: [encoder, asked], outputs });
  begin(tf, model);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const xs = [tf.tensor3d(wave(60), [4, 5, 3]), tf.tensor2d(wave(8, 2), [4, 2])];
  const ys = tf.oneHot(tf.tensor1d([0, 1, 1, 0], "int32"), 2);
  const { history } = await model.fit(xs, ys, { epochs: 2, batchSize: 2, shuffle: false });
  let kept: TF.io.ModelArtifacts | undefined;
  const saved = await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  const again = await tf.loadLayersModel(tf.io.fromMemory(kept!));
  return [history, saved.modelArtifactsInfo.weightDataBytes, (again.predict(xs) as TF.Tensor).arraySync()];
}

async function ownCell(tf: Package): Promise<unknown> {
  class Cell extends tf.layers.RNNCell {
    static className = "CellOfStrangers";
    stateSize = 3;
    private kernel!: TF.LayerVariable;
    private memory!: TF.LayerVariable;
    override build(inputShape: TF.Shape | TF.Shape[]): void {
      const features = (inputShape as TF.Shape).at(-1)!;
      this.kernel = this.addWeight("kernel", [features, 3], "float32", tf.initializers.constant({ value: 0.2 }));
      this.memory = this.addWeight("memory", [3, 3], "float32", tf.initializers.identity({ gain: 0.5 }));
      this.built = true;
    }
    override call(inputs: TF.Tensor | TF.Tensor[]): TF.Tensor[] {
      return tf.tidy(() => {
        const [x, h] = inputs as [TF.Tensor2D, TF.Tensor2D];
        const read = tf.matMul(x, this.kernel.read() as TF.Tensor2D);
        const output = tf.tanh(tf.add(read, tf.matMul(h, this.memory.read() as TF.Tensor2D)));
        return [output, output];
      });
    }
  }
  const x = tf.tensor3d(wave(24), [2, 4, 3]);
  const alone = tf.layers.rnn({ cell: new Cell({}), returnSequences: true, returnState: true }).apply(x) as TF.Tensor[];
  const cells = [new Cell({}), tf.layers.gruCell({ units: 2 })];
  const model = tf.sequential();
  model.add(tf.layers.masking({ maskValue: 0, inputShape: [4, 3] }));
  model.add(tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells }), goBackwards: true }));
  model.add(tf.layers.dense({ units: 1 }));
  begin(tf, model);
  model.compile({ loss: tf.losses.huberLoss, optimizer: tf.train.sgd(0.05) });
  const { history } = await model.fit(x, tf.tensor2d([[1], [0]]), { epochs: 2, batchSize: 2 });
  return [alone.map((each) => each.arraySync()), history.loss, model.weights.map(({ shape }) => shape)];
}

async function handlerClass(tf: Package): Promise<unknown> {
  class Shelf implements TF.io.IOHandler {
    private kept: TF.io.ModelArtifacts | undefined;
    async save(artifacts: TF.io.ModelArtifacts): Promise<TF.io.SaveResult> {
      this.kept = artifacts;
      const weightDataBytes = (artifacts.weightData as ArrayBuffer).byteLength;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON", weightDataBytes } };
    }
    async load(): Promise<TF.io.ModelArtifacts> {
      return this.kept!;
    }
  }
  const model = tf.sequential({
    layers: [tf.layers.gru({ units: 2, inputShape: [3, 1], name: "g" }), tf.layers.dense({ units: 1, name: "d" })],
  });
  begin(tf, model);
  model.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.02) });
  const [x, y] = [tf.tensor3d(wave(6), [2, 3, 1]), tf.tensor2d([[1], [2]])];
  await model.fit(x, y, { epochs: 2, shuffle: false });
  const shelf = new Shelf();
  const { modelArtifactsInfo } = await model.save(shelf, { includeOptimizer: true });
  const again = await tf.loadLayersModel(shelf);
  const { history } = await again.fit(x, y, { epochs: 2, shuffle: false });
  const { format, weightSpecs } = await shelf.load();
  // TensorFlow.js counts weights of one name through all models of a process
  const names = weightSpecs!.map(({ name }) => name.replace(/_\d+(?=\/)/, ""));
  return [modelArtifactsInfo.weightDataBytes, history.loss, format, names];
}

async function policyGradient(tf: Package): Promise<unknown> {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 4, activation: "elu", inputShape: [3] }), tf.layers.dense({ units: 2 })],
  });
  begin(tf, model);
  const optimizer = tf.train.adam(0.02);
  const seen = tf.tensor2d(wave(9), [3, 3]);
  const [done, gained] = [tf.tensor1d([0, 1, 1], "int32"), tf.tensor1d([1, -0.5, 2])];
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) {
    const loss = optimizer.minimize(() => {
      const logits = model.predict(seen) as TF.Tensor2D;
      const chosen = tf.logSoftmax(logits).mul(tf.oneHot(done, 2)).sum(1);
      return chosen.mul(gained).mean().neg() as TF.Scalar;
    }, true)!;
    losses.push((await loss.data())[0]!);
    loss.dispose();
  }
  return losses;
}

async function clippedGradients(tf: Package): Promise<unknown> {
  const model = tf.sequential({
    layers: [tf.layers.simpleRNN({ units: 3, inputShape: [4, 2] }), tf.layers.dense({ units: 1 })],
  });
  begin(tf, model);
  const [x, y] = [tf.tensor3d(wave(24), [3, 4, 2]), tf.tensor2d([[1], [0], [2]])];
  const optimizer = tf.train.momentum(0.05, 0.9, true);
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { value, grads } = tf.variableGrads(() => {
      const said = model.apply(x, { training: true }) as TF.Tensor;
      return tf.losses.meanSquaredError(y, said) as TF.Scalar;
    });
    const clipped = Object.entries(grads).map(([name, each]) => [name, tf.clipByValue(each, -0.1, 0.1)]);
    optimizer.applyGradients(Object.fromEntries(clipped));
    losses.push(value.dataSync()[0]!);
    tf.dispose([value, grads]);
  }
  return [losses, model.getWeights().map((weight) => weight.arraySync())];
}

async function stepsOfCell(tf: Package): Promise<unknown> {
  const cell = tf.layers.gruCell({
    units: 3,
    kernelInitializer: "ones",
    recurrentInitializer: tf.initializers.constant({ value: 0.1 }),
    biasInitializer: "zeros",
  });
  cell.build([null, 1]);
  let [state, x]: TF.Tensor[] = [tf.zeros([2, 3]), tf.ones([2, 1])];
  const said: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const [output, next] = cell.call([x!, state!], {}) as TF.Tensor[];
    state = next;
    x = output!.sum(1, true);
    said.push(x.arraySync());
  }
  return said;
}

/** The programs, by what they are. */
export const programs: Readonly<Record<string, (tf: Package) => Promise<unknown>>> = {
  "windows of a series, from a generator, by fitDataset": windowsOfSeries,
  "letters by gather and oneHot, drawn by multinomial": lettersByGather,
  "attention as a layer of one's own, kept in memory": ownAttention,
  "a cell of one's own, alone and stacked behind a mask": ownCell,
  "a class that saves and loads, and training that goes on": handlerClass,
  "a policy's gradient by minimize": policyGradient,
  "variableGrads, clipped, through a recurrent model": clippedGradients,
  "a cell called step by step": stepsOfCell,
};
