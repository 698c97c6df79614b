/** A program for each name of `text`. */
import { Random, text } from "recurve";

export const examples = {
  beamSearch: () => {
    // the best way through two steps, not the best first step
    const next: Record<number, number[]> = { 0: [0, 0.6, 0.4, 0], 1: [0, 0.3, 0.3, 0.4], 2: [0, 0, 0.1, 0.9] };
    const step = (ids: readonly number[]) => ids.map((id) => ({ probabilities: next[id]!, state: 0 }));
    const [best] = text.beamSearch({ state: 0, step, start: 0, end: 3, beams: 2 });
    console.log(best!.ids);
  },
  bleu: () => console.log(text.bleu(["the cat sat on the mat"], ["the cat sat on a mat"]).toFixed(1)),
  chrf: () => console.log(text.chrf(["the cat sat"], ["the cats sat"]).toFixed(1)),
  editDistance: () => console.log(text.editDistance("kitten", "sitting")),
  errorRate: () => console.log(text.errorRate([["the", "cat"]], [["the", "cats"]])),
  generate: () => {
    const vocabulary = text.Vocabulary.fromText("abcabc");
    // a model that knows only that one letter follows the other
    const follows = {
      step: (ids: ArrayLike<number>) => Array.from({ length: vocabulary.size }, (_, i) => Number(i === after(ids[0]!))),
      reset() {},
    };
    const letters = ["a", "b", "c"].map((letter) => vocabulary.encode(letter)[0]!);
    const after = (id: number) => letters[(letters.indexOf(id) + 1) % 3];
    console.log([...text.generate(follows, vocabulary, { prompt: "a", maxTokens: 5, seed: 1 })].join(""));
  },
  sample: () => console.log(text.sample([0.1, 0.7, 0.2], { temperature: 0 }, new Random(1))),
  splitWords: () => console.log(text.splitWords("The cat sat.")),
  splittings: () => console.log(text.splittings),
  KerasVocabulary: () => {
    const words = new text.KerasVocabulary(["spring", "summer"]);
    console.log(words.encode("summer winter"));
  },
  KneserNeyModel: () => {
    const ngrams = new text.KneserNeyModel(3, 2);
    for (let i = 0; i < 20; i++) ngrams.learn([0, 1, 2, 0, 1, 2]);
    console.log(ngrams.bitsPerToken([[0, 1, 2]]) < 1);
  },
  Vocabulary: () => {
    const letters = text.Vocabulary.fromText("hello");
    console.log(letters.size, letters.decode(letters.encode("hell")));
  },
};
