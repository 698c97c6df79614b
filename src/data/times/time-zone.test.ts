/** Hours of places whose clocks are set forward and back. */
import { describe, expect, it } from "vitest";
import { loadModel, saveModel } from "../../index.ts";
import { Forecaster, forecaster } from "../../tasks/forecaster/forecaster.ts";
import { readSeries } from "../../tasks/forecaster/series.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import { momentsIn, offsetAt, textIn } from "./time-zone.ts";

/** What a wall clock showed at a moment, by the engine's own words. */
const wallText = (moment: number, zone: string) => new Date(moment).toLocaleString("sv-SE", { timeZone: zone });
const hours = (from: string, count: number, step = 1) =>
  Array.from({ length: count }, (_, i) => Date.parse(from) + i * step * 3_600_000);
const rowsIn = (moments: readonly number[], zone: string) =>
  moments.map((moment, i) => ({ time: wallText(moment, zone), kw: 10 + (i % 24) }));

describe("a time zone", () => {
  it.each([
    ["Europe/Berlin", "2024-03-29T00:00Z", 1],
    ["Europe/Berlin", "2024-10-25T00:00Z", 1],
    ["America/New_York", "2024-11-01T00:00Z", 0.25],
    ["Australia/Lord_Howe", "2024-04-05T00:00Z", 0.5],
    ["Asia/Kolkata", "2024-03-29T00:00Z", 1],
    ["UTC", "2024-03-29T00:00Z", 1],
  ])("tells which moments the clocks of %s showed from %s", (zone, from, step) => {
    const moments = hours(from, 200, step);
    const walls = moments.map((moment) => Date.parse(`${wallText(moment, zone).replace(" ", "T")}Z`));
    expect(momentsIn(walls, zone)).toEqual(moments);
    expect(momentsIn(walls.toReversed(), zone)).toEqual(moments.toReversed());
    const series = readSeries(rowsIn(moments, zone), { columns: ["kw"], timeZone: zone });
    expect(series).toMatchObject({ start: moments[0], length: 200, drawn: {} });
  });

  it("writes moments as its clock shows them", () => {
    expect(textIn(Date.parse("2024-03-31T01:00Z"), "Europe/Berlin")).toBe("2024-03-31T03:00:00+02:00");
    expect(textIn(Date.parse("2024-11-03T06:00Z"), "America/New_York")).toBe("2024-11-03T01:00:00-05:00");
    expect(offsetAt(Date.parse("2024-01-01T00:00Z"), "Asia/Kolkata")).toBe(5.5 * 3_600_000);
  });

  it("refuses hours that clocks skipped, and zones that nobody knows", () => {
    const rows = rowsIn(hours("2024-03-30T00:00Z", 48), "UTC");
    const read = () => readSeries(rows, { columns: ["kw"], timeZone: "Europe/Berlin" });
    expect(read).toThrow(FormatError);
    expect(read).toThrow(/Row 27 is of 2024-03-31T02:00:00, which clocks of Europe\/Berlin skipped/);
    expect(() => readSeries(rows, { columns: ["kw"], timeZone: "Europe/Bielefeld" })).toThrow(ConfigError);
    const berlin = rowsIn(hours("2024-10-25T00:00Z", 100), "Europe/Berlin");
    expect(() => readSeries(berlin, { columns: ["kw"] })).toThrow(/set back there[\s\S]*--timezone/);
  });

  it("leaves days and times with a zone of their own as they are", () => {
    const days = Array.from({ length: 10 }, (_, i) => ({ day: `2024-03-${20 + i}`, y: i }));
    expect(readSeries(days, { columns: ["y"], timeZone: "Asia/Tokyo" }).start).toBe(Date.UTC(2024, 2, 20));
    const zoned = hours("2024-03-29T00:00Z", 30).map((moment, i) => ({ time: new Date(moment).toISOString(), y: i }));
    expect(readSeries(zoned, { columns: ["y"], timeZone: "Asia/Tokyo" }).start).toBe(Date.UTC(2024, 2, 29));
  });

  it("is what a forecast is told in, from a file too", async () => {
    const rows = rowsIn(hours("2024-10-24T22:00Z", 48), "Europe/Berlin");
    const made = forecaster(rows, { target: "kw", horizon: 4, method: "naive", timeZone: "Europe/Berlin" });
    await made.fit(rows, { verbose: 0 });
    const again = Forecaster.from(await loadModel(await saveModel(made.model)));
    const times = ["2024-10-27T00:00:00+02:00", "2024-10-27T01:00:00+02:00", "2024-10-27T02:00:00+02:00"];
    expect(again.forecast().times).toEqual([...times, "2024-10-27T02:00:00+01:00"]);
    expect(again.forecast(rows.slice(0, 40)).times[0]).toBe("2024-10-26T16:00:00+02:00");
  });
});
