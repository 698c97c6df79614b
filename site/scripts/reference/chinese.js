/**
 * The Chinese of the docstrings: of public names, options, members, parameters, results and errors. chinese/PAGE.json has it by the
 * English of each paragraph, so what several of them say alike is written once, in the file of the first page that has it. Programs
 * stay as they are; defaults that are a value are left out there and added here.
 */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./chinese/", import.meta.url);
const defaultValue =
  /(?:^| )Default (`[^`]*`|"[^"]*"|\[[^\]]*\]|-?\d[\d.e^-]*|true|false|null|none|undefined)\.(?= |$)/;

/** The Chinese of all pages by the English. */
export function readChinese() {
  const files = readdirSync(folder).sort();
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"))));
}

const paragraphsOf = (english) => english.trim().split(/\n\s*\n/);
const isProgram = (paragraph) => paragraph.startsWith("```");
const inOneLine = (text) => text.trim().replaceAll(/\s*\n\s*/g, " ");
/** What a paragraph says in one line, without a default that is a value. */
const keyOf = (paragraph) => inOneLine(paragraph).replace(defaultValue, "").trim();
const keysOf = (english) => paragraphsOf(english).flatMap((each) => (isProgram(each) ? [] : [keyOf(each)]));

/** @returns the Chinese of a docstring with its defaults; undefined where it is not written */
export function chineseOf(english, written) {
  const all = paragraphsOf(english).map((each) => (isProgram(each) ? each : chineseOfParagraph(each, written)));
  return all.includes(undefined) ? undefined : all.join("\n\n");
}

function chineseOfParagraph(english, written) {
  const key = keyOf(english);
  const value = defaultValue.exec(inOneLine(english))?.[1];
  const meaning = key === "" ? "" : written[key];
  if (meaning === undefined) return undefined;
  return `${meaning}${value ? `默认${value === "none" ? "没有" : ` ${value}`}。` : ""}`;
}

/** What is wrong: docstrings without Chinese, and Chinese of what no docstring says. */
export function faultsOf(told, written = readChinese()) {
  const all = told.flatMap(({ name, english }) => keysOf(english).map((key) => ({ name, key })));
  const wanting = all.filter(({ key }) => key !== "" && !Object.hasOwn(written, key));
  const said = new Set(all.map(({ key }) => key));
  return [
    ...wanting.map(({ name, key }) => `${name} has no Chinese: ${key}`),
    ...Object.keys(written).flatMap((key) => (said.has(key) ? [] : [`nothing says what has Chinese: ${key}`])),
  ];
}
