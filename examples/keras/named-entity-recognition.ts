/**
 * A tag for every word: who is meant, and when. Bidirectional LSTMs over the letters of each word and over the words, so that names never
 * seen before are found. Sentences are made of data/names.csv and data/dates.tsv. After Keras's ner_transformers, with recurrent layers.
 */
import { readFile } from "node:fs/promises";
import { data, input, layers, model, ops, optimizers, Random, type Tensor, text } from "recurve";

const tags = ["", "O", "B-PERSON", "I-PERSON", "B-DATE", "I-DATE"];
const frames = ["@ was born on # in town", "on # we met @ and @", "who has seen @ since # ?", "from # to # @ was ill"];

/** Words by their ids, of which the padding is masked, and by their letters. */
export function network({ words = 100, letters = 90, wordLength = 12, units = 32 } = {}) {
  const ids = input({ shape: [null], dtype: "int32" });
  const spelling = input({ shape: [null, wordLength], dtype: "int32" });
  const word = layers.embedding({ inputDim: words, outputDim: units, maskZero: true }).apply(ids);
  const letter = layers.embedding({ inputDim: letters, outputDim: 16 }).apply(spelling);
  const spell = layers.timeDistributed({ layer: layers.bidirectional({ layer: layers.lstm({ units: 16 }) }) });
  const known = layers.dropout({ rate: 0.3 }).apply(word);
  const both = layers.concatenate({ name: "word" }).apply([known, spell.apply(letter)]);
  const read = layers.bidirectional({ layer: layers.lstm({ units, returnSequences: true }) }).apply(both);
  const chances = layers.dense({ units: tags.length, activation: "softmax" }).apply(read);
  return model({ inputs: [ids, spelling], outputs: chances, seed: 1 });
}

export async function run({ sentences = 4000, units = 32, epochs = 5, wordLength = 12 } = {}) {
  const random = new Random(5);
  const { rows } = await data.readTable("data/names.csv");
  const names = rows.map(({ name }) => String(name)).filter((name) => /^\p{Script=Latin}+$/u.test(name));
  const dates = (await readFile("data/dates.tsv", "utf8")).split("\n").map((line) => line.split("\t")[0]!);
  const at = 0.9 * sentences;
  const tagged = Array.from({ length: sentences }, (_, i) => {
    // a tenth of names and dates is for the last tenth of the sentences alone
    const pick = (list: string[]) =>
      list[10 * random.integer(Math.floor(list.length / 10)) + (i < at ? random.integer(9) : 9)]!;
    const entity = (kind: string, words: string) =>
      words.split(" ").map((word, k) => ({ word, tag: tags.indexOf(`${k === 0 ? "B" : "I"}-${kind}`) }));
    return frames[random.integer(frames.length)]!.split(" ").flatMap((word) => {
      if (word === "@") return entity("PERSON", random.integer(2) ? pick(names) : `${pick(names)} ${pick(names)}`);
      return word === "#" ? entity("DATE", pick(dates)) : [{ word, tag: 1 }];
    });
  });
  const texts = tagged.map((sentence) => sentence.map(({ word }) => word).join(" "));
  const words = text.Vocabulary.fromText(texts, { split: "spaces", maxSize: 50 });
  const letters = text.Vocabulary.fromText(texts);
  const pad = (ids: (number[] | Tensor)[]) => data.padSequences(ids, { padding: "post" });
  const lettersOf = (words: string[]) => words.map((word) => letters.encode(word));
  const spelled = (each: string) => data.padSequences(lettersOf(each.split(" ")), { maxlen: wordLength });
  const x = [pad(texts.map((each) => words.encode(each))), pad(texts.map(spelled))];
  const y = pad(tagged.map((sentence) => sentence.map(({ tag }) => tag)));

  const tagger = network({ words: words.size, letters: letters.size, wordLength, units });
  const optimizer = optimizers.adam({ learningRate: 0.005 });
  tagger.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await tagger.fit(x, y, { epochs, batchSize: 32, validationSplit: 0.1 });
  const found = ops.argMax(tagger.predict(x)).arraySync<number[][]>();
  for (const [i, sentence] of tagged.slice(at, at + 4).entries())
    console.log(sentence.map(({ word }, t) => `${word}/${tags[found[at + i]![t]!]}`).join(" "));
  return { accuracy: history.val_accuracy! };
}
