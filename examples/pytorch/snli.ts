/** Does the second sentence follow from the first? One BiLSTM reads both, a classifier compares. The pairs are made. After snli of pytorch/examples. */
import { data, input, layers, model, ops, optimizers, Random, text } from "recurve";

const list = (words: string) => words.split(" ");
const kinds: Record<string, string[]> = { animal: list("dog cat horse bird"), person: list("man girl boy doctor") };
const deeds: Record<string, string[]> = { rests: list("sleeps sits lies"), moves: list("runs walks jumps") };
const places = ["in a park", "at home", "near the sea", "on a hill", "in the snow"];

/** A dog that runs in a park: an animal moves (0, follows); a dog rests (1, cannot be). A dog runs: a dog runs at home (2, who knows). */
function pair(random: Random): [premise: string, hypothesis: string, label: number] {
  const pick = (list: readonly string[]) => list[random.integer(list.length)]!;
  const [kind, deed, place] = [pick(Object.keys(kinds)), pick(Object.keys(deeds)), ` ${pick(places)}`];
  const label = random.integer(3);
  const [who, does, other] = [pick(kinds[kind]!), pick(deeds[deed]!), deed === "rests" ? "moves" : "rests"];
  const asked = label === 1 ? pick([other, ...deeds[other]!]) : pick([deed, does]);
  const where = label === 2 ? place : pick(["", place]);
  return [`a ${who} ${does}${label === 2 ? "" : place}`, `a ${pick([kind, who])} ${asked}${where}`, label];
}

export function network({ vocabulary = 40, width = 32, units = 32, hidden = 64 } = {}) {
  const [premise, hypothesis] = ["premise", "hypothesis"].map((name) => input({ shape: [null], dtype: "int32", name }));
  const embedding = layers.embedding({ inputDim: vocabulary, outputDim: width, maskZero: true, name: "words" });
  const projection = layers.dense({ units: width, activation: "relu", name: "projection" });
  const reader = layers.bidirectional({ layer: layers.lstm({ units }), name: "reader" });
  const [u, v] = [premise!, hypothesis!].map((words) => reader.apply(projection.apply(embedding.apply(words))));
  const difference = layers.lambda({ function: (u, v) => ops.abs(ops.subtract(u, v!)) }).apply([u!, v!]);
  const compared = layers.concatenate().apply([u!, v!, difference, layers.multiply().apply([u!, v!])]);
  const dropped = layers.dropout({ rate: 0.2 }).apply(compared);
  const inner = layers.dense({ units: hidden, activation: "relu", name: "inner" }).apply(dropped);
  const head = layers.dense({ units: 3, activation: "softmax", name: "head" });
  return model({ inputs: [premise!, hypothesis!], outputs: head.apply(inner), seed: 1 });
}

export async function run({ pairs = 4000, units = 32, epochs = 10 } = {}) {
  const random = new Random(6);
  const all = Array.from({ length: pairs }, () => pair(random));
  const sentences = all.map(([premise, hypothesis]) => `${premise} ${hypothesis}`);
  const vocabulary = text.Vocabulary.fromText(sentences, { split: "spaces" });
  const encode = (lines: string[]) => data.padSequences(lines.map((line) => vocabulary.encode(line)));
  const inputs = [encode(all.map(([premise]) => premise)), encode(all.map(([, hypothesis]) => hypothesis))];

  const judge = network({ vocabulary: vocabulary.size, units });
  judge.summary();
  const optimizer = optimizers.adam({ learningRate: 5e-3 });
  judge.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const labels = all.map(([, , label]) => label);
  const { history } = await judge.fit(inputs, labels, { epochs, batchSize: 32, validationSplit: 0.2 });

  for (const [premise, hypothesis] of [
    ["a dog runs in a park", "a animal moves"],
    ["a dog runs in a park", "a dog sleeps"],
    ["a dog runs", "a dog runs at home"],
  ] as const) {
    const [follows, not, unknown] = judge.predict([encode([premise]), encode([hypothesis])]).dataSync();
    console.log(
      `${premise}; ${hypothesis}? yes ${follows!.toFixed(2)}, no ${not!.toFixed(2)}, unknown ${unknown!.toFixed(2)}`,
    );
  }
  return { accuracy: history.val_accuracy! };
}
