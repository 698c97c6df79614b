/** Classifiers: networks that read a text or a series and say what it is, as a whole or at every step. */
import { stack } from "../data/elements.ts";
import { Scaler, standardScaler } from "../data/index.ts";
import * as layers from "../layers/index.ts";
import { input } from "../layers/input.ts";
import type { SymbolicTensor } from "../layers/symbolic.ts";
import {
  type AnyModel,
  type Batch,
  type CallbackSpec,
  callbacks,
  type FitOptions,
  type History,
  type Model,
  Sequential,
} from "../models/index.ts";
import { ConfigError, checkOptionNames, type Tensor, tensor } from "../tensor/index.ts";
import { Vocabulary } from "../text/index.ts";
import { checkTask } from "./task.ts";
import { batchesByLength, countBatches, fallingAdam } from "./training.ts";

/** A text, or the time steps of a series, each with its features. */
export type Sample = string | readonly (readonly number[])[];
/** What a sample is; of a classifier of steps, what each step is. */
export type Label = string | readonly string[];

/** What fixes a classifier; see {@link classifier}. */
export interface ClassifierOptions {
  /** The names of the classes. */
  classes: readonly string[];
  /** The tokens of texts. Without it samples are series. */
  vocabulary?: Vocabulary;
  /** Features of each time step of a series. */
  features?: number;
  /** Say at every step what it is, instead of once for the whole. Default false. */
  perStep?: boolean;
  /** Width of a token's vector. Default 32. */
  embedding?: number;
  /** Width of each direction. Default 64. */
  units?: number;
  /** How many recurrent layers. Default 1. */
  depth?: number;
  /** Default "gru". */
  cell?: "lstm" | "gru";
  /** Share of each layer's input that is left out in training. Default 0.2. */
  dropout?: number;
  /** Fixes the first weights, the order of the samples and dropout. */
  seed?: number;
}

export interface ClassifierFitOptions extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint"> {
  /** Passes over the samples. Default 10. */
  epochs?: number;
  /** Samples of one step. Default 32. */
  batchSize?: number;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.003. */
  learningRate?: number;
  /** Let each class count as much as any other, however rare it is. Default false. */
  balanced?: boolean;
  /** Samples and labels to measure on after each epoch. The weights of the best epoch are kept. */
  validation?: readonly [samples: readonly Sample[], labels: readonly Label[]];
  callbacks?: readonly CallbackSpec[];
}

/** A class and how probable it is. */
export interface Guess {
  readonly label: string;
  readonly probability: number;
}

/** A classifier; {@link classifier} makes one. */
export class Classifier {
  private constructor(
    /** Ids (B, T) or series (B, T, F) to probabilities (B, classes), of each step (B, T, classes). */
    readonly model: Model<SymbolicTensor>,
    readonly classes: readonly string[],
    readonly perStep: boolean,
    private readonly vocabulary: Vocabulary | undefined,
    private scaler: Scaler | undefined,
    private readonly seed: number,
  ) {}

  /** @internal see {@link classifier} */
  static make(options: ClassifierOptions): Classifier {
    const names = [
      "classes",
      "vocabulary",
      "features",
      "perStep",
      "embedding",
      "units",
      "depth",
      "cell",
      "dropout",
      "seed",
    ];
    checkOptionNames("classifier", options, names);
    const { classes, vocabulary, features, perStep = false, embedding = 32, units = 64, depth = 1 } = options;
    const { cell = "gru", dropout = 0.2, seed } = options;
    if ((vocabulary === undefined) === (features === undefined) || classes.length < 2) {
      throw new ConfigError({
        what: "A classifier needs classes, and a vocabulary for texts or a number of features for series.",
        expected: "two classes or more, and one of vocabulary and features",
        received: `${classes.length} classes${vocabulary ? ", a vocabulary" : ""}${features ? `, ${features} features` : ""}`,
      });
    }
    const layer = { lstm: layers.lstm, gru: layers.gru }[cell] as typeof layers.gru;
    const both = (returnSequences: boolean) => layers.bidirectional({ layer: layer({ units, returnSequences }) });
    const recurrent = Array.from({ length: depth }, (_, i) => both(perStep || i < depth - 1));
    const read = vocabulary
      ? [
          input({ shape: [null], dtype: "int32" }),
          layers.embedding({ inputDim: vocabulary.size, outputDim: embedding, maskZero: true }),
        ]
      : [input({ shape: [null, features!] })];
    const model = new Sequential({
      layers: [
        ...read,
        ...recurrent.flatMap((each) => [layers.dropout({ rate: dropout }), each]),
        layers.dropout({ rate: dropout }),
        layers.dense({ units: classes.length, activation: "softmax" }),
      ],
      seed,
    });
    Object.assign(model.metadata, { task: "classifier", classes, perStep, vocabulary: vocabulary?.toJSON() });
    return new Classifier(model, classes, perStep, vocabulary, undefined, seed ?? 0);
  }

  /** The classifier in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): Classifier {
    const { classes, perStep, vocabulary, scaler } = checkTask(model, "classifier");
    return new Classifier(
      model,
      classes as string[],
      perStep === true,
      vocabulary === undefined ? undefined : Vocabulary.fromJSON(vocabulary),
      scaler === undefined ? undefined : Scaler.fromJSON(scaler),
      0,
    );
  }

  /** Whether samples are texts. */
  get readsText(): boolean {
    return this.vocabulary !== undefined;
  }

