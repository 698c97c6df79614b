/**
 * Errors and help of commands in Chinese: the parts of an error under Chinese names, and whole sentences. A sentence that is not in the
 * tables stays English, as do the errors of the library in code, by which people search.
 */
import { type ErrorParts, visibleLine } from "../../tensor/index.ts";
import { ofClusters } from "./cluster.ts";
import { ofCommands } from "./commands.ts";
import { ofErrors } from "./errors.ts";
import { ofData } from "./errors-of-data.ts";
import { ofModels } from "./errors-of-models.ts";
import { ofTraining, ofUses } from "./train.ts";

/** What help says, word for word; long texts without their line ends. */
export const phrases: Readonly<Record<string, string>> = { ...ofCommands, ...ofTraining, ...ofUses, ...ofClusters };

/** What errors say, with places for what varies. */
export const sentences: Readonly<Record<string, string>> = { ...ofErrors, ...ofData, ...ofModels };

/** The sentences as patterns; those with most words of their own first, since others fit more. */
let patterns: { pattern: RegExp; chinese: string }[] | undefined;

function patternsOf(): { pattern: RegExp; chinese: string }[] {
  patterns ??= Object.entries(sentences)
    .sort(([a], [b]) => b.replaceAll(/\{\d\}/g, "").length - a.replaceAll(/\{\d\}/g, "").length)
    .map(([english, chinese]) => {
      const escaped = english.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\d\}/g, "(.+?)");
      return { pattern: new RegExp(`^${escaped}$`, "s"), chinese };
    });
  return patterns;
}

/** A sentence or phrase in Chinese where the tables have it, else as it is. */
export function inChinese(sentence: string): string {
  if (Object.hasOwn(phrases, sentence)) return phrases[sentence]!;
  for (const { pattern, chinese } of patternsOf()) {
    const parts = pattern.exec(sentence);
    if (!parts) continue;
    return chinese.replaceAll(/\{(\*?)(\d)\}/g, (_, star, i) => (star ? inChinese(parts[i]!) : parts[i]!));
  }
  return sentence;
}

/** The message of an error, where its parts are no longer at hand. */
export function messageInChinese(message: string): string {
  const names: Readonly<Record<string, string>> = { expected: "应为", received: "实为", hint: "提示" };
  const lines = message.split("\n").map((line) => {
    const [, name, text] = /^ {2}(expected|received|hint): (.*)$/.exec(line) ?? [];
    return name ? `  ${names[name]}：${name === "received" ? text : inChinese(text!)}` : inChinese(line);
  });
  return lines.join("\n");
}

/** The lines of an error. */
export function errorInChinese({ what, expected, received, hint }: ErrorParts): string {
  return [
    inChinese(what),
    ...(expected === undefined ? [] : [`  应为：${inChinese(expected)}`]),
    ...(received === undefined ? [] : [`  实为：${String(received)}`]),
    ...(hint === undefined ? [] : [`  提示：${inChinese(hint)}`]),
  ]
    .map(visibleLine)
    .join("\n");
}

/** The description of an option, with what commander adds: choices and the default. */
export function descriptionInChinese(text: string): string {
  const [, about = text, choices, usual] =
    /^(.*?)(?: \((?:choices: (.*?))?(?:, )?(?:default: (.*))?\))?$/s.exec(text) ?? [];
  const added = [
    ...(choices === undefined ? [] : [`可选：${choices}`]),
    ...(usual === undefined ? [] : [`默认：${usual}`]),
  ];
  return `${phrases[about] ?? about}${added.length > 0 ? `（${added.join("；")}）` : ""}`;
}

/** Paragraphs of help: those that the tables have in Chinese, examples of commands as they are. */
export function helpInChinese(text: string): string {
  const paragraphs = text.split("\n\n").map((paragraph) => {
    const [, before = "", said = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(paragraph)!;
    const whole = phrases[said.replaceAll(/\s+/g, " ")];
    if (whole !== undefined) return before + whole + after;
    const [first = "", ...lines] = said.split("\n");
    return [before + (phrases[first] ?? first), ...lines].join("\n") + after;
  });
  return paragraphs.join("\n\n");
}
