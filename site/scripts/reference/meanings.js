/**
 * What options, members, parameters, results and errors mean, in Chinese: meanings/PAGE.json has it by the English of the docstring,
 * so what several of them say alike is written once, in the file of the first page that has it. Defaults that are a value are left
 * out there and added here.
 */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./chinese/meanings/", import.meta.url);
const defaultValue =
  /(?:^| )Default (`[^`]*`|"[^"]*"|\[[^\]]*\]|-?\d[\d.e^-]*|true|false|null|none|undefined)\.(?= |$)/;

/** The Chinese of all pages by the English. */
export function readMeanings() {
  const files = readdirSync(folder).sort();
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"))));
}

/** What a docstring says in one line, without a default that is a value. */
export const keyOf = (english) => inOneLine(english).replace(defaultValue, "").trim();

/** @returns the Chinese of a docstring with its default; undefined where it is not written */
export function chineseOf(english, meanings) {
  const key = keyOf(english);
  const value = defaultValue.exec(inOneLine(english))?.[1];
  const meaning = key === "" ? "" : meanings[key];
  if (meaning === undefined) return undefined;
  return `${meaning}${value ? `默认${value === "none" ? "没有" : ` ${value}`}。` : ""}`;
}

/** What is wrong: docstrings without Chinese, and Chinese of what no docstring says. */
export function faultsOfMeanings(told, meanings = readMeanings()) {
  const wanting = told.filter(({ english }) => chineseOf(english, meanings) === undefined);
  const said = new Set(told.map(({ english }) => keyOf(english)));
  return [
    ...wanting.map(({ name, english }) => `${name} has no Chinese: ${keyOf(english)}`),
    ...Object.keys(meanings).flatMap((key) => (said.has(key) ? [] : [`nothing says what has Chinese: ${key}`])),
  ];
}

const inOneLine = (text) => text.trim().replaceAll(/\s*\n\s*/g, " ");
