/** The wide part of a classifier: what a linear model reads of a sample beside the network, and how that goes into the model. */
import { Scaler, standardScaler } from "../../data/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Labelled } from "./held-out.ts";
import { type Features, LinearModel } from "./linear-model.ts";
import { ngramsOf } from "./ngrams.ts";
import type { Sample } from "./options.ts";
import type { Kind } from "./samples.ts";
import { denseFeatures, rowsOf, rowWidth, type Series, trainingOf } from "./series-features.ts";

/** How samples are read. What is found about that lies in the metadata of the model. */
export interface Wide {
  /** How many features there are to have weights. */
  readonly places: number;
  /** Finds how samples like these are read. */
  prepare(samples: readonly Sample[]): void;
  /** What is seen of a sample: of the whole, or of each step. */
  featuresOf(sample: Sample): Features[];
  /** Samples of one length as the model takes them, beside what the network reads. */
  inputs(samples: readonly (readonly Features[])[]): Record<string, Tensor>;
  /** How a linear model of these features is trained. */
  trainingOf(rows: number, classes: number): { epochs: number; learningRate: number };
}

/** What a classifier reads, its linear part too. */
export type WideKind = Kind & { readonly maxLength: number; readonly ngrams: number; readonly linear: boolean };

/** Metadata of a model. */
type Metadata = Record<string, unknown>;

/** The n-grams of whole texts. */
export class WideTexts implements Wide {
  constructor(
    readonly places: number,
    private readonly metadata: Metadata,
  ) {}

  prepare(samples: readonly Sample[]): void {
    this.metadata.ngramWords = wordsFor(samples as string[]);
  }

  featuresOf(sample: Sample): Features[] {
    return [ngramsOf(sample as string, { order: ORDER, words: this.words, buckets: this.places })];
  }

  inputs(samples: readonly (readonly Features[])[]): Record<string, Tensor> {
    return paddedNgrams(samples.map(([whole]) => whole!));
  }

  trainingOf(): { epochs: number; learningRate: number } {
    return this.words > 0 ? ofTexts : ofWords;
  }

  /** The longest n-gram of words; 0 where texts are words themselves. */
  private get words(): number {
    const { ngramWords } = this.metadata;
    return typeof ngramWords === "number" ? ngramWords : 0;
  }
}

/** Series: windows around each step, or each series in few numbers; the same as logistic regression by itself sees. */
export class WideSeries implements Wide {
  readonly places: number;
  private made: { kept: unknown; scaler: Scaler } | undefined;

  constructor(
    features: number,
    private readonly perStep: boolean,
    private readonly asItComes: boolean,
    private readonly metadata: Metadata,
  ) {
    this.places = 1 + rowWidth(features, perStep);
  }

  prepare(samples: readonly Sample[]): void {
    const rows = samples.flatMap((sample) => rowsOf(sample as Series, this.perStep, this.asItComes));
    this.metadata.linearScaler = standardScaler().fit(rows).toJSON();
  }

  featuresOf(sample: Sample): Features[] {
    return denseFeatures(rowsOf(sample as Series, this.perStep, this.asItComes), this.scaler);
  }

  /** The scaler that the model keeps, made from its JSON once. */
  private get scaler(): Scaler {
    const kept = this.metadata.linearScaler;
    if (!this.made || this.made.kept !== kept) this.made = { kept, scaler: Scaler.fromJSON(kept) };
    return this.made.scaler;
  }

  inputs(samples: readonly (readonly Features[])[]): Record<string, Tensor> {
    const [steps, width] = [samples[0]!.length, this.places];
    const values = new Float32Array(samples.length * steps * width);
    for (const [i, { shares }] of samples.flat().entries()) values.set(shares, i * width);
    return { linear: tensor(values, this.perStep ? [samples.length, steps, width] : [samples.length, width]) };
  }

  trainingOf(rows: number, classes: number): { epochs: number; learningRate: number } {
    return trainingOf(rows, this.places * classes);
  }
}

/** The linear part of a classifier, if it has one. @param asItComes of each step it sees only what came before */
export function makeWide(kind: WideKind, metadata: Metadata, asItComes: boolean): Wide | undefined {
  if (kind.ngrams > 0) return new WideTexts(kind.ngrams, metadata);
  return kind.linear ? new WideSeries(kind.features!, kind.perStep, asItComes, metadata) : undefined;
}

/** Numbers that are looked up at once for the features of a batch, at most. */
const MOST_LOOKED_UP = 2 ** 22;

/** How many samples are read together, so that memory stays bounded where they have many features. */
export function mostTogether(seen: readonly (readonly Features[])[], classes: number): number {
  const sizes = seen.map((rows) => rows.reduce((sum, { places }) => sum + places.length, 0));
  const longest = sizes.reduce((most, size) => Math.max(most, size), 1);
  return Math.max(1, Math.floor(MOST_LOOKED_UP / (longest * classes)));
}

/** The longest n-gram of characters. */
const ORDER = 4;
/** Single words give fewer n-grams, which need more and larger steps to learn. */
const [ofTexts, ofWords] = [
  { epochs: 5, learningRate: 0.15 },
  { epochs: 10, learningRate: 0.5 },
];

/** How many places n-grams have by default: 16 MB of weights at most, unless there are more than a thousand classes. */
export function placesFor(classes: number): number {
  return 2 ** Math.min(18, Math.max(12, Math.floor(Math.log2(2 ** 22 / classes))));
}

/** The longest n-gram of words that is worth reading in such texts. */
function wordsFor(texts: readonly string[]): number {
  const some = texts.slice(0, 1000);
  return some.filter((text) => /\S\s+\S/.test(text)).length > some.length / 2 ||
    /\p{Script=Han}{6}/u.test(some.join("\n"))
    ? 2
    : 0;
}

/** A linear model that has learned from samples. @param labels those of each sample, or of each step */
export function learnWide(
  { samples, labels }: Labelled,
  wide: Wide,
  training: {
    classes: number;
    perStep: boolean;
    severalLabels: boolean;
    seed: number;
    classWeights: readonly number[] | undefined;
  },
): LinearModel {
  const { classes, perStep, severalLabels, ...rest } = training;
  const rows = samples.flatMap((sample) => wide.featuresOf(sample));
  const ofRows = perStep ? labels.flat().map((label) => [label]) : labels;
  return new LinearModel(classes, wide.places, severalLabels).fit(rows, ofRows, {
    ...wide.trainingOf(rows.length, classes),
    ...rest,
  });
}

/** The n-grams of several texts as the model takes them, (B, N) each; what is padded counts nothing. */
export function paddedNgrams(texts: readonly Features[]): { ngrams: Tensor; shares: Tensor } {
  const longest = texts.reduce((most, { places }) => Math.max(most, places.length), 1);
  const [ngrams, shares] = [new Int32Array(texts.length * longest), new Float32Array(texts.length * longest)];
  for (const [row, text] of texts.entries()) {
    ngrams.set(text.places, row * longest);
    shares.set(text.shares, row * longest);
  }
  const shape = [texts.length, longest];
  return { ngrams: tensor(ngrams, shape, "int32"), shares: tensor(shares, shape) };
}
