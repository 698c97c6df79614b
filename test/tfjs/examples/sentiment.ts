/** Reviews as numbers of words, judged by several networks, saved and asked again (the calls of sentiment). */
import { numbers, startFrom } from "./start.ts";

const [words, length, count] = [30, 12, 32];

/** The losses and metrics of each network, and what the saved one says of a text. */
export async function sentiment(tf: any): Promise<unknown> {
  const ids = numbers(count * length, words - 1).map((id) => id + 1);
  const rows = Array.from({ length: count }, (_, i) => ids.slice(i * length, (i + 1) * length).fill(0, 0, i % 5));
  const xs = tf.tensor2d(rows, [count, length], "int32");
  const ys = tf.tensor2d(
    rows.map((row) => (row[11]! > words / 2 ? 1 : 0)),
    [count, 1],
  );
  const { layers } = tf;
  const embedding = () => layers.embedding({ inputDim: words, outputDim: 6, inputLength: length });
  const ways: Record<string, () => any[]> = {
    flatten: () => [embedding(), layers.flatten()],
    cnn: () => [
      embedding(),
      layers.conv1d({ filters: 5, kernelSize: 3, strides: 1, padding: "valid", activation: "relu" }),
      layers.globalMaxPool1d({}),
      layers.dense({ units: 5, activation: "relu" }),
    ],
    simpleRNN: () => [embedding(), layers.simpleRNN({ units: 6 })],
    lstm: () => [embedding(), layers.lstm({ units: 6 })],
    bidirectionalLSTM: () => [
      embedding(),
      layers.bidirectional({ layer: layers.lstm({ units: 6 }), mergeMode: "concat" }),
    ],
  };
  const answers: Record<string, unknown> = {};
  for (const [name, make] of Object.entries(ways)) {
    const model = tf.sequential();
    for (const layer of [...make(), layers.dense({ units: 1, activation: "sigmoid" })]) model.add(layer);
    model.compile({ loss: "binaryCrossentropy", optimizer: "adam", metrics: ["acc"] });
    startFrom(tf, model);
    const { history } = await model.fit(xs, ys, { epochs: 2, batchSize: 8, shuffle: false, validationSplit: 0.25 });
    const [loss, accuracy] = model.evaluate(xs, ys, { batchSize: 16 });
    let kept: any;
    await model.save(
      tf.io.withSaveHandler(async (artifacts: any) => {
        kept = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const again = await tf.loadLayersModel(tf.io.fromMemory(kept));
    const score = again.predict(tf.tensor2d([rows[3]!], [1, length])).dataSync()[0];
    answers[name] = { history, measured: [loss.dataSync()[0], accuracy.dataSync()[0]], score };
  }
  return answers;
}
