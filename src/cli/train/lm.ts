/** `recurve train lm`: a language model from a text. */
import type { Command } from "commander";
import { ConfigError, tasks, text } from "../../index.ts";
import { takes } from "../../tensor/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { readText } from "../read-text.ts";
import { trainingFlags } from "./options.ts";
import { type Outcome, type RunOptions, runTraining } from "./run-training.ts";

/** What is chosen by the size of the corpus, unless the flags say. */
interface Plan {
  epochs: number;
  batchSize: number;
  learningRate: number;
  units: number;
  window: number;
  dropout: number;
}

const flagTable = declareFlags({
  ...trainingFlags,
  documents: { about: "every line is a text of its own, such as a poem; the default where lines end as sentences do" },
  prose: { about: "the lines are one running text" },
  split: { value: "<kind>", about: "what a token is", choices: text.splittings, default: "characters" },
  vocabulary: {
    value: "<n>",
    about: "tokens at most, the most frequent ones",
    number: takes.counts.vocabulary,
    default: 4000,
  },
  window: { value: "<n>", about: "tokens of a training sequence", number: takes.counts.steps },
  embedding: { value: "<n>", about: "width of a token's vector", number: takes.counts.width, default: 64 },
  depth: { value: "<n>", about: "recurrent layers", number: takes.counts.depth, default: 1 },
  dropout: { value: "<x>", about: "share of each layer's input left out in training", number: takes.nonNegativeNumber },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<corpus>", "a text in UTF-8, or in UTF-16 with its mark")
    .addHelpText(
      "after",
      `
What is not given is chosen by the size of the text: 256 units, windows of 64, batches of 16 and a learning rate of 0.005,
some ten million tokens in 3 to 8 epochs; below 300,000 tokens 128 units, dropout 0.5, windows of 32, batches of 8 and
0.01, some million tokens in 12 to 40 epochs. A twentieth of the text is held out to choose the best epoch, and another to
measure bits per character beside an n-gram model of order 5.

Examples:
  recurve train lm data/tang-poems.txt
  recurve train lm novel.txt --split bytePairs --vocabulary 2000 --units 512
  recurve generate runs/lm-tang-poems --prompt 明月`,
    )
    .action((corpus: string, flags: Flags) => train(corpus, flags));
}

async function train(path: string, flags: Flags): Promise<void> {
  const { seed, embedding, depth, split } = flags;
  const { texts, documents } = readCorpus(path, flags);
  const parts = holdOut(texts, documents);
  const vocabulary = text.Vocabulary.fromText(texts, { split, maxSize: flags.vocabulary });
  const tokens = parts.train.reduce((sum, each) => sum + vocabulary.encode(each).length + (documents ? 2 : 0), 0);
  const plan: Plan = { ...planFor(tokens), ...flags };
  const { units, dropout, epochs, batchSize, learningRate, window } = plan;
  const language = tasks.languageModel({ vocabulary, documents, units, embedding, depth, dropout, seed });
  const training = {
    use: "lm",
    source: path,
    epochs,
    about: [
      `${path}: ${documents ? `${texts.length} documents, one a line` : "running text"}, ${tokens} tokens to learn from, ${vocabulary.size} in the vocabulary.`,
    ],
    fit: (options: RunOptions) =>
      language.fit(parts.train, {
        epochs,
        batchSize,
        learningRate,
        window,
        validation: parts.validation,
        ...options,
      }),
    measure(): Outcome {
      const bits = language.bitsPerCharacter(parts.test);
      const ngram = ngramBits(language, parts);
      const scores = {
        headers: ["held-out text", "bits per character"],
        rows: [
          ["this model", Number(bits.toFixed(3))],
          ["n-grams of order 5, Kneser-Ney", Number(ngram.toFixed(3))],
        ] as const,
      };
      const samples = [0.5, 0.8, 1].map(
        (temperature) => `${temperature}: ${[...language.generate({ temperature, seed: 7 })].join("")}`,
      );
      const figures = { bitsPerCharacter: bits, ngramBitsPerCharacter: ngram };
      return {
        title: `A language model of ${path}`,
        model: language.model,
        config: { corpus: path, ...plan, documents },
        figures: { ...figures, tokens, vocabulary: vocabulary.size },
        json: figures,
        scores,
        remarks: samples.flatMap((sample) => sample.split("\n")),
        blocks: [
          `${texts.length > 1 ? `${texts.length} texts` : "One text"}; a twentieth was held out to measure on.`,
          { table: scores },
          { heading: "What it writes, by temperature" },
          { lines: samples },
        ],
        next: (folder) => `recurve generate ${folder}`,
      };
    },
  };
  await runTraining(training, flags);
}

/** A small text is learned by heart unless much is left out; it has few steps unless they are small. */
function planFor(tokens: number): Plan {
  return tokens < 300_000
    ? { units: 128, dropout: 0.5, window: 32, batchSize: 8, learningRate: 1e-2, epochs: epochsFor(1e6, 12, 40) }
    : { units: 256, dropout: 0, window: 64, batchSize: 16, learningRate: 5e-3, epochs: epochsFor(10e6, 3, 8) };

  function epochsFor(seen: number, least: number, most: number): number {
    return Math.min(most, Math.max(least, Math.round(seen / tokens)));
  }
}

/** The corpus as documents or as running text, whichever its lines look like unless the flags say. */
export function readCorpus(
  path: string,
  flags: Pick<Flags, "documents" | "prose">,
): { texts: string[]; documents: boolean } {
  const content = readText(path).replaceAll("\r\n", "\n");
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  const sentences = lines.filter((line) => /[.!?。！？…"'”’」』）)]\s*$/.test(line)).length;
  const looksLikeDocuments = lines.length >= 20 && sentences > 0.9 * lines.length && !/\n\s*\n/.test(content.trim());
  const documents = flags.documents ?? (flags.prose ? false : looksLikeDocuments);
  if (flags.documents && flags.prose) {
    throw new ConfigError({
      what: "--documents and --prose exclude each other.",
      hint: "give one of them, or neither",
    });
  }
  if (content.length < 200) {
    throw new ConfigError({
      what: `${path} is too short for a language model.`,
      expected: "200 characters or more",
      received: `${content.length}`,
    });
  }
  return { texts: documents ? lines : [content], documents };
}

interface Parts {
  train: string[];
  validation: string[];
  test: string[];
}

/** Every twentieth document for each of two purposes; or the last twentieths of running text. */
function holdOut(texts: readonly string[], documents: boolean): Parts {
  if (documents) {
    const part = (keep: (place: number) => boolean) => texts.filter((_, i) => keep(i % 20));
    return { train: part((i) => i < 18), validation: part((i) => i === 18), test: part((i) => i === 19) };
  }
  const [whole] = texts as [string];
  const at = (share: number) => Math.floor(whole.length * share);
  return {
    train: [whole.slice(0, at(0.9))],
    validation: [whole.slice(at(0.9), at(0.95))],
    test: [whole.slice(at(0.95))],
  };
}

function ngramBits(language: tasks.LanguageModel, { train, test }: Parts): number {
  const model = new text.KneserNeyModel(language.vocabulary.size, 5);
  for (const { ids } of language.sequences(train)) model.learn(ids);
  const held = language.sequences(test);
  const tokens = held.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  const ends = language.documents ? held.length : 0;
  const characters = held.reduce((sum, each) => sum + [...each.text].length, ends);
  return (model.bitsPerToken(held.map(({ ids }) => ids)) * tokens) / characters;
}
