/**
 * `recurve tour`, the main job of `npm start`: the tutorial's numbers, then two character-level language models trained
 * on real text, Tang poems and Moby-Dick, each before and after, beside a bigram model.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { saveModel, tasks, text } from "../index.ts";
import { counted } from "../tensor/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "./options.ts";
import { write } from "./print.ts";
import { obtain, tutorialExamples } from "./tutorial-table.ts";

/** A corpus and how to train on it. The sizes are chosen so that the whole tour takes less than a minute on two cores. */
interface Corpus {
  title: string;
  /** File under data/, and the name of the model file. */
  file: string;
  modelName: string;
  /** Whether each line is a separate text. */
  documents: boolean;
  embedding: number;
  maxVocabulary: number;
  epochs: number;
  /** Tokens of a training sequence: of the poems, one poem from start to end. */
  window: number;
  learningRate: number;
  opening: string;
  sampleLength: number;
}

const corpora: readonly Corpus[] = [
  {
    title: "Tang poems (quatrains, 7th to 10th century)",
    file: "tang-poems.txt",
    modelName: "tang",
    documents: true,
    embedding: 64,
    maxVocabulary: 1500,
    epochs: 5,
    window: 26,
    learningRate: 1e-2,
    opening: "春",
    sampleLength: 64,
  },
  {
    title: "Moby-Dick (Herman Melville, 1851)",
    file: "moby-dick.txt",
    modelName: "moby-dick",
    documents: false,
    embedding: 32,
    maxVocabulary: 100,
    epochs: 3,
    window: 64,
    learningRate: 1e-2,
    opening: "The ",
    sampleLength: 120,
  },
];

/** Width of the LSTM. */
const units = 128;

/** Seed of weights, shuffling and dropout: every tour is the same. */
const seed = 1;

const temperatures = [0.5, 0.8, 1.1];

const flagTable = declareFlags({
  output: { value: "<folder>", about: "the folder for the models", default: "runs" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable).action((flags: Flags) => tour(flags));
}

/** Runs the whole tour and keeps the models in the folder `output`. */
async function tour({ output }: Flags): Promise<void> {
  showTutorial();
  for (const corpus of corpora) await learn(corpus, output);
  say("Try next:");
  say(`  npx recurve generate ${modelPath(output, corpora[0]!)} --prompt 明月`);
  say(`  npx recurve generate ${modelPath(output, corpora[1]!)} --prompt "The whale"`);
  say("  npx recurve train lm data/tang-poems.txt");
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
  const { documents, embedding, epochs, window, learningRate, maxVocabulary } = corpus;
  const vocabulary = text.Vocabulary.fromText(content.replaceAll("\n", documents ? "" : "\n"), {
    maxSize: maxVocabulary,
  });
  const [train, held] = heldOut(content, documents);
  say(
    `\n${corpora.indexOf(corpus) + 2}. ${corpus.title}: ${content.length} characters, ${vocabulary.size} of them different.`,
  );
  say(`   An embedding of ${embedding}, an LSTM of ${units} units and a softmax learn which character comes next.\n`);

  const language = tasks.languageModel({ vocabulary, documents, embedding, units, seed });
  const baseline = new text.KneserNeyModel(vocabulary.size, 2);
  for (const { ids } of language.sequences(train)) baseline.learn(ids);
  const baselineBits = baseline.bitsPerToken(language.sequences(held).map(({ ids }) => ids));
  say("Before training it writes:");
  showSamples(language, corpus);
  say(`\nA bigram model needs ${baselineBits.toFixed(2)} bits for a character of the held-out tenth.`);
  await language.fit(train, { epochs, learningRate, window, validation: held });
  const bits = language.bitsPerCharacter(held);
  const verdict = bits < baselineBits ? "ahead of the bigram model" : "not yet ahead of the bigram model";
  say(
    `\n${bits.toFixed(2)} bits after ${counted(`${epochs} epochs`)}: ${verdict} (${baselineBits.toFixed(2)}). Now it writes:`,
  );
  showSamples(language, corpus);
  const path = modelPath(output, corpus);
  await saveModel(language.model, path);
  say(`\nThe model is kept in ${path}.`);
}

/** The training text, and the last tenth. */
function heldOut(content: string, documents: boolean): [train: string[], held: string[]] {
  const texts = documents ? content.trim().split("\n") : [...content];
  const cut = Math.floor(texts.length * 0.9);
  const parts = [texts.slice(0, cut), texts.slice(cut)] as [string[], string[]];
  return documents ? parts : [[parts[0].join("")], [parts[1].join("")]];
}

function showSamples(language: tasks.LanguageModel, { opening, sampleLength }: Corpus): void {
  for (const temperature of temperatures) {
    const pieces = language.generate({ prompt: opening, maxTokens: sampleLength, temperature, seed: 7 });
    say(`  temperature ${temperature}: ${opening}${[...pieces].join("").replaceAll(/\s+/g, " ")}`);
  }
}

const say = (line: string) => write(`${line}\n`);
const list = (values: readonly number[]) => values.map((value) => value.toFixed(8)).join(", ");
const modelPath = (output: string, corpus: Corpus) => join(output, `${corpus.modelName}.keras`);
const dataPath = (file: string) => fileURLToPath(new URL(`../../data/${file}`, import.meta.url));
