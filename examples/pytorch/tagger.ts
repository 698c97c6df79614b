/** Parts of speech: an LSTM tags each word as it comes. Many words here are noun or verb by their place; the sentences are made. After PyTorch's sequence_models_tutorial. */
import { data, input, layers, ops, optimizers, Random, sequential, text } from "recurve";

const tags = ["none", "determiner", "adjective", "noun", "verb", "pronoun", "adverb"];
const [determiner, adjective, noun, verb, pronoun, adverb] = [1, 2, 3, 4, 5, 6];
const words: Record<number, string[]> = {
  [determiner]: "the a this that every".split(" "),
  [adjective]: "light old calm clean sound open slow".split(" "),
  [noun]: "watch play guard light dream calm sound cook change cat house".split(" "),
  [verb]: "watch play guard light dream calm sound clean open cook slow change see".split(" "),
  [pronoun]: "i you we they".split(" "),
  [adverb]: "often never now slow".split(" "),
};

/** The tags of a sentence: `they often watch the old guard`. */
function form(random: Random): number[] {
  const maybe = (tag: number) => (random.integer(2) === 0 ? [tag] : []);
  const things = () => [determiner, ...maybe(adjective), noun];
  const subject = random.integer(2) === 0 ? [pronoun] : things();
  return [...subject, ...maybe(adverb), verb, ...(random.integer(3) > 0 ? things() : maybe(adverb))];
}

export function network({ vocabulary = 40, width = 16, units = 32 } = {}) {
  return sequential({
    layers: [
      input({ shape: [null], dtype: "int32" }),
      layers.embedding({ inputDim: vocabulary, outputDim: width, maskZero: true, name: "words" }),
      layers.lstm({ units, returnSequences: true, name: "rnn" }),
      layers.dense({ units: tags.length, activation: "softmax", name: "head" }),
    ],
    seed: 1,
  });
}

export async function run({ sentences = 3000, units = 32, epochs = 8 } = {}) {
  const random = new Random(3);
  const forms = Array.from({ length: sentences }, () => form(random));
  const lines = forms.map((each) => each.map((tag) => words[tag]![random.integer(words[tag]!.length)]).join(" "));
  const vocabulary = text.Vocabulary.fromText(lines, { split: "spaces" });
  const encode = (lines: string[]) =>
    data.padSequences(
      lines.map((line) => vocabulary.encode(line)),
      { padding: "post" },
    );

  const tagger = network({ vocabulary: vocabulary.size, units });
  tagger.summary();
  const optimizer = optimizers.adam({ learningRate: 0.01 });
  tagger.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const targets = data.padSequences(forms, { padding: "post" });
  const { history } = await tagger.fit(encode(lines), targets, { epochs, batchSize: 16, validationSplit: 0.2 });

  for (const line of ["they watch the watch", "the old guard never cook"]) {
    const best = ops.argMax(tagger.predict(encode([line]))).dataSync();
    const tagged = line.split(" ").map((word, t) => `${word}/${tags[best[t]!]}`);
    console.log(tagged.join(" "));
  }
  return { accuracy: history.val_accuracy! };
}
