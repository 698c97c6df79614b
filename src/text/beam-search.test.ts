/** Beam search, beside all sequences tried. */
import { expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { ConfigError, Random } from "../tensor/index.ts";
import { beamSearch } from "./beam-search.ts";

const [start, end, size] = [0, 1, 4];

/** Probabilities that depend on the whole text so far, drawn by it. */
function after(ids: readonly number[]): number[] {
  const random = new Random(ids.reduce((hash, id) => (hash * 31 + id + 1) % 100_003, 7));
  const weights = Array.from({ length: size }, (_, id) => (id === start ? 0 : random.uniform() ** 3 + 0.01));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const step = (ids: readonly number[], states: readonly (readonly number[])[]) =>
  states.map((state, i) => {
    const read = [...state, ids[i]!];
    return { probabilities: after(read), state: read };
  });

/** Every sequence of at most `most` tokens, its log probability and its score. */
function all(most: number, penalty: number, read: number[] = [start], logProbability = 0): [number[], number][] {
  const length = read.length;
  const score = (log: number) => log / ((5 + length) / 6) ** penalty;
  const probabilities = after(read);
  const ended: [number[], number] = [read.slice(1), score(logProbability + Math.log(probabilities[end]!))];
  const longer = [2, 3].flatMap((id): [number[], number][] => {
    const log = logProbability + Math.log(probabilities[id]!);
    return length === most ? [[[...read.slice(1), id], score(log)]] : all(most, penalty, [...read, id], log);
  });
  return [ended, ...longer];
}

it.each([0, 0.6, 1])("with beams enough finds the best of all, length penalty %d", (lengthPenalty) => {
  const tried = all(6, lengthPenalty).sort((a, b) => b[1] - a[1]);
  const found = beamSearch({ state: [] as number[], step, start, end, beams: 200, lengthPenalty, maxTokens: 6 });
  expect(found.slice(0, 5).map(({ ids }) => ids)).toEqual(tried.slice(0, 5).map(([ids]) => ids));
  expectNumbers(found[0]!.score, tried[0]![1], tolerance.float64);
});

it("with one beam takes the most probable token each time; with more it finds nothing worse", () => {
  const options = { state: [] as number[], step, start, end, lengthPenalty: 0, maxTokens: 8 };
  const greedy: number[] = [];
  for (let read = [start]; greedy.length < 8; read = [...read, greedy.at(-1)!]) {
    const probabilities = after(read);
    const id = probabilities.indexOf(Math.max(...probabilities));
    if (id === end) break;
    greedy.push(id);
  }
  const [one] = beamSearch({ ...options, beams: 1 });
  expect(one!.ids).toEqual(greedy);
  expect(one!.state).toEqual([start, ...greedy].slice(0, one!.state.length));
  expect(beamSearch({ ...options, beams: 4 })[0]!.logProbability).toBeGreaterThanOrEqual(one!.logProbability);
});

it("refuses options out of range", () => {
  expect(() => beamSearch({ state: 0, step: () => [], start, end, beams: 0 })).toThrow(ConfigError);
});
