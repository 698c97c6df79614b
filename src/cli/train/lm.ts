/** `recurve train lm`: a language model from texts. */

import { basename } from "node:path";
import type { Command } from "commander";
import { tasks, text } from "../../index.ts";
import { countedOf, documentsIn } from "../../tasks/language/ids.ts";
import { languageModelFitOptions, languageModelOptions } from "../../tasks/language/options.ts";
import { takes } from "../../tensor/index.ts";
import { vocabularyOptions } from "../../text/vocabulary.ts";
import { type Corpus, openCorpus } from "../corpus.ts";
import { languageOf, words } from "../language.ts";
import { addFlags, declareFlags, type FlagsOf, like } from "../options.ts";
import { percent } from "../print.ts";
import { encodingFlag } from "../read-text.ts";
import { checkCluster, clusterFlag, clusterTrainer, refuseCluster } from "./on-cluster.ts";
import { trainingFlags } from "./options.ts";
import { type Outcome, type RunOptions, runTraining } from "./run-training.ts";

/** Settings chosen by the size of the corpus, unless given. */
interface Plan {
  epochs: number;
  batchSize: number;
  learningRate: number;
  units: number;
  window: number;
  dropout: number;
}

const { units, dropout } = languageModelOptions;
const { window, batchSize, learningRate } = languageModelFitOptions;
/** The library's defaults. The help, in two languages, names these settings; `test/defaults.test.ts` compares them. */
export const usual: Omit<Plan, "epochs"> = {
  units: units.default,
  dropout: dropout.default,
  window: window.default,
  batchSize: batchSize.default,
  learningRate: learningRate.default,
};
/** Texts of fewer tokens are small. */
const SMALL = 300_000;
/** A small text is memorized without much dropout; and it has few steps per epoch unless batches are small. */
export const small: typeof usual = { units: 128, dropout: 0.5, window: 32, batchSize: 8, learningRate: 1e-2 };

