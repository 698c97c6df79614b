#!/usr/bin/env node
/** The command line: `recurve <command>`. Each command loads its own file, and nothing else. */
import { Command, InvalidArgumentError } from "commander";

const program = new Command("recurve")
  .description("Recurrent neural networks in TypeScript.")
  .showHelpAfterError("(run recurve --help for the commands)");

program
  .command("tour")
  .description("show the layers on a tiny input, then train two language models on real text and write with them")
  .option("--output <folder>", "where the models are kept", "runs")
  .action(async (options) => (await import("./tour.ts")).tour(options));

program
  .command("generate")
  .description("continue an opening with a language model that `recurve tour` trained")
  .option("--model <file>", "the model", "runs/tang.recurve")
  .option("--prompt <text>", "the opening; the start of a line when absent", "")
  .option("--length <n>", "how many characters at most", wholeNumber, 200)
  .option("--temperature <t>", "1: as the model says; lower: safer; 0: always the most probable", fraction, 0.7)
  .option("--seed <n>", "the same seed writes the same text", wholeNumber)
  .addHelpText("after", '\nExample:\n  recurve generate --model runs/moby-dick.recurve --prompt "The whale"')
  .action(async (options) => (await import("./generate.ts")).generate(options));

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return number;
}

function fraction(value: string): number {
  const number = Number(value);
  if (!(number >= 0) || !Number.isFinite(number)) throw new InvalidArgumentError("It must be a number, 0 or more.");
  return number;
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`recurve: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
