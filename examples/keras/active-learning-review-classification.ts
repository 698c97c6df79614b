/**
 * Labels are asked for where they help: each round adds texts of the class that is mistaken more often. After Keras's
 * active_learning_review_classification, with mails in place of reviews: Spam Assassin's public corpus, `npm run data -- mails`.
 */
import { data, input, layers, metrics, sequential } from "recurve";

export function network({ words = 3000, width = 128, units = 32 } = {}) {
  return sequential({
    layers: [
      input({ shape: [null], dtype: "int32" }),
      layers.embedding({ inputDim: words, outputDim: width }),
      layers.bidirectional({ layer: layers.lstm({ units, returnSequences: true }) }),
      layers.globalMaxPooling1d(),
      layers.dense({ units: 20, activation: "relu" }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ],
    seed: 1,
  });
}

export async function run({ folder = "data/full/mails", words = 3000, length = 150, more = 200, epochs = 10 } = {}) {
  const read = async (part: string) => {
    const { rows } = await data.readTable(`${folder}/${part}.csv`);
    return rows.map(({ text, label }) => ({ text: String(text), isSpam: Number(label === "spam") }));
  };
  const [known, unseen] = [await read("train"), await read("test")];
  const vectorize = layers.textVectorization({ maxTokens: words, outputSequenceLength: length });
  await vectorize.adapt(known.map(({ text }) => text));
  const encode = (mails: typeof known) =>
    [vectorize.apply(mails.map(({ text }) => text)), mails.map(({ isSpam }) => [isSpam])] as const;

  // every fifth mail helps to choose the next labels; of the others, as many of both classes have one at first
  const checked = known.filter((_, i) => i % 5 === 0);
  const pools = [0, 1].map((label) => known.filter(({ isSpam }, i) => i % 5 > 0 && isSpam === label));
  const labelled = pools.flatMap((pool) => pool.splice(0, more / 2));
  const judge = network({ words });
  const counts = [metrics.falseNegatives({ name: "missed" }), metrics.falsePositives({ name: "accused" })];
  judge.compile({ optimizer: "rmsprop", loss: "binaryCrossentropy", metrics: ["accuracy", ...counts] });
  const accuracies: number[] = [];
  for (let round = 0; round < 4; round++) {
    await judge.fit(...encode(labelled), { epochs, batchSize: 32, verbose: 0 });
    const { accuracy } = await judge.evaluate(...encode(unseen), { verbose: 0 });
    const { missed, accused } = await judge.evaluate(...encode(checked), { verbose: 0 });
    const right = `${(100 * accuracy!).toFixed(1)} % of ${unseen.length} unseen mails are right`;
    console.log(`${labelled.length} labels: ${right}; of those checked ${missed} are missed, ${accused} accused`);
    accuracies.push(accuracy!);
    // spam that is missed calls for more spam, mails that are accused for more of the others
    const share = missed! + accused! > 0 ? missed! / (missed! + accused!) : 0.5;
    const asked = [1 - share, share].map((each) => Math.round(more * each));
    labelled.push(...pools.flatMap((pool, label) => pool.splice(0, asked[label])));
  }
  return { accuracies };
}
