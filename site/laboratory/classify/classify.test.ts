/** Classifying without a page: tables of texts and of readings, read, learned and measured beside a simple way. */
import { describe, expect, it } from "vitest";
import { initialState } from "../shared/address.ts";
import { loadLabels } from "./labels.ts";
import { learn, type Progress } from "./learn.ts";
import { fields } from "./setup.ts";

const setup = { ...initialState(fields), units: "32" as const };
const words = { rise: ["up", "grow", "climb"], fall: ["down", "sink", "drop"] };
const texts = Array.from({ length: 120 }, (_, i) => {
  const kind = i % 2 ? "rise" : "fall";
  return `${i},we ${words[kind][i % 3]} a little ${"again ".repeat(i % 4)},${kind}`;
});
const read = (csv: string) => loadLabels(new Blob([csv]), "data.csv", setup);

describe("a table of texts", () => {
  it("is read, learned and measured", async () => {
    const { told, all } = await read(`number,said,kind\n${texts.join("\n")}\n`);
    expect(told).toMatchObject({ label: "kind", text: "said", rows: 120, failure: undefined, perStep: false });
    expect(told.counts).toEqual([
      ["fall", 60],
      ["rise", 60],
    ]);
    const progress: Progress[] = [];
    const { learned, classifier } = await learn(all!, { ...setup, epochs: 12 }, (each) => progress.push(each));
    expect(progress).toHaveLength(12);
    expect(progress.at(-1)!.loss).toBeLessThan(progress[0]!.loss);
    expect(learned.scores.map(({ name }) => name)).toEqual(["classifier", "baseline"]);
    expect(learned.scores[0]!.accuracy).toBeGreaterThan(0.9);
    expect(learned.confusion.flat().reduce((sum, each) => sum + each, 0)).toBe(learned.held);
    expect(classifier.classify("we climb a little")[0]).toMatchObject({ label: "rise" });
  }, 60_000);
});

describe("a table of readings", () => {
  it("has a label for every row", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const isHigh = Math.floor(i / 20) % 2 === 1;
      return `${(isHigh ? 3 : 0) + Math.sin(i)},${Math.cos(i)},${isHigh ? "busy" : "quiet"}`;
    });
    const { told, all } = await read(`a,b,state\n${rows.join("\n")}\n`);
    expect(told).toMatchObject({ label: "state", text: undefined, readings: ["a", "b"], perStep: true });
    const { learned } = await learn(all!, { ...setup, epochs: 20 }, () => {});
    expect(learned.readsText).toBe(false);
    expect(learned.scores[0]!.accuracy).toBeGreaterThan(0.9);
    expect(learned.byClass).toHaveLength(2);
  }, 60_000);
});

describe("what cannot be learned", () => {
  it("one label alone is told, with the columns to choose from", async () => {
    const { told, all } = await read("said,kind\na,x\nb,x\n");
    expect(all).toBeUndefined();
    expect(told.failure).toMatch(/no two labels/);
    expect(told.columns).toEqual(["said", "kind"]);
  });

  it("too few samples are refused before anything is learned", async () => {
    const { all } = await read("said,kind\na,x\nb,y\nc,x\n");
    await expect(learn(all!, setup, () => {})).rejects.toThrow(/too few samples/);
  });
});
