/**
 * Words from sounds: a spectrogram, convolutions, GRUs both ways and CTC, as in Deep Speech 2. The voices are made: each letter has
 * two pitches, as vowels have, and words are spoken faster or slower, higher or deeper, in noise. After Keras's ctc_asr.
 */
import { data, input, layers, model, ops, optimizers, Random, type Tensor, tensor, text } from "recurve";

/** A blank and the letters, and each one's two pitches in Hz. */
const [letters, low, high] = ["-aeiou", [0, 750, 500, 300, 500, 300], [0, 1300, 1700, 1850, 900, 650]];
const [HERTZ, FRAME, STEP] = [4000, 128, 64];
/** Spectrograms (batch, frames, FRAME / 2 + 1) give a score for each letter at each frame, (batch, frames, letters). */
export function network({ frames = 48, units = 48 } = {}) {
  const sound = input({ shape: [frames, FRAME / 2 + 1] });
  let x = layers.reshape({ targetShape: [frames, FRAME / 2 + 1, 1] }).apply(sound);
  for (const kernelSize of [
    [5, 7],
    [5, 5],
  ]) {
    x = layers.conv2d({ filters: 8, kernelSize, strides: [1, 2], padding: "same", useBias: false }).apply(x);
    x = layers.reLU().apply(layers.batchNormalization({ momentum: 0.9 }).apply(x));
  }
  x = layers.reshape({ targetShape: [frames, 17 * 8] }).apply(x);
  for (let i = 0; i < 2; i++)
    x = layers.bidirectional({ layer: layers.gru({ units, returnSequences: true, dropout: 0.1 }) }).apply(x);
  x = layers.dense({ units: 2 * units, activation: "relu" }).apply(x);
  return model({ inputs: sound, outputs: layers.dense({ units: letters.length }).apply(x), seed: 1 });
}

/** Samples of a word by a voice and at a pace of its own. */
function speak(random: Random, word: readonly number[], samples: number) {
  const [voice, pace] = [0.9 + 0.2 * random.uniform(), HERTZ * (0.08 + 0.04 * random.uniform())];
  const start = (samples - word.length * pace) * random.uniform();
  return Array.from({ length: samples }, (_, t) => {
    const [at, time] = [(t - start) / pace, (2 * Math.PI * voice * t) / HERTZ];
    const letter = word[Math.floor(at)] ?? 0;
    const sound = Math.sin(low[letter]! * time) + Math.sin(high[letter]! * time);
    return Math.sin(Math.PI * (at % 1)) * sound + 0.5 * random.normal();
  });
}

/** How loud each frame of the sounds (batch, samples) is at each pitch, as a logarithm. */
function spectrograms(sounds: Tensor) {
  const [re, im] = ops.stft(sounds, { sequenceLength: FRAME, sequenceStride: STEP, fftLength: FRAME });
  return ops.log(ops.add(ops.add(ops.square(re), ops.square(im)), 1));
}

export async function run({ words = 2000, longest = 5, frames = 48, units = 48, epochs = 8 } = {}) {
  const [random, at] = [new Random(7), Math.floor(words * 0.9)];
  const letter = () => 1 + random.integer(letters.length - 1);
  const spoken = Array.from({ length: words }, () => Array.from({ length: 1 + random.integer(longest) }, letter));
  const sounds = tensor(spoken.map((word) => speak(random, word, (frames - 1) * STEP)));
  const [known, unseen] = ops.split(spectrograms(sounds), [at], 0) as [Tensor, Tensor];
  const writer = network({ frames, units });
  writer.compile({ optimizer: optimizers.adam({ learningRate: 2e-3 }), loss: "ctc" });
  await writer.fit(known, data.padSequences(spoken.slice(0, at), { padding: "post" }), { epochs, batchSize: 16 });
  const [rows] = ops.ctcDecode(writer.predict(unseen) as Tensor).decoded.arraySync() as number[][][];
  const spell = (word: number[]) => word.filter((label) => label > 0).map((label) => letters[label]!);
  const errors = text.errorRate(rows!.map(spell), spoken.slice(at).map(spell));
  console.log(`${(100 * errors).toFixed(1)} edits for 100 letters`);
  return { errors };
}
