/** Training as TypeScript's users of TensorFlow.js write it; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

type Progress = (epoch: number, logs: tf.Logs) => void;

export async function train(
  model: tf.LayersModel,
  xs: tf.Tensor,
  ys: tf.Tensor,
  progress: Progress,
): Promise<tf.History> {
  const args: tf.ModelFitArgs = {
    epochs: 5,
    batchSize: 16,
    shuffle: false,
    validationSplit: 0.1,
    callbacks: {
      onTrainBegin: async (logs?: tf.Logs) => console.log(logs),
      onEpochEnd: async (epoch: number, logs?: tf.Logs) => {
        progress(epoch, logs as tf.Logs);
        await tf.nextFrame();
      },
      onBatchEnd: (batch, logs) => console.log(batch, logs?.loss, logs!.size),
    },
  };
  return model.fit(xs, ys, args);
}

export const handlers: tf.CustomCallbackArgs = {
  onEpochBegin: (epoch) => console.log(epoch),
  onYield: (epoch, batch, logs) => console.log(epoch, batch, logs.loss),
};

export function lossCurve(history: tf.History): number[] {
  const { loss } = history.history as { loss: number[] };
  return loss.map((value) => Number(value.toFixed(4))).concat(history.epoch.length);
}

export async function validated(model: tf.Sequential, [x, y]: [tf.Tensor3D, tf.Tensor2D]): Promise<number> {
  const history = await model.fit(x, y, {
    epochs: 3,
    validationData: [x, y],
    classWeight: { 0: 1, 1: 2.5 },
    callbacks: [tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 2, mode: "min" })],
    verbose: 0,
  });
  const values = history.history.val_loss as number[];
  return values[values.length - 1]!;
}

export function evaluated(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): { loss: number; accuracy: number } {
  const [loss, accuracy] = model.evaluate(x, y, { batchSize: 4 }) as tf.Scalar[];
  return { loss: loss!.dataSync()[0]!, accuracy: accuracy!.arraySync() as number };
}

export class LossRecorder extends tf.Callback {
  readonly losses: number[] = [];
  private started = 0;

  override async onTrainBegin(): Promise<void> {
    this.started = tf.util.now();
  }

  override async onEpochEnd(epoch: number, logs?: tf.Logs): Promise<void> {
    if (logs && typeof logs.loss === "number") this.losses.push(logs.loss);
    if (epoch > 3 && this.started > 0) this.params.done = epoch;
  }
}

export class Stopper extends tf.CustomCallback {
  constructor(private readonly below: number) {
    super({
      onEpochEnd: async (_epoch, logs) => {
        if (logs!.loss! < this.below) console.log("enough");
      },
    });
  }
}

export async function manual(model: tf.LayersModel, batches: Array<[tf.Tensor, tf.Tensor]>): Promise<number[]> {
  const losses: number[] = [];
  for (const [x, y] of batches) {
    const result = await model.trainOnBatch(x, y);
    losses.push(Array.isArray(result) ? result[0]! : result);
  }
  return losses;
}

export async function custom(model: tf.LayersModel, x: tf.Tensor3D, y: tf.Tensor2D): Promise<number> {
  const optimizer = tf.train.rmsprop(0.01);
  const cost = optimizer.minimize(
    () => {
      const predicted = model.apply(x, { training: true }) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(y, predicted).asScalar();
    },
    true,
    model.trainableWeights.map((w) => w.read() as tf.Variable),
  );
  const [value] = await cost!.data<"float32">();
  cost!.dispose();
  return value!;
}

export function gradients(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): { [name: string]: tf.Tensor } {
  const f = (): tf.Scalar => {
    const p = model.predictOnBatch(x) as tf.Tensor;
    return tf.losses.meanSquaredError(y, p).mean() as tf.Scalar;
  };
  const { value, grads } = tf.variableGrads(f);
  value.dispose();
  return grads;
}

export const ownLoss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor => yTrue.sub(yPred).abs().mean(-1);

export const compiled = (model: tf.LayersModel): void => {
  const args: tf.ModelCompileArgs = {
    optimizer: "adam",
    loss: ownLoss,
    metrics: [tf.metrics.meanAbsoluteError],
  };
  model.compile(args);
  model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: "binaryCrossentropy", metrics: ["acc"] });
  model.compile({ loss: [ownLoss, ownLoss], optimizer: tf.train.adagrad(0.1) });
  model.stopTraining = true;
};

export function schedule(optimizer: tf.SGDOptimizer, epoch: number): void {
  optimizer.setLearningRate(0.1 / (1 + epoch));
}

export async function folds(make: () => tf.LayersModel, x: tf.Tensor2D, y: tf.Tensor1D, k: number): Promise<number> {
  const size = Math.floor(x.shape[0] / k);
  const losses: number[] = [];
  for (let i = 0; i < k; i++) {
    const model = make();
    const [xv, yv] = [x.slice([i * size, 0], [size, x.shape[1]]), y.slice([i * size], [size])];
    await model.fit(x, y, { epochs: 1 });
    const score = model.evaluate(xv, yv) as tf.Tensor;
    losses.push((await score.array()) as number);
  }
  return losses.reduce((a, b) => a + b, 0) / k;
}
