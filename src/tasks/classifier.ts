/** Classifiers: networks that read a text or a series and say what it is, as a whole or at every step. */
import { stack } from "../data/elements.ts";
import { Scaler, standardScaler } from "../data/index.ts";
import * as layers from "../layers/index.ts";
import { input } from "../layers/input.ts";
import type { SymbolicTensor } from "../layers/symbolic.ts";
import { type AnyModel, type Batch, callbacks, type History, type Model, Sequential } from "../models/index.ts";
import {
  ConfigError,
  checkOption,
  nearestName,
  readOptions,
  shown,
  type Tensor,
  takes,
  tensor,
} from "../tensor/index.ts";
import { Vocabulary } from "../text/index.ts";
import {
  type ClassifierFitOptions,
  type ClassifierOptions,
  classifierFitOptions,
  classifierOptions,
  type Label,
  type Sample,
} from "./classifier-options.ts";
import { checkTask } from "./task.ts";
import { batchesByLength, countBatches, fallingAdam } from "./training.ts";

/** A class and how probable it is. */
export interface Guess {
  /** The name of the class. */
  readonly label: string;
  /** Its probability, 0 to 1. */
  readonly probability: number;
}

/** A classifier; {@link classifier} makes one. */
export class Classifier {
  private constructor(
    /** Ids (B, T) or series (B, T, F) to probabilities (B, classes), of each step (B, T, classes). */
    readonly model: Model<SymbolicTensor>,
    /** The names of the classes, in the order of the probabilities. */
    readonly classes: readonly string[],
    /** Whether every step has a class, rather than the whole sample. */
    readonly perStep: boolean,
    private readonly vocabulary: Vocabulary | undefined,
    private scaler: Scaler | undefined,
    private readonly seed: number,
  ) {}

