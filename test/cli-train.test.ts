/** `recurve train` as users run it: a file in, a folder with model and report out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-train-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const poems = readFileSync("data/tang-poems.txt", "utf8").split("\n").slice(0, 200);

describe("recurve train", () => {
  it("lists its uses, each with examples", async () => {
    const { code, out } = await recurve("train", "--help");
    expect(code).toBe(0);
    const uses = [...out.matchAll(/^ {2}([a-z]+) .*<[a-z]+>/gm)].map(([, name]) => name!);
    expect(out).toContain("lm");
    for (const use of uses) expect((await recurve("train", use, "--help")).out).toMatch(/Examples:\n {2}recurve/);
  });

  it("lm: learns poems, measures them beside n-grams, and generate writes on", async () => {
    writeFileSync(at("poems.txt"), poems.join("\n"));
    const size = ["--units", "16", "--epochs", "1", "--window", "26", "--output", at("lm")];
    const { code, out, err } = await recurve("train", "lm", at("poems.txt"), ...size, "--json");
    expect(code, err).toBe(0);
    const figures = JSON.parse(out);
    expect(figures.bitsPerCharacter).toBeGreaterThan(5);
    expect(figures.ngramBitsPerCharacter).toBeGreaterThan(5);
    expect(err).toContain("200 documents, one a line");
    const report = readFileSync(figures.report, "utf8");
    expect(report).toContain("n-grams of order 5, Kneser-Ney");
    expect(readFileSync(join(at("lm"), "history.csv"), "utf8")).toMatch(
      /^epoch,loss,perplexity,val_loss,val_perplexity\n1,/,
    );

    const written = await recurve("generate", at("lm"), "--prompt", "明月", "--seed", "1", "--length", "30");
    expect(written.code, written.err).toBe(0);
    expect(written.out).toMatch(/^明月.+\n$/s);
    const again = await recurve(
      "generate",
      join(at("lm"), "model.keras"),
      "--prompt",
      "明月",
      "--seed",
      "1",
      "--length",
      "30",
      "--json",
    );
    expect(`明月${JSON.parse(again.out).text}\n`).toBe(written.out);

    const found = await recurve("generate", at("lm"), "--prompt", "明月", "--beams", "3", "--length", "10");
    expect([found.code, found.err]).toEqual([0, ""]);
    expect(found.out).toMatch(/^明月.*\n$/);
    const both = await recurve("generate", at("lm"), "--beams", "3", "--top-k", "2");
    expect([both.code, both.err]).toEqual([2, expect.stringContaining("cannot be used with")]);
  });

  it("translate: learns pairs, measures and draws them, and translate reads lines", async () => {
    const pairs = Array.from(
      { length: 80 },
      (_, i) => `${i % 10}${i % 7}\t${"zero one two three four five six seven eight nine".split(" ")[i % 10]}`,
    );
    writeFileSync(at("pairs.tsv"), pairs.join("\n"));
    const size = ["--units", "8", "--epochs", "2", "--output", at("pairs")];
    const { code, out, err } = await recurve("train", "translate", at("pairs.tsv"), ...size, "--json");
    expect(code, err).toBe(0);
    const figures = JSON.parse(out);
    expect(figures.pairs).toBeGreaterThan(0);
    expect(figures.tokenErrorRate).toBeGreaterThan(0);
    expect(readFileSync(figures.report, "utf8").match(/<svg/g)!.length).toBeGreaterThan(3);
    const found = await recurve("translate", at("pairs"), "31", "--json", "--attention", at("picture.svg"));
    expect(found.code, found.err).toBe(0);
    const [translation] = JSON.parse(found.out);
    expect(translation).toMatchObject({ source: "31", sourceTokens: ["3", "1", ""] });
    expect(readFileSync(at("picture.svg"), "utf8")).toMatch(/^<svg/);
  });

  it("classify: finds the columns, measures beside n-grams, and classify says what a text is", async () => {
    const rows = Array.from(
      { length: 80 },
      (_, i) => `${i},${["ab", "cd"][i % 2]!.repeat(1 + (i % 3))},${["left", "right"][i % 2]}`,
    );
    writeFileSync(at("words.csv"), ["number,word,side", ...rows].join("\n"));
    const size = ["--units", "8", "--epochs", "6", "--batch-size", "4", "--learning-rate", "0.02"];
    const { code, out, err } = await recurve(
      "train",
      "classify",
      at("words.csv"),
      ...size,
      "--output",
      at("words"),
      "--json",
    );
    expect(code, err).toBe(0);
    expect(err).toContain('80 texts of the column "word", labels of "side"; 2 classes: left, right');
    const figures = JSON.parse(out);
    expect([figures.accuracy, figures.baseline.accuracy]).toEqual([1, 1]);
    expect(readFileSync(figures.report, "utf8")).toContain("What is taken for what");
    const found = await recurve("classify", at("words"), "abab", "--json");
    expect(JSON.parse(found.out)[0].guesses[0].label).toBe("left");
    expect((await recurve("evaluate", at("words"), at("words.csv"))).out).toMatch(/100\.0 %/);
  });

  it("classify: gives every reading of a series a label", async () => {
    const rows = Array.from(
      { length: 2000 },
      (_, i) => `${i % 37 === 0 ? 9 : (i % 5) / 5},${i % 37 === 0 ? "spike" : "calm"}`,
    );
    writeFileSync(at("readings.csv"), ["value,state", ...rows].join("\n"));
    const size = [
      "--units",
      "8",
      "--epochs",
      "8",
      "--batch-size",
      "2",
      "--learning-rate",
      "0.02",
      "--dropout",
      "0.1",
      "--balanced",
    ];
    const { code, out, err } = await recurve(
      "train",
      "classify",
      at("readings.csv"),
      ...size,
      "--output",
      at("readings"),
      "--json",
    );
    expect(code, err).toBe(0);
    expect(JSON.parse(out).macroF1).toBeGreaterThan(0.95);
    const found = await recurve("classify", at("readings"), "--data", at("readings.csv"));
    expect(found.out).toMatch(/^line 2\tspike/);
    expect(found.out).toMatch(/calm, \d+ spike|spike, \d+ calm/);
  });

  it("refuses options that would not be used", async () => {
    const cases: [string[], string][] = [
      [["classify", at("words"), "abab", "--data", at("words.csv")], "--data <file>"],
      [["classify", at("words"), "--data", at("words.csv")], "this one reads texts"],
      [["classify", at("readings"), "--data", at("readings.csv"), "--top", "2"], "--top <n>"],
      [["evaluate", at("words"), at("words.csv"), "--beams", "2"], "--beams <n>"],
      [["evaluate", at("pairs"), at("pairs.tsv"), "--label", "side"], "--label <column>"],
      [["train", "classify", at("readings.csv"), "--split", "words"], "--split <kind>"],
      [["convert", join(at("words"), "model.keras"), at("words-2.keras"), "--opset", "17"], "--opset <n>"],
      [["plot", join(at("words"), "model.keras"), "--output", "-", "--json"], "--json"],
      [["translate", at("pairs"), "31", "--beams", "1", "--length-penalty", "1"], "--length-penalty <x>"],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await recurve(...args);
      expect(code, args.join(" ")).toBe(2);
      if (!args.includes("--json")) expect(out).toBe("");
      expect(err).toContain(message);
    }
    const text = await recurve("classify", at("readings"), "abab");
    expect([text.code, text.err]).toEqual([1, expect.stringContaining("reads series, not texts")]);
  });

  it("evaluate: reads the columns of readings by their names, and names what does not fit", async () => {
    const figures = async (lines: string[]) => {
      writeFileSync(at("other.csv"), lines.join("\n"));
      return recurve("evaluate", at("readings"), at("other.csv"), "--label", "state", "--json");
    };
    const rows = Array.from({ length: 64 }, (_, i) => [i % 9 === 0 ? 9 : 0.2, i % 9 === 0 ? "spike" : "calm"]);
    const plain = await figures(["value,state", ...rows.map((row) => row.join(","))]);
    const turned = await figures(["state,note,value", ...rows.map(([value, state]) => `${state},x,${value}`)]);
    expect(JSON.parse(turned.out)).toEqual(JSON.parse(plain.out));
    const unknown = await figures(["value,state", "1,calm", "2,storm"]);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringMatching(/samples\[0\] has a label that is not a class/),
    ]);
  });

  it("evaluate: measures language models and translators on data of their kind", async () => {
    const poems = await recurve("evaluate", at("lm"), at("poems.txt"), "--json");
    expect(poems.code, poems.err).toBe(0);
    const { bitsPerCharacter } = JSON.parse(poems.out);
    expect(bitsPerCharacter).toBeGreaterThan(4);
    expect(bitsPerCharacter).toBeLessThan(5);
    const pairs = await recurve("evaluate", at("pairs"), at("pairs.tsv"));
    expect(pairs.out).toContain("token error rate");
    const other = await recurve("evaluate", at("pairs"), at("poems.txt"));
    expect(other.code).toBe(1);
  });

  it("ends with a sentence and a hint when something is wrong", async () => {
    writeFileSync(at("short.txt"), "Too short.");
    const cases: [string[], RegExp][] = [
      [["train", "lm", at("nowhere.txt")], /nowhere\.txt/],
      [["train", "lm", at("short.txt")], /too short for a language model/],
      [["train", "lm", at("poems.txt"), "--output", at("lm")], /finished run[\s\S]*--output/],
      [["train", "lm", at("poems.txt"), "--documents", "--prose"], /exclude each other/],
      [["train", "lm", at("poems.txt"), "--split", "lines"], /characters, words, spaces, bytePairs/],
      [["generate", at("nothing.keras")], /nothing\.keras/],
      [["train", "translate", at("poems.txt")], /Line 1 of .*poems\.txt is not a pair/],
      [["translate", at("lm"), "x"], /no translator[\s\S]*languageModel/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await recurve(...args);
      expect(code, args.join(" ")).not.toBe(0);
      expect(err).toMatch(message);
    }
    expect((await recurve("train", "lm", at("poems.txt"), "--units", "none")).code).toBe(2);
  });
});
