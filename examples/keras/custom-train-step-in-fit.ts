/**
 * `fit` with steps of your own: what a batch changes, and what is measured; callbacks, validation and progress stay those of `fit`. The
 * waves are made. After Keras's guide "Customizing what happens in fit()", with a recurrent network.
 */
import { layers, lossAndGradients, ops, optimizers, Random, Sequential, type StepBatch, tensor } from "recurve";

/** Computes its loss itself, with the weights of the samples, and says what is counted. */
class Forecaster extends Sequential {
  measure({ x, y, sampleWeight }: StepBatch) {
    const miss = ops.subtract(y, this.apply(x));
    return { loss: ops.mean(ops.multiply(ops.square(miss), sampleWeight ?? 1)), mae: ops.mean(ops.abs(miss)) };
  }
  override trainStep(batch: StepBatch) {
    const { gradients, ...logs } = lossAndGradients(this, () => this.measure(batch));
    this.optimizer!.applyGradients(gradients);
    return logs;
  }
  override testStep(batch: StepBatch) {
    return this.measure(batch);
  }
}

export function network({ units = 16 } = {}) {
  return new Forecaster({
    layers: [layers.lstm({ units, inputShape: [16, 1] }), layers.dense({ units: 1 })],
    seed: 1,
  });
}

export async function run({ waves = 1000, units = 16, epochs = 20 } = {}) {
  const random = new Random(1);
  const phases = Array.from({ length: waves }, () => 6 * random.uniform());
  const x = tensor(phases.map((phase) => Array.from({ length: 16 }, (_, t) => [Math.sin(phase + 0.5 * t)])));
  const y = tensor(phases.map((phase) => [Math.sin(phase + 8)]));
  const sampleWeight = phases.map((phase) => 0.5 + phase / 6);

  // only the optimizer is left to compile
  const forecaster = network({ units });
  forecaster.compile({ optimizer: optimizers.adam({ learningRate: 0.005 }) });
  const { history } = await forecaster.fit(x, y, { epochs, batchSize: 32, validationSplit: 0.2, sampleWeight });
  console.log(await forecaster.evaluate(x, y));

  // a step given to compile: this one clips nothing, logs nothing of its own, and uses the loss that compile names
  const plain = network({ units });
  plain.compile({
    optimizer: "adam",
    loss: "meanAbsoluteError",
    trainStep({ model, x, computeLoss }) {
      const { loss, gradients } = lossAndGradients(model, () => computeLoss(model.apply(x)));
      model.optimizer!.applyGradients(gradients);
      return loss;
    },
  });
  const { loss } = (await plain.fit(x, y, { epochs, batchSize: 32 })).history;
  return { mae: history.val_mae!, loss: loss! };
}
