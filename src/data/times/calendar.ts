/** What a calendar says of a time, as waves: the hour, the day of the week, the day of the year. */
import type { Frequency } from "./frequency.ts";

const DAY = 86_400_000;

/** What goes round in a calendar. */
export type Cycle = "day" | "week" | "year";

const fraction = (x: number) => x - Math.floor(x);

/** How long a cycle is in milliseconds, where in it a time is, from 0 to 1, and how many waves tell that. */
const cycles: Readonly<Record<Cycle, { length: number; waves: number; phase: (time: number) => number }>> = {
  day: { length: DAY, waves: 3, phase: (time) => fraction(time / DAY) },
  // three waves are enough to tell seven days apart; 1970 began on a Thursday
  week: { length: 7 * DAY, waves: 3, phase: (time) => fraction((Math.floor(time / DAY) + 3) / 7) },
  year: {
    length: 365 * DAY,
    waves: 4,
    phase(time) {
      const year = new Date(time).getUTCFullYear();
      const [begin, end] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
      return (time - begin) / (end - begin);
    },
  },
};

const slowerThan: Readonly<Record<Frequency["unit"], readonly Cycle[]>> = {
  second: ["day", "week", "year"],
  minute: ["day", "week", "year"],
  hour: ["day", "week", "year"],
  day: ["week", "year"],
  "business day": ["week", "year"],
  week: ["year"],
  month: ["year"],
  year: [],
  step: [],
};

/**
 * The cycles that rows from one time to another can teach: longer than a step, and gone through at least twice. Of a cycle
 * gone through once a network would learn dates by heart.
 */
export function cyclesOf({ unit }: Frequency, from: number, to: number): Cycle[] {
  return slowerThan[unit].filter((cycle) => to - from >= 2 * cycles[cycle].length);
}

/** How many numbers {@link calendar} gives. */
export function calendarWidth(of: readonly Cycle[]): number {
  return of.reduce((sum, cycle) => sum + 2 * cycles[cycle].waves, 0);
}

/** sin and cos of 2π k phase for each cycle, k from 1. */
export function calendar(time: number, of: readonly Cycle[]): number[] {
  return of.flatMap((cycle) => {
    const { phase, waves } = cycles[cycle];
    const angle = 2 * Math.PI * phase(time);
    return Array.from({ length: waves }, (_, k) => [Math.sin((k + 1) * angle), Math.cos((k + 1) * angle)]).flat();
  });
}
