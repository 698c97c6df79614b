/** The Chinese of pages, of the site and of commands: its punctuation is wide, a thing has one name, and words that misled readers stay away. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const within = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
const pages = ["README.zh-CN.md", ...within("docs/zh", /\.md$/), ...within("site/pages/zh", /\.md$/)];
const code = [
  ...within("src/cli", /(?<!\.test)\.ts$/),
  ...within("site/laboratory", /(?<!\.test)\.(ts|vue)$/),
  ...within("site/start", /\.(ts|vue)$/),
  "site/.vitepress/languages.ts",
  "site/.vitepress/theme-words.ts",
  ...within("site/scripts/reference/chinese", /\.json$/),
];

/** A page without its code, addresses, and the shapes that it writes as code does: (批, 时间). */
const prose = (page: string) =>
  page
    .replaceAll(/^ *```[\s\S]*?^ *```$|`[^`]*`|\]\([^)]*\)|<[^>]*>/gm, "·")
    .replaceAll(/[([][^()[\]（）。]*[)\]]/g, "·");
/** The Chinese in code: strings that have any. */
const strings = (source: string) =>
  [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)]
    .map(([, text]) => text!.replaceAll(/[([][^()[\]]*[)\]]|\{[^}]*\}/g, "·"))
    .filter((text) => /\p{Script=Han}/u.test(text))
    .join("\n");

const narrow = /\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/gu;
/** Chinese words have no space between them. */
const spaced = /\p{Script=Han} +\p{Script=Han}/gu;
/** 一季 is a quarter of a year, not one season of a series; 写作 is what authors do, not networks. */
const misleading = /一季(?!度)|写作/g;

/** Second names of things that have one: 分类模型, 翻译模型, 预测模型, 批次, 批次大小, 目录, 轮, 逐比特, 词表, 评估, 码点, 被掩去, 步进器. */
const secondName = /分类器|翻译器|预测器|批量|批大小|文件夹|个 epoch|逐位相同|词汇表|评测|码位|被掩码|逐步模型/g;

const faults = (text: string) => [narrow, spaced, misleading, secondName].flatMap((fault) => [...text.matchAll(fault)]);

it.each([...pages.map((path) => [path, prose] as const), ...code.map((path) => [path, strings] as const)])(
  "%s",
  (path, part) => {
    const text = part(readFileSync(path, "utf8"));
    expect(faults(text).map(({ index }) => text.slice(Math.max(0, index - 12), index + 12))).toEqual([]);
  },
);

it("finds what is narrow or misleads", () => {
  expect(faults(prose("读取,然后预测: `a, b`，形状 (批, 时间)")).length).toBe(2);
  expect(faults(prose("每个 epoch 的批量")).length).toBe(2);
  expect(faults(prose("两轮 后")).length).toBe(1);
  expect(faults(prose("重复上一季，第一季度不算")).length).toBe(1);
  expect(faults(strings('{ zh: "让网络写作!" }')).length).toBe(2);
});
