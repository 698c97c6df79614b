/** Talk: a GRU reads what was said, another answers, and looks back at each word by Luong's attention. The talk is made. After PyTorch's chatbot_tutorial. */
import { data, input, layers, model, ops, optimizers, Random, text } from "recurve";

const kinds = ["NAME", "PLACE", "THING"];
const words = ["anna ben carla dan eva felix", "oslo rome paris cairo lima", "dog cat cow duck horse parrot"];
const talk = [
  ["hello i am NAME", "nice to meet you NAME !"],
  ["NAME lives in PLACE", "i would like to see NAME in PLACE ."],
  ["i have a THING in PLACE", "does the THING like PLACE ?"],
  ["where are you from ?", "i am from a small computer ."],
];
type Ids = number[][];
/** Takes what was said, and the answer up to each word; gives the next words. Both read with one table of words. */
export function network({ vocabulary = 60, units = 64 } = {}) {
  const [said, before] = ["said", "before"].map((name) => input({ shape: [null], dtype: "int32", name }));
  const table = layers.embedding({ inputDim: vocabulary, outputDim: units, maskZero: true, name: "embedding" });
  const reader = layers.gru({ units, returnSequences: true, returnState: true });
  const both = layers.bidirectional({ layer: reader, mergeMode: "sum", name: "encoder" });
  const [heard, state] = both.apply(table.apply(said!));
  const decoder = layers.gru({ units, returnSequences: true, name: "decoder" });
  const spoken = decoder.apply(table.apply(before!), { initialState: [state] });
  const context = layers.attention({ name: "luong" }).apply([spoken, heard]);
  const concat = layers.dense({ units, activation: "tanh", name: "concat" });
  const thought = concat.apply(layers.concatenate().apply([spoken, context]));
  const out = layers.dense({ units: vocabulary, activation: "softmax", name: "out" });
  return model({ inputs: [said!, before!], outputs: out.apply(thought), seed: 1 });
}

export async function run({ exchanges = 4000, units = 64, epochs = 8 } = {}) {
  const random = new Random(8);
  const made = Array.from({ length: exchanges }, () => {
    const chosen = words.map((list) => list.split(" ")).map((list) => list[random.integer(list.length)]!);
    const fill = (line: string) => line.replaceAll(/[A-Z]+/g, (kind) => chosen[kinds.indexOf(kind)]!);
    return talk[random.integer(talk.length)]!.map(fill);
  });
  const vocabulary = text.Vocabulary.fromText(made.flat(), { split: "spaces" });
  const pad = (ids: Ids) => data.padSequences(ids, { padding: "post" });
  const [heard, answers] = [0, 1].map((i) => made.map((lines) => vocabulary.encode(lines[i]!))) as [Ids, Ids];
  const before = pad(answers.map((ids) => [vocabulary.start, ...ids]));
  const next = pad(answers.map((ids) => [...ids, vocabulary.end]));

  // the decoder's rate is five times as high, and the gradient of each part is clipped separately
  const bot = network({ vocabulary: vocabulary.size, units });
  const adam = (learningRate: number) => optimizers.adam({ learningRate, globalClipnorm: 50 });
  const speaking = { layers: ["decoder", "concat", "out"], optimizer: adam(5e-3) };
  const optimizer = optimizers.groups([speaking, { optimizer: adam(1e-3) }]);
  bot.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await bot.fit([pad(heard), before], next, { epochs, batchSize: 64, validationSplit: 0.1 });

  for (const said of ["hello i am felix", "eva lives in oslo", "i have a parrot in lima"]) {
    const answer = [vocabulary.start];
    while (answer.at(-1) !== vocabulary.end && answer.length < 12) {
      const scores = bot.predict([pad([vocabulary.encode(said)]), pad([answer])]);
      answer.push(ops.argMax(scores).dataSync().at(-1)!);
    }
    console.log(`> ${said}\n< ${vocabulary.decode(answer)}`);
  }
  return { accuracy: history.val_accuracy! };
}
