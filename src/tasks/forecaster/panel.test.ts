/** Several series in one table: one network, and for each series what suits it. */
import { describe, expect, it, vi } from "vitest";
import type { Row } from "../../data/table-row.ts";
import { timeAfter, timeText } from "../../data/times/frequency.ts";
import { loadModel, saveModel } from "../../index.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import { findSeriesNames, readManySeries, rowsBySeries } from "./many-series.ts";
import { PanelForecaster, panelForecaster, readPanel } from "./panel.ts";
import { readSeries } from "./series.ts";

vi.setConfig({ testTimeout: 120_000 });

const day = { unit: "day", count: 1 } as const;
const shape = [3, -1, 0, 2, 4, -5, -3];
/** A shop's week, at its own height, with a disturbance that is no random number. */
const shop = (id: string, length: number, size: number): Row[] =>
  Array.from({ length }, (_, t) => ({
    date: timeText(timeAfter(Date.UTC(2003, 0, 1), t, day), day),
    shop: id,
    sold: size * (100 + 5 * shape[t % 7]! + 2 * Math.sin(t * t + size)),
  }));
const parts = [shop("north", 280, 1), shop("south", 150, 40), shop("__proto__", 90, 0.01)];
/** All of them, in turns as tables have them. */
const rows = parts[0]!.flatMap((_, t) => parts.flatMap((part) => part.slice(t, t + 1)));
const options = { id: "shop", target: "sold", horizon: 7, window: 14, units: 8, seed: 3 };
const short = { epochs: 3, batchSize: 16, learningRate: 1e-2, verbose: 0 } as const;

async function fitted(): Promise<PanelForecaster> {
  const made = panelForecaster(rows, options);
  await made.fit(rows, short);
  return made;
}

/** The week that follows a shop's rows. */
const next = (length: number, size: number) =>
  Array.from({ length: 7 }, (_, h) => size * (100 + 5 * shape[(length + h) % 7]!));

