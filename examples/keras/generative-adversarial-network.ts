/**
 * Two recurrent networks that train against each other: one writes waves out of noise, the other tells them from real ones. The waves are
 * made. After the last part of Keras's guides "Customizing what happens in fit()" and "Writing a training loop from scratch".
 */
import { layers, lossAndGradients, losses, ops, optimizers, Random, sequential, type Tensor, tensor } from "recurve";

export function network({ units = 24, steps = 16 } = {}) {
  const [write, read] = [layers.gru({ units, returnSequences: true }), layers.lstm({ units })];
  return {
    generator: sequential([layers.repeatVector({ n: steps, inputShape: [8] }), write, layers.dense({ units: 1 })]),
    discriminator: sequential([layers.masking({ inputShape: [steps, 1] }), read, layers.dense({ units: 1 })]),
  };
}

export async function run({ waves = 1000, units = 24, epochs = 40, steps = 16 } = {}) {
  const random = new Random(1);
  const phases = Array.from({ length: waves }, () => 6 * random.uniform());
  const real = tensor(phases.map((phase) => Array.from({ length: steps }, (_, t) => [Math.sin(phase + 0.5 * t)])));

  const { generator, discriminator } = network({ units, steps });
  const judge = optimizers.adam({ learningRate: 0.002 });
  const binary = losses.binaryCrossentropy({ fromLogits: true });
  /** How far the judgement of sequences is from what they are said to be. */
  const doubt = (sequences: Tensor, isReal: number) => {
    const scores = discriminator.apply(sequences);
    return ops.mean(binary.values(ops.add(ops.multiply(scores, 0), isReal), scores));
  };
  generator.compile({
    optimizer: optimizers.adam({ learningRate: 0.002 }),
    trainStep({ x: noise, y: waves }) {
      // first who judges, then who writes
      const told = lossAndGradients(discriminator, () => ops.add(doubt(waves, 1), doubt(generator.apply(noise), 0)));
      judge.applyGradients(told.gradients);
      const written = lossAndGradients(generator, () => doubt(generator.apply(noise), 1));
      generator.optimizer!.applyGradients(written.gradients);
      return { discriminator: told.loss, generator: written.loss };
    },
  });

  // how rough a sequence is: its mean second difference, small for waves
  const rough = (x: Tensor) => {
    const [before, here, after] = [0, 1, 2].map((from) => ops.sliceAxis(x, 1, from, steps - 2 + from));
    return ops.mean(ops.abs(ops.add(ops.subtract(before!, ops.multiply(here!, 2)), after!))).item();
  };
  const noise = ops.randomNormal([waves, 8], { seed: 3 });
  const spread = (x: Tensor) => ops.mean(ops.std(x, 0)).item();
  const before = spread(generator.predict(noise));
  const { history } = await generator.fit(noise, real, { epochs, batchSize: 32 });
  const made = generator.predict(noise);
  const measured = { real: spread(real), before, written: spread(made) };
  console.log(`spread of real waves ${measured.real.toFixed(3)}, of written ones ${measured.written.toFixed(3)}`);
  console.log(`roughness of real waves ${rough(real).toFixed(3)}, of written ones ${rough(made).toFixed(3)}`);
  return { history, spread: measured };
}
