/** `recurve train` as its users meet it: a file in, a folder with model and report out. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  describe("forecast", () => {
    const size = ["--units", "4", "--epochs", "1"];
    const dayOf = (i: number) => new Date(Date.UTC(2022, 0, 1 + i)).toISOString().slice(0, 10);
    const days = Array.from({ length: 260 }, (_, i) => `${dayOf(i)},${50 + ((i * 7919) % 13) + (i % 7)}`);
    let runs = 0;
    const train = async (lines: readonly string[], ...more: string[]) => {
      const name = `table-${++runs}`;
      writeFileSync(at(`${name}.csv`), lines.join("\n"));
      return {
        ...(await recurve("train", "forecast", at(`${name}.csv`), ...size, "--output", at(name), ...more)),
        name,
      };
    };

    it("gives the same figures, whatever the order of the rows", async () => {
      const figures = async (rows: readonly string[]) => {
        const { out, err, code } = await train(["date,y", ...rows], "--json");
        expect(code, err).toBe(0);
        const { scores, coverage } = JSON.parse(out);
        return { scores, coverage };
      };
      const sorted = await figures(days);
      expect(await figures(days.toReversed())).toEqual(sorted);
      expect(await figures(days.map((_, i) => days[(i * 77) % 260]!))).toEqual(sorted);
    });

    it("says how times are read, and takes a format", async () => {
      const months = Array.from({ length: 12 }, (_, m) => `01/${String(m + 1).padStart(2, "0")}/2022,${(m * 5) % 7}`);
      const american = await train(["date,y", ...months]);
      expect(american.out).toMatch(
        /for every day[\s\S]*read as mm\/dd\/yyyy; they could be dd\/mm\/yyyy[\s\S]*--date-format/,
      );
      const european = await train(["date,y", ...months], "--date-format", "dd/mm/yyyy");
      expect(european.out).toMatch(/for every month/);
      const [, first] = (await recurve("forecast", at(european.name), at(`${european.name}.csv`))).out.split("\n");
      expect(first).toMatch(/^2023-01-01,/);
      const rows = await train(["date,y", ...months], "--no-time");
      expect(rows.out).toMatch(/order of the file/);
    });

    it("stops before training, and leaves no folder", async () => {
      const cases: [string[], RegExp, string[]?][] = [
        [days.with(255, "2022-09-31,5"), /Row 256 .*column "date"[\s\S]*"2022-09-31"/],
        [days.with(255, `${dayOf(255)},many`), /Line 257 .*no number[\s\S]*"many"/],
        [days.flatMap((row) => [`${row}`, row]), /Two rows are of 2022-01-01: 1 and 2/],
        [days, /--test does not hold out[\s\S]*28 rows or more/, ["--test", "0.05"]],
        [days, /--test does not hold out/, ["--test", "0"]],
        [days.filter((_, i) => i !== 9), /column "y" has gaps[\s\S]*2022-01-10/],
        [days.slice(0, 20), /too short to learn from/, ["--window", "19"]],
      ];
      for (const [rows, message, more = []] of cases) {
        const { code, err, out, name } = await train(["date,y", ...rows], ...more);
        expect([code, out], String(message)).toEqual([1, ""]);
        expect(err).toMatch(message);
        expect(existsSync(at(name))).toBe(false);
      }
      const several = ["a", "b", "c"].flatMap((id) => days.map((row) => `${id},${row}`));
      expect((await train(["shop,date,y", ...several])).err).toMatch(
        /3 series, as the column "shop" seems to name them/,
      );
    });

    it("counts what it drew across gaps for nothing, and takes any names", async () => {
      const { out, code, err } = await train(["date,y", ...days.filter((_, i) => i % 10 !== 4)], "--fill-gaps");
      expect(code, err).toBe(0);
      expect(out).toMatch(/26 of 260 values of y were missing and are drawn/);
      const named = await train(["date,__proto__", ...days]);
      expect(named.code, named.err).toBe(0);
      expect((await recurve("forecast", at(named.name))).out).toMatch(/^time,__proto__,/);
    });
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
      expect.stringMatching(/samples\[0\] has a label that is no class/),
    ]);
  });

  it("evaluate: measures language models and translators on data of their kind", async () => {
    const poems = await recurve("evaluate", at("lm"), at("poems.txt"), "--json");
    expect(poems.code, poems.err).toBe(0);
    expect(JSON.parse(poems.out).bitsPerCharacter).toBeGreaterThan(5);
    const pairs = await recurve("evaluate", at("pairs"), at("pairs.tsv"));
    expect(pairs.out).toContain("token error rate");
    const other = await recurve("evaluate", at("pairs"), at("poems.txt"));
    expect(other.code).toBe(1);
  });

  it("forecast: speaks Chinese where it is asked to", async () => {
    writeFileSync(
      at("nile.csv"),
      ["year,flow", ...Array.from({ length: 30 }, (_, i) => `${1900 + i},${50 + ((i * 7) % 11)}`)].join("\n"),
    );
    const { code, out, err } = await recurve(
      "train",
      "forecast",
      at("nile.csv"),
      "--lang",
      "zh",
      "--output",
      at("nile"),
    );
    expect(code, err).toBe(0);
    expect(out).toMatch(/30 行，每年一行；预测 flow（最后一个数值列）[\s\S]*flow 由[\s\S]*方法 naive|flow 由/);
    expect(out).not.toMatch(/The model is|Measured|forecast by/);
    const report = readFileSync(join(at("nile"), "report.html"), "utf8");
    expect(report).toContain('<html lang="zh">');
    for (const heading of ["接下来", "预测与实际", "设置"]) expect(report).toContain(`<h2>${heading}</h2>`);
    expect(report).not.toMatch(/<td>(json|output|epochs)<\/td>/);
  });

  it("forecast: learns days, measures them beside baselines, and forecast goes on", async () => {
    const births = readFileSync("data/births.csv", "utf8").split("\n");
    writeFileSync(at("births.csv"), births.slice(0, 400).join("\n"));
    const size = ["--units", "8", "--epochs", "1", "--horizon", "7", "--window", "14", "--output", at("forecast")];
    const { code, out, err } = await recurve("train", "forecast", at("births.csv"), ...size, "--json");
    expect(code, err).toBe(0);
    expect(err).toContain("399 rows, one for every day; births (the last column of numbers), 7 ahead");
    const figures = JSON.parse(out);
    const names = figures.scores.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["combination", "network", "naive", "seasonal naive, 7 steps", "ARIMA"]),
    );
    const simple = figures.scores.filter(({ isSimple }: { isSimple: boolean }) => isSimple);
    const won = figures.scores.find(({ name }: { name: string }) => name === figures.winner.births);
    const relative = simple.map((score: { relative: number }) => score.relative);
    expect(won.relative).toBeLessThanOrEqual(Math.min(...relative));
    const report = readFileSync(figures.report, "utf8");
    expect(report).toContain("Forecast and truth");
    expect(report.match(/<svg /g)!.length).toBeGreaterThanOrEqual(2);

    const text = await recurve("forecast", at("forecast"), "--plot", at("births.svg"));
    expect(text.code, text.err).toBe(0);
    const lines = text.out.trim().split("\n");
    expect(lines[0]).toBe("time,births,births 10 %,births 90 %");
    expect(lines[1]).toMatch(/^2001-02-03,[\d.]+,[\d.]+,[\d.]+$/);
    expect(lines.length).toBe(8);
    expect(readFileSync(at("births.svg"), "utf8")).toMatch(/^<svg [\s\S]*10 % to 90 %/);
    const measured = await recurve("evaluate", at("forecast"), at("births.csv"), "--json");
    expect(measured.code, measured.err).toBe(0);
    expect(JSON.parse(measured.out).scores.map(({ name }: { name: string }) => name)).toContain("naive");
    const json = await recurve("forecast", join(at("forecast"), "model.keras"), at("births.csv"), "--json");
    const made = JSON.parse(json.out);
    expect(made.levels).toEqual([0.1, 0.5, 0.9]);
    expect(Number(lines[1]!.split(",")[1])).toBeCloseTo(made.values.births[0], 1);

    writeFileSync(
      at("gaps.csv"),
      births
        .slice(0, 400)
        .filter((_, i) => i !== 200)
        .join("\n"),
    );
    const refused = await recurve("train", "forecast", at("gaps.csv"));
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/has gaps[\s\S]*1 without one: 2000-07-18[\s\S]*--fill-gaps/);
    expect((await recurve("train", "forecast", at("gaps.csv"), "--target", "birth")).err).toMatch(
      /did you mean "births"/,
    );
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
      [["train", "translate", at("poems.txt")], /Line 1 of .*poems\.txt is no pair/],
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
