/** The accents of names, put back: BiLSTMs in a stack, each with a highway around it. Names of faker. After PyTorch's custom_lstms and the highway LSTM of AllenNLP. */
import { data, initializers, input, layers, model, ops, optimizers, type SymbolicTensor, text } from "recurve";

/** x + g · (BiLSTM(x) - x): each feature is changed as far as the gate g says (Srivastava et al. 2015; Zhang et al. 2016). */
function highway(x: SymbolicTensor, units: number, level: number): SymbolicTensor {
  const lstm = layers.lstm({ units: units / 2, returnSequences: true });
  const changed = layers.bidirectional({ layer: lstm, name: `rnn${level}` }).apply(x);
  // gates begin nearly closed, so that deep stacks learn too
  const closed = initializers.constant({ value: -1 });
  const name = `gate${level}`;
  const gate = layers.dense({ units, activation: "sigmoid", biasInitializer: closed, name }).apply(x);
  const change = layers.multiply().apply([gate, layers.subtract().apply([changed, x])]);
  return layers.add().apply([x, change]);
}

export function network({ letters = 40, marked = 100, units = 64, depth = 3 } = {}) {
  const plain = input({ shape: [null], dtype: "int32" });
  let x = layers.embedding({ inputDim: letters, outputDim: units, maskZero: true, name: "letters" }).apply(plain);
  for (let level = 0; level < depth; level++) x = highway(x, units, level);
  const head = layers.dense({ units: marked, activation: "softmax", name: "head" });
  return model({ inputs: plain, outputs: head.apply(x), seed: 1 });
}

export async function run({ every = 1, units = 64, depth = 3, epochs = 12, batchSize = 64 } = {}) {
  const languages = "Croatian Czech French German Polish Romanian Turkish Vietnamese".split(" ");
  const names: string[] = [];
  let row = 0;
  for await (const { name, language } of data.readCsv("data/names.csv"))
    if (languages.includes(`${language}`) && row++ % every === 0) names.push(`${name}`.normalize("NFC").toLowerCase());

  const bare: Record<string, string> = { đ: "d", ł: "l", ı: "i" };
  const strip = (name: string) => Array.from(name, (letter) => bare[letter] ?? letter.normalize("NFD")[0]!).join("");
  const [from, to] = [text.Vocabulary.fromText(names.map(strip)), text.Vocabulary.fromText(names)];
  const encode = (texts: string[], vocabulary: text.Vocabulary) => {
    const ids = texts.map((each) => vocabulary.encode(each));
    return data.padSequences(ids, { padding: "post" });
  };
  // names are sorted by language: every tenth is held out
  const learned = names.filter((_, i) => i % 10 > 0);
  const unseen = names.filter((_, i) => i % 10 === 0);
  const restorer = network({ letters: from.size, marked: to.size, units, depth });
  restorer.summary();
  const optimizer = optimizers.adam({ learningRate: 5e-3 });
  restorer.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const [x, y] = [encode(learned.map(strip), from), encode(learned, to)];
  const { history } = await restorer.fit(x, y, { epochs, batchSize });

  const guesses = ops.argMax(restorer.predict(encode(unseen.map(strip), from))).arraySync() as number[][];
  const written = guesses.map((ids, i) => to.decode(ids.slice(0, [...unseen[i]!].length)));
  const share = (test: (name: string, i: number) => boolean) => unseen.filter(test).length / unseen.length;
  const right = share((name, i) => written[i] === name);
  const untouched = share((name) => strip(name) === name);
  for (const [i, name] of unseen.entries())
    if (i % 40 === 0) console.log(`${strip(name)}: ${written[i]}${written[i] === name ? "" : `, not ${name}`}`);
  console.log(
    `${(100 * right).toFixed(1)} % of unseen names are right, ${(100 * untouched).toFixed(1)} % without any accent`,
  );
  return { loss: history.loss!, right, untouched };
}
