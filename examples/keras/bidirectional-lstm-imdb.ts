/**
 * Which texts are of which kind: two bidirectional LSTMs over their words. After Keras's bidirectional_lstm_imdb, with mails in place of
 * reviews of films: Spam Assassin's public corpus, `npm run data -- mails`.
 */
import { data, input, layers, model, text } from "recurve";

export function network({ words = 20_000, units = 64 } = {}) {
  const ids = input({ shape: [null], dtype: "int32" });
  const vectors = layers.embedding({ inputDim: words, outputDim: 2 * units }).apply(ids);
  const read = layers.bidirectional({ layer: layers.lstm({ units, returnSequences: true }) }).apply(vectors);
  const both = layers.bidirectional({ layer: layers.lstm({ units }) }).apply(read);
  const spam = layers.dense({ units: 1, activation: "sigmoid" }).apply(both);
  return model({ inputs: ids, outputs: spam, seed: 1 });
}

export async function run({ folder = "data/full/mails", words = 20_000, length = 200, units = 64, epochs = 2 } = {}) {
  const read = async (part: string) => {
    const { rows } = await data.readTable(`${folder}/${part}.csv`);
    return { texts: rows.map((mail) => String(mail.text)), isSpam: rows.map((mail) => Number(mail.label === "spam")) };
  };
  const [learned, unseen] = [await read("train"), await read("test")];
  console.log(`${learned.texts.length} mails to learn from, ${unseen.texts.length} to be judged by`);

  // the most frequent words have ids; mails begin with padding, or lose their beginning, to be of one length
  const vocabulary = text.Vocabulary.fromText(learned.texts, { split: "words", lowercase: true, maxSize: words - 4 });
  const encode = (texts: string[]) =>
    data.padSequences(
      texts.map((each) => vocabulary.encode(each)),
      { maxlen: length },
    );

  const judge = network({ words, units });
  judge.summary();
  judge.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
  const { history } = await judge.fit(encode(learned.texts), learned.isSpam, {
    epochs,
    batchSize: 32,
    validationData: [encode(unseen.texts), unseen.isSpam],
  });
  for (const mail of [
    "You have won a million dollars! Click here to claim",
    "The patch fails its tests, see the log",
  ]) {
    const [chance] = judge.predict(encode([mail])).dataSync();
    console.log(`${(100 * chance!).toFixed(0)} % spam: ${mail}`);
  }
  return { accuracy: history.val_accuracy! };
}
