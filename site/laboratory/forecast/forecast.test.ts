import { describe, expect, it } from "vitest";
import { initialState } from "../shared/address.ts";
import { learn, type Progress } from "./learn.ts";
import { command, program } from "./program.ts";
import { fields, type Setup } from "./setup.ts";
import { loadTable } from "./tables.ts";

const at = (changes: Partial<Setup> = {}): Setup => ({ ...initialState(fields), ...changes });
const month = (i: number) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
const csv = (count: number, cell: (i: number) => string = (i) => String(100 + i + 20 * Math.sin((i * Math.PI) / 6))) =>
  `month,note,sold\n${Array.from({ length: count }, (_, i) => `${month(i)},n${i},${cell(i)}`).join("\n")}\n`;

describe("a table", () => {
  it("is read: its times, its columns of numbers, how far apart rows are", async () => {
    const { told } = await loadTable(csv(36), at());
    expect(told).toMatchObject({ rows: 36, targets: ["sold"], target: "sold", time: "month", drawn: 0 });
    expect(told.every).toEqual(expect.objectContaining({ unit: "month", count: 1 }));
    expect([told.times[0], told.times.at(-1), told.values[0]]).toEqual(["2000-01-01", "2002-12-01", 100]);
  });

  it("says what is missing, or draws it when asked", async () => {
    const gap = csv(36, (i) => (i === 7 ? "" : String(i)));
    await expect(loadTable(gap, at())).rejects.toThrow(/sold/);
    const { told } = await loadTable(gap, at({ fill: true }));
    expect([told.drawn, told.values[7]]).toEqual([1, 7]);
  });

  it("that is a workbook, or has no rows, is refused", async () => {
    await expect(loadTable(new Blob(["PK\u0003\u0004 a sheet"]), at())).rejects.toThrow(/a workbook, not a CSV/);
    await expect(loadTable("month,sold\n", at())).rejects.toThrow(/no rows/);
  });

  it("without numbers is refused, by the names of its columns", async () => {
    await expect(loadTable("month,note\n2000-01,a\n2000-02,b\n", at())).rejects.toThrow(
      /No column of this table has numbers[^:]*: month, note/,
    );
    await expect(loadTable("", at())).rejects.toThrow();
  });

  it("of plain numbers is taken as it comes", async () => {
    const { told } = await loadTable(`x\n${Array.from({ length: 30 }, (_, i) => i * i).join("\n")}`, at());
    expect([told.time, told.target, told.values[5]]).toEqual([undefined, "x", 25]);
  });
});

describe("a forecast", () => {
  it("has a band around its median, baselines, and a trial behind it; the same for the same seed", async () => {
    const loaded = await loadTable(csv(60), at());
    const setup = at({ horizon: 6, epochs: 2 });
    const { learned } = await learn(loaded, setup, () => {});
    expect(learned.times[0]).toBe("2005-01-01");
    expect(learned.times).toHaveLength(6);
    for (const [i, median] of learned.median.entries()) {
      expect(learned.low[i]).toBeLessThanOrEqual(median);
      expect(learned.high[i]).toBeGreaterThanOrEqual(median);
    }
    expect(learned.baselines.map(({ name }) => name)).toEqual(["naive", "seasonal naive"]);
    expect(learned.baselines[1]!.values[0]).toBe(loaded.told.values[48]);
    expect(learned.scores.map(({ name }) => name)).toContain(learned.winner);
    expect(learned.tried.length).toBeGreaterThan(0);
    for (const { times, values } of learned.tried) expect(times).toHaveLength(values.length);
    expect((await learn(loaded, setup, () => {})).learned).toEqual(learned);
  });

  it("tells of the network's epochs", async () => {
    const told: Progress[] = [];
    await learn(await loadTable(csv(60), at()), at({ method: "direct", horizon: 3, epochs: 2 }), (progress) =>
      told.push(progress),
    );
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(told.every(({ loss }) => loss > 0)).toBe(true);
  });

  it.each(["direct", "ARIMA", "seasonal naive", "exponential smoothing", "combination"] as const)(
    "by %s",
    async (method) => {
      const loaded = await loadTable(csv(60), at());
      const { learned } = await learn(loaded, at({ method, horizon: 3, epochs: 1 }), () => {});
      expect(learned.median).toHaveLength(3);
      expect(learned.scores.length).toBeGreaterThan(0);
    },
  );

  it("stands in its program and command as it was asked for", () => {
    const setup = at({ horizon: 6, method: "ARIMA", fill: true, epochs: 3 });
    expect(program("a b.csv", "sold", setup)).toContain(
      'tasks.forecaster(rows, { target: "sold", horizon: 6, method: "ARIMA", gaps: "fill", seed: 1 })',
    );
    expect(command("it's.csv", "sold", setup)).toBe(
      "npx recurve train forecast 'it'\\''s.csv' --target sold --horizon 6 --method ARIMA --fill-gaps --seed 1 --epochs 3",
    );
  });
});
