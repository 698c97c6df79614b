/** Translators: networks that read one sequence and write another. */
import { type AnyModel, type CallbackSpec, callbacks, type FitOptions, type History } from "../../models/index.ts";
import { ConfigError, checkOption, type Declared, Random, readOptions, takes } from "../../tensor/index.ts";
import { aVocabulary, Vocabulary } from "../../text/vocabulary.ts";
import { checkTask } from "../task.ts";
import { countBatches, fallingAdam, networkOptions, type Trained, trainBy, trainingOptions } from "../training.ts";
import { type IdPair, type PairBatch, pairBatches, sourceIds } from "./batches.ts";
import { type Hidden, hidePairs, hideSource, showAgain, showMarks } from "./carried.ts";
import { type DecodeOptions, decode, type Translation } from "./decode.ts";
import { findNetworks, makeNetworks, type Networks } from "./network.ts";
import { sampledInputs } from "./scheduled-sampling.ts";
import { aPair, bestWay, nearestKnown, type Pair, type Way, ways } from "./simple-ways.ts";

/** What fixes a translator; see {@link translator}. */
export interface TranslatorOptions {
  /** The tokens that are read. */
  source: Vocabulary;
  /** The tokens that are written. */
  target: Vocabulary;
  /** Width of a token's vector. Default 64. */
  embedding?: number | undefined;
  /** Width of the decoder, and of the encoder's two directions together. Default 256. */
  units?: number | undefined;
  /** Recurrent layers of encoder and decoder each. Default 1. */
  depth?: number | undefined;
  /** How a query and a key are scored. Default "luong". */
  attention?: "luong" | "bahdanau" | undefined;
  /** Share of each layer's input that is left out in training. Default 0. */
  dropout?: number | undefined;
  /**
   * Whether placeholders (`%s`, `{name}`), tags, addresses, rare names that both sides spell alike, and words with characters that the
   * source's vocabulary has not are carried over as they are: a mark stands for each while a text is translated. The vocabularies
   * must hold the marks: make them of `tasks.carriedPairs`. Default false.
   */
  carry?: boolean | undefined;
  /** Fixes the first weights, the order of the pairs, dropout and sampling. */
  seed?: number | undefined;
}

const { cell: _, ...ofNetworks } = networkOptions;
/** What {@link TranslatorOptions} take. */
export const translatorOptions = {
  ...ofNetworks,
  source: takes.required(aVocabulary),
  target: takes.required(aVocabulary),
  attention: takes.withDefault(takes.oneOf("luong", "bahdanau"), "luong"),
  carry: false,
} satisfies Declared<TranslatorOptions>;

/** What {@link TranslatorFitOptions} take. */
export const translatorFitOptions = {
  ...trainingOptions(10, 64, 2e-3),
  validation: takes.anything,
  scheduledSampling: takes.withDefault(takes.fraction, 0),
} satisfies Declared<TranslatorFitOptions>;

/** Most pairs on which the ways are compared. */
const MOST_TRIED = 1000;

/** Options of `translator.fit`: how long and on what to train. */
export interface TranslatorFitOptions extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint">, Trained {
  /** Passes over the pairs. Default 10. */
  epochs?: number | undefined;
  /** Pairs of one step. Default 64. */
  batchSize?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.002. */
  learningRate?: number | undefined;
  /**
   * Pairs to measure on after each epoch. The weights of the best epoch are kept, and {@link Translator.way} becomes what has the
   * highest chrF on the first thousand of them.
   */
  validation?: readonly Pair[] | undefined;
  /**
   * The probability, at the end of training, that the decoder is given what it would itself have said before instead of the
   * true token; it rises from 0 in a straight line (scheduled sampling, Bengio et al. 2015; both passes over whole targets,
   * Mihaylova and Martins 2019). Default 0: always the true token, teacher forcing.
   */
  scheduledSampling?: number | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
}

/** A translator; {@link translator} makes one. */
export class Translator {
  private constructor(
    private readonly networks: Networks,
    /** The vocabulary of the texts to translate. */
    readonly source: Vocabulary,
    /** The vocabulary of the translations. */
    readonly target: Vocabulary,
    private readonly seed: number,
  ) {}

  /** @internal see {@link translator} */
  static make(options: TranslatorOptions): Translator {
    const complete = readOptions("translator", options, translatorOptions);
    const { source, target, embedding, units, depth, attention, dropout, carry, seed } = complete;
    const sizes = { sourceSize: source.size, targetSize: target.size };
    const networks = makeNetworks({ ...sizes, embedding, units, depth, attention, dropout, seed });
    const kept = { task: "translator", source: source.toJSON(), target: target.toJSON(), carry };
    Object.assign(networks.training.metadata, kept);
    return new Translator(networks, source, target, seed ?? 0);
  }

  /** The translator in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): Translator {
    const { source, target } = checkTask(model, "translator");
    return new Translator(findNetworks(model), Vocabulary.fromJSON(source), Vocabulary.fromJSON(target), 0);
  }

  /** The model that is trained and saved: { source, target } ids to probabilities of the target's next tokens. */
  get model(): Networks["training"] {
    return this.networks.training;
  }

