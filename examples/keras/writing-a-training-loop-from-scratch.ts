/**
 * A training loop of your own: batches, gradients, metrics and validation, one step after the other. The waves are made. After Keras's
 * guide "Writing a training loop from scratch", with a recurrent network.
 */
import * as recurve from "recurve";
import { data, input, layers, lossAndGradients, ops, optimizers, Random, tensor } from "recurve";

/** Which of three speeds a noisy wave has. */
export function network({ units = 32 } = {}) {
  const wave = input({ shape: [24, 1] });
  const read = layers.gru({ units, dropout: 0.1 }).apply(wave);
  return recurve.model({ inputs: wave, outputs: layers.dense({ units: 3 }).apply(read), seed: 1 });
}

export async function run({ waves = 1200, units = 32, epochs = 10 } = {}) {
  const random = new Random(1);
  const speeds = Array.from({ length: waves }, () => random.integer(3));
  const rows = speeds.map((speed) => {
    const phase = 6 * random.uniform();
    return Array.from({ length: 24 }, (_, t) => [Math.sin(phase + 0.25 * (speed + 2) * t) + 0.3 * random.normal()]);
  });
  const all = data.dataset({ x: tensor(rows), y: tensor(speeds, [waves], "int32") });
  const at = Math.floor(0.8 * waves);
  const [train, validation] = [all.take(at).shuffle(at, { seed: 1 }).batch(32), all.skip(at).batch(32)];

  const reader = network({ units });
  const optimizer = optimizers.adam({ learningRate: 0.005 });
  const crossentropy = recurve.losses.sparseCategoricalCrossentropy({ fromLogits: true });
  const [learned, unseen] = [0, 1].map(() => recurve.metrics.sparseCategoricalAccuracy());
  const accuracy: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const metric of [learned!, unseen!]) metric.reset();
    let steps = 0;
    for await (const { x, y } of train.epoch(epoch)) {
      const { loss, scores, gradients } = lossAndGradients(reader, () => {
        const scores = reader.apply(x, { training: true });
        return { loss: ops.mean(crossentropy.values(y, scores)), scores };
      });
      optimizer.applyGradients(gradients);
      learned!.update(y, scores);
      if (steps++ % 10 === 0) console.log(`epoch ${epoch}, step ${steps}: loss ${loss.item().toFixed(4)}`);
    }
    for await (const { x, y } of validation) {
      const scores = reader.apply(x);
      unseen!.update(y, scores);
    }
    accuracy.push(unseen!.result());
    console.log(`accuracy ${learned!.result().toFixed(3)}, on unseen waves ${unseen!.result().toFixed(3)}`);
  }
  return { accuracy };
}
