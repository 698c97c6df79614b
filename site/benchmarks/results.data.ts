/** The bench's results, as `npm run bench -- --report docs/bench` leaves them. */
import { readFileSync } from "node:fs";
import { defineLoader } from "vitepress";

/** One measurement: a median in milliseconds, or why there is none. */
export interface Row {
  threads: number;
  cell: string;
  work: string;
  shape?: string;
  system: string;
  ms?: number;
  left?: string;
  bytes?: number;
}

/** A training step as one axis of the work grows: nanoseconds of 1000 operations, bytes of a value of the output. */
export interface Point {
  axis: "T" | "B" | "H";
  size: number;
  system: string;
  time: number;
  bytes: number;
}

export interface Results {
  date: string;
  command: string;
  seconds: number;
  machine: { cpu: string; cores: number; memory: string; system: string };
  systems: Record<string, { name: string; version: string; node?: string }>;
  rows: Row[];
  models: Row[];
  growth: Point[];
}

export declare const data: Results;

const file = new URL("../../docs/bench/results.json", import.meta.url);

export default defineLoader({
  watch: ["../../docs/bench/results.json"],
  load(): Results {
    const { date, command, seconds, machine, systems, rows, models, growth } = JSON.parse(readFileSync(file, "utf8"));
    const short = ({ threads, cell, work, shape, system, ms, left, bytes }: Row) => ({
      ...{ threads, cell, work, system },
      ...(shape !== undefined && { shape }),
      ...(ms !== undefined && { ms }),
      ...(left !== undefined && { left }),
      ...(bytes !== undefined && { bytes }),
    });
    const points = growth.map(({ axis, size, system, time, bytes }: Point) => ({ axis, size, system, time, bytes }));
    return {
      date,
      command,
      seconds,
      machine,
      systems,
      rows: rows.map(short),
      models: models.map(short),
      growth: points,
    };
  },
});
