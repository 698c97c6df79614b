/** Is a review for or against? Two BiLSTMs read it, whatever its length. The reviews are made. After sentiment analysis with torchtext and packed sequences. */
import { data, input, layers, optimizers, Random, sequential, text } from "recurve";

const list = (words: string) => words.split(" ");
const parts = list("plot cast music ending story camera dialogue hero villain pace");
const opinions = [list("dull clumsy boring flat stale silly"), list("great moving clever funny brilliant fresh")];

/** One to seven statements, of which most are for (1) or against (0): `the plot is clever and nobody finds the cast dull`. */
function review(random: Random): [review: string, label: number] {
  const pick = (words: readonly string[]) => words[random.integer(words.length)]!;
  const sides = Array.from({ length: 1 + 2 * random.integer(4) }, () => random.integer(2));
  const statements = sides.map((side) => {
    const [part, isTurned] = [pick(parts), random.integer(3) === 0];
    const word = pick(opinions[isTurned ? 1 - side : side]!);
    const plain = [`the ${part} is ${word}`, `everybody finds the ${part} ${word}`];
    const turned = [`the ${part} is anything but ${word}`, `nobody finds the ${part} ${word}`];
    return pick(isTurned ? turned : plain);
  });
  const praised = sides.filter((side) => side === 1).length;
  return [statements.join(" and "), Number(praised > sides.length / 2)];
}

/** Padding is masked: each direction begins and ends with a word of the review, and what both end with decides. */
export function network({ vocabulary = 60, width = 32, units = 32 } = {}) {
  return sequential({
    layers: [
      input({ shape: [null], dtype: "int32" }),
      layers.embedding({ inputDim: vocabulary, outputDim: width, maskZero: true, name: "words" }),
      layers.bidirectional({ layer: layers.lstm({ units, returnSequences: true }), name: "lower" }),
      layers.dropout({ rate: 0.2 }),
      layers.bidirectional({ layer: layers.lstm({ units }), name: "upper" }),
      layers.dense({ units: 1, activation: "sigmoid", name: "head" }),
    ],
    seed: 1,
  });
}

export async function run({ reviews = 4000, units = 32, epochs = 8 } = {}) {
  const random = new Random(5);
  const all = Array.from({ length: reviews }, () => review(random));
  const texts = all.map(([words]) => words);
  const vocabulary = text.Vocabulary.fromText(texts, { split: "spaces" });
  const ids = (lines: string[]) => lines.map((line) => vocabulary.encode(line));
  const encode = (lines: string[]) => data.padSequences(ids(lines), { padding: "post" });

  const judge = network({ vocabulary: vocabulary.size, units });
  judge.summary();
  const optimizer = optimizers.adam({ learningRate: 3e-3 });
  judge.compile({ optimizer, loss: "binaryCrossentropy", metrics: ["accuracy"] });
  const labels = all.map(([, label]) => label);
  const { history } = await judge.fit(encode(texts), labels, { epochs, batchSize: 32, validationSplit: 0.2 });

  for (const words of ["the plot is clever", "nobody finds the plot clever", "the cast is anything but dull"])
    console.log(`${words}: ${(100 * judge.predict(encode([words])).item()).toFixed(0)} % for it`);
  return { accuracy: history.val_accuracy! };
}
