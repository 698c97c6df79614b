/** `recurve generate`: text that a language model writes, as it comes. */
import { setImmediate } from "node:timers/promises";
import { type Command, Option } from "commander";
import { tasks } from "../index.ts";
import { counts, fraction, positiveInteger, wholeNumber } from "./options.ts";
import { printJson, write } from "./print.ts";
import { loadRun } from "./run-folder.ts";

interface Flags {
  prompt: string;
  length: number;
  temperature: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
  stop?: string[];
  seed?: number;
  beams?: number;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .argument("<model>", "a model file of `recurve train lm`, or the folder of its run")
    .option("--prompt <text>", "the opening", "")
    .option("--length <n>", "tokens at most", counts.tokens, 400)
    .option("--temperature <t>", "1: as the model says; lower: safer; 0: always the most probable", fraction, 0.7)
    .option("--top-k <n>", "choose among the n most probable tokens", positiveInteger)
    .option("--top-p <p>", "choose among the most probable tokens that together have probability p", fraction)
    .option("--repetition-penalty <x>", "above 1: say less often what was said", fraction)
    .option("--stop <text...>", "end where one of these would be written")
    .option("--seed <n>", "the same seed writes the same text", wholeNumber)
    .addOption(
      new Option("--beams <n>", "write the most probable text, found with n followed side by side; nothing is drawn")
        .argParser(counts.beams)
        .conflicts(["temperature", "topK", "topP", "repetitionPenalty", "stop", "seed"]),
    )
    .option("--json", "write the text as JSON when it is whole")
    .addHelpText(
      "after",
      `
Examples:
  recurve generate runs/tang.keras --prompt 明月
  recurve generate runs/lm-novel --prompt "The whale" --top-p 0.9 --stop "\\n\\n"
  recurve generate runs/lm-tang-poems --prompt 明月 --beams 8`,
    )
    .action((path: string, flags: Flags) => generate(path, flags));
}

/** Writes the opening and its continuation to standard output as they come. */
async function generate(path: string, flags: Flags): Promise<void> {
  const { prompt, length: maxTokens, json, stop, beams, ...sampling } = flags;
  const language = tasks.LanguageModel.from(await loadRun(path));
  const pieces =
    beams === undefined
      ? language.generate({
          prompt,
          maxTokens,
          ...sampling,
          stop: stop?.map((text) => text.replaceAll("\\n", "\n")),
        })
      : [language.search({ prompt, maxTokens, beams })[0]!.text];
  if (json) {
    printJson({ prompt, text: [...pieces].join("") });
    return;
  }
  write(prompt);
  for (const piece of pieces) {
    write(piece);
    // a reader that has gone is noticed between two pieces
    await setImmediate();
  }
  write("\n");
}
