/** From which language a name is: a plain RNN reads it letter by letter. Names of faker. After PyTorch's char_rnn_classification tutorial. */
import { data, input, layers, ops, sequential, type Tensor } from "recurve";

// letters without their accents, as in the tutorial; the languages that are written with them
const alphabet = "abcdefghijklmnopqrstuvwxyz '-";
const languages = "Croatian Czech Dutch English French German Italian Polish Romanian Turkish Vietnamese".split(" ");
const plain = (name: string) => name.normalize("NFD").toLowerCase().replaceAll("đ", "d").replaceAll("ł", "l");

/** (batch, time, letters): 1 for the letter of each step; zeros before a name, which the network passes over. */
export function encode(names: readonly string[]): Tensor {
  const ids = names.map((name) => [...plain(name)].map((letter) => alphabet.indexOf(letter)).filter((id) => id >= 0));
  return ops.oneHot(data.padSequences(ids, { value: -1 }), alphabet.length);
}

export function network({ units = 128, classes = languages.length } = {}) {
  return sequential({
    layers: [
      input({ shape: [null, alphabet.length] }),
      layers.masking(),
      layers.simpleRNN({ units, name: "rnn" }),
      layers.dense({ units: classes, activation: "softmax", name: "head" }),
    ],
    seed: 1,
  });
}

export async function run({ each = Number.POSITIVE_INFINITY, units = 128, epochs = 15 } = {}) {
  const byLanguage = new Map(languages.map((language): [string, string[]] => [language, []]));
  for await (const { name, language } of data.readCsv("data/names.csv")) byLanguage.get(`${language}`)?.push(`${name}`);

  // every tenth name is held out
  const learned = { names: [] as string[], ids: [] as number[] };
  const unseen = { names: [] as string[], ids: [] as number[] };
  for (const [id, names] of [...byLanguage.values()].entries()) {
    const step = Math.max(1, Math.floor(names.length / each));
    for (const [i, name] of names.filter((_, row) => row % step === 0).entries()) {
      const part = i % 10 === 9 ? unseen : learned;
      part.names.push(name);
      part.ids.push(id);
    }
  }
  const reader = network({ units });
  reader.summary();
  reader.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  await reader.fit(encode(learned.names), learned.ids, { epochs, batchSize: 64 });
  const { accuracy } = await reader.evaluate(encode(unseen.names), unseen.ids, { verbose: 0 });

  const most = Math.max(...languages.map((_, id) => unseen.ids.filter((each) => each === id).length));
  const baseline = most / unseen.ids.length;
  console.log(`right: ${(100 * accuracy!).toFixed(1)} %, the commonest language ${(100 * baseline).toFixed(1)} %`);
  for (const name of ["Dvořák", "Rossi", "Nguyễn", "Kowalski"]) {
    const { values, indices } = ops.topK(reader.predict(encode([name])), 2);
    const [first, second] = [...indices.dataSync()].map((id) => languages[id]);
    console.log(`${name}: ${first} ${(100 * values.dataSync()[0]!).toFixed(0)} %, then ${second}`);
  }
  return { accuracy: accuracy!, baseline };
}
