/** Language models: a network that reads text token by token and says what comes next. */
import type { SymbolicTensor } from "../layers/symbolic.ts";
import {
  type AnyModel,
  type CallbackSpec,
  callbacks,
  type FitOptions,
  type History,
  type Model,
  type Stepper,
} from "../models/index.ts";
import { ConfigError, checkOption, type Declared, readOptions, type Tensor, takes, wrap } from "../tensor/index.ts";
import { searchOptions } from "../text/beam-search.ts";
import { beamSearch, type GenerateOptions, generate, Vocabulary } from "../text/index.ts";
import { makeNetwork } from "./language-network.ts";
import { checkTask } from "./task.ts";
import { aVocabulary, fallingAdam, networkOptions, trainingOptions } from "./training.ts";

/** What fixes a language model; see {@link languageModel}. */
export interface LanguageModelOptions {
  /** The tokens that it reads and writes. */
  vocabulary: Vocabulary;
  /**
   * Whether texts are documents, each with a beginning and an end, such as poems; or parts of one running text, such as
   * the chapters of a novel. Default false: running text.
   */
  documents?: boolean | undefined;
  /** Width of a token's vector. Default 64. */
  embedding?: number | undefined;
  /** Width of each recurrent layer. Default 256. */
  units?: number | undefined;
  /** How many recurrent layers. Default 1. */
  depth?: number | undefined;
  /** Default "lstm". */
  cell?: "lstm" | "gru" | undefined;
  /** Share of each layer's input that is left out in training. Default 0. */
  dropout?: number | undefined;
  /** Share of the tokens whose vectors are left out in training (Gal and Ghahramani 2016). Default 0. */
  embeddingDropout?: number | undefined;
  /** Share of the weights from step to step that are left out in training (DropConnect; Merity, Keskar and Socher 2018). Default 0. */
  weightDropout?: number | undefined;
  /**
   * Whether the softmax has the embedding's matrix, transposed (Press and Wolf 2017): fewer weights, and rare tokens learn from
   * being read, too. Default false.
   */
  tied?: boolean | undefined;
  /** Fixes the first weights, shuffling and dropout. */
  seed?: number | undefined;
}

/** Options of `languageModel.fit`: how long and on what to train. */
export interface LanguageModelFitOptions
  extends Pick<FitOptions, "batchSize" | "verbose" | "write" | "signal" | "checkpoint"> {
  /** Passes over the text. Default 1. */
  epochs?: number | undefined;
  /** Tokens of a training sequence. Default 64. */
  window?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.005. */
  learningRate?: number | undefined;
  /**
   * Whether the weights become their moving average over the last tenth of the steps, a thousand at most; it is also what is
   * measured on `validation`. Default false.
   */
  averaged?: boolean | undefined;
  /** Held-out text to measure on after each epoch. The weights of the best epoch are kept. */
  validation?: string | readonly string[] | Int32Array | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Trains in the place of `model.fit`, such as on a cluster: it gets what that would get, and leaves the weights in the model. */
  trainer?: Trainer | undefined;
}

/** What trains a compiled model in the place of its `fit`. @returns the numbers of each epoch */
export type Trainer = (model: Model<any>, x: Tensor, y: Tensor, options: FitOptions) => Promise<History>;

/** How {@link LanguageModel.search} looks for the most probable text. */
export interface SearchOptions {
  /** What the text begins with; it is read, not written again. */
  prompt?: string | undefined;
  /** How many texts are followed side by side. Default 4. */
  beams?: number | undefined;
  /** See `text.beamSearch`. Default 0.6. */
  lengthPenalty?: number | undefined;
  /** Tokens of a text at most. Default 200. */
  maxTokens?: number | undefined;
}

/** The default batch of training. */
const BATCH = 16;

const languageModelOptions = {
  ...networkOptions,
  vocabulary: takes.required(aVocabulary),
  documents: false,
  embeddingDropout: takes.withDefault(takes.fraction, 0),
  weightDropout: takes.withDefault(takes.fraction, 0),
  tied: false,
} satisfies Declared<LanguageModelOptions>;

const languageModelFitOptions = {
  ...trainingOptions(1, BATCH, 5e-3),
  window: takes.withDefault(takes.counts.steps, 64),
  averaged: false,
  validation: takes.anything,
  trainer: takes.callable,
} satisfies Declared<LanguageModelFitOptions>;

const textSearchOptions = {
  ...searchOptions,
  prompt: takes.withDefault(takes.text, ""),
} satisfies Declared<SearchOptions>;

/** A text that goes on from a prompt, and the sum of the log probabilities of its tokens. */
export interface Continuation {
  /** The text that continues the prompt. */
  readonly text: string;
  /** The sum of the natural logarithms of its tokens' probabilities. */
  readonly logProbability: number;
}

