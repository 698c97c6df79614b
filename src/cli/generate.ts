/** `recurve generate`: continues an opening with a kept language model, character by character. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError, Random, randomSeed } from "../index.ts";
import { fraction, wholeNumber } from "./options.ts";
import { loadTextModel } from "./text-model-file.ts";

export function define(command: Command): void {
  command
    .option("--model <file>", "the model", "runs/tang.recurve")
    .option("--prompt <text>", "the opening; the start of a line when absent", "")
    .option("--length <n>", "how many characters at most", wholeNumber, 200)
    .option("--temperature <t>", "1: as the model says; lower: safer; 0: always the most probable", fraction, 0.7)
    .option("--seed <n>", "the same seed writes the same text", wholeNumber)
    .addHelpText("after", '\nExample:\n  recurve generate --model runs/moby-dick.recurve --prompt "The whale"')
    .action((options: GenerateOptions) => generate(options));
}

interface GenerateOptions {
  model: string;
  prompt: string;
  length: number;
  temperature: number;
  seed?: number;
}

/** Writes the opening and its continuation to standard output as they come. */
function generate({ model: path, prompt, length, temperature, seed }: GenerateOptions): void {
  if (!existsSync(path)) {
    throw new ConfigError({
      what: `There is no model at ${path}.`,
      expected: "a file that `recurve tour` kept",
      hint: "run `npm start` first, or name the file with --model",
    });
  }
  const model = loadTextModel(path);
  const random = new Random(seed ?? randomSeed());
  process.stdout.write(prompt);
  // a line break opens every text that the model has read, so it opens this one too
  for (const character of model.write(`\n${prompt}`, {
    length,
    temperature,
    random,
    stop: prompt.includes("\n") ? undefined : "\n",
  })) {
    process.stdout.write(character);
  }
  process.stdout.write("\n");
}
