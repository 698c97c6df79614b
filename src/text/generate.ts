/** Text written by a model token by token, each drawn from the probabilities that the model gives after those before. */
import { type Complete, checkOption, type Declared, Random, randomSeed, readOptions, takes } from "../tensor/index.ts";
import { type SamplingOptions, sample, samplingOptions } from "./sampling.ts";
import { Vocabulary } from "./vocabulary.ts";

/** What reads one token and gives the probabilities of the next, keeping its states between calls: `model.stream()`. */
export interface NextToken {
  /** Reads one token for each of B sequences. Gives the probabilities of the next ones, B·V numbers row by row, with V tokens in the vocabulary. */
  step(ids: ArrayLike<number>): ArrayLike<number>;
  /** Forgets what was read. */
  reset(): void;
}

/** Options of `text.generate`: where to begin, how much to write, and how to draw tokens. */
export interface GenerateOptions extends SamplingOptions {
  /** What the text begins with; it is read, not written again. */
  prompt?: string | undefined;
  /** Ids to read before the prompt. Default the vocabulary's start token. */
  begin?: readonly number[] | undefined;
  /** At most so many tokens. Default 200. */
  maxTokens?: number | undefined;
  /** Texts that end the writing, left out of it. The vocabulary's end token always ends it. */
  stop?: readonly string[] | undefined;
  /** The same seed writes the same text. Random when absent. */
  seed?: number | undefined;
}

const generateOptions = {
  ...samplingOptions,
  prompt: takes.withDefault(takes.text, ""),
  begin: takes.listOf(takes.nonNegativeInteger),
  maxTokens: takes.withDefault(takes.nonNegativeInteger, 200),
  stop: takes.withDefault(takes.listOf(takes.text), []),
  seed: takes.seed,
} satisfies Declared<GenerateOptions>;

const aStepper = takes.check<NextToken>(
  "what has the functions step and reset, such as model.stream()",
  (value) => typeof value?.step === "function" && typeof value.reset === "function",
);
const aVocabulary = takes.check<Vocabulary>("a vocabulary", (value) => value instanceof Vocabulary);

/**
 * Writes what follows `prompt`, piece by piece. The model reads every token once: nothing before it is computed again.
 * @param model of batch 1, that gives as many probabilities as the vocabulary has tokens
 * @throws ConfigError for an option out of its range
 */
export function generate(model: NextToken, vocabulary: Vocabulary, options: GenerateOptions = {}): Generator<string> {
  const complete = readOptions("generate", options, generateOptions);
  checkOption("generate", "model", model, aStepper);
  checkOption("generate", "vocabulary", vocabulary, aVocabulary);
  return written(model, vocabulary, complete);
}

function* written(
  model: NextToken,
  vocabulary: Vocabulary,
  options: Complete<GenerateOptions, typeof generateOptions>,
): Generator<string> {
  const { prompt, begin = [vocabulary.start], maxTokens, stop, seed, ...sampling } = options;
  const random = new Random(seed ?? randomSeed());
  const ids = [...begin, ...vocabulary.encode(prompt)];
  model.reset();
  let probabilities: ArrayLike<number> = [];
  for (const id of ids) probabilities = model.step([id]);
  const held = new HeldText(stop);
  let unfinished: number[] = [];
  for (let count = 0; count < maxTokens; count++) {
    const id = sample(vocabulary.writable(probabilities), sampling, random, ids);
    if (id === vocabulary.end) break;
    ids.push(id);
    unfinished.push(id);
    const text = vocabulary.decode(unfinished);
    // a character of several bytes may still be incomplete
    if (!text.endsWith("\uFFFD") || unfinished.length > 4) {
      unfinished = [];
      const free = held.add(text);
      if (free !== "") yield free;
      if (held.stopped) return;
    }
    if (count + 1 < maxTokens) probabilities = model.step([id]);
  }
  const rest = held.add(vocabulary.decode(unfinished)) + held.rest();
  if (rest !== "") yield rest;
}

/** Text that is held back while it may be the beginning of a stop text. */
class HeldText {
  stopped = false;
  private held = "";

  constructor(private readonly stops: readonly string[]) {}

  /** Takes a piece in, and gives what can no longer belong to a stop text. */
  add(piece: string): string {
    if (this.stopped) return "";
    this.held += piece;
    const ends = this.stops.map((stop) => this.held.indexOf(stop)).filter((at) => at >= 0);
    this.stopped = ends.length > 0;
    const free = this.stopped ? Math.min(...ends) : this.held.length - this.longestBeginning();
    const text = this.held.slice(0, free);
    this.held = this.held.slice(free);
    return text;
  }

  /** What is left when the writing ends. */
  rest(): string {
    return this.stopped ? "" : this.held;
  }

  /** How many characters at the end may be the beginning of a stop text. */
  private longestBeginning(): number {
    const lengths = this.stops.map((stop) => {
      let length = Math.min(stop.length - 1, this.held.length);
      while (length > 0 && !stop.startsWith(this.held.slice(-length))) length--;
      return length;
    });
    return Math.max(0, ...lengths);
  }
}
