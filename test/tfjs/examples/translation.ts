/** Sequences to sequences with states passed on, and the two halves taken apart to decode (the calls of translation). */
import { numbers, startFrom } from "./start.ts";

const [letters, latent, count, length] = [9, 8, 24, 5];

/** The losses of a short training, and the sequences decoded after it. */
export async function translation(tf: any): Promise<unknown> {
  const encoderInputs = tf.layers.input({ shape: [null, letters], name: `source${tf.util.now()}` });
  const encoder = tf.layers.lstm({ units: latent, returnState: true });
  const [, stateH, stateC] = encoder.apply(encoderInputs);
  const decoderInputs = tf.layers.input({ shape: [null, letters], name: `target${tf.util.now()}` });
  const decoder = tf.layers.lstm({ units: latent, returnSequences: true, returnState: true });
  const [outputs] = decoder.apply(decoderInputs, { initialState: [stateH, stateC] });
  const dense = tf.layers.dense({ units: letters, activation: "softmax" });
  const model = tf.model({ inputs: [encoderInputs, decoderInputs], outputs: dense.apply(outputs) });
  startFrom(tf, model);
  const filled = (seed: number) => {
    const buffer = tf.buffer([count, length, letters]);
    for (const [i, id] of numbers(count * length, letters, seed).entries()) {
      buffer.set(1, Math.floor(i / length), i % length, id);
    }
    return buffer.toTensor();
  };
  const [x, given, truth] = [filled(3), filled(5), filled(11)];
  model.compile({ optimizer: "rmsprop", loss: "categoricalCrossentropy" });
  const history = await model.fit([x, given], truth, {
    batchSize: 8,
    epochs: 2,
    shuffle: false,
    validationSplit: 0.25,
  });
  const encoding = tf.model({ inputs: model.input[0], outputs: [stateH, stateC] });
  const [hIn, cIn] = ["h", "c"].map((name) => tf.layers.input({ shape: [latent], name: `${name}${tf.util.now()}` }));
  const [stepped, h, c] = decoder.apply(model.input[1], { initialState: [hIn, cIn] });
  const decoding = tf.model({
    inputs: [model.input[1], hIn, cIn],
    outputs: [dense.apply(stepped), h, c],
  });
  const decoded = [0, 1, 2].map((i) => {
    let states = encoding.predict(x.slice([i, 0, 0], [1, length, letters]));
    let at = 0;
    const found: number[] = [];
    for (let step = 0; step < length; step++) {
      const last = tf.buffer([1, 1, letters]);
      last.set(1, 0, 0, at);
      const [probabilities, ...next] = decoding.predict([last.toTensor(), ...states]);
      at = probabilities.squeeze().argMax().arraySync();
      found.push(at);
      states = next;
    }
    return found;
  });
  return { history: history.history, decoded };
}
