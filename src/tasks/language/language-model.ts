/** Language models: a network that reads text token by token and says what comes next. */
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type AnyModel, callbacks, type History, type Model, type Stepper } from "../../models/index.ts";
import { ConfigError, checkOption, isA, readOptions, type Tensor, takes, wrap } from "../../tensor/index.ts";
import { beamSearch, type GenerateOptions, generate, Vocabulary } from "../../text/index.ts";
import { checkTask } from "../task.ts";
import { fallingAdam, trainBy } from "../training.ts";
import { documentsIn, GrowingIds } from "./ids.ts";
import { makeNetwork } from "./network.ts";
import { after, findShare, Ngrams, type Reading, type Tried } from "./ngrams.ts";
import {
  BATCH,
  type LanguageModelFitOptions,
  type LanguageModelOptions,
  languageModelFitOptions,
  languageModelOptions,
  type SearchOptions,
  textSearchOptions,
} from "./options.ts";

/** Most tokens of held-out text on which the n-grams' share is found, and into how many pieces they are cut to be read as a batch. */
const [TRIED, PIECES] = [20_000, 16];
/** Tokens of a piece at least: in shorter ones most tokens would have fewer before them than n-grams reach back. */
const LEAST_PIECE = 64;

/** A text that goes on from a prompt, and the sum of the log probabilities of its tokens. */
export interface Continuation {
  /** The text that continues the prompt. */
  readonly text: string;
  /** The sum of the natural logarithms of its tokens' probabilities. */
  readonly logProbability: number;
}

/** A language model; {@link languageModel} makes one. */
export class LanguageModel {
  /** The n-grams of the metadata, counted at first use. */
  private counted: { kept: unknown; ngrams: Ngrams } | undefined;

  private constructor(
    /** (batch, time) ids to (batch, time, V) probabilities of the next token. */
    readonly model: Model<SymbolicTensor>,
    /** How texts become ids. */
    readonly vocabulary: Vocabulary,
    /** Whether it learned from separate texts, each with a start and an end, rather than one running text. */
    readonly documents: boolean,
  ) {}

  /** @internal see {@link languageModel} */
  static make(options: LanguageModelOptions): LanguageModel {
    const complete = readOptions("languageModel", options, languageModelOptions);
    const { vocabulary, documents } = complete;
    const model = makeNetwork({ ...complete, size: vocabulary.size });
    Object.assign(model.metadata, { task: "languageModel", documents, vocabulary: vocabulary.toJSON() });
    return new LanguageModel(model, vocabulary, documents);
  }

  /** The language model in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): LanguageModel {
    const { documents, vocabulary } = checkTask(model, "languageModel");
    return new LanguageModel(model, Vocabulary.fromJSON(vocabulary), documents === true);
  }

  /**
   * Learns from texts: tokens in windows, each of which predicts the next token at every position. The result of {@link
   * tokens} takes a tenth of the memory. With `validation`, n-grams are then kept beside the network if they help.
   * @returns loss and perplexity of each epoch, per token
   * @throws ConfigError when there is less text than one window
   */
  async fit(texts: string | readonly string[] | Int32Array, options: LanguageModelFitOptions = {}): Promise<History> {
    const complete = readOptions("fit", options, languageModelFitOptions);
    const { window, learningRate, validation, epochs, batchSize, averaged, ngrams, trainer, ...rest } = complete;
    const ids = this.idsOf(texts);
    const [x, y] = this.windows(ids, window);
    const heldIds = validation === undefined ? undefined : this.idsOf(validation);
    // held-out text of less than a window is one window
    const held = heldIds && this.windows(heldIds, Math.max(1, Math.min(window, heldIds.length - 1)));
    this.model.compile({
      optimizer: fallingAdam(learningRate, epochs * Math.ceil(x.shape[0]! / batchSize), { averaged }),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["perplexity"],
    });
    const swapped = averaged ? [callbacks.swapEMAWeights()] : [];
    const best = held ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    const how = {
      ...rest,
      epochs,
      batchSize,
      validationData: held,
      callbacks: [...swapped, ...best, ...rest.callbacks],
    };
    const history = await trainBy(trainer, this.model, x, y, how);
    delete this.model.metadata.ngrams;
    if (ngrams && heldIds) this.addNgrams(ids, heldIds);
    return history;
  }

