/**
 * `recurve tour`, the main job of `npm start`: the tutorial's numbers, then two character-level language models trained
 * on real text, Tang poems and Moby-Dick, each before and after, beside a bigram model.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { Random, text } from "../index.ts";
import {
  LanguageModel,
  type LanguageModelConfig,
  type Lesson,
  lessonFromLines,
  lessonFromProse,
} from "./language-model.ts";
import { saveTextModel } from "./text-model-file.ts";
import { obtain, tutorialExamples } from "./tutorial-table.ts";

/** A corpus and how it is learned. The sizes are chosen so that the whole tour takes less than a minute on two cores. */
interface Corpus {
  title: string;
  /** File under data/, and the name of the model file. */
  file: string;
  modelName: string;
  config: LanguageModelConfig;
  maxVocabulary: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  opening: string;
  sampleLength: number;
  /** Cuts the text into lessons, the last tenth held out. */
  lessons(
    content: string,
    vocabulary: text.Vocabulary,
  ): { lesson: Lesson; heldOut: Lesson; sequences: [string[], string[]] };
}

const corpora: readonly Corpus[] = [
  {
    title: "Tang poems (quatrains, 7th to 10th century)",
    file: "tang-poems.txt",
    modelName: "tang",
    config: { embedding: 64, units: 128 },
    maxVocabulary: 1500,
    epochs: 3,
    batchSize: 32,
    learningRate: 5e-3,
    opening: "春",
    sampleLength: 64,
    lessons(content, vocabulary) {
      const poems = content.trim().split("\n");
      const cut = Math.floor(poems.length * 0.9);
      const [train, test] = [poems.slice(0, cut), poems.slice(cut)];
      return {
        lesson: lessonFromLines(train, vocabulary),
        heldOut: lessonFromLines(test, vocabulary),
        sequences: [train.map((poem) => `\n${poem}\n`), test.map((poem) => `\n${poem}\n`)],
      };
    },
  },
  {
    title: "Moby-Dick (Herman Melville, 1851)",
    file: "moby-dick.txt",
    modelName: "moby-dick",
    config: { embedding: 32, units: 128 },
    maxVocabulary: 100,
    epochs: 2,
    batchSize: 32,
    learningRate: 1e-2,
    opening: "The ",
    sampleLength: 120,
    lessons(content, vocabulary) {
      const cut = Math.floor(content.length * 0.9);
      const [train, test] = [content.slice(0, cut), content.slice(cut)];
      return {
        lesson: lessonFromProse(train, vocabulary, 64),
        heldOut: lessonFromProse(test, vocabulary, 64),
        sequences: [[train], [test]],
      };
    },
  },
];

/** Fixes weights, shuffling and dropout: every tour is the same. */
const seed = 1;

const temperatures = [0.5, 0.8, 1.1];

export function define(command: Command): void {
  command
    .option("--output <folder>", "where the models are kept", "runs")
    .action((options: { output: string }) => tour(options));
}

/** Runs the whole tour and keeps the models in the folder `output`. */
async function tour({ output }: { output: string }): Promise<void> {
  showTutorial();
  for (const corpus of corpora) await learn(corpus, output);
  say("Try next:");
  say(`  npx recurve generate --prompt 明月 --model ${modelPath(output, corpora[0]!)}`);
  say(`  npx recurve generate --prompt "The whale" --model ${modelPath(output, corpora[1]!)}`);
}

function showTutorial(): void {
  say("1. The recurrent layers on the sequence 0.1, 0.2, 0.3, with all weights one: Keras's numbers beside ours.\n");
  for (const example of tutorialExamples) {
    const obtained = obtain(example);
    const agrees = obtained.every((value, i) => Math.abs(value - example.expected[i]!) < 1e-6);
    say(`  ${example.title}`);
    say(`    expected ${list(example.expected)}`);
    say(`    obtained ${list(obtained)}  ${agrees ? "✓" : "✗ differs"}`);
  }
}

async function learn(corpus: Corpus, output: string): Promise<void> {
  const content = readFileSync(dataPath(corpus.file), "utf8");
  const vocabulary = text.Vocabulary.fromText(content, { maxSize: corpus.maxVocabulary });
  const { lesson, heldOut, sequences } = corpus.lessons(content, vocabulary);
  const { units, embedding } = corpus.config;
  say(
    `\n${corpora.indexOf(corpus) + 2}. ${corpus.title}: ${content.length} characters, ${vocabulary.size} of them different.`,
  );
  say(`   An embedding of ${embedding}, an LSTM of ${units} units and a softmax learn which character comes next.\n`);

  const language = new LanguageModel(vocabulary, corpus.config, seed);
  const baseline = bigramPerplexity(vocabulary, sequences);
  say("Before training it writes:");
  showSamples(language, corpus);
  say(
    `\nA bigram model's perplexity on the held-out tenth is ${baseline.toFixed(2)}; val_perplexity is the network's.`,
  );
  const { epochs, batchSize, learningRate } = corpus;
  const { history } = await language.train(lesson, heldOut, { epochs, batchSize, learningRate, seed });
  const reached = history.val_perplexity!.at(-1)!;
  const verdict = reached < baseline ? "ahead of the bigram model" : "not yet ahead of the bigram model";
  say(`\nPerplexity ${reached.toFixed(2)} after ${epochs} epochs: ${verdict} (${baseline.toFixed(2)}). Now it writes:`);
  showSamples(language, corpus);
  const path = modelPath(output, corpus);
  saveTextModel(language, path);
  say(`\nThe model is kept in ${path}.`);
}

function bigramPerplexity(vocabulary: text.Vocabulary, [train, test]: [string[], string[]]): number {
  const bigram = new text.BigramModel(vocabulary.size);
  for (const sequence of train) bigram.learn(vocabulary.encode(sequence));
  return bigram.perplexity(test.map((sequence) => vocabulary.encode(sequence)));
}

function showSamples(language: LanguageModel, { opening, sampleLength }: Corpus): void {
  for (const temperature of temperatures) {
    const options = {
      length: sampleLength,
      temperature,
      random: new Random(7),
      stop: opening === "春" ? "\n" : undefined,
    };
    const written = [...language.write(`\n${opening}`, options)].join("");
    say(`  temperature ${temperature}: ${opening}${written.replaceAll(/\s+/g, " ")}`);
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const list = (values: readonly number[]) => values.map((value) => value.toFixed(8)).join(", ");
const modelPath = (output: string, corpus: Corpus) => join(output, `${corpus.modelName}.recurve`);
const dataPath = (file: string) => fileURLToPath(new URL(`../../data/${file}`, import.meta.url));