  /**
   * Learns from pairs: the decoder is given the true target up to each place, and is to say what comes next.
   * With `validation`, the best {@link way} is then chosen by it.
   * @returns loss and accuracy of each epoch, per token
   * @throws ConfigError when there are no pairs, or a text is empty
   */
  async fit(pairs: readonly Pair[], options: TranslatorFitOptions = {}): Promise<History> {
    const complete = readOptions("fit", options, translatorFitOptions);
    const { epochs, batchSize, learningRate, validation, scheduledSampling, trainer, ...rest } = complete;
    const learned = this.idPairs(pairs);
    const lengths = learned.map(({ source }) => source.length);
    const steps = epochs * countBatches(lengths, batchSize);
    this.model.compile({
      optimizer: fallingAdam(learningRate, steps),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    const sampling =
      scheduledSampling > 0
        ? (batch: PairBatch) => {
            // seeded by the step, so that a resumed training draws the same
            const { iterations } = this.model.optimizer!;
            const random = new Random(this.seed, 2 ** 22 + iterations);
            const probability = (scheduledSampling * iterations) / steps;
            return sampledInputs(this.model, batch, { probability, random, padding: this.target.padding });
          }
        : undefined;
    const held = validation && pairBatches(this.idPairs(validation), batchSize);
    const best = held ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    const batches = pairBatches(learned, batchSize, this.seed, sampling);
    const history = await trainBy(trainer, this.model, batches, undefined, {
      ...rest,
      epochs,
      seed: this.seed,
      validationData: held,
      callbacks: [...best, ...rest.callbacks],
    });
    if (validation) this.choose(pairs, validation.slice(0, MOST_TRIED));
    return history;
  }

  /**
   * How texts are translated, by `recurve translate`, too: by the network, by copying the source, or as the nearest of the known pairs.
   * `fit` chooses it; kept in the file, with the pairs where they are needed. Default "network".
   */
  get way(): Way {
    const { way } = this.model.metadata;
    return way === "copy" || (way === "nearest" && this.known) ? way : "network";
  }

  /** @throws ConfigError for "nearest" where no pairs are known */
  set way(way: Way) {
    checkOption("Translator", "way", way, takes.oneOf(...ways));
    if (way === "nearest" && !this.known) {
      throw new ConfigError({
        what: "This translator knows no pairs.",
        expected: "a way that needs none",
        received: '"nearest"',
        hint: "fit keeps them where the nearest is the best way on its validation pairs",
      });
    }
    this.model.metadata.way = way;
  }

  private get known(): Pair[] | undefined {
    const { known } = this.model.metadata;
    return takes.listOf(aPair).accepts(known) && (known as Pair[]).length > 0 ? (known as Pair[]) : undefined;
  }

  /** Makes the best way on these pairs the one that is used. */
  private choose(known: readonly Pair[], validation: readonly Pair[]): void {
    const nearest = nearestKnown(known);
    const way = bestWay(validation, (way, sources) => {
      if (way === "network") return this.byNetwork(sources, {}).map(({ text }) => text);
      return way === "copy" ? [...sources] : sources.map(nearest);
    });
    Object.assign(this.model.metadata, { way, known: way === "nearest" ? known : undefined });
  }

  /**
   * Translates texts, in the best {@link way}. Where that is not the network, what it would do is in all fields but `text`.
   * @throws ConfigError for an option out of its range
   */
  translate(text: string, options?: DecodeOptions): Translation;
  /** For several texts, read in batches: their translations in the same order. */
  translate(texts: readonly string[], options?: DecodeOptions): Translation[];
  translate(texts: string | readonly string[], options: DecodeOptions = {}): Translation | Translation[] {
    checkOption("translate", "texts", texts, takes.either(takes.text, takes.listOf(takes.text)));
    const all = [texts].flat();
    const read = this.byNetwork(all, options);
    const nearest = this.way === "nearest" ? nearestKnown(this.known!) : (source: string) => source;
    const found = this.way === "network" ? read : read.map((each, i) => ({ ...each, text: nearest(all[i]!) }));
    return typeof texts === "string" ? found[0]! : found;
  }

  private byNetwork(all: readonly string[], options: DecodeOptions): Translation[] {
    const hidden = all.map((text) => (this.carries ? hideSource(text, this.source) : { text, carried: [] }));
    return decode(
      this.networks,
      this.source,
      this.target,
      hidden.map(({ text }) => text),
      options,
    ).map((each, i) => (hidden[i]!.carried.length > 0 ? shown(each, hidden[i]!) : each));
  }

  private get carries(): boolean {
    return this.model.metadata.carry === true;
  }

  private idPairs(pairs: readonly Pair[]): IdPair[] {
    const { start, end } = this.target;
    checkOption("Translator.fit", "pairs", pairs, takes.listOf(aPair));
    if (pairs.length === 0) throw new ConfigError({ what: "There are no pairs to learn from." });
    const read = this.carries ? hidePairs(pairs) : pairs;
    return read.map(([source, target]) => ({
      source: sourceIds(this.source, source),
      target: [start, ...this.target.encode(target), end],
    }));
  }
}

/** A translation with its marks replaced by their texts. */
function shown(each: Translation, hidden: Hidden): Translation {
  const alone = (token: string) => showMarks(token, hidden);
  return {
    ...each,
    text: showAgain(each.text, hidden),
    sourceTokens: each.sourceTokens.map(alone),
    targetTokens: each.targetTokens.map(alone),
  };
}

/** Pairs as a translator that carries reads them, marks among them, to make its vocabularies of. @throws ConfigError for what are no pairs */
export function carriedPairs(pairs: readonly Pair[]): Pair[] {
  checkOption("carriedPairs", "pairs", pairs, takes.listOf(aPair));
  return hidePairs(pairs);
}

/**
 * Makes a translator: a bidirectional LSTM that reads, an LSTM that writes, and attention between them.
 * @throws ConfigError for an unknown option
 */
export function translator(options: TranslatorOptions): Translator {
  return Translator.make(options);
}
