/** Dates from one form to another with attention over the encoder's steps (the calls of date-conversion-attention). */
import { numbers, startFrom } from "./start.ts";

const [letters, outLetters, inLength, outLength] = [14, 13, 8, 6];

/** The losses of a short training, the attention, and the decoded letters after it. */
export async function dateConversion(tf: any): Promise<unknown> {
  /** The encoder's last step, with a mask behind it. */
  class LastStep extends tf.layers.Layer {
    static className = "LastStep";
    constructor(config?: object) {
      super(config || {});
      this.supportMasking = true;
    }
    computeOutputShape(shape: number[]): unknown[] {
      return [shape[0], shape[2]];
    }
    call(input: any): unknown {
      return tf.tidy(() => {
        const { shape } = input[0];
        return input[0].gather([shape[1] - 1], 1).squeeze([1]);
      });
    }
  }
  tf.serialization.registerClass(LastStep);
  const encoderInput = tf.input({ shape: [inLength] });
  const decoderInput = tf.input({ shape: [outLength] });
  const embedded = tf.layers
    .embedding({ inputDim: letters, outputDim: 6, inputLength: inLength, maskZero: true })
    .apply(encoderInput);
  const encoded = tf.layers.lstm({ units: 8, returnSequences: true }).apply(embedded);
  const last = new LastStep({ name: `encoderLast${Math.random()}` }).apply(encoded);
  const target = tf.layers
    .embedding({ inputDim: outLetters, outputDim: 6, inputLength: outLength, maskZero: true })
    .apply(decoderInput);
  const decoded = tf.layers.lstm({ units: 8, returnSequences: true }).apply(target, { initialState: [last, last] });
  const scores = tf.layers.dot({ axes: [2, 2] }).apply([decoded, encoded]);
  const attention = tf.layers.activation({ activation: "softmax", name: "attention" }).apply(scores);
  const context = tf.layers.dot({ axes: [2, 1], name: "context" }).apply([attention, encoded]);
  const joined = tf.layers.concatenate().apply([context, decoded]);
  const hidden = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 8, activation: "tanh" }) }).apply(joined);
  const output = tf.layers
    .timeDistributed({ layer: tf.layers.dense({ units: outLetters, activation: "softmax" }) })
    .apply(hidden);
  const model = tf.model({ inputs: [encoderInput, decoderInput], outputs: output });
  model.compile({ loss: "categoricalCrossentropy", optimizer: "adam" });
  startFrom(tf, model);
  const count = 24;
  const x = tf.tensor2d(
    numbers(count * inLength, letters - 1).map((id) => id + 1),
    [count, inLength],
  );
  const ids = numbers(count * outLength, outLetters - 1, 7).map((id) => id + 1);
  const start = tf.ones([count, 1]);
  const y = tf.tensor2d(ids, [count, outLength]);
  const given = tf.tidy(() => tf.concat([start, y.slice([0, 0], [count, outLength - 1])], 1));
  const truth = tf.tidy(() => tf.oneHot(tf.cast(y, "int32"), outLetters));
  const history = await model.fit([x, given], truth, {
    epochs: 2,
    batchSize: 8,
    shuffle: false,
    validationData: [[x, given], truth],
  });
  const whole = tf.model({ inputs: model.inputs, outputs: model.outputs.concat([model.getLayer("attention").output]) });
  const found = tf.buffer([1, outLength]);
  found.set(1, 0, 0);
  const one = x.slice([0, 0], [1, inLength]);
  for (let i = 1; i < outLength; i++) {
    const [next] = whole.predict([one, found.toTensor()]);
    const letter = next
      .gather([i - 1], 1)
      .argMax(-1)
      .dataSync()[0];
    found.set(letter, 0, i);
  }
  const [, weights] = whole.predict([one, found.toTensor()]);
  return {
    history: history.history,
    decoded: Array.from(found.toTensor().dataSync()),
    attention: weights.squeeze([0]).arraySync(),
  };
}
