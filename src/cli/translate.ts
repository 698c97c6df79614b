/** `recurve translate`: texts through a translator. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError, tasks } from "../index.ts";
import { counts, fraction, refuseOptions } from "./options.ts";
import { print, printJson } from "./print.ts";
import { readLines } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";
import { attentionPicture } from "./train/translate.ts";

interface Flags {
  beams: number;
  lengthPenalty?: number;
  attention?: string;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .argument("<model>", "a model file of `recurve train translate`, or the folder of its run")
    .argument("[text...]", "what to translate; without it every line of standard input")
    .option("--beams <n>", "translations followed side by side", counts.beams, 4)
    .option("--length-penalty <x>", "0 prefers short translations, 1 long ones", fraction)
    .option("--attention <file>", "draw what the first translation looked at, as SVG")
    .option("--json", "write texts, log probabilities, tokens and attention as JSON")
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
  if (flags.beams === 1) refuseOptions(command, ["lengthPenalty"], "two beams or more");
  const made = tasks.Translator.from(await loadRun(path));
  const texts = words.length > 0 ? [words.join(" ")].filter((line) => line !== "") : readLines();
  if (texts.length === 0) {
    throw new ConfigError({ what: "There is nothing to translate.", hint: "give a text, or lines on standard input" });
  }
  const { beams, lengthPenalty } = flags;
  const found = made.translate(texts, { beams, lengthPenalty });
  if (flags.attention) writeFileSync(flags.attention, await attentionPicture(found[0]!));
  if (flags.json) printJson(found.map((each, i) => ({ source: texts[i], ...each })));
  else print(...found.map((each) => each.text));
}