  /**
   * Learns from samples and their labels. Series are scaled by mean and deviation of each feature, which the model keeps.
   * @throws ConfigError when counts, kinds or labels do not fit
   */
  async fit(
    samples: readonly Sample[],
    labels: readonly Label[],
    options: ClassifierFitOptions = {},
  ): Promise<History> {
    const { epochs = 10, batchSize = 32, learningRate = 3e-3, balanced = false, validation, ...rest } = options;
    if (!this.readsText) {
      this.scaler = standardScaler().fit(samples.flat() as number[][]);
      this.model.metadata.scaler = this.scaler.toJSON();
    }
    const numbers = this.labelNumbers(labels, samples.length);
    const lengths = samples.map((sample) => this.encode(sample).shape[0]!);
    this.model.compile({
      optimizer: fallingAdam(learningRate, epochs * countBatches(lengths, batchSize)),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    const held =
      validation && this.batches(validation[0], this.labelNumbers(validation[1], validation[0].length), batchSize);
    const best = held ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    return this.model.fit(this.batches(samples, numbers, batchSize, this.seed), {
      ...rest,
      epochs,
      seed: this.seed,
      validationData: held,
      ...(balanced && { classWeight: balancedWeights(numbers.flat(), this.classes.length) }),
      callbacks: [...best, ...(options.callbacks ?? [])],
    });
  }

  /** The classes of a sample, the most probable first; of a classifier of steps, of each step. */
  classify(sample: Sample): Guess[] | Guess[][] {
    const [probabilities] = this.probabilities([sample]);
    const guesses = probabilities!.map((row) =>
      row
        .map((probability, k): Guess => ({ label: this.classes[k]!, probability }))
        .sort((a, b) => b.probability - a.probability),
    );
    return this.perStep ? guesses : guesses[0]!;
  }

  /** The most probable class number of each sample, or of each step of all samples, one after the other. */
  predictClasses(samples: readonly Sample[]): number[] {
    return this.probabilities(samples).flatMap((rows) => rows.map((row) => row.indexOf(Math.max(...row))));
  }

  /** The class numbers of labels, of steps one after the other. @throws ConfigError for a label that is no class */
  classNumbers(labels: readonly Label[]): number[] {
    return this.labelNumbers(labels, labels.length).flat();
  }

  /** For each sample its probabilities, a row for the whole or for each step; samples of one length are read together. */
  private probabilities(samples: readonly Sample[]): number[][][] {
    const encoded = samples.map((sample) => this.encode(sample));
    const found: number[][][] = [];
    const byLength = new Map<number, number[]>();
    for (const [i, each] of encoded.entries()) {
      const length = each.shape[0]!;
      byLength.set(length, [...(byLength.get(length) ?? []), i]);
    }
    for (const places of byLength.values()) {
      for (let begin = 0; begin < places.length; begin += 256) {
        const some = places.slice(begin, begin + 256);
        const rows = this.model.predictOnBatch(stack(some.map((i) => encoded[i]!))).arraySync() as
          | number[][]
          | number[][][];
        for (const [row, i] of some.entries())
          found[i] = this.perStep ? (rows[row] as number[][]) : [rows[row] as number[]];
      }
    }
    return found;
  }

  private batches(samples: readonly Sample[], labels: readonly number[][], batchSize: number, seed?: number) {
    const elements = samples.map((sample, i) => ({
      x: this.encode(sample),
      y: this.perStep ? tensor(labels[i]!, undefined, "int32") : labels[i]![0]!,
    }));
    return batchesByLength(elements, { batchSize, seed }).map((batch) => batch as unknown as Batch);
  }

  /** A text as ids, at least one; a series scaled, (T, F). */
  private encode(sample: Sample): Tensor {
    if ((typeof sample === "string") !== this.readsText) {
      throw new ConfigError({
        what: "A sample is not what this classifier reads.",
        expected: this.readsText ? "a text" : "a series: a list of steps, each a list of features",
        received: typeof sample === "string" ? "a text" : "a series",
      });
    }
    if (typeof sample === "string") {
      const ids = this.vocabulary!.encode(sample);
      return tensor(Int32Array.from(ids.length > 0 ? ids : [this.vocabulary!.unknown]), undefined, "int32");
    }
    return this.scaler!.transform(sample as number[][]);
  }

  private labelNumbers(labels: readonly Label[], count: number): number[][] {
    if (labels.length !== count || count === 0) {
      throw new ConfigError({
        what: "There must be a label for each sample.",
        expected: `${count} labels, 1 or more`,
        received: String(labels.length),
      });
    }
    return labels.map((label) =>
      [label].flat().map((name) => {
        const number = this.classes.indexOf(name);
        if (number >= 0) return number;
        throw new ConfigError({
          what: "A label is no class.",
          expected: this.classes.slice(0, 20).join(", "),
          received: String(name),
        });
      }),
    );
  }
}

/** The factor of each class that lets all count the same: samples / (classes · samples of the class). */
function balancedWeights(labels: readonly number[], classes: number): Record<number, number> {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return Object.fromEntries(counts.map((count, k) => [k, count > 0 ? labels.length / (classes * count) : 0]));
}

/**
 * Makes a classifier: an embedding for texts, recurrent layers that read both ways, and a softmax over the classes.
 * @throws ConfigError unless there are two classes, and either a vocabulary or a number of features
 */
export function classifier(options: ClassifierOptions): Classifier {
  return Classifier.make(options);
}
