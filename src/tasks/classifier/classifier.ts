/** Classifiers: networks that read a text or a series and say what it is, as a whole or at every step. */
import { Scaler, standardScaler } from "../../data/index.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type AnyModel, type Batch, callbacks, type History, type Model } from "../../models/index.ts";
import { ConfigError, checkOption, readOptions, type Tensor, takes, tensor } from "../../tensor/index.ts";
import { Vocabulary } from "../../text/index.ts";
import { checkTask } from "../task.ts";
import { batchesByLength, countBatches, fallingAdam, trainBy } from "../training.ts";
import { balancedWeights, holdOut, type Labelled } from "./held-out.ts";
import { findMixture, mixed, scoresOf } from "./mixture.ts";
import { checkForward, findNetworks, makeNetworks, type Networks, scaleScores, setWideWeights } from "./network.ts";
import {
  type ClassifierFitOptions,
  type ClassifierOptions,
  checkOptions,
  classifierFitOptions,
  classifierOptions,
  type Guess,
  type Label,
  type Sample,
} from "./options.ts";
import { SampleReader } from "./sample-reader.ts";
import { classNumber, labelNumbers } from "./samples.ts";
import { rowWidth } from "./series-features.ts";
import { ClassifierStream } from "./stream.ts";
import { bestThresholds, called } from "./thresholds.ts";
import { learnWide, placesFor, type WideKind } from "./wide.ts";

/** A classifier; {@link classifier} makes one. */
export class Classifier {
  private readonly reader: SampleReader;

  private constructor(
    private readonly networks: Networks,
    private readonly kind: WideKind,
    private readonly seed: number,
  ) {
    this.reader = new SampleReader(networks, kind);
  }

  /** @internal see {@link classifier} */
  static make(options: ClassifierOptions): Classifier {
    const complete = readOptions("classifier", options, classifierOptions);
    checkOptions(complete);
    const { classes, vocabulary, features, perStep, severalLabels, maxLength, seed } = complete;
    const ngrams = vocabulary && !perStep ? (complete.ngrams ?? placesFor(classes.length)) : 0;
    const linear =
      features !== undefined && (complete.linear ?? ((complete.direction === "both" || perStep) && !severalLabels));
    const networks = makeNetworks({
      ...complete,
      linear: linear ? 1 + rowWidth(features, perStep) : 0,
      classes: classes.length,
      tokens: vocabulary?.size,
      features,
      ngrams,
      seed,
    });
    const kept = { task: "classifier", classes, perStep, vocabulary: vocabulary?.toJSON() };
    Object.assign(networks.model.metadata, kept, { severalLabels, maxLength, ngrams, linear });
    const kind = { classes, perStep, severalLabels, vocabulary, features, maxLength, ngrams, linear };
    return new Classifier(networks, kind, seed ?? 0);
  }

  /** The classifier in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): Classifier {
    const metadata = checkTask(model, "classifier");
    const { classes, perStep, severalLabels, vocabulary, scaler, maxLength, ngrams, linear } = metadata;
    const isText = vocabulary !== undefined;
    const kind = {
      classes: classes as string[],
      perStep: perStep === true,
      severalLabels: severalLabels === true,
      vocabulary: isText ? Vocabulary.fromJSON(vocabulary) : undefined,
      features: isText ? undefined : (model.inputs[0]!.shape[2] ?? undefined),
      // models from before the limit read whole texts
      maxLength: typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY,
      ngrams: typeof ngrams === "number" ? ngrams : 0,
      linear: linear === true,
    };
    const made = new Classifier(findNetworks(model, kind.ngrams > 0 || kind.linear, kind.severalLabels), kind, 0);
    if (scaler !== undefined) made.reader.scaler = Scaler.fromJSON(scaler);
    return made;
  }

  /**
   * The model that is kept: where nothing is read beside the network, what {@link network} is; else of texts
   * `{ text: ids (B, T), ngrams: places (B, N), shares (B, N) }`, of series `{ series (B, T, F), linear (B, W) }`, of steps with
   * `linear (B, T, W)`, to probabilities.
   */
  get model(): Model<SymbolicTensor> {
    return this.networks.model;
  }

  /** The part that reads step by step: ids (B, T) or series (B, T, F) to probabilities (B, classes), of each step (B, T, classes). */
  get network(): Model<SymbolicTensor> {
    return this.networks.network;
  }

  /** The names of the classes, in the order of the probabilities. */
  get classes(): readonly string[] {
    return this.kind.classes;
  }

