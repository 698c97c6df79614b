/** Errors and help of commands in Chinese. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type data, tasks } from "../index.ts";
import type { RecurveError } from "../tensor/index.ts";
import { errorInChinese, inChinese, phrases, sentences } from "./chinese.ts";
import { runCommand } from "./program.ts";

/** What a command writes to standard error. */
async function said(...args: string[]): Promise<string> {
  const texts: string[] = [];
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => texts.push(String(text)) > 0);
  await runCommand(args);
  spy.mockRestore();
  return texts.join("");
}

afterEach(() => vi.unstubAllEnvs());

/** All that Recurve's code says, and commander's. */
const code = ["src", "node_modules/commander/lib"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
  .filter((path) => /(?<!\.test)\.[tj]s$/.test(path) && !path.endsWith("chinese.ts"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** The longest run of a pattern's own words. */
const wordsOf = ({ source }: RegExp) =>
  source
    .replace(/^\^|\$$/g, "")
    .replace(/\((?:\?:)?[^()]*\)\??|\.\*|\\d\+/g, "\0")
    .replaceAll("\\", "")
    .split("\0")
    .sort((a, b) => b.length - a.length)[0]!
    .trim();

describe("what has Chinese is what is said", () => {
  it.each(sentences)("%s", (pattern) => {
    expect(code).toContain(wordsOf(pattern));
  });

  it.each(Object.keys(phrases))("%s", (phrase) => {
    expect(code).toContain(phrase);
  });
});

const errorOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as RecurveError).toJSON();
  }
  throw new Error("nothing was thrown");
};

describe("an error in Chinese", () => {
  const rows = Array.from({ length: 24 }, (_, i) => ({ month: `20${10 + Math.floor(i / 12)}-${(i % 12) + 1}`, y: i }));
  const read = (changed: data.CsvRecord[]) => () => tasks.readSeries(changed, { columns: ["y"] });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a cell",
      read(rows.with(4, { ...rows[4]!, y: "many" as never })),
      /^第 5 行的列“y”不是数。\n {2}应为：一个数，或空白\n {2}实为："many"$/,
    ],
    [
      "a gap",
      read(rows.with(4, { ...rows[4]!, y: null as never })),
      /^列“y”有缺失。\n {2}应为：每 month 一个数\n[\s\S]*提示：--fill-gaps/,
    ],
    ["a total", read([...rows, { month: "Total", y: 3 }]), /^第 25 行[\s\S]*提示：请去掉合计行/],
    ["a time twice", read([...rows, rows[23]!]), /^第 24 行和第 25 行的时间相同：2011-12-01。/],
    ["a column", () => tasks.readSeries(rows, { columns: ["x"] }), /^表中没有列“x”。\n {2}应为：其中之一：month, y/],
  ])("tells %s", (_, work, told) => {
    expect(errorInChinese(errorOf(work))).toMatch(told);
  });

  it("leaves in English what has no Chinese, and shows what would break a line", () => {
    expect(inChinese("Something rare.")).toBe("Something rare.");
    expect(errorInChinese({ what: "Something rare.", received: "a\nb" })).toBe("Something rare.\n  实为：a\\nb");
  });

  it("is what commands say under --lang zh or LANG, and English otherwise", async () => {
    vi.stubEnv("LC_ALL", "en_US");
    expect(await said("forecast", "no-such-run", "--lang", "zh")).toBe(
      "recurve: 没有 no-such-run。\n  应为：存在的文件\n",
    );
    expect(await said("forecast", "no-such-run")).toContain("There is no file no-such-run.");
    expect(await said("forecast", "--lagn", "zh")).toMatch(/^recurve: unknown option '--lagn'\n/);
    vi.stubEnv("LC_ALL", "zh_CN.UTF-8");
    expect(await said("forecast", "no-such-run")).toContain("没有 no-such-run。");
    expect(await said("forecast", "no-such-run", "--lang=en")).toContain("There is no file no-such-run.");
    expect(await said("forecast", "--lagn", "zh")).toMatch(/^recurve: 没有选项 '--lagn'\n/);
  });
});