  /** @internal see {@link classifier} */
  static make(options: ClassifierOptions): Classifier {
    const complete = readOptions("classifier", options, classifierOptions);
    const { classes, vocabulary, features, perStep, embedding, units, depth, cell, dropout, seed } = complete;
    if ((vocabulary === undefined) === (features === undefined) || classes.length < 2) {
      throw new ConfigError({
        what: "A classifier needs classes, and a vocabulary for texts or a number of features for series.",
        expected: "two classes or more, and one of vocabulary and features",
        received: `${classes.length} classes${vocabulary ? ", a vocabulary" : ""}${features ? `, ${features} features` : ""}`,
      });
    }
    const twice = classes.find((name, k) => classes.indexOf(name) !== k);
    if (twice !== undefined) {
      throw new ConfigError({ what: `Two classes are named "${twice}".`, expected: "a name for each" });
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
   * Learns from samples and their labels: one for each sample or, of a classifier of steps, a list with one for each step.
   * Series are scaled by mean and deviation of each feature, which the model keeps.
   * @throws ConfigError, before anything changes, when counts, kinds or labels do not fit; it names the sample
   */
  async fit(
    samples: readonly Sample[],
    labels: readonly Label[],
    options: ClassifierFitOptions = {},
  ): Promise<History> {
    const { balanced, validation, ...rest } = readOptions("fit", options, classifierFitOptions);
    const { epochs, batchSize, learningRate, ...passedOn } = rest;
    const numbers = this.labelNumbers(labels, samples);
    const heldNumbers = validation && this.labelNumbers(validation[1], validation[0]);
    if (!this.readsText) {
      this.scaler = standardScaler().fit(samples.flat() as number[][]);
      this.model.metadata.scaler = this.scaler.toJSON();
    }
    const lengths = samples.map((sample) => this.encode(sample).shape[0]!);
    this.model.compile({
      optimizer: fallingAdam(learningRate, epochs * countBatches(lengths, batchSize)),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    const held = validation && this.batches(validation[0], heldNumbers!, batchSize);
    const best = held ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    return this.model.fit(this.batches(samples, numbers, batchSize, this.seed), {
      ...passedOn,
      epochs,
      seed: this.seed,
      validationData: held,
      ...(balanced && { classWeight: balancedWeights(numbers.flat(), this.classes.length) }),
      callbacks: [...best, ...rest.callbacks],
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

  /**
   * The class numbers of labels, of steps one after the other; with `samples` it is checked that they fit these.
   * @throws ConfigError for a label that is no class, or labels that do not fit; it names the sample
   */
  classNumbers(labels: readonly Label[], samples?: readonly Sample[]): number[] {
    if (samples !== undefined) return this.labelNumbers(labels, samples).flat();
    checkOption("Classifier", "labels", labels, takes.list);
    return labels.flatMap((label, i) => [label].flat().map((each) => this.classNumber(each, `labels[${i}]`)));
  }

  /** For each sample its probabilities, a row for the whole or for each step; samples of one length are read together. */
  private probabilities(samples: readonly Sample[]): number[][][] {
    checkOption("Classifier", "samples", samples, takes.list);
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
    this.checkSample(sample, "The sample");
    if (typeof sample === "string") {
      const ids = this.vocabulary!.encode(sample);
      return tensor(Int32Array.from(ids.length > 0 ? ids : [this.vocabulary!.unknown]), undefined, "int32");
    }
    return this.scaler!.transform(sample as number[][]);
  }

  private checkSample(sample: Sample, name: string): void {
    const isText = typeof sample === "string";
    if (isText !== this.readsText || !(isText || Array.isArray(sample))) {
      throw new ConfigError({
        what: `${name} is not what this classifier reads.`,
        expected: this.readsText ? "a text" : "a series: a list of steps, each a list of features",
        received: isText ? "a text" : Array.isArray(sample) ? "a series" : shown(sample),
      });
    }
    if (isText) {
      if (!this.perStep || this.stepsOf(sample) > 0) return;
      throw new ConfigError({ what: `${name} has no steps.`, expected: "a text with tokens", received: '""' });
    }
    const [, , features] = this.model.inputs[0]!.shape as (number | null)[];
    const wrong = sample.findIndex((step) => step?.length !== features || !step.every(Number.isFinite));
    if (sample.length > 0 && wrong < 0) return;
    throw new ConfigError({
      what: wrong < 0 ? `${name} has no steps.` : `${name} has a step that does not fit, at ${wrong} (from 0).`,
      expected: `${features} finite numbers in every step`,
      received: wrong < 0 ? "an empty series" : shown(sample[wrong]),
    });
  }

  /** The class numbers of each sample, one for the whole or for each of its steps. */
  private labelNumbers(labels: readonly Label[], samples: readonly Sample[]): number[][] {
    checkOption("Classifier", "labels", labels, takes.list);
    checkOption("Classifier", "samples", samples, takes.list);
    if (labels.length !== samples.length || samples.length === 0) {
      throw new ConfigError({
        what: "There must be a label for each sample.",
        expected: `${samples.length} labels, 1 or more`,
        received: shown(labels.length),
      });
    }
    return samples.map((sample, i) => {
      const name = typeof sample === "string" ? `samples[${i}], ${startOf(sample)},` : `samples[${i}]`;
      this.checkSample(sample, name);
      const label = labels[i]!;
      const steps = this.perStep ? this.stepsOf(sample) : 1;
      if (Array.isArray(label) !== this.perStep || (this.perStep && label.length !== steps)) {
        throw new ConfigError({
          what: `${name} has labels that do not fit.`,
          expected: this.perStep ? `a list of ${steps} labels, one for each step` : "one label for the whole",
          received: Array.isArray(label) ? `a list of ${label.length}` : shown(label),
        });
      }
      return [label].flat().map((each) => this.classNumber(each, name));
    });
  }

  private stepsOf(sample: Sample): number {
    return typeof sample === "string" ? this.vocabulary!.encode(sample).length : sample.length;
  }

  private classNumber(label: string, owner: string): number {
    const number = this.classes.indexOf(label);
    if (number >= 0) return number;
    const near = typeof label === "string" ? nearestName(label, this.classes) : undefined;
    throw new ConfigError({
      what: `${owner} has a label that is no class.`,
      expected: `one of ${this.classes.slice(0, 20).join(", ")}${this.classes.length > 20 ? ", ..." : ""}`,
      received: shown(label),
      hint: near === undefined ? undefined : `did you mean "${near}"?`,
    });
  }
}

/** What a text begins with. */
function startOf(text: string): string {
  const characters = Array.from(text.slice(0, 80));
  return JSON.stringify(characters.slice(0, 30).join("") + (characters.length > 30 ? "..." : ""));
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