describe("forecaster of several series", () => {
  it("learns from all, forecasts each at its own height, and is one file", async () => {
    const made = await fitted();
    const forecasts = made.forecast();
    expect(forecasts.map(({ id, times }) => [id, times[0]])).toEqual([
      ["north", "2003-10-08"],
      ["south", "2003-05-31"],
      ["__proto__", "2003-04-01"],
    ]);
    for (const [i, [length, size]] of [[280, 1] as const, [150, 40] as const, [90, 0.01] as const].entries()) {
      const { values, quantiles } = forecasts[i]!;
      for (const [h, wanted] of next(length, size).entries()) {
        expect(Math.abs(values.sold![h]! / size - wanted / size)).toBeLessThan(5);
        expect(quantiles.sold![0]![h]!).toBeLessThanOrEqual(values.sold![h]!);
      }
    }
    const names = [...made.members.get("north")!.verdicts!.sold!.scores.map(({ name }) => name)];
    expect(names).toEqual(expect.arrayContaining(["combination", "network", "ARIMA"]));
    const again = PanelForecaster.from(await loadModel(await saveModel(made.model)));
    expect(again.forecast()).toEqual(forecasts);
    expect(made.forecast(rows)).toEqual(forecasts);
    // of some that are asked for, the others are neither read nor computed
    const computed = [...made.members.values()].map((member) => vi.spyOn(member, "forecast"));
    const spoilt = rows.map((row) => (row.shop === "north" ? { ...row, sold: "many" } : row));
    expect(made.forecast(spoilt, ["south"])).toEqual([forecasts[1]]);
    expect(made.forecast(undefined, ["__proto__"])).toEqual([forecasts[2]]);
    expect(computed.map(({ mock }) => mock.calls.length)).toEqual([0, 1, 1]);
    for (const given of [undefined, spoilt]) expect(() => made.forecast(given, ["east"])).toThrow("no such series");
    const [first] = made.backtest(rows);
    expect([first!.id, first!.scores[0]!.name]).toEqual(["north", "forecaster"]);
    expect(made.members.get("south")!.past(1).times).toEqual(["2003-05-30"]);
  });

  it("forecasts a series that it has not seen, after trying all ways in it", async () => {
    const made = await fitted();
    const [found] = made.forecast(shop("west", 80, 7));
    expect(found!.id).toBe("west");
    for (const [h, wanted] of next(80, 7).entries())
      expect(Math.abs(found!.values.sold![h]! - wanted)).toBeLessThan(35);
    expect([...made.members.keys()]).toEqual(["north", "south", "__proto__"]);
  });

  it("leaves the network out where all series together are too few to teach it", async () => {
    const few = [...shop("a", 20, 1), ...shop("b", 24, 2)];
    const made = panelForecaster(few, { ...options, window: undefined, horizon: 3 });
    const history = await made.fit(few, { verbose: 0 });
    expect(history.epoch).toEqual([]);
    expect(made.forecast().map(({ values }) => values.sold!.length)).toEqual([3, 3]);
  });

  it("finds the column of names, and groups rows by it", () => {
    expect(findSeriesNames(rows, ["date", "shop"])).toBe("shop");
    expect(findSeriesNames(parts[0]!, ["date", "shop"])).toBe(undefined);
    expect([...rowsBySeries(rows, "shop")].map(([id, group]) => [id, group.length])).toEqual([
      ...[
        ["north", 280],
        ["south", 150],
        ["__proto__", 90],
      ],
    ]);
  });

  it("takes several columns that name a series together, and finds them", async () => {
    const few = ["a", "b"].flatMap((region) =>
      ["x", "y"].flatMap((product) =>
        shop(`${region}${product}`, 24, 1).map(({ date, sold }) => ({ date, region, product, sold })),
      ),
    );
    expect(findSeriesNames(few, ["date", "region", "product", "sold"])).toEqual(["region", "product"]);
    const id = ["region", "product"];
    const made = panelForecaster(few, { ...options, id, window: undefined, horizon: 3, method: "naive" });
    await made.fit(few, { verbose: 0 });
    expect(made.forecast().map(({ id }) => id)).toEqual(["a / x", "a / y", "b / x", "b / y"]);
    expect(made.id).toBe("region / product");
    expect(PanelForecaster.from(await loadModel(await saveModel(made.model))).forecast()).toEqual(made.forecast());
    expect(() => panelForecaster(few, { ...options, id: ["region", "produkt"] })).toThrow(/no column "produkt"/);
    expect(() => readSeries(few, { columns: ["sold"] })).toThrow(
      /named by "region" and "product"[\s\S]*--id region,product/,
    );
  });

  it("goes on from the last value of series that are too short for a trial, as uncertain as the others", async () => {
    const few = [...shop("a", 40, 1), ...shop("b", 30, 40), ...shop("two", 2, 5), ...shop("one", 1, 0.1)];
    const made = panelForecaster(few, { ...options, window: undefined, horizon: 3 });
    await made.fit(few, { verbose: 0 });
    const [, , two, one] = made.forecast();
    const last = few.filter(({ shop }) => shop === "two").at(-1)!.sold as number;
    expect([two!.id, two!.times, two!.values.sold]).toEqual([
      "two",
      ["2003-01-03", "2003-01-04", "2003-01-05"],
      [last, last, last],
    ]);
    const { winner, places } = made.members.get("two")!.verdicts!.sold!;
    expect([winner, places]).toEqual(["naive", 0]);
    // a day of the others differs from the next by 5 to 45 of 100
    for (const { values, quantiles } of [two!, one!]) {
      const [low, , high] = quantiles.sold!.map((values) => values[0]!);
      const size = (high! - low!) / values.sold![0]!;
      expect(size).toBeGreaterThan(0.3);
      expect(size).toBeLessThan(1);
    }
    const again = PanelForecaster.from(await loadModel(await saveModel(made.model)));
    expect(again.forecast()).toEqual(made.forecast());
    const [fresh] = again.forecast(shop("fresh", 2, 7));
    expect(fresh!.values.sold![0]).toBe(shop("fresh", 2, 7)[1]!.sold);
    expect(made.backtest(few).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(made.shortSeries(few)).toEqual(["two", "one"]);
  });

  it("takes a table that was read once, with the same numbers", async () => {
    const few = [...shop("a", 40, 1), ...shop("b", 30, 40)];
    const how = { ...options, window: undefined, horizon: 3 };
    const read = readPanel(few, { id: "shop", columns: ["sold"] });
    const [byRows, bySeries] = [panelForecaster(few, how), panelForecaster(read, how)];
    await byRows.fit(few, { verbose: 0 });
    await bySeries.fit(read, { verbose: 0 });
    const forecasts = byRows.forecast();
    for (const made of [bySeries.forecast(), bySeries.forecast(read), byRows.forecast(byRows.read(few))])
      expect(made).toEqual(forecasts);
    expect(bySeries.forecast(read, ["b"])).toEqual([forecasts[1]]);
    expect(bySeries.backtest(read)).toEqual(byRows.backtest(few));
    const monthly = few.map((row, t) => ({ ...row, date: `${2001 + (t % 40)}` })).slice(0, 40);
    expect(() => bySeries.forecast(readPanel(monthly, { id: "shop", columns: ["sold"] }))).toThrow(
      /^shop a: The series is not like the one/,
    );
    expect(() => panelForecaster(read, { ...how, target: "solt" })).toThrow(/no column "solt"[\s\S]*mean "sold"/);
    expect(() => bySeries.forecast(read, ["east"])).toThrow("no such series");
  });

  it("reads the times of all series in one form, which the whole column decides", () => {
    const dated = (id: string, length: number) =>
      shop(id, length, 1).map((row, t) => ({ ...row, date: `${String(t + 1).padStart(2, "0")}/01/2003` }));
    // alone, the rows of "few" could be the first days of twelve months
    const few = [...dated("few", 12), ...dated("as few", 12)];
    const read = readManySeries([...few, ...dated("many", 31)], "shop", { columns: ["sold"] });
    expect(read.map(({ series }) => [series.length, series.frequency.unit])).toEqual([
      [12, "day"],
      [12, "day"],
      [31, "day"],
    ]);
  });

  it("names the series that it cannot take", async () => {
    expect(() => panelForecaster(rows, { ...options, id: "store" })).toThrow(/no column "store"/);
    expect(() => panelForecaster(rows, { ...options, id: 3 as unknown as string })).toThrow(ConfigError);
    const nameless = rows.with(4, { ...rows[4]!, shop: null });
    expect(() => panelForecaster(nameless, options)).toThrow(/Row 5 names no series in the column "shop"/);
    const total = [...rows, { date: "Total", shop: "south", sold: 12 }];
    expect(() => panelForecaster(total, options)).toThrow(/shop south: Row 151 has no time/);
    const made = panelForecaster(rows, options);
    const tiny = shop("tiny", 4, 1);
    await expect(made.fit(tiny, short)).rejects.toThrow(/shop tiny: the series is too short[\s\S]*10 rows or more/);
    expect(() => made.forecast(tiny)).toThrow(FormatError);
    expect(() => PanelForecaster.from(undefined as never)).toThrow(ConfigError);
  });
});
