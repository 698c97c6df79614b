/**
 * Errors and help of commands in Chinese: the parts of an error under Chinese names, and whole sentences. A sentence that is not in the
 * tables stays English, as do the errors of the library in code, by which people search.
 */
import { type ErrorParts, fittingOne, indented, isNamed, visibleLine } from "../../tensor/index.ts";
import { ofClusters } from "./cluster.ts";
import { ofCommands } from "./commands.ts";
import { ofErrors } from "./errors.ts";
import { ofHosts } from "./errors-of-clusters.ts";
import { ofData } from "./errors-of-data.ts";
import { ofFiles } from "./errors-of-files.ts";
import { ofModels } from "./errors-of-models.ts";
import { ofOnnx } from "./errors-of-onnx.ts";
import { ofReceived } from "./received.ts";
import { ofTraining, ofUses } from "./train.ts";
import { ofWarnings } from "./warnings.ts";

/** What help says, word for word; long texts without their line ends. */
export const phrases: Readonly<Record<string, string>> = { ...ofCommands, ...ofTraining, ...ofUses, ...ofClusters };

/** What errors say, with places for what varies. */
export const sentences: Readonly<Record<string, string>> = {
  ...ofErrors,
  ...ofData,
  ...ofModels,
  ...ofFiles,
  ...ofOnnx,
  ...ofHosts,
  ...ofWarnings,
};

/** The patterns of each table's sentences; those with most words of their own first, since others fit more. */
let patterns: Map<Table, { pattern: RegExp; chinese: string }[]> | undefined;
type Table = Readonly<Record<string, string>>;

function patternsOf(table: Table): { pattern: RegExp; chinese: string }[] {
  patterns ??= new Map();
  const known = patterns.get(table);
  if (known) return known;
  const made = Object.entries(table)
    .sort(([a], [b]) => b.replaceAll(/\{\d\}/g, "").length - a.replaceAll(/\{\d\}/g, "").length)
    .map(([english, chinese]) => {
      const escaped = fittingOne(english.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&")).replaceAll(/\{\d\}/g, "(.+?)");
      return { pattern: new RegExp(`^${escaped}$`, "s"), chinese };
    });
  patterns.set(table, made);
  return made;
}

/** A sentence or phrase in Chinese where the tables have it, else as it is. */
export function inChinese(sentence: string): string {
  return Object.hasOwn(phrases, sentence) ? phrases[sentence]! : byPattern(sentence, sentences);
}

/** What came: where errors say it, in Chinese; where they show it, as it is. */
const receivedInChinese = (received: string): string => byPattern(received, ofReceived);

function byPattern(text: string, table: Table): string {
  for (const { pattern, chinese } of patternsOf(table)) {
    const parts = pattern.exec(text);
    if (!parts) continue;
    return chinese.replaceAll(/( ?)\{(\*?)(\d)\}( ?)/g, (_, before, star, i, after) => {
      const told = star ? inChinese(parts[i]!) : parts[i]!;
      // spaces stand beside what is not Chinese
      return told === parts[i] ? before + told + after : told;
    });
  }
  return text;
}

/** The message of an error, where its parts are no longer at hand. */
export function messageInChinese(message: string): string {
  const names: Readonly<Record<string, string>> = { expected: "应为", received: "实为", hint: "提示" };
  const lines = message.split("\n").map((line) => {
    const [, name, text] = /^ {2}(expected|received|hint): (.*)$/.exec(line) ?? [];
    return name
      ? `  ${names[name]}：${name === "received" ? receivedInChinese(text!) : inChinese(text!)}`
      : inChinese(line);
  });
  return lines.join("\n");
}

/** The lines of an error. */
export function errorInChinese({ what, expected, received, hint, findings = [] }: ErrorParts): string {
  const own = [
    inChinese(what),
    ...(expected === undefined ? [] : [`  应为：${inChinese(expected)}`]),
    ...(received === undefined || isNamed(String(received), what)
      ? []
      : [`  实为：${receivedInChinese(String(received))}`]),
    ...(hint === undefined ? [] : [`  提示：${inChinese(hint)}`]),
  ].map(visibleLine);
  return [...own, ...findings.map(({ name, ...each }) => indented(`${inChinese(name)}：${errorInChinese(each)}`))].join(
    "\n",
  );
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
