/** Addition as text: one LSTM reads "12+345", another writes "357". The sums are made. After Keras's addition_rnn. */
import { layers, ops, Random, sequential, type Tensor } from "recurve";

const characters = " +0123456789";

/** Reads the question into one vector, repeats it for every place of the answer, and writes the answer. */
export function network({ digits = 3, units = 128 } = {}) {
  return sequential({
    layers: [
      layers.lstm({ units, inputShape: [2 * digits + 1, characters.length] }),
      layers.repeatVector({ n: digits + 1 }),
      layers.lstm({ units, returnSequences: true }),
      layers.dense({ units: characters.length, activation: "softmax" }),
    ],
    seed: 1,
  });
}

export async function run({ digits = 3, questions = 50_000, units = 128, epochs = 20 } = {}) {
  // each question once, padded to one length and read backwards, as the original does
  const random = new Random(7);
  const number = () => random.integer(10 ** (1 + random.integer(digits)));
  const sums = new Map<string, string>();
  while (sums.size < questions) {
    const [a, b] = [number(), number()];
    const question = `${a}+${b}`.padEnd(2 * digits + 1);
    sums.set([...question].reverse().join(""), `${a + b}`.padEnd(digits + 1));
  }
  const encode = (texts: Iterable<string>) =>
    ops.oneHot(
      Array.from(texts, (text) => [...text].map((character) => characters.indexOf(character))),
      characters.length,
    );
  const [xs, ys] = [encode(sums.keys()), encode(sums.values())];

  const adder = network({ digits, units });
  adder.summary();
  adder.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await adder.fit(xs, ys, { epochs, batchSize: 32, validationSplit: 0.1 });

  // the last tenth is unseen
  const unseen = [...sums].slice(-Math.floor(questions / 10));
  const places = ops.argMax(adder.predict(encode(unseen.map(([question]) => question))) as Tensor).arraySync();
  const answers = (places as number[][]).map((ids) => ids.map((id) => characters[id]).join(""));
  for (const [i, [question, sum]] of unseen.slice(0, 10).entries())
    console.log(`${[...question].reverse().join("")} = ${answers[i]} ${answers[i] === sum ? "right" : `not ${sum}`}`);
  const right = answers.filter((answer, i) => answer === unseen[i]![1]).length / unseen.length;
  console.log(`${(100 * right).toFixed(1)} % of ${unseen.length} unseen sums are right`);
  return { accuracy: history.val_accuracy!, right };
}
