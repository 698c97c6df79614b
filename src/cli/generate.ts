/** `recurve generate`: text from a language model, printed as it is generated. */
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { tasks } from "../index.ts";
import { takes } from "../tensor/index.ts";
import { searchOptions } from "../text/beam-search.ts";
import { generateOptions } from "../text/generate.ts";
import { addFlags, declareFlags, type FlagsOf, like } from "./options.ts";
import { printJson, write } from "./print.ts";
import { loadRun } from "./run-folder.ts";

const flagTable = declareFlags({
  prompt: { value: "<text>", about: "the opening", ...like(generateOptions.prompt) },
  length: { value: "<n>", about: "tokens at most", number: takes.counts.tokens, default: 400 },
  temperature: {
    value: "<t>",
    about: "1: the model's probabilities; lower: safer; 0: always the most probable",
    number: generateOptions.temperature,
    default: 0.7,
  },
  topK: { value: "<n>", about: "choose among the n most probable tokens", ...like(generateOptions.topK) },
  topP: {
    value: "<p>",
    about: "choose among the most probable tokens that together have probability p",
    ...like(generateOptions.topP),
  },
  repetitionPenalty: { value: "<x>", about: "above 1: repeat less", number: generateOptions.repetitionPenalty },
  stop: { value: "<text...>", about: "stop before one of these texts" },
  seed: { value: "<n>", about: "the same seed gives the same text", number: takes.nonNegativeInteger },
  beams: {
    value: "<n>",
    about: "write the most probable text, found by beam search of width n; nothing is random",
    number: searchOptions.beams,
    conflicts: ["temperature", "topK", "topP", "repetitionPenalty", "stop", "seed"],
  },
  json: { about: "write the whole text as JSON" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a model file of `recurve train lm`, or the folder of its run")
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

/** Writes the opening and its continuation to standard output as they are generated. */
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
    // a closed output is noticed between two pieces
    await setImmediate();
  }
  write("\n");
}
