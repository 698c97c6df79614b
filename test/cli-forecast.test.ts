/** `recurve train forecast` and `recurve forecast` as users run them. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { expectNumbers } from "./numbers.ts";
import { recurve } from "./run-cli.ts";
import { tolerance } from "./tolerance.ts";

// trainings by all methods: seconds each where the machine is busy
vi.setConfig({ testTimeout: 90_000 });

const folder = mkdtempSync(join(tmpdir(), "recurve-forecast-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe("recurve train forecast", () => {
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

  it("takes a table of one column", async () => {
    const { code, err, out } = await train(["sold", ...Array.from({ length: 30 }, (_, i) => String(i % 7))], "--json");
    expect(code, err).toBe(0);
    expect(JSON.parse(out).scores[0].target).toBe("sold");
  });

  it("stops before training, and leaves no folder", async () => {
    const cases: [string[], RegExp, string[]?][] = [
      [days.with(255, "2022-09-31,5"), /Row 256 .*column "date"[\s\S]*"2022-09-31"/],
      [days.with(255, `${dayOf(255)},many`), /Row 256 has no number[\s\S]*"many"/],
      [days.flatMap((row) => [`${row}`, row]), /Two rows have the time 2022-01-01: 1 and 2/],
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
    const { err } = await train(["shop,date,y", ...several, "a,Total,9"]);
    expect(err).toMatch(/Row 781 has no time/);
    const months = Array.from({ length: 12 }, (_, i) => new Date(2024, i).toLocaleString("en", { month: "short" }));
    const across = await train([`Year,${months}`, ...days.map((_, i) => `${1900 + i},${months.map((_, m) => m)}`)]);
    expect(across.err).toMatch(/has a column for each month[\s\S]*a row for each time[\s\S]*Jan, Feb[\s\S]*--wide/);
    const years = Array.from({ length: 24 }, (_, i) => 1990 + i);
    const wide = [`country,${years}`, `n,${years.map((y) => y % 7)}`, `s,,${years.slice(1)}`];
    const read = await train(wide, "--wide", "--method", "naive");
    expect(read.code, read.err).toBe(0);
    expect(read.out).toMatch(/47 rows of 2 series, which the column country names, one for every year; value/);
    const came = await recurve("forecast", at(read.name), at(`${read.name}.csv`));
    expect(came.out).toMatch(/^country,time,value,.*\nn,2014,4,/);
  });

  it("asks for the rows to come of known inputs before it trains", async () => {
    const priced = days.map((row, i) => `${i % 2},${row},3`);
    for (const more of [[], ["--id", "shop"]]) {
      const table = more.length > 0 ? priced : priced.map((row) => row.slice(2));
      const header = more.length > 0 ? "shop,date,y,price" : "date,y,price";
      const { err, code, name } = await train(
        [header, ...table],
        "--target",
        "y",
        "--known",
        "price",
        "--fill-gaps",
        ...more,
      );
      expect([code, err]).toEqual([1, expect.stringMatching(/What "price" will be is not known for every step/)]);
      expect(existsSync(at(name))).toBe(false);
    }
  });

  it("counts what it drew across gaps for nothing, and takes any names", async () => {
    const { out, code, err } = await train(["date,y", ...days.filter((_, i) => i % 10 !== 4)], "--fill-gaps");
    expect(code, err).toBe(0);
    expect(out).toMatch(/Missing values of y, 26 of 260, are drawn/);
    const named = await train(["date,__proto__", ...days]);
    expect(named.code, named.err).toBe(0);
    expect((await recurve("forecast", at(named.name))).out).toMatch(/^time,__proto__,/);
  });

  it("speaks Chinese where it is asked to", async () => {
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

  it("takes what is known ahead from the end of the table", async () => {
    const row = (i: number) => {
      const [promo, price] = [(i * i) % 7 < 2 ? 1 : 0, 3 + (i % 3)];
      return `${1990 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")},${promo},${price},`;
    };
    const past = Array.from({ length: 60 }, (_, i) => `${row(i)}${20 + 9 * ((i * i) % 7 < 2 ? 1 : 0) + (i % 4)}`);
    const table = ["month,promo,price,sold", ...past, ...[60, 61, 62].map(row)];
    writeFileSync(at("promo.csv"), table.join("\n"));
    const flags = ["--known", "promo,price", "--horizon", "3", "--season", "1", "--output", at("promo")];
    const { code, err } = await recurve("train", "forecast", at("promo.csv"), ...flags);
    expect(code, err).toBe(0);
    const { out } = await recurve("forecast", at("promo"), "--json");
    expect(JSON.parse(out).times).toEqual(["1995-01-01", "1995-02-01", "1995-03-01"]);
    writeFileSync(at("short.csv"), table.slice(0, -1).join("\n"));
    const short = await recurve("forecast", at("promo"), at("short.csv"));
    expect([short.code, short.err]).toEqual([1, expect.stringMatching(/is not known for every step/)]);
  });

  it("learns several series of one table, and forecasts each", async () => {
    const rows = ["east", "west"].flatMap((shop, k) =>
      Array.from({ length: 40 + 4 * k }, (_, i) => {
        const month = `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
        return `${month},${shop},${(k + 1) * (20 + i + 5 * Math.sin(i / 2))}`;
      }),
    );
    writeFileSync(at("shops.csv"), ["month,shop,sold", ...rows].join("\n"));
    const { code, out, err } = await recurve(
      "train",
      "forecast",
      at("shops.csv"),
      "--output",
      at("shops"),
      "--lang",
      "en",
    );
    expect(code, err).toBe(0);
    expect(out).toContain("84 rows of 2 series, which the column shop names, one for every month; sold");
    expect(out).toMatch(/2 series are forecast by what won in each/);
    const said = await recurve("forecast", at("shops"));
    const lines = said.out.trim().split("\n");
    expect([lines[0], lines.length]).toEqual(["shop,time,sold,sold 10 %,sold 90 %", 1 + 2 * 5]);
    expect(lines[1]).toMatch(/^east,2003-05-01,/);
    const json = await recurve("forecast", at("shops"), at("shops.csv"), "--series", "west", "--json");
    expect(JSON.parse(json.out).series.map(({ id }: { id: string }) => id)).toEqual(["west"]);
    const wrong = await recurve("forecast", at("shops"), "--series", "north");
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("east, west")]);
    const both = await recurve("forecast", at("shops"), "--plot", at("shops.svg"));
    expect([both.code, both.err]).toEqual([1, expect.stringContaining("--series")]);
    const measured = await recurve("evaluate", at("shops"), at("shops.csv"));
    expect(measured.out).toContain("east, sold, naive");
  });

  it("learns days, measures them beside baselines, and forecast goes on", async () => {
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
    expectNumbers(Number(lines[1]!.split(",")[1]), made.values.births[0], tolerance.printed);

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
});
