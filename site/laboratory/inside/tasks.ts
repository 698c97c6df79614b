/** Tasks that need memory: sequences drawn by a seed, and what a network shall say to them. */
import { Random } from "recurve";
import type { Setup } from "./setup.ts";

/** One sequence: numbers of each step in, and what shall come out at each step, or once at the end. */
export interface Sample {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
}

/** A task for networks. */
export interface Task {
  readonly features: number;
  /** How many numbers come out. */
  readonly outputs: number;
  /** Whether something comes out at every step, or at the last alone. */
  readonly every: boolean;
  readonly loss: "binaryCrossentropy" | "categoricalCrossentropy" | "meanSquaredError";
  draw(random: Random): Sample;
  /** The label of a step, in few letters. */
  inputLabel(x: readonly number[]): string;
  outputLabel(y: readonly number[]): string;
  /** Whether an output counts as right. */
  isRight(given: readonly number[], wanted: readonly number[]): boolean;
}

type Settings = Pick<Setup, "task" | "length" | "lag" | "sentence">;

export function taskOf(settings: Settings): Task {
  return tasks[settings.task](settings);
}

const bit = (random: Random) => random.integer(2);
const bits = {
  features: 1,
  outputs: 1,
  every: true,
  loss: "binaryCrossentropy",
  inputLabel: ([x]: readonly number[]) => String(x),
  outputLabel: ([y]: readonly number[]) => short(y!),
  isRight: ([given]: readonly number[], [wanted]: readonly number[]) => given! >= 0.5 === wanted! >= 0.5,
} as const;

/** As few digits as a small box has room for. */
const short = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
const near = ([given]: readonly number[], [wanted]: readonly number[]) => Math.abs(given! - wanted!) < 0.1;
const oneHot = (index: number, size: number) => Array.from({ length: size }, (_, i) => (i === index ? 1 : 0));
const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));
const sameLargest = (given: readonly number[], wanted: readonly number[]) => largest(given) === largest(wanted);

const tasks: Readonly<Record<Setup["task"], (settings: Settings) => Task>> = {
  /** Say what came some steps before; 0 until there was something. */
  echo: ({ length, lag }) => ({
    ...bits,
    draw: (random) => {
      const x = Array.from({ length }, () => [bit(random)]);
      return { x, y: x.map((_, t) => [x[t - lag]?.[0] ?? 0]) };
    },
  }),

  /** Add the two numbers that are marked (Hochreiter & Schmidhuber, 1997). */
  adding: ({ length }) => ({
    features: 2,
    outputs: 1,
    every: false,
    loss: "meanSquaredError",
    draw: (random) => {
      const values = Array.from({ length }, () => random.uniform());
      const first = random.integer(Math.floor(length / 2));
      const second = Math.floor(length / 2) + random.integer(Math.ceil(length / 2));
      const x = values.map((value, t) => [value, t === first || t === second ? 1 : 0]);
      return { x, y: [[values[first]! + values[second]!]] };
    },
    inputLabel: ([value, marked]) => `${marked ? "+" : ""}${value!.toFixed(2)}`,
    outputLabel: ([y]) => short(y!),
    isRight: near,
  }),

  /** Whether the number of ones so far is odd. */
  parity: ({ length }) => ({
    ...bits,
    draw: (random) => {
      const x = Array.from({ length }, () => [bit(random)]);
      let odd = 0;
      return { x, y: x.map(([value]) => [(odd ^= value!)]) };
    },
  }),

  /** Which bracket would have to be closed next. */
  brackets: ({ length }) => ({
    features: 4,
    outputs: 3,
    every: true,
    loss: "categoricalCrossentropy",
    draw: (random) => {
      const open: number[] = [];
      const x: number[][] = [];
      const y: number[][] = [];
      for (let t = 0; t < length; t++) {
        const closes = open.length > 0 && random.uniform() < 0.5;
        const kind = closes ? open.pop()! : bit(random);
        if (!closes) open.push(kind);
        x.push(oneHot(closes ? 2 + kind : kind, 4));
        y.push(oneHot(open.at(-1) ?? 2, 3));
      }
      return { x, y };
    },
    inputLabel: (x) => "([)]"[largest(x)]!,
    outputLabel: (y) => ")]–"[largest(y)]!,
    isRight: sameLargest,
  }),

  /** The next value of a sum of two waves. */
  sines: ({ length }) => ({
    features: 1,
    outputs: 1,
    every: true,
    loss: "meanSquaredError",
    draw: (random) => {
      const [slow, fast] = [random.uniform(), random.uniform()].map((phase) => phase * 2 * Math.PI) as [number, number];
      const wave = (t: number) =>
        0.6 * Math.sin(slow + (2 * Math.PI * t) / 12) + 0.4 * Math.sin(fast + (2 * Math.PI * t) / 5);
      const steps = Array.from({ length }, (_, t) => t);
      return { x: steps.map((t) => [wave(t)]), y: steps.map((t) => [wave(t + 1)]) };
    },
    inputLabel: ([x]) => short(x!),
    outputLabel: ([y]) => short(y!),
    isRight: near,
  }),

  /** The next character of a sentence. */
  sentence: ({ sentence }) => {
    const characters = [...sentence, "⏎"];
    const known = [...new Set(characters)];
    const codes = characters.map((each) => oneHot(known.indexOf(each), known.length));
    return {
      features: known.length,
      outputs: known.length,
      every: true,
      loss: "categoricalCrossentropy",
      draw: () => ({ x: codes.slice(0, -1), y: codes.slice(1) }),
      inputLabel: (x) => shown(known[largest(x)]!),
      outputLabel: (y) => shown(known[largest(y)]!),
      isRight: sameLargest,
    };
  },
};

const shown = (character: string) => (character === " " ? "␣" : character);

/** The batch that is trained on at a step of training: the same for the same seed. */
export function batchAt(task: Task, seed: number, step: number, size: number): Sample[] {
  const random = new Random(seed, step + 1);
  return Array.from({ length: size }, () => task.draw(random));
}
