/** `recurve train <use>`: a model from a file of data, without programming. */
import type { Command } from "commander";

interface UseFile {
  /** Gives the command its arguments, options, examples and action. */
  define(command: Command): void;
}

/** In the order in which the help lists them. */
const uses: Readonly<Record<string, readonly [summary: string, load: () => Promise<UseFile>]>> = {
  lm: ["a language model from a text: it learns what comes next, and writes", () => import("./lm.ts")],
  translate: ["a translator from pairs: dates, phonemes, sentences", () => import("./translate.ts")],
  forecast: ["a forecaster from a table of times and numbers", () => import("./forecast.ts")],
  classify: ["a classifier from a table of texts or readings with labels", () => import("./classify.ts")],
};

export async function define(command: Command, args: readonly string[]): Promise<void> {
  for (const [name, [summary, load]] of Object.entries(uses)) {
    const use = command.command(name).description(summary);
    if (args.includes(name)) (await load()).define(use);
  }
  command.addHelpText(
    "after",
    `
Every run leaves a folder with the model, its settings, the history and a report. One that was interrupted goes on when
the same command is given again.

Examples:
  recurve train lm poems.txt
  recurve train forecast births.csv --target births --horizon 28
  recurve train lm --help`,
  );
}
