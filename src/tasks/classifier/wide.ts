/** The wide part of a classifier of texts: which n-grams it reads, how they are learned, and how they go into the model. */
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Labelled } from "./held-out.ts";
import { LinearModel } from "./linear-model.ts";
import { type Ngrams, ngramsOf } from "./ngrams.ts";

/** What is read of a text. */
export interface WidePlan {
  /** Places that n-grams share by their hash. */
  buckets: number;
  /** The longest n-gram of words; 0 where texts are words themselves. */
  words: number;
}

/** The longest n-gram of characters. */
const ORDER = 4;
/** Of texts that are single words less is known, and must be learned in more and larger steps. */
const [ofTexts, ofWords] = [
  { epochs: 5, learningRate: 0.15 },
  { epochs: 10, learningRate: 0.5 },
];

/** How many places n-grams have by default: 16 MB of weights at most, unless there are more than a thousand classes. */
export function placesFor(classes: number): number {
  return 2 ** Math.min(18, Math.max(12, Math.floor(Math.log2(2 ** 22 / classes))));
}

/** The longest n-gram of words that is worth reading in such texts. */
export function wordsFor(texts: readonly string[]): number {
  const some = texts.slice(0, 1000);
  return some.filter((text) => /\S\s+\S/.test(text)).length > some.length / 2 ||
    /\p{Script=Han}{6}/u.test(some.join("\n"))
    ? 2
    : 0;
}

export function readNgrams(text: string, { buckets, words }: WidePlan): Ngrams {
  return ngramsOf(text, { order: ORDER, words, buckets });
}

/** A linear model that has learned from texts. */
export function learnNgrams(
  { samples, labels }: Labelled,
  plan: WidePlan,
  training: { classes: number; severalLabels: boolean; seed: number; classWeights: readonly number[] | undefined },
): LinearModel {
  const { classes, severalLabels, ...rest } = training;
  return new LinearModel(classes, plan.buckets, severalLabels).fit(
    samples.map((sample) => readNgrams(sample as string, plan)),
    labels,
    { ...(plan.words > 0 ? ofTexts : ofWords), ...rest },
  );
}

/** The n-grams of several texts as the model takes them, (B, N) each; what is padded counts nothing. */
export function paddedNgrams(texts: readonly Ngrams[]): { ngrams: Tensor; shares: Tensor } {
  const longest = texts.reduce((most, { places }) => Math.max(most, places.length), 1);
  const [ngrams, shares] = [new Int32Array(texts.length * longest), new Float32Array(texts.length * longest)];
  for (const [row, text] of texts.entries()) {
    ngrams.set(text.places, row * longest);
    shares.set(text.shares, row * longest);
  }
  const shape = [texts.length, longest];
  return { ngrams: tensor(ngrams, shape, "int32"), shares: tensor(shares, shape) };
}