/** A language model; {@link languageModel} makes one. */
export class LanguageModel {
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
   * Learns from texts: tokens in windows, each of which is to say the next token at every place. What {@link tokens} gave takes a
   * tenth of the memory.
   * @returns loss and perplexity of each epoch, per token
   * @throws ConfigError when there is less text than one window
   */
  async fit(texts: string | readonly string[] | Int32Array, options: LanguageModelFitOptions = {}): Promise<History> {
    const complete = readOptions("fit", options, languageModelFitOptions);
    const { window, learningRate, validation, epochs, batchSize, averaged, trainer, ...rest } = complete;
    const [x, y] = this.windows(texts, window);
    const held = validation === undefined ? undefined : this.windows(validation, window);
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
    return trainer ? trainer(this.model, x, y, how) : this.model.fit(x, y, how);
  }

  /** Writes on from `prompt`, piece by piece; see `text.generate`. */
  generate(options: GenerateOptions = {}): Generator<string> {
    // a stepper of its own, so that several may be written side by side
    const stepper = this.model.stream();
    return disposing(stepper, generate(stepper, this.vocabulary, { begin: this.beginning, ...options }));
  }

  /**
   * The most probable texts to go on from `prompt`, found by beam search, best first: as many as there are beams, or fewer.
   * @throws ConfigError for an option out of its range
   */
  search(options: SearchOptions = {}): Continuation[] {
    const { prompt, ...rest } = readOptions("search", options, textSearchOptions);
    const { vocabulary } = this;
    const streaming = this.model.stream();
    const read = [...this.beginning, ...vocabulary.encode(prompt)];
    for (const id of read.slice(0, -1)) streaming.step([id]);
    const found = beamSearch<readonly Tensor[]>({
      ...rest,
      start: read.at(-1)!,
      end: vocabulary.end,
      state: streaming.states,
      step: (ids, beams) =>
        beams.map((states, i) => {
          streaming.setStates(states);
          const probabilities = vocabulary.writable(streaming.step([ids[i]!]));
          return { probabilities, state: streaming.states };
        }),
    });
    streaming.dispose();
    return found.map(({ ids, logProbability }) => ({ text: vocabulary.decode(ids), logProbability }));
  }

  /**
   * How many bits the model needs for a character of texts it has not seen: -log2 of the probabilities of all tokens, in
   * one pass over each text, divided by the number of characters; a document's end counts as one.
   */
  bitsPerCharacter(texts: string | readonly string[]): number {
    const sequences = this.sequences(texts);
    const characters = sequences.reduce((sum, { text }) => sum + [...text].length + (this.documents ? 1 : 0), 0);
    return this.bits(sequences.map(({ ids }) => ids)) / characters;
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
      what: `The tokens hold a number that is none, at ${wrong} (from 0).`,
      expected: `0 to ${this.vocabulary.size - 1}`,
      received: String(ids[wrong]),
    });
  }

  /** What is read before any prompt. */
  private get beginning(): readonly number[] {
    return this.documents ? [this.vocabulary.start] : [...this.vocabulary.encode("\n")];
  }

  /** Sequences side by side, the longest first, each step for all of a batch at once. */
  private bits(sequences: readonly Int32Array[]): number {
    const sorted = [...sequences].sort((a, b) => b.length - a.length);
    const V = this.vocabulary.size;
    let bits = 0;
    for (let first = 0; first < sorted.length; first += BATCH) {
      const batch = sorted.slice(first, first + BATCH);
      const stepper = this.model.stream({ batch: batch.length });
      for (let t = 0; t + 1 < batch[0]!.length; t++) {
        const probabilities = stepper.step(batch.map((ids) => ids[t] ?? 0));
        for (const [row, ids] of batch.entries()) {
          if (t + 1 < ids.length) bits -= Math.log2(Math.max(probabilities[row * V + ids[t + 1]!]!, 1e-30));
        }
      }
      stepper.dispose();
    }
    return bits;
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

  /** All texts end to end, cut into windows: what is read, and what comes next at each place. */
  private windows(texts: string | readonly string[] | Int32Array, window: number): [x: Tensor, y: Tensor] {
    const ofTexts = takes.either(takes.text, takes.listOf(takes.text));
    if (!(texts instanceof Int32Array)) checkOption("LanguageModel", "texts", texts, ofTexts);
    const ids = texts instanceof Int32Array ? this.checkIds(texts) : this.tokens([texts].flat());
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

/** Ids in an array that grows. */
class GrowingIds {
  private ids: Int32Array;
  private length = 0;

  constructor(most: number) {
    // what is not written to takes no memory yet
    this.ids = new Int32Array(most);
  }

  push(more: readonly number[]): void {
    if (this.length + more.length > this.ids.length) {
      const grown = new Int32Array(Math.max(2 * this.ids.length, this.length + more.length));
      grown.set(this.ids.subarray(0, this.length));
      this.ids = grown;
    }
    this.ids.set(more, this.length);
    this.length += more.length;
  }

  all(): Int32Array {
    return this.ids.subarray(0, this.length);
  }
}

/** What a generator gives, the stepper that it reads with freed at its end. */
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