  /** The weight of n-grams of order 5 beside the network, 0 to 1; found by `fit` on held-out text, kept in the file. */
  get ngramShare(): number {
    return this.ngrams?.share ?? 0;
  }

  /** Writes on from `prompt`, piece by piece; see `text.generate`. */
  generate(options: GenerateOptions = {}): Generator<string> {
    // a stepper of its own, so that several texts can be written at once
    const stepper = this.model.stream();
    const next = this.ngrams?.beside(stepper) ?? stepper;
    return disposing(stepper, generate(next, this.vocabulary, { begin: this.beginning, ...options }));
  }

  /**
   * The most probable texts to go on from `prompt`, found by beam search, best first: as many as there are beams, or fewer.
   * @throws ConfigError for an option out of its range
   */
  search(options: SearchOptions = {}): Continuation[] {
    const { prompt, ...rest } = readOptions("search", options, textSearchOptions);
    const { vocabulary, ngrams } = this;
    const streaming = this.model.stream();
    const read = [...this.beginning, ...vocabulary.encode(prompt)];
    for (const id of read.slice(0, -1)) streaming.step([id]);
    const found = beamSearch<{ states: readonly Tensor[]; before: readonly number[] }>({
      ...rest,
      start: read.at(-1)!,
      end: vocabulary.end,
      state: { states: streaming.states, before: read.slice(0, -1) },
      step: (ids, beams) =>
        beams.map((beam, i) => {
          streaming.setStates(beam.states);
          const before = after(beam.before, ids[i]!);
          const own = streaming.step([ids[i]!]);
          const probabilities = vocabulary.writable(ngrams?.distribution(own, before) ?? own);
          return { probabilities, state: { states: streaming.states, before } };
        }),
    });
    streaming.dispose();
    return found.map(({ ids, logProbability }) => ({ text: vocabulary.decode(ids), logProbability }));
  }

  /**
   * How many bits the model needs for a character of texts it has not seen: -log2 of the probabilities of all tokens, in
   * one pass over each text, divided by the number of characters; a document's end counts as one.
   * @param part "network" for what the network alone needs, without n-grams
   */
  bitsPerCharacter(texts: string | readonly string[], part: "whole" | "network" = "whole"): number {
    checkOption("bitsPerCharacter", "part", part, takes.oneOf("whole", "network"));
    const sequences = this.sequences(texts);
    const characters = sequences.reduce((sum, { text }) => sum + [...text].length + (this.documents ? 1 : 0), 0);
    const ngrams = part === "whole" ? this.ngrams : undefined;
    let bits = 0;
    this.read(
      sequences.map(({ ids }) => ids),
      (network, ids, t) => {
        bits -= Math.log2(Math.max(ngrams?.mixed(network, ids, t) ?? network, 1e-30));
      },
    );
    return bits / characters;
  }

  /** What to read of each text, the first token given: a document from its start to its end, running text as it is. */
  sequences(texts: string | readonly string[]): { text: string; ids: Int32Array }[] {
    checkOption("LanguageModel", "texts", texts, takes.either(takes.text, takes.listOf(takes.text)));
    const { start, end } = this.vocabulary;
    if (!this.documents) {
      const text = typeof texts === "string" ? texts : texts.join("");
      return [
        { text, ids: Int32Array.from([...this.vocabulary.encode("\n").slice(-1), ...this.vocabulary.encode(text)]) },
      ];
    }
    return [texts]
      .flat()
      .map((text) => ({ text, ids: Int32Array.from([start, ...this.vocabulary.encode(text), end]) }));
  }

  /** @throws ConfigError for numbers that are no tokens */
  private checkIds(ids: Int32Array): Int32Array {
    const wrong = ids.findIndex((id) => id < 0 || id >= this.vocabulary.size);
    if (wrong < 0) return ids;
    throw new ConfigError({
      what: `The tokens contain a number that is not a token, at ${wrong} (from 0).`,
      expected: `0 to ${this.vocabulary.size - 1}`,
      received: String(ids[wrong]),
    });
  }

  /** What is read before every prompt. */
  private get beginning(): readonly number[] {
    return this.documents ? [this.vocabulary.start] : [...this.vocabulary.encode("\n")];
  }

  private get reading(): Reading {
    return { size: this.vocabulary.size, documents: this.documents, end: this.vocabulary.end };
  }