const flagTable = declareFlags({
  ...trainingFlags,
  ...encodingFlag,
  documents: { about: "every line is a separate text, such as a poem; the default if lines end like sentences" },
  prose: { about: "all lines are one running text" },
  separator: {
    value: "<line>",
    about: 'the line that stands between documents of several lines, such as %; "" for an empty line',
  },
  split: { value: "<kind>", about: "what a token is", ...like(vocabularyOptions.split) },
  vocabulary: {
    value: "<n>",
    about: "maximum number of tokens, the most frequent ones",
    number: takes.counts.vocabulary,
    default: 4000,
  },
  window: { value: "<n>", about: "tokens of a training sequence", number: window },
  embedding: { value: "<n>", about: "width of a token's vector", ...like(languageModelOptions.embedding) },
  depth: { value: "<n>", about: "recurrent layers", ...like(languageModelOptions.depth) },
  dropout: { value: "<x>", about: "share of each layer's input dropped in training", number: dropout },
  embeddingDropout: {
    value: "<x>",
    about: "share of the tokens whose vectors are dropped in training",
    ...like(languageModelOptions.embeddingDropout),
  },
  weightDropout: {
    value: "<x>",
    about: "share of the recurrent weights dropped in training",
    ...like(languageModelOptions.weightDropout),
  },
  tied: { about: "the softmax has the embedding's matrix" },
  ...clusterFlag,
  averaged: { about: "weights become their moving average over the last steps" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<corpus...>", "files of text; folders with all texts in them")
    .addHelpText(
      "after",
      `
What is not given is chosen by the size of the text: 256 units, windows of 64, batches of 16 and a learning rate of 0.005,
some ten million tokens in 3 to 8 epochs; below 300,000 tokens 128 units, dropout 0.5, windows of 32, batches of 8 and
0.01, some million tokens in 12 to 40 epochs. A twentieth of the text is held out to choose the best epoch, and another to
measure bits per character beside an n-gram model of order 5, which becomes a part of the model where both together are ahead. Files are read piece by piece, so a corpus may be larger than memory
is. Documents of several lines are told apart by --separator; a line of % or --- that comes often is found.

Examples:
  recurve train lm data/tang-poems.txt
  recurve train lm src --prose --tied
  recurve train lm fortunes.txt --separator %
  recurve train lm novel.txt --split bytePairs --vocabulary 2000 --units 512
  recurve generate runs/lm-tang-poems --prompt 明月`,
    )
    .action((corpus: string[], flags: Flags) => train(corpus, flags));
}

async function train(paths: readonly string[], flags: Flags): Promise<void> {
  const { seed, embedding, depth, split, embeddingDropout, weightDropout, tied, averaged } = flags;
  if (averaged) refuseCluster(flags, "lm --averaged", "the average of the weights is measured on between epochs");
  if (weightDropout > 0) refuseCluster(flags, "lm --weight-dropout", "Keras leaves out no weights from step to step");
  checkCluster(flags);
  const said = saidOf(languageOf(flags));
  const corpus = openCorpus(paths, flags);
  const { documents } = corpus;
  const vocabulary = text.Vocabulary.fromText(corpus.texts(), { split, maxSize: flags.vocabulary });
  const shape = { vocabulary, documents, embedding, depth, embeddingDropout, weightDropout, tied, seed };
  // the network's size depends on the number of tokens, which any model with this vocabulary can count
  const learned = tasks
    .languageModel({ ...shape, units: 1 })
    .tokens(corpus.part("train"), Math.min(2 * corpus.bytes, 2 ** 29));
  const tokens = learned.length;
  const plan: Plan = { ...planFor(tokens), ...flags };
  const { units, dropout, epochs, batchSize, learningRate, window } = plan;
  const language = tasks.languageModel({ ...shape, units, dropout });
  if (corpus.separator !== undefined) language.model.metadata.separator = corpus.separator;
  const name = paths.join(" ");
  const count = documents ? corpus.count : 0;
  const about = said.about(name, { corpus, count }, tokens, vocabulary.size);
  const training = {
    use: "lm",
    source: paths[0]!,
    epochs,
    about: [about],
    fit: (options: RunOptions) =>
      language.fit(learned, {
        epochs,
        batchSize,
        learningRate,
        window,
        averaged,
        validation: language.tokens(corpus.firstOf("validation", MOST_MEASURED)),
        trainer: clusterTrainer(flags, options, { name, ...plan, vocabulary: vocabulary.size }),
        ...options,
      }),
    measure(): Outcome {
      const test = corpus.firstOf("test", MOST_MEASURED);
      const bits = language.bitsPerCharacter(test);
      const counted = countedOf(learned);
      const ngram = ngramBits(language, counted, test);
      const { ngramShare } = language;
      const network = ngramShare > 0 ? language.bitsPerCharacter(test, "network") : undefined;
      const scores = {
        headers: [said.held, said.bits],
        rows: [
          [said.own(ngramShare), Number(bits.toFixed(3))],
          ...(network === undefined ? [] : [[said.network, Number(network.toFixed(3))] as const]),
          [said.ngrams(counted.length < tokens ? counted.length : undefined), Number(ngram.toFixed(3))],
        ] as const,
      };
      const samples = [0.5, 0.8, 1].map(
        (temperature) => `${temperature}: ${[...language.generate({ temperature, seed: 7 })].join("")}`,
      );
      const figures = {
        bitsPerCharacter: bits,
        networkBitsPerCharacter: network ?? bits,
        ngramBitsPerCharacter: ngram,
        ngramShare,
      };
      const verdict = said.verdict(bits, ngram, ngramShare);
      return {
        title: said.title(paths.map((path) => basename(path)).join(" ")),
        model: language.model,
        config: { corpus: name, ...flags, ...plan, documents, tokens, steps: language.model.optimizer?.iterations },
        figures: { ...figures, tokens, vocabulary: vocabulary.size },
        json: figures,
        summary: [verdict],
        scores,
        remarks: samples.flatMap((sample) => sample.split("\n")),
        blocks: [verdict, about, said.heldOut, { table: scores }, { heading: said.writes }, { lines: samples }],
        next: (folder) => `recurve generate ${folder}`,
      };
    },
  };
  await runTraining(training, flags);
}

/** The most characters to test on. */
const MOST_MEASURED = 1e6;

const grouped = (count: number) => count.toLocaleString("en");
/** How many bits there are beside those of n-grams. */
function besideNgrams(bits: number, ngram: number): string {
  if (Math.abs(1 - bits / ngram) < 5e-4) return "as many as";
  return `${percent(Math.abs(1 - bits / ngram))} ${bits <= ngram ? "fewer" : "more"} than`;
}

/** A corpus and its number of documents. */
interface Counted {
  corpus: Corpus;
  count: number;
}

const saidOf = words(
  {
    about: (name: string, { corpus: { files, documents, separator }, count }: Counted, tokens: number, size: number) =>
      `${name}: ${files.length > 1 ? `${files.length} files of ` : ""}${documents ? `${count} documents, ${separator === undefined ? "one a line" : `each up to a line "${separator}"`}` : "running text"}, ${grouped(tokens)} tokens to learn from, ${grouped(size)} in the vocabulary.`,
    title: (name: string) => `A language model of ${name}`,
    held: "held-out text",
    bits: "bits per character",
    own: (share: number): string =>
      share > 0 ? `> this model: network and n-grams, these by ${percent(share)}` : "> this model",
    network: "the network alone",
    ngrams: (counted: number | undefined) =>
      `n-grams of order 5, Kneser-Ney${counted === undefined ? "" : `, of ${grouped(counted)} tokens from all over`}`,
    heldOut:
      "A twentieth was held out to choose the best epoch by, and another to measure on, a million characters of it at most.",
    writes: "What it writes, by temperature",
    verdict: (bits: number, ngram: number, share: number) => {
      const [name, need, alone] =
        share > 0 ? ["network and n-grams together", "need", " alone"] : ["the network", "needs", ""];
      return `${name[0]!.toUpperCase()}${name.slice(1)} ${need} ${bits.toFixed(3)} bits for a character of held-out text, ${besideNgrams(bits, ngram)} n-grams of order 5${alone} (${ngram.toFixed(3)}); ${share > 0 ? "both together are" : "the network is"} the model that you have.`;
    },
  },
  {
    about: (name, { corpus: { files, documents, separator }, count }, tokens, size) =>
      `${name}：${files.length > 1 ? `${files.length} 个文件，` : ""}${documents ? `${count} 篇文档（${separator === undefined ? "每行一篇" : `以“${separator}”行分隔`}）` : "连续文本"}，可学习 ${grouped(tokens)} 个词元，词表 ${grouped(size)}。`,
    title: (name) => `${name} 的语言模型`,
    held: "留出的文本",
    bits: "每字符比特数",
    own: (share) => (share > 0 ? `> 本模型：网络加 n 元语法（占 ${percent(share)}）` : "> 本模型"),
    network: "单用网络",
    ngrams: (counted) =>
      `5 元语法，Kneser-Ney${counted === undefined ? "" : `，取自全文的 ${grouped(counted)} 个词元`}`,
    heldOut: "留出二十分之一用来选择最好的一轮，另外二十分之一用来测量，最多一百万个字符。",
    writes: "它写的文字（按温度）",
    verdict: (bits, ngram, share) =>
      `${share > 0 ? "网络加 n 元语法" : "网络"}对留出文本的每个字符需要 ${bits.toFixed(3)} 比特，比${share > 0 ? "单用 " : " "}5 元语法（${ngram.toFixed(3)}）${bits <= ngram ? "少" : "多"} ${percent(Math.abs(1 - bits / ngram))}；您得到的模型就是${share > 0 ? "两者之和" : "这个网络"}。`,
  },
);

function planFor(tokens: number): Plan {
  return tokens < SMALL ? { ...small, epochs: epochsFor(1e6, 12, 40) } : { ...usual, epochs: epochsFor(10e6, 3, 8) };

  function epochsFor(seen: number, least: number, most: number): number {
    return Math.min(most, Math.max(least, Math.round(seen / tokens)));
  }
}

function ngramBits(language: tasks.LanguageModel, learned: Int32Array, test: readonly string[]): number {
  const model = new text.KneserNeyModel(language.vocabulary.size, 5);
  if (language.documents) for (const ids of documentsIn(learned, language.vocabulary.end)) model.learn(ids);
  else model.learn(learned);
  const held = language.sequences(test);
  const tokens = held.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  const ends = language.documents ? held.length : 0;
  const characters = held.reduce((sum, each) => sum + [...each.text].length, ends);
  return (model.bitsPerToken(held.map(({ ids }) => ids)) * tokens) / characters;
}
