/** What a calendar says of a time, as waves: the hour, the day of the week, the day of the year. */
import type { Frequency } from "./frequency.ts";

const DAY = 86_400_000;

/** A cycle: where in it a time is, from 0 to 1, and how many waves tell it. */
interface Cycle {
  phase: (time: number) => number;
  waves: number;
}

const fraction = (x: number) => x - Math.floor(x);
const ofDay: Cycle = { phase: (time) => fraction(time / DAY), waves: 3 };
// three waves tell seven days apart; 1970 began on a Thursday
const ofWeek: Cycle = { phase: (time) => fraction((Math.floor(time / DAY) + 3) / 7), waves: 3 };
const ofYear: Cycle = {
  phase(time) {
    const year = new Date(time).getUTCFullYear();
    const [begin, end] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
    return (time - begin) / (end - begin);
  },
  waves: 4,
};

const cycles: Readonly<Record<Frequency["unit"], readonly Cycle[]>> = {
  second: [ofDay, ofWeek, ofYear],
  minute: [ofDay, ofWeek, ofYear],
  hour: [ofDay, ofWeek, ofYear],
  day: [ofWeek, ofYear],
  week: [ofYear],
  month: [ofYear],
  year: [],
  step: [],
};

/** How many numbers {@link calendar} gives. */
export function calendarWidth({ unit }: Frequency): number {
  return cycles[unit].reduce((sum, { waves }) => sum + 2 * waves, 0);
}

/** sin and cos of 2π k phase for each cycle that is longer than a step, k from 1. */
export function calendar(time: number, { unit }: Frequency): number[] {
  return cycles[unit].flatMap(({ phase, waves }) => {
    const angle = 2 * Math.PI * phase(time);
    return Array.from({ length: waves }, (_, k) => [Math.sin((k + 1) * angle), Math.cos((k + 1) * angle)]).flat();
  });
}
