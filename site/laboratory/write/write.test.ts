import { tasks, text } from "recurve";
import { describe, expect, it } from "vitest";
import type { Line } from "../shared/worker-calls.ts";
import { correlation, findUnits, propertiesOf } from "./found-units.ts";
import { Learner, type Learning } from "./learner.ts";
import { ownText } from "./own-text.ts";
import { type Made, writerOf } from "./shipped.ts";
import { write } from "./writing.ts";

const lineTo = (heard: Learning[] = [], signal = new AbortController().signal): Line<Learning> => ({
  tell: (learning) => heard.push(learning),
  signal,
  breathe: () => Promise.resolve(),
});
const asked = { prompt: "the ti", temperature: 0.6, topK: 0, seed: 1, length: 12 };
const vocabulary = text.Vocabulary.fromText(ownText.en, { maxSize: 100 });

describe("writing", () => {
  it.each(["lstm", "gru"] as const)("by a %s tells memory and probabilities at every character", (cell) => {
    const model = tasks.languageModel({ vocabulary, units: 6, depth: 2, cell, seed: 1 });
    const read = write(model, asked);
    expect(read.map(({ given }) => given)).toEqual([...Array(6).fill(true), ...Array(12).fill(false)]);
    expect(
      read
        .map(({ character }) => character)
        .join("")
        .slice(0, 6),
    ).toBe("the ti");
    for (const { memory, next } of read) {
      expect(memory).toHaveLength(12);
      expect(memory.every((value) => Math.abs(value) <= 1)).toBe(true);
      const shares = next.map(({ probability }) => probability);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    }
    expect(write(model, asked)).toEqual(read);
    expect(write(model, { ...asked, seed: 2 })).not.toEqual(read);
  });

  it("writes what generate writes, and the most probable at temperature 0", () => {
    const model = tasks.languageModel({ vocabulary, units: 6, seed: 1 });
    const read = write(model, { ...asked, temperature: 0 });
    const written = [...model.generate({ prompt: asked.prompt, temperature: 0, maxTokens: 12 })].join("");
    expect(
      read
        .slice(6)
        .map(({ character }) => character)
        .join(""),
    ).toBe(written);
    for (const [i, { given, character }] of read.entries())
      if (!given) expect(read[i - 1]!.next[0]!.character).toBe(character);
  });

  it("takes what it does not know, and nothing at all", () => {
    const model = tasks.languageModel({ vocabulary, units: 4, documents: true, seed: 1 });
    expect(write(model, { ...asked, prompt: "鯨" })[0]!.character).toBe("鯨");
    expect(write(model, { ...asked, prompt: "", length: 3 }).length).toBeGreaterThan(0);
  });
});

it("a shipped model is made again from its weights and what it is made of", () => {
  const options = { vocabulary, documents: true, units: 6, embedding: 4, seed: 1 };
  const writer = tasks.languageModel(options);
  const weights = Float32Array.from(
    writer.model.getWeights().flatMap((weight) => [...(weight.dataSync() as Float32Array)]),
  );
  const made = { ...JSON.parse(JSON.stringify(options)), seed: 2 } as Made;
  expect(write(writerOf(made, weights), asked)).toEqual(write(writer, asked));
  expect(() => writerOf(made, weights.subarray(1))).toThrow(/weights/);
});

describe("units that learned something", () => {
  it("are found by what they follow", () => {
    const characters = [...'He said "so be it" and "go".\nThen the sea, the wide sea.\n'.repeat(8)];
    const { quotes } = propertiesOf(characters);
    const noise = (i: number) => Math.sin(i * 12.9898) % 1;
    const memory = quotes.map((quoted, i) =>
      Float32Array.of(noise(i), 0.5 - quoted + 0.1 * noise(i + 7), noise(3 * i)),
    );
    const found = findUnits(characters, memory).find(({ property }) => property === "quotes")!;
    expect(found.unit).toBe(1);
    expect(found.correlation).toBeLessThan(-0.9);
  });

  it("are not invented where nothing varies", () => {
    expect(
      findUnits(
        [..."aaaa"],
        [..."aaaa"].map(() => Float32Array.of(1)),
      ),
    ).toEqual([]);
    expect(findUnits([], [])).toEqual([]);
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [6, 4, 2])).toBeCloseTo(-1, 12);
  });
});

describe("learning one's own text", () => {
  it("lowers the loss, tells of every batch, and writes on the way", async () => {
    const heard: Learning[] = [];
    const learner = new Learner({ text: ownText.en, units: 16, seed: 1 });
    await learner.learn(2, lineTo(heard));
    const losses = heard.filter(({ sample }) => sample === undefined).map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.95);
    expect(heard.filter(({ sample }) => sample !== undefined)).toHaveLength(2);
  });

  it("pauses, and goes on", async () => {
    const stop = new AbortController();
    const learner = new Learner({ text: ownText.zh, units: 8, seed: 1 });
    const heard: Learning[] = [];
    await learner.learn(100, {
      ...lineTo([], stop.signal),
      tell: (learning) => {
        heard.push(learning);
        stop.abort();
      },
    });
    const paused = heard.at(-1)!.step;
    expect(paused).toBeLessThan(5);
    await learner.learn(1, lineTo(heard));
    expect(heard.at(-1)!.step).toBeGreaterThan(paused);
  });

  it("says how much text it needs", () => {
    expect(() => new Learner({ text: "short", units: 8, seed: 1 })).toThrow(
      /too short to learn from: 5 characters; 200/,
    );
  });
});
