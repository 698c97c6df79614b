/** `recurve trace` on the models of tasks, which read texts and tables by their own rules. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { saveModel, tasks, tensor, text } from "../src/index.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-trace-uses-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** What `--json` gives. */
const json = async (...args: string[]) => JSON.parse((await recurve("trace", ...args, "--json")).out);

describe("recurve trace", () => {
  it("reads a language model's texts, each token's target the next one", async () => {
    const vocabulary = text.Vocabulary.fromText("春眠不觉晓");
    const poems = tasks.languageModel({ vocabulary, documents: true, units: 4, depth: 1, seed: 1 });
    await saveModel(poems.model, at("poems.keras"));
    writeFileSync(at("poems.txt"), "春眠\n\n春眠不觉晓\n");
    const { out } = await recurve("trace", at("poems.keras"), at("poems.txt"), "--row", "1");
    expect(out).toMatch(/^row 1 of 2;/);
    expect(out).toContain("steps: ⊢ 春 眠 不 觉 晓\n");
    expect(out).toMatch(/forget gate[^\n]*\n *unit 0 {9}5\n +⊢ 春眠不觉晓\n/);
    const told = await json(at("poems.keras"), at("poems.txt"), "--row", "1");
    const ids = [...vocabulary.encode("春眠不觉晓")];
    poems.model.compile({ loss: "sparseCategoricalCrossentropy" });
    const expected = poems.model.traceGradient(tensor([[vocabulary.start, ...ids]]), [[...ids, vocabulary.end]]);
    expect(told.loss).toBe(expected.loss);
    // ids as JSON go the way of predict
    writeFileSync(at("ids.json"), JSON.stringify([[vocabulary.start, ...ids]]));
    expect((await json(at("poems.keras"), at("ids.json"))).parts).toEqual(told.parts);
    const refused = await recurve("trace", at("poems.keras"), at("poems.txt"), "--targets", "y.csv");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("here the data tell what should come");
  });

  it("reads running text in windows", async () => {
    const vocabulary = text.Vocabulary.fromText("ab\n");
    const prose = tasks.languageModel({ vocabulary, units: 4, depth: 1, seed: 1 });
    await saveModel(prose.model, at("prose.keras"));
    writeFileSync(at("prose.txt"), "ab".repeat(50));
    const told = await json(at("prose.keras"), at("prose.txt"), "--row", "1");
    expect(told.rows).toBe(2);
    // the first window begins with the newline before a text
    expect(told.steps.join("")).toBe(`\n${"ab".repeat(50)}`.slice(64, 100));
  });

  it("reads a classifier's table of texts, and of readings", async () => {
    const vocabulary = text.Vocabulary.fromText("abcdefgh");
    const words = tasks.classifier({ classes: ["no", "yes"], vocabulary, units: 3, seed: 1 });
    await saveModel(words.model, at("words.keras"));
    writeFileSync(at("words.csv"), "word,label\nabc,no\ndefgh,yes\n");
    const told = await json(at("words.keras"), at("words.csv"), "--row", "1", "--label", "label");
    expect(told).toMatchObject({ rows: 2, steps: ["d", "e", "f", "g", "h"] });
    words.network.compile({ loss: "sparseCategoricalCrossentropy" });
    const ids = tensor(Int32Array.from(vocabulary.encode("defgh")), [1, 5], "int32");
    expect(told.loss).toBe(words.network.traceGradient(ids, [[1]]).loss);

    const series = tasks.classifier({ classes: ["0", "1"], features: 1, perStep: true, units: 3, seed: 1 });
    const readings = Array.from({ length: 70 }, (_, i) => [i % 7]);
    await series.fit([readings], [readings.map(([value]) => (value! > 3 ? "1" : "0"))], { epochs: 1 });
    series.model.metadata.columns = ["value"];
    await saveModel(series.model, at("series.keras"));
    writeFileSync(
      at("series.csv"),
      ["value,state", ...readings.map(([value]) => `${value},${value! > 3 ? 1 : 0}`)].join("\n"),
    );
    const last = await json(at("series.keras"), at("series.csv"), "--row", "1");
    expect(last.rows).toBe(2);
    expect(last.parts[0].maps[0].values[0]).toHaveLength(6);
    expect(last.gradients).toHaveLength(2);
  });
});
