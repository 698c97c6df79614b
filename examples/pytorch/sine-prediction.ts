/** Sine waves carried on: two LSTM cells learn by L-BFGS to give the next value, then go on from their own. The waves are made. After time_sequence_prediction of pytorch/examples. */
import { layers, ops, optimizers, Random, sequential, type Tensor, tensor } from "recurve";

export function network({ units = 51 } = {}) {
  const cells = [layers.lstmCell({ units }), layers.lstmCell({ units })];
  return sequential({
    layers: [
      layers.rnn({
        cell: layers.stackedRNNCells({ cells }),
        returnSequences: true,
        inputShape: [null, 1],
        name: "rnn",
      }),
      layers.dense({ units: 1, name: "head" }),
    ],
    seed: 0,
  });
}

export async function run({ waves = 16, length = 1000, units = 51, steps = 10, period = 20, future = 1000 } = {}) {
  // waves of one period (radians a step: 1 / period), each shifted by another whole number of steps
  const random = new Random(2);
  const shifts = Array.from({ length: waves + 3 }, () => random.integer(8 * period) - 4 * period);
  const value = (shift: number, t: number) => Math.sin((t + shift) / period);
  const data = tensor(shifts.map((shift) => Array.from({ length }, (_, t) => [value(shift, t)])));
  const inputs = ops.sliceAxis(data, 1, 0, length - 1);
  const targets = ops.sliceAxis(data, 1, 1, length);
  const rows = (x: Tensor, from: number, to: number) => ops.sliceAxis(x, 0, from, to);

  // all waves but three in one batch: L-BFGS asks for the loss of all data, up to 25 times in a step
  const predictor = network({ units });
  predictor.summary();
  predictor.compile({ optimizer: optimizers.lbfgs({ learningRate: 0.8 }), loss: "meanSquaredError" });
  const { history } = await predictor.fit(rows(inputs, 3, waves + 3), rows(targets, 3, waves + 3), {
    epochs: steps,
    batchSize: waves,
    validationData: [rows(inputs, 0, 3), rows(targets, 0, 3)],
  });

  // the first wave, then `future` values, each from the one before
  const stepper = predictor.stream();
  let next = 0;
  for (let t = 0; t < length; t++) next = stepper.step([value(shifts[0]!, t)])[0]!;
  const errors = Array.from({ length: future }, (_, i) => {
    const error = Math.abs(next - value(shifts[0]!, length + i));
    next = stepper.step([next])[0]!;
    return error;
  });
  const error = errors.reduce((a, b) => a + b, 0) / future;
  console.log(`mean error over the ${future} steps after the end: ${error.toFixed(3)}`);
  return { loss: history.val_loss!, error };
}