  /** Whether every step has a class, rather than the whole sample. */
  get perStep(): boolean {
    return this.kind.perStep;
  }

  /** Whether a sample may be several of the classes. */
  get severalLabels(): boolean {
    return this.kind.severalLabels;
  }

  /** Whether samples are texts. */
  get readsText(): boolean {
    return this.kind.vocabulary !== undefined;
  }

  /**
   * For each class the probability from which on a sample is called so, 0 to 1: where samples have several labels, of each by
   * itself; else a class is called whose probability is the largest multiple of its threshold. Kept in the file. Default 0.5.
   */
  get thresholds(): readonly number[] {
    const kept = this.model.metadata.thresholds;
    return Array.isArray(kept) ? (kept as number[]) : this.classes.map(() => 0.5);
  }

  /** @throws ConfigError unless there is a number above 0 and below 1 for each class */
  set thresholds(thresholds: readonly number[]) {
    const isOne = (value: unknown) => typeof value === "number" && value > 0 && value < 1;
    const fit = takes.check<readonly number[]>(
      `${this.classes.length} numbers above 0 and below 1`,
      (value) => Array.isArray(value) && value.length === this.classes.length && value.every(isOne),
    );
    checkOption("Classifier", "thresholds", thresholds, fit);
    this.model.metadata.thresholds = [...thresholds];
  }

  /**
   * Learns from samples and their labels: one for each sample or, of a classifier of steps, a list with one for each step.
   * Series are scaled by mean and deviation of each feature, which the model keeps. The n-grams of texts, or windows of series, are
   * learned by a linear model of its own, which starts anew with each `fit`.
   * @throws ConfigError, before anything changes, when counts, kinds or labels do not fit; it names the sample
   */
  async fit(
    samples: readonly Sample[],
    labels: readonly Label[],
    options: ClassifierFitOptions = {},
  ): Promise<History> {
    const { balanced, validation, ...rest } = readOptions("fit", options, classifierFitOptions);
    const { epochs, batchSize, learningRate, trainer, ...passedOn } = rest;
    const all = { samples, labels: labelNumbers(this.kind, labels, samples) };
    const given = validation && {
      samples: validation[0],
      labels: labelNumbers(this.kind, validation[1], validation[0]),
    };
    const parts = given || !this.reader.wide ? { learned: all, held: given } : holdOut(all, this.perStep);
    const { learned, held } = parts;
    if (!this.readsText) {
      this.reader.scaler = standardScaler().fit(samples.flat() as number[][]);
      this.model.metadata.scaler = this.reader.scaler.toJSON();
    }
    const lengths = learned.samples.map((sample) => this.reader.encode(sample).shape[0]!);
    this.network.compile({
      optimizer: fallingAdam(learningRate, epochs * countBatches(lengths, batchSize)),
      loss: this.severalLabels ? "binaryCrossentropy" : "sparseCategoricalCrossentropy",
      metrics: [this.severalLabels ? "binaryAccuracy" : "accuracy"],
    });
    const classWeights = balanced ? balancedWeights(learned.labels.flat(), this.classes.length) : undefined;
    const best = held ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    const history = await trainBy(trainer, this.network, this.batches(learned, batchSize, this.seed), undefined, {
      ...passedOn,
      epochs,
      seed: this.seed,
      validationData: held && this.batches(held, batchSize),
      ...(classWeights && !this.severalLabels && { classWeight: { ...classWeights } }),
      callbacks: [...best, ...rest.callbacks],
    });
    this.finish(learned, held, classWeights);
    return history;
  }

  /** The classes of a sample, the most probable first; of a classifier of steps, of each step. */
  classify(sample: Sample): Guess[] | Guess[][] {
    const [rows] = this.reader.probabilities([sample]);
    const guesses = rows!.map((row) => this.guesses(row));
    return this.perStep ? guesses : guesses[0]!;
  }

  /**
   * What each sample is called, by the {@link thresholds}: its class, a class for each step, or the list of its labels.
   */
  predictLabels(samples: readonly Sample[]): Label[] {
    return this.reader.probabilities(samples).map((rows): Label => {
      if (this.severalLabels) return this.classes.filter((_, k) => rows[0]![k]! >= this.thresholds[k]!);
      const names = rows.map((row) => this.classes[called(row, this.thresholds)]!);
      return this.perStep ? names : names[0]!;
    });
  }