  private get ngrams(): Ngrams | undefined {
    const kept = this.model.metadata.ngrams;
    if (kept === undefined) return undefined;
    if (this.counted?.kept !== kept) this.counted = { kept, ngrams: Ngrams.from(kept, this.reading) };
    return this.counted.ngrams;
  }

  /** Keeps n-grams of the training text where they help on held-out text. */
  private addNgrams(learned: Int32Array, held: Int32Array): void {
    const ngrams = Ngrams.of(learned, this.reading);
    const some = held.subarray(0, TRIED);
    const length = Math.max(LEAST_PIECE, Math.ceil(some.length / PIECES));
    const pieces = Array.from({ length: PIECES }, (_, i) => some.subarray(i * length, (i + 1) * length + 1));
    const tried: Tried = { network: [], ngrams: [] };
    const sequences = this.documents ? [...documentsIn(some, this.vocabulary.end)] : pieces;
    this.read(sequences.length > 0 ? sequences : pieces, (network, ids, t) => {
      tried.network.push(network);
      tried.ngrams.push(ngrams.probability(ids, t));
    });
    const share = findShare(tried);
    if (share !== undefined) this.model.metadata.ngrams = ngrams.kept(share);
  }

  /** Sequences side by side, the longest first, each step for all of a batch at once: the network's probability of each token that comes. */
  private read(
    sequences: readonly Int32Array[],
    visit: (probability: number, ids: Int32Array, t: number) => void,
  ): void {
    const sorted = [...sequences].sort((a, b) => b.length - a.length);
    const V = this.vocabulary.size;
    for (let first = 0; first < sorted.length; first += BATCH) {
      const batch = sorted.slice(first, first + BATCH);
      const stepper = this.model.stream({ batch: batch.length });
      for (let t = 1; t < batch[0]!.length; t++) {
        const probabilities = stepper.step(batch.map((ids) => ids[t - 1] ?? 0));
        for (const [row, ids] of batch.entries()) {
          if (t < ids.length) visit(probabilities[row * V + ids[t]!]!, ids, t);
        }
      }
      stepper.dispose();
    }
  }

  /**
   * The tokens of texts end to end, four bytes each, as `fit` takes them; texts may come one after the other from files that are larger
   * than memory. Running text may come in pieces.
   * @param most how many there are at most, such as the bytes of the files: then nothing is copied on the way
   */
  tokens(texts: Iterable<string>, most = 2 ** 16): Int32Array {
    checkOption("LanguageModel.tokens", "texts", texts, takes.iterable);
    checkOption("LanguageModel.tokens", "most", most, takes.integerFrom(1, 2 ** 31 - 1));
    const { start, end } = this.vocabulary;
    const ids = new GrowingIds(most);
    if (!this.documents) ids.push(this.vocabulary.encode("\n").slice(-1));
    for (const text of typeof texts === "string" ? [texts] : texts) {
      const own = this.vocabulary.encode(text);
      if (this.documents) ids.push([start]);
      ids.push(own);
      if (this.documents) ids.push([end]);
    }
    return ids.all();
  }

  private idsOf(texts: string | readonly string[] | Int32Array): Int32Array {
    if (isA("Int32Array", texts)) return this.checkIds(texts);
    checkOption("LanguageModel", "texts", texts, takes.either(takes.text, takes.listOf(takes.text)));
    return this.tokens([texts].flat());
  }

  /** All texts end to end, cut into windows: what is read, and what comes next at each place. */
  private windows(ids: Int32Array, window: number): [x: Tensor, y: Tensor] {
    const rows = Math.floor((ids.length - 1) / window);
    if (rows < 1) {
      throw new ConfigError({
        what: "There is too little text to learn from.",
        expected: `more than ${window} tokens, one window`,
        received: `${ids.length} tokens`,
        hint: "give more text, or a smaller window",
      });
    }
    // views: the tokens are not copied
    const cut = (from: number) => wrap(ids.subarray(from, from + rows * window), [rows, window], "int32");
    return [cut(0), cut(1)];
  }
}

/** Passes a generator on, and frees its stepper at the end. */
function* disposing(stepper: Stepper, pieces: Generator<string>): Generator<string> {
  try {
    yield* pieces;
  } finally {
    stepper.dispose();
  }
}

/**
 * Makes a language model: an embedding, recurrent layers, and a softmax over the vocabulary.
 * @throws ConfigError for an unknown option
 */
export function languageModel(options: LanguageModelOptions): LanguageModel {
  return LanguageModel.make(options);
}
