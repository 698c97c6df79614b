/** Cases for `data` and `text`. */
import * as recurve from "../../src/index.ts";
import { matrix, method, series, type Table, vocabulary } from "./case.ts";

const { data, Random, text } = recurve;

const kneserNey = () => new text.KneserNeyModel(2, 2);
function learned(): recurve.text.KneserNeyModel {
  const model = kneserNey();
  model.learn([0, 1, 1]);
  return model;
}
const numbers = () => data.dataset([1, 2, 3]);
const read = (made: recurve.data.Dataset<unknown>) => made.take(4).toArray();

export const dataCases: Table = {
  "data.readCsv": { args: () => [new TextEncoder().encode("a,b\n1,2\n"), {}], use: (made) => made.next() },
  "data.readTable": () => [new TextEncoder().encode("a,b\n1,2\n"), {}],
  "data.readJsonLines": { args: () => [new TextEncoder().encode("1\n")], use: (made) => made.next() },
  "data.writeJsonLines": { args: () => [[1, 2]], use: (made) => made.next() },
  "data.isNpy": () => [data.writeNpy([1, 2])],
  "data.readNpy": () => [data.writeNpy([1, 2]), "a.npy"],
  "data.writeNpy": () => [[1, 2]],
  "data.writeNpz": () => [{ a: [1, 2] }],
  "data.dataset": { args: () => [[1, 2]], use: read },
  "data.zip": { args: () => [[numbers(), numbers()]], use: read },
  "data.padSequences": () => [[[1], [2, 3]], {}],
  "data.standardScaler": { args: () => [{}], use: (made) => made.fit(matrix) },
  "data.minMaxScaler": { args: () => [{}], use: (made) => made.fit(matrix) },
  "data.robustScaler": { args: () => [{}], use: (made) => made.fit(matrix) },
  "data.Scaler.fit": method(data.standardScaler, () => [matrix]),
  "data.Scaler.transform": method(
    () => data.standardScaler().fit(matrix),
    () => [matrix],
  ),
  "data.Scaler.inverse": method(
    () => data.standardScaler().fit(matrix),
    () => [matrix],
  ),
  "data.Scaler.fromJSON": { on: () => data.Scaler, args: () => [data.standardScaler().fit(matrix).toJSON()] },
  "data.timeSeriesWindows": () => [series, null, { sequenceLength: 2 }],
  "data.Dataset.epoch": method(
    numbers,
    () => [0],
    (made) => made.next(),
  ),
  "data.Dataset.map": method(numbers, () => [(n: number) => n], read),
  "data.Dataset.filter": method(numbers, () => [() => true], read),
  "data.Dataset.shuffle": method(numbers, () => [2, {}], read),
  "data.Dataset.batch": method(numbers, () => [2, {}], read),
  "data.Dataset.paddedBatch": method(
    () => data.dataset([[1], [2, 3]]),
    () => [2, {}],
    read,
  ),
  "data.Dataset.bucketByLength": method(
    () => data.dataset([[1], [2, 3]]),
    () => [{ boundaries: [2], batchSize: 2 }],
    read,
  ),
  "data.Dataset.window": method(numbers, () => [2, {}], read),
  "data.Dataset.take": method(numbers, () => [2], read),
  "data.Dataset.skip": method(numbers, () => [2], read),
  "data.Dataset.repeat": method(numbers, () => [2], read),
  "data.Dataset.concatenate": method(numbers, () => [numbers()], read),
  "data.Dataset.prefetch": method(numbers, () => [2], read),
  "data.readNpz": () => [new Uint8Array(22).fill(0).map((_, i) => [80, 75, 5, 6][i] ?? 0), "a.npz"],
  "data.writeWav": () => [[0, 0.5], { sampleRate: 8000 }],
  "data.readWav": () => [data.writeWav([0, 0.5], { sampleRate: 8000 })],
};

export const textCases: Table = {
  "text.editDistance": () => ["ab", "ac"],
  "text.beamSearch": () => [
    {
      state: 0,
      step: (states: readonly number[]) => states.map((state) => ({ probabilities: [0, 0, 0, 1], state })),
      start: 1,
      end: 3,
      maxTokens: 4,
    },
  ],
  "text.generate": {
    args: () => [{ step: () => [0, 0, 0, 0, 1, 1, 1], reset: () => {} }, vocabulary, { maxTokens: 2 }],
    use: (made) => made.next(),
  },
  "text.sample": () => [[0.5, 0.5], {}, new Random(1), [0]],
  "text.bleu": () => [["a"], ["a"], {}],
  "text.chrf": () => [["a"], ["a"]],
  "text.errorRate": () => [[["a"]], [["a"]]],
  "text.splitWords": () => ["a b", "en"],
  "text.Vocabulary": () => [vocabulary.tokens, "characters", false, ["", "\uFFFD", "\u0002", "\u0003"]],
  "text.Vocabulary.fromText": { on: () => text.Vocabulary, args: () => ["abc", {}] },
  "text.Vocabulary.fromJSON": { on: () => text.Vocabulary, args: () => [vocabulary.toJSON()] },
  "text.Vocabulary.encode": method(
    () => vocabulary,
    () => ["abc"],
  ),
  "text.Vocabulary.decode": method(
    () => vocabulary,
    () => [[4, 5]],
  ),
  "text.Vocabulary.writable": method(
    () => vocabulary,
    () => [[0.1, 0.2, 0.3, 0.4, 0.5]],
  ),
  "text.KerasVocabulary": { args: () => [["", "a"], {}], use: (made) => [made.encode("a b"), made.decode([1])] },
  "text.KerasVocabulary.fromJSON": {
    on: () => text.KerasVocabulary,
    args: () => [new text.KerasVocabulary(["a"]).toJSON()],
  },
  "text.KerasVocabulary.encode": method(
    () => new text.KerasVocabulary(["a"]),
    () => ["a"],
  ),
  "text.KerasVocabulary.decode": method(
    () => new text.KerasVocabulary(["a"]),
    () => [[0]],
  ),
  "text.KerasVocabulary.writable": method(
    () => new text.KerasVocabulary(["a"]),
    () => [[1]],
  ),
  "text.KneserNeyModel": () => [2, 2],
  "text.KneserNeyModel.learn": method(kneserNey, () => [[0, 1]]),
  "text.KneserNeyModel.probability": method(learned, () => [[0], 1]),
  "text.KneserNeyModel.distribution": method(learned, () => [[0]]),
  "text.KneserNeyModel.bitsPerToken": method(learned, () => [[[0, 1]]]),
};