  /**
   * The class number of each sample, or of each step of all samples, one after the other.
   * @throws ConfigError where samples have several labels
   */
  predictClasses(samples: readonly Sample[]): number[] {
    if (this.severalLabels) {
      throw new ConfigError({ what: "A sample of this classifier has several labels.", hint: "use predictLabels" });
    }
    return this.reader.probabilities(samples).flatMap((rows) => rows.map((row) => called(row, this.thresholds)));
  }

  /**
   * The probabilities of each sample's classes (samples, classes); of a classifier of steps, of all steps one after the other.
   * @param part "network" for what the network alone says, without n-grams or logistic regression
   */
  predictProbabilities(samples: readonly Sample[], part: "whole" | "network" = "whole"): number[][] {
    checkOption("predictProbabilities", "part", part, takes.oneOf("whole", "network"));
    return this.reader.probabilities(samples, part).flat();
  }

  /**
   * The class numbers of labels, of steps one after the other; with `samples` it is checked that they fit these.
   * @throws ConfigError for a label that is no class, or labels that do not fit; it names the sample
   */
  classNumbers(labels: readonly Label[], samples?: readonly Sample[]): number[] {
    if (samples !== undefined) return labelNumbers(this.kind, labels, samples).flat();
    checkOption("Classifier", "labels", labels, takes.list);
    return labels.flatMap((label, i) => [label].flat().map((each) => classNumber(this.kind, each, `labels[${i}]`)));
  }

  /**
   * Takes a series, or the tokens of a text, step by step, and says after each what it is by all that came before.
   * @throws ConfigError unless `direction` is "forward"
   */
  stream(): ClassifierStream {
    checkForward(this.network);
    const { model, network, kind, reader } = this;
    const scaler = this.readsText ? undefined : reader.scaler;
    return new ClassifierStream({
      model,
      network,
      kind,
      wide: reader.wide,
      scaler,
      guesses: (row) => this.guesses(row),
    });
  }

  private guesses(row: ArrayLike<number>): Guess[] {
    return Array.from(row, (probability, k): Guess => ({ label: this.classes[k]!, probability })).sort(
      (a, b) => b.probability - a.probability,
    );
  }

  /** What is found on held-out samples: how much each part counts, and thresholds. The linear part then learns from these, too. */
  private finish(learned: Labelled, held: Labelled | undefined, classWeights: readonly number[] | undefined): void {
    const { severalLabels, perStep, reader } = this;
    const { wide } = reader;
    wide?.prepare(learned.samples);
    const plan = { classes: this.classes.length, perStep, severalLabels, seed: this.seed, classWeights };
    if (!held) {
      if (wide) setWideWeights(this.model, learnWide(learned, wide, plan).weights, 1);
      return;
    }
    const linear = wide && learnWide(learned, wide, plan);
    const scores = {
      network: reader
        .probabilities(held.samples, "network")
        .flatMap((rows) => rows.map((row) => scoresOf(row, severalLabels))),
      linear: linear && held.samples.flatMap((sample) => wide!.featuresOf(sample).map((each) => linear.scores(each))),
    };
    const labels = perStep ? held.labels.flat().map((label) => [label]) : held.labels;
    const mixture = findMixture({ ...scores, labels, severalLabels, classWeights });
    scaleScores(this.network, mixture.network);
    if (severalLabels) this.thresholds = bestThresholds(mixed(scores, mixture), labels);
    if (!wide) return;
    const everything = { samples: [...learned.samples, ...held.samples], labels: [...learned.labels, ...held.labels] };
    setWideWeights(this.model, learnWide(everything, wide, plan).weights, mixture.linear);
  }

  private batches({ samples, labels }: Labelled, batchSize: number, seed?: number) {
    const elements = samples.map((sample, i) => ({ x: this.reader.encode(sample), y: this.target(labels[i]!) }));
    return batchesByLength(elements, { batchSize, seed }).map((batch) => batch as unknown as Batch);
  }

  private target(labels: readonly number[]): Tensor | number {
    if (this.severalLabels) return tensor(this.classes.map((_, k) => (labels.includes(k) ? 1 : 0)));
    return this.perStep ? tensor(labels as number[], undefined, "int32") : labels[0]!;
  }
}

/**
 * Makes a classifier: an embedding for texts, recurrent layers that read both ways, and a softmax over the classes; beside them, of
 * whole texts, a linear model of n-grams.
 * @throws ConfigError unless there are two classes, and either a vocabulary or a number of features
 */
export function classifier(options: ClassifierOptions): Classifier {
  return Classifier.make(options);
}
