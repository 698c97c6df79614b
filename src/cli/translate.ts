/** `recurve translate`: translates texts with a trained translator. */
import type { Command } from "commander";
import { ConfigError, tasks } from "../index.ts";
import { searchOptions } from "../text/beam-search.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "./options.ts";
import { print, printJson } from "./print.ts";
import { encodingFlag, readLines } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";
import { attentionPicture } from "./train/translate.ts";
import { writeOutput } from "./write-output.ts";

const flagTable = declareFlags({
  ...encodingFlag,
  beams: { value: "<n>", about: "the width of the beam search", ...like(searchOptions.beams) },
  lengthPenalty: {
    value: "<x>",
    about: "0 prefers short translations, 1 long ones",
    number: searchOptions.lengthPenalty,
  },
  attention: { value: "<file>", about: "draw the attention of the first translation, as SVG" },
  json: { about: "write texts, log probabilities, tokens and attention as JSON" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a model file of `recurve train translate`, or the folder of its run")
    .argument("[text...]", "what to translate; without it every line of standard input")
    .addHelpText(
      "after",
      `
Examples:
  recurve translate runs/translate-dates "the 3rd of May, 1999" --attention date.svg
  cat dates.txt | recurve translate runs/translate-dates`,
    )
    .action(translate);
}

async function translate(path: string, words: string[], flags: Flags, command: Command): Promise<void> {
  if (words.length > 0) refuseOptions(command, ["encoding"], "files and standard input, not for a text beside it");
  if (flags.beams === 1) refuseOptions(command, ["lengthPenalty"], "two beams or more");
  const made = tasks.Translator.from(await loadRun(path));
  const texts = words.length > 0 ? [words.join(" ")].filter((line) => line !== "") : readLines(flags.encoding);
  if (texts.length === 0) {
    throw new ConfigError({ what: "There is nothing to translate.", hint: "give a text, or lines on standard input" });
  }
  const { beams, lengthPenalty } = flags;
  const found = made.translate(texts, { beams, lengthPenalty });
  if (flags.attention) await writeOutput(flags.attention, await attentionPicture(found[0]!));
  if (flags.json) printJson(found.map((each, i) => ({ source: texts[i], ...each })));
  else print(...found.map(({ text }) => text));
}
