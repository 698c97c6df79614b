/**
 * Vectors of words that others have learned: GloVe's, frozen, beside vectors that start at random, where there are few texts to learn from.
 * After Keras's pretrained_word_embeddings. Data: `npm run data -- mails glove` (Spam Assassin's mails, Stanford's vectors).
 */
import { readFile } from "node:fs/promises";
import { data, initializers, input, layers, model, type Tensor, tensor, text } from "recurve";

/** With vectors they stay as they are; without, they are learned. */
export function network({ words = 200, width = 100, units = 64, vectors = undefined as Tensor | undefined } = {}) {
  const embedding = layers.embedding({
    inputDim: words,
    outputDim: width,
    maskZero: true,
    embeddingsInitializer: vectors ? initializers.constant({ value: vectors }) : "uniform",
  });
  embedding.trainable = vectors === undefined;
  const ids = input({ shape: [null], dtype: "int32" });
  const read = layers.bidirectional({ layer: layers.lstm({ units }) }).apply(embedding.apply(ids));
  const rested = layers.dropout({ rate: 0.5 }).apply(read);
  const spam = layers.dense({ units: 1, activation: "sigmoid" }).apply(rested);
  return model({ inputs: ids, outputs: spam, seed: 1 });
}

export async function run({ folder = "data/full", mails = 400, length = 100, units = 64, epochs = 10 } = {}) {
  const read = async (part: string, count: number) => {
    const { rows } = await data.readTable(`${folder}/mails/${part}.csv`);
    const some = rows.filter((_, i) => i % Math.max(1, Math.floor(rows.length / count)) === 0);
    return { texts: some.map((mail) => String(mail.text)), isSpam: some.map((mail) => Number(mail.label === "spam")) };
  };
  const [learned, unseen] = [await read("train", mails), await read("test", 1200)];

  // the vector of each word that GloVe knows; zeros for padding and what it does not know
  const lines = (await readFile(`${folder}/glove.txt`, "utf8")).trim().split("\n");
  const known = new Map(lines.map((line) => [line.slice(0, line.indexOf(" ")), line]));
  const vocabulary = new text.KerasVocabulary(["", "[UNK]", ...known.keys()], {
    lower: "ascii",
    filters: "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'",
    filler: " ",
    padding: 0,
    unknown: 1,
  });
  const rows = [...known.values()].map((line) => line.split(" ").slice(1).map(Number));
  const width = rows[0]!.length;
  const vectors = tensor([Array(width).fill(0), Array(width).fill(0), ...rows]);
  const encode = (texts: string[]) =>
    data.padSequences(
      texts.map((each) => vocabulary.encode(each)),
      { maxlen: length, padding: "post", truncating: "post" },
    );

  const accuracy: Record<string, number> = {};
  for (const [name, given] of Object.entries({ GloVe: vectors, random: undefined })) {
    const judge = network({ words: vectors.shape[0], width, units, vectors: given });
    judge.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
    await judge.fit(encode(learned.texts), learned.isSpam, { epochs, batchSize: 32 });
    accuracy[name] = (await judge.evaluate(encode(unseen.texts), unseen.isSpam)).accuracy!;
    console.log(`${name}: ${(100 * accuracy[name]!).toFixed(1)} % of ${unseen.texts.length} mails are judged right`);
  }
  return { accuracy };
}
