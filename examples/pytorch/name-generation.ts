/** Names of a language, written letter by letter: an LSTM is given the language at every step. Names of faker. After PyTorch's char_rnn_generation tutorial. */
import { data, input, layers, optimizers, Random, sequential, text } from "recurve";

// letter 0 ends a name; the languages come after the letters
const alphabet = ".abcdefghijklmnopqrstuvwxyz '-";
const languages = "Croatian Czech Dutch English French German Italian Polish Romanian Turkish Vietnamese".split(" ");
const width = alphabet.length + languages.length;
const spelled = (name: string) =>
  [...name.normalize("NFD").toLowerCase()].map((letter) => alphabet.indexOf(letter)).filter((id) => id > 0);

/** One step of input: the letter before (none at the start), and the language. */
const step = (letter: number, language: number) =>
  Array.from({ length: width }, (_, i) => Number(i === letter || i === alphabet.length + language));

export function network({ units = 128 } = {}) {
  return sequential({
    layers: [
      input({ shape: [null, width] }),
      layers.masking(),
      layers.lstm({ units, returnSequences: true, name: "rnn" }),
      layers.dropout({ rate: 0.1 }),
      layers.dense({ units: alphabet.length, activation: "softmax", name: "head" }),
    ],
    seed: 1,
  });
}

export async function run({ every = 1, units = 128, epochs = 15 } = {}) {
  const names: [ids: number[], language: number][] = [];
  let row = 0;
  for await (const { name, language } of data.readCsv("data/names.csv")) {
    const at = languages.indexOf(`${language}`);
    if (at >= 0 && row++ % every === 0) names.push([spelled(`${name}`), at]);
  }
  // names are sorted by language: every tenth is held out, at the end
  const mixed = [false, true].flatMap((held) => names.filter((_, i) => (i % 10 === 9) === held));
  const steps = mixed.map(([ids, language]) => [-1, ...ids].map((letter) => step(letter, language)));
  const xs = data.padSequences(steps, { padding: "post", dtype: "float32" });
  const nexts = mixed.map(([ids]) => [...ids, 0]);
  const ys = data.padSequences(nexts, { padding: "post" });

  const writer = network({ units });
  writer.summary();
  const optimizer = optimizers.adam({ learningRate: 3e-3 });
  writer.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  const { history } = await writer.fit(xs, ys, { epochs, batchSize: 64, validationSplit: 0.1 });

  // one name of each language: the letter that was drawn is the next step's input
  const written = languages.map((language, at) => {
    const [stepper, random] = [writer.stream(), new Random(at)];
    let [name, letter] = ["", -1];
    while (letter !== 0 && name.length < 12) {
      letter = text.sample(stepper.step(step(letter, at)), { temperature: 0.5 }, random);
      if (letter > 0) name += alphabet[letter];
    }
    console.log(`${language}: ${name}`);
    return name;
  });
  return { loss: history.loss!, unseen: history.val_loss!.at(-1)!, written };
}
