/** Which language commands speak, and how wide its letters are in a table. */
import { afterEach, expect, it, vi } from "vitest";
import { languageOf, words } from "./language.ts";
import { shellWord, table } from "./print.ts";

afterEach(() => vi.unstubAllEnvs());

const environmentIs = (values: Record<string, string>) => {
  for (const name of ["LC_ALL", "LC_MESSAGES", "LANG"]) vi.stubEnv(name, values[name] ?? "");
};

it("is the one asked for, else that of the environment, else English", () => {
  environmentIs({ LANG: "zh_CN.UTF-8" });
  expect([languageOf({}), languageOf({ lang: "en" })]).toEqual(["zh", "en"]);
  environmentIs({ LANG: "zh_CN.UTF-8", LC_ALL: "de_DE.UTF-8" });
  expect([languageOf({}), languageOf({ lang: "zh" })]).toEqual(["en", "zh"]);
  environmentIs({ LC_MESSAGES: "zh_TW", LANG: "en_US" });
  expect(languageOf({})).toBe("zh");
  environmentIs({});
  expect(languageOf({})).toBe("en");
});

it("has a table of words in each", () => {
  const said = words({ rows: (count: number) => `${count} rows` }, { rows: (count) => `${count} 行` });
  expect([said("en").rows(3), said("zh").rows(3)]).toEqual(["3 rows", "3 行"]);
  expect(said("en").rows(1)).toBe("1 row");
});

it("lines columns up under Chinese headers, whose letters are two wide", () => {
  expect(table(["方法", "误差"], [["naive", 1.5]])).toEqual(["方法   误差", "-----  ----", "naive   1.5"]);
});

it("quotes what a shell would cut or read otherwise", () => {
  expect(["runs/lm-a", "my runs/a", "it's", "$HOME", ""].map(shellWord)).toEqual([
    ...["runs/lm-a", "'my runs/a'", `'it'\\''s'`, "'$HOME'", "''"],
  ]);
});
