/**
 * A text from a text, character by character: one LSTM reads a date as people write it, another writes ISO 8601. It learns with the right
 * answer at hand (teacher forcing) and writes by two models of its own. The dates are made. After Keras's lstm_seq2seq.
 */
import { readFile } from "node:fs/promises";
import { data, input, layers, model, ops, text } from "recurve";

/** Three models of the same layers: the one that learns, and the encoder and decoder that write. */
export function network({ sourceSize = 40, targetSize = 15, units = 256 } = {}) {
  const source = input({ shape: [null, sourceSize] });
  const [, ...states] = layers.lstm({ units, returnState: true }).apply(source);
  const target = input({ shape: [null, targetSize] });
  const write = layers.lstm({ units, returnSequences: true, returnState: true });
  const choose = layers.dense({ units: targetSize, activation: "softmax" });
  const [written] = write.apply(target, { initialState: states });
  const before = [input({ shape: [units] }), input({ shape: [units] })];
  const [next, ...after] = write.apply(target, { initialState: before });
  return {
    trainer: model({ inputs: [source, target], outputs: choose.apply(written), seed: 1 }),
    encoder: model({ inputs: source, outputs: states }),
    decoder: model({ inputs: [target, ...before], outputs: [choose.apply(next), ...after] }),
  };
}

export async function run({ pairs = 6000, units = 256, epochs = 20 } = {}) {
  const lines = (await readFile("data/dates.tsv", "utf8")).trim().split("\n").slice(0, pairs);
  const [humans, isos] = [0, 1].map((side) => lines.map((line) => line.split("\t")[side]!)) as [string[], string[]];
  const [from, to] = [text.Vocabulary.fromText(humans), text.Vocabulary.fromText(isos)];
  const oneHot = (ids: number[][], { size } = to) => ops.oneHot(data.padSequences(ids, { padding: "post" }), size);
  const questions = humans.map((human) => from.encode(human));
  const answers = isos.map((iso) => to.encode(iso));
  const sources = oneHot(questions, from);
  const given = oneHot(answers.map((ids) => [to.start, ...ids]));
  const wanted = oneHot(answers.map((ids) => [...ids, to.end]));

  const { trainer, encoder, decoder } = network({ sourceSize: from.size, targetSize: to.size, units });
  trainer.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await trainer.fit([sources, given], wanted, { epochs, batchSize: 64, validationSplit: 0.1 });

  // write the unseen tenth: the decoder reads each character that it wrote to write the next
  const at = Math.floor(0.9 * lines.length);
  let states = encoder.predict(ops.sliceAxis(sources, 0, at, lines.length));
  const written = answers.slice(at).map(() => [to.start]);
  while (written[0]!.length <= "2000-01-01".length) {
    const [chances, ...after] = decoder.predict([oneHot(written.map((ids) => ids.slice(-1))), ...states]);
    states = after;
    for (const [i, id] of ops.argMax(chances!).dataSync().entries()) written[i]!.push(id);
  }
  const texts = written.map((ids) => to.decode(ids.slice(1)));
  for (const [i, iso] of texts.slice(0, 8).entries()) console.log(`${humans[at + i]}: ${iso} (${isos[at + i]})`);
  const right = texts.filter((iso, i) => iso === isos[at + i]).length / texts.length;
  console.log(`${(100 * right).toFixed(1)} % of ${texts.length} unseen dates are right`);
  return { accuracy: history.val_accuracy!, right };
}
