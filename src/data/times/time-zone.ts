/** Time zones by name: which moment a clock on the wall of a place shows, where clocks are set forward and back. */
import { FormatError, takes } from "../../tensor/index.ts";

/** The name of a zone that the engine knows, such as "Europe/Berlin". */
export const aTimeZone = takes.check<string>('a time zone by name, such as "Europe/Berlin" or "UTC"', (value) => {
  try {
    return typeof value === "string" && new Intl.DateTimeFormat("en", { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
});

const HOUR = 3_600_000;
const clockText = (wall: number) => new Date(wall).toISOString().slice(0, 19);

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
export function offsetAt(time: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return offsetBy(format, time);
}

function offsetBy(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (!match) return 0;
  const size = Number(match[2]) * HOUR + Number(match[3]) * 60_000 + Number(match[4] ?? 0) * 1000;
  return match[1] === "-" ? -size : size;
}

/**
 * The moments that a wall clock shows in the order of rows. An hour that is met twice, as clocks are set back, is the earlier one where
 * it comes first.
 * @param walls milliseconds as if the clock were UTC's
 * @throws FormatError, with the row, for a time that clocks skip as they are set forward
 */
export function momentsIn(walls: readonly number[], zone: string): number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const known = new Map<number, number>();
  const offset = (time: number) => {
    const quarter = Math.floor(time / (HOUR / 4));
    const found = known.get(quarter) ?? offsetBy(format, time);
    known.set(quarter, found);
    return found;
  };
  const used = new Set<number>();
  const isBackwards = walls.length > 1 && walls.at(-1)! < walls[0]!;
  const moments = new Array<number>(walls.length);
  for (let i = 0; i < walls.length; i++) {
    const row = isBackwards ? walls.length - 1 - i : i;
    const wall = walls[row]!;
    const possible = [wall - 24 * HOUR, wall + 24 * HOUR]
      .map((near) => wall - offset(near))
      .filter((moment) => moment + offset(moment) === wall)
      .sort((a, b) => a - b);
    if (possible.length === 0) {
      throw new FormatError({
        what: `Row ${row + 1} is of ${clockText(wall)}, which clocks of ${zone} skipped.`,
        expected: "times that clocks showed there",
        hint: "the times may be of another zone, or in UTC: timeZone (--timezone) says which",
      });
    }
    const moment = used.has(possible[0]!) ? possible.at(-1)! : possible[0]!;
    used.add(moment);
    moments[row] = moment;
  }
  return moments;
}

/** A moment as the clock of a zone shows it, with its distance from UTC: 2024-03-31T03:00:00+02:00. */
export function textIn(time: number, zone: string): string {
  const offset = offsetAt(time, zone);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / HOUR), (Math.abs(offset) % HOUR) / 60_000];
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  return `${clockText(time + offset)}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}
