/** `recurve trace`: what it draws, the numbers it gives, and its page. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeNpy } from "../src/data/index.ts";
import { input, layers, loadModel, model, saveModel, sequential, tensor } from "../src/index.ts";
import { expectNumbers, normal } from "./numbers.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-trace-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const reader = sequential({
  layers: [
    input({ shape: [null, 2], name: "readings" }),
    layers.masking({ name: "gaps" }),
    layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true, name: "both" }), name: "ways" }),
    layers.lstm({ units: 3, name: "memory" }),
    layers.dense({ units: 4, activation: "softmax", name: "scores" }),
  ],
  name: "reader",
  seed: 3,
});
// the last two steps of row 1 are gaps
const x = tensor(
  normal([3, 6, 2], 5)
    .dataSync()
    .map((value, i) => (i >= 20 && i < 24 ? 0 : value)),
  [3, 6, 2],
);

beforeAll(async () => {
  reader.compile({ loss: "sparseCategoricalCrossentropy" });
  await saveModel(reader, at("reader.keras"));
  writeFileSync(at("x.npy"), writeNpy(x));
  writeFileSync(at("y.csv"), "class\n0\n3\n1\n");
});

const columns = process.stdout.columns;
afterEach(() => {
  process.stdout.columns = columns;
});

/** What `--json` gives. */
const json = async (...args: string[]) => JSON.parse((await recurve("trace", ...args, "--json")).out);

describe("recurve trace", () => {
  it("draws each layer's gates, states and mask, a line for each unit", async () => {
    const { code, out, err } = await recurve("trace", at("reader.keras"), at("x.npy"), "--row", "1");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^row 1 of 3; rows, units and steps are counted from 0\n/);
    expect(out).toContain("memory (LSTM): (1, 6, 4) → (1, 3)");
    expect(out).toContain("ways/forward_both (GRU): (1, 6, 2) → (1, 6, 2)");
    expect(out).toContain(
      "gaps (Masking): (1, 6, 2) → (1, 6, 2)\n  passes on what it takes\n  mask: 4 of 6 steps count\n",
    );
    expect(out).toContain("  mask ████████····");
    expect(out).toMatch(
      /f, forget gate: how much of the old cell state stays \(0 to 1\)\n *unit 0 {9}5\n( +[0-2] [·░▒▓█]{12}\n){3}/,
    );
    expect(out).toMatch(/scores \(Dense\): \(1, 3\) → \(1, 4\)\n {2}gives (0\.\d+ ?){4}/);
  });

  it("gives the same numbers as model.trace", async () => {
    const told = await json(at("reader.keras"), at("x.npy"), "--row", "2", "--layer", "memory", "--unit", "0,2");
    const memory = reader.trace(x).layers[2]!;
    if (memory.kind !== "lstm") throw new Error(memory.kind);
    const [part] = told.parts;
    expect(part).toMatchObject({ layer: "memory", className: "LSTM", takes: [[1, 6, 4]], gives: [[1, 3]] });
    expect(part.maps.map(({ name }: { name: string }) => name)).toEqual(["i", "f", "g", "o", "c", "h"]);
    const rows = memory.c.arraySync() as number[][][];
    expect(part.maps[4]).toMatchObject({ name: "c", lines: [0, 2], lineCount: 3 });
    expect(part.maps[4].values).toEqual([0, 2].map((unit) => rows[2]!.map((step) => step[unit])));
  });

  it("tells the calls of a layer apart that several calls share, and what is inside each", async () => {
    const steps = (name: string) => input({ shape: [3, 2], name });
    const [left, right, inner] = [steps("left"), steps("right"), steps("inner")];
    const lstm = layers.lstm({ units: 2, name: "shared" });
    const gru = layers.gru({ units: 2, name: "within" });
    const encoder = model({ inputs: inner, outputs: gru.apply(inner), name: "encoder" });
    const outputs = layers
      .concatenate({ name: "joined" })
      .apply([left, right].flatMap((x) => [lstm.apply(x), encoder.apply(x)]));
    const siamese = model({ inputs: [left, right], outputs, seed: 1 });
    siamese.compile({ loss: "meanSquaredError" });
    await saveModel(siamese, at("siamese.keras"));
    const [x1, x2] = [1, 2].map((seed) => normal([1, 3, 2], seed).arraySync());
    writeFileSync(at("pairs.json"), JSON.stringify({ left: x1, right: x2 }));
    writeFileSync(at("wanted.json"), JSON.stringify([[0, 0, 0, 0, 0, 0, 0, 0]]));
    const told = await json(at("siamese.keras"), at("pairs.json"), "--targets", at("wanted.json"));
    const paths = told.parts.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(["shared", "shared (2)", "encoder/within", "encoder (2)/within"]));
    expect(new Set(paths).size).toBe(paths.length);
    const rows = told.gradients.map(({ layer }: { layer: string }) => layer);
    expect([...rows].sort()).toEqual(["shared", "shared (2)", "within", "within (2)"]);
    expect((await recurve("trace", at("siamese.keras"), at("pairs.json"), "--layer", "shared (2)")).out).toContain(
      "shared (2) (LSTM)",
    );
  });

  it("shows how far back the loss of the row reaches", async () => {
    const told = await json(at("reader.keras"), at("x.npy"), "--row", "1", "--targets", at("y.csv"));
    const one = { x: x.arraySync() as number[][][], y: [[0], [3], [1]] };
    const expected = reader.traceGradient([one.x[1]!], [one.y[1]!]);
    expect(told.loss).toBe(expected.loss);
    expect(told.gradients.map(({ layer }: { layer: string }) => layer)).toEqual([
      "forward_both",
      "backward_both",
      "memory",
    ]);
    expect(told.gradients[2].sizes).toEqual([...expected.layers[2]!.size.dataSync()]);
    const { out } = await recurve(
      "trace",
      at("reader.keras"),
      at("x.npy"),
      "--targets",
      at("y.csv"),
      "--layer",
      "memory",
    );
    expect(out).toMatch(/memory: first step [\d.e-]+, largest [\d.e-]+ at step 5, last/);
    expect(out).not.toContain("backward_both");
  });

  it("takes another loss, targets for each step, and says where there is none", async () => {
    const simple = layers.simpleRNN({ units: 2, returnSequences: true });
    const tagger = sequential([input({ shape: [4, 1] }), simple], { seed: 1 });
    await saveModel(tagger, at("tagger.keras"));
    writeFileSync(at("steps.csv"), "1\n2\n3\n4\n");
    writeFileSync(at("tags.csv"), "1,0\n0,1\n1,0\n0,1\n");
    const args = [at("tagger.keras"), at("steps.csv"), "--targets", at("tags.csv")];
    const { code, err } = await recurve("trace", ...args);
    expect(code).toBe(1);
    expect(err).toContain("--loss meanSquaredError");
    const told = await json(...args, "--loss", "meanSquaredError");
    tagger.compile({ loss: "meanSquaredError" });
    expect(told.loss).toBe(
      tagger.traceGradient(
        [[[1], [2], [3], [4]]],
        [
          [
            [1, 0],
            [0, 1],
            [1, 0],
            [0, 1],
          ],
        ],
      ).loss,
    );
    // the class of each step, one a row
    const sparse = sequential([input({ shape: [4, 1] }), simple, layers.dense({ units: 2, activation: "softmax" })], {
      seed: 1,
    });
    await saveModel(sparse, at("sparse.keras"));
    writeFileSync(at("classes.csv"), "1\n0\n0\n1\n");
    const classes = await json(
      at("sparse.keras"),
      at("steps.csv"),
      "--targets",
      at("classes.csv"),
      "--loss",
      "sparseCategoricalCrossentropy",
    );
    sparse.compile({ loss: "sparseCategoricalCrossentropy" });
    expect(classes.loss).toBe(sparse.traceGradient([[[1], [2], [3], [4]]], [[1, 0, 0, 1]]).loss);
  });

  it.each([20, 40, 80, 133])("is never wider than a terminal of %i letters", async (width) => {
    process.stdout.columns = width;
    const long = normal([1, 300, 2], 1);
    writeFileSync(at("long.npy"), writeNpy(long));
    const { out } = await recurve("trace", at("reader.keras"), at("long.npy"));
    const widths = out.split("\n").map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    if (width > 80) expect(out).toMatch(/each column is the mean of \d+ steps/);
  });

  it("draws the weights of attention, head by head", async () => {
    const given = input({ shape: [5, 4], name: "words" });
    const attended = layers.multiHeadAttention({ numHeads: 2, keyDim: 2, name: "looks" }).apply([given, given]);
    await saveModel(model({ inputs: given, outputs: attended }), at("looks.keras"));
    writeFileSync(at("words.npy"), writeNpy(normal([2, 5, 4], 2)));
    const { parts } = await json(at("looks.keras"), at("words.npy"), "--layer", "looks", "--row", "1");
    const [first, second, output] = parts[0].maps;
    expect([first.name, second.name, output.name]).toEqual(["weights of head 0", "weights of head 1", "output"]);
    for (const line of first.values)
      expectNumbers(
        line.reduce((a: number, b: number) => a + b),
        1,
      );
  });

  it("counts units, not steps, where ids come in", async () => {
    const tokens = sequential([input({ shape: [9], dtype: "int32" }), layers.embedding({ inputDim: 5, outputDim: 2 })]);
    await saveModel(tokens, at("tokens.keras"));
    writeFileSync(at("tokens.json"), JSON.stringify([[1, 2, 3, 4, 0, 1, 2, 3, 4]]));
    expect((await json(at("tokens.keras"), at("tokens.json"), "--unit", "1")).parts[1].maps[0].lines).toEqual([1]);
    expect((await recurve("trace", at("tokens.keras"), at("tokens.json"), "--unit", "2")).err).toContain(
      "--unit from 0 to 1",
    );
  });

  it("has the words of explain in inspect too", async () => {
    const { out } = await recurve("inspect", at("reader.keras"), "--explain");
    expect(out).toContain("\nmemory (LSTM): (None, None, 4) → (None, 3)\n  Reads any number of steps of 4 numbers");
    const told = JSON.parse((await recurve("inspect", at("reader.keras"), "--explain", "--json")).out);
    expect(told.explanations.map(({ layer }: { layer: string }) => layer)).toEqual([
      "gaps",
      "ways",
      "memory",
      "scores",
    ]);
  });

  it("runs a graph of ONNX whole, whatever its axes mean", async () => {
    const inputs = { x: normal([5, 2, 3], 1), initial_h: normal([1, 2, 4], 2), initial_c: normal([1, 2, 4], 3) };
    const file = "test/fixtures/onnx/files/lstm-forward.onnx";
    const names = (await loadModel(file)).inputNames;
    const given = Object.fromEntries(names.map((name, i) => [name, Object.values(inputs)[i]!.arraySync()]));
    writeFileSync(at("onnx.json"), JSON.stringify(given));
    const told = await json(file, at("onnx.json"));
    expect(told.rows).toBe(5);
    const predicted = JSON.parse((await recurve("predict", file, at("onnx.json"), "--json")).out);
    expect(told.parts.at(-1).gives[0]).toEqual(tensor(Object.values(predicted)[0] as number[]).shape);
  });

  it("shows control characters of names and files by their codes", async () => {
    const evil = sequential([input({ shape: [2, 1], name: "in" }), layers.gru({ units: 1, name: "a\u001b[31mb" })]);
    await saveModel(evil, at("evil.keras"));
    writeFileSync(at("two.csv"), "1\n2\n");
    const { code, out } = await recurve("trace", at("evil.keras"), at("two.csv"));
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const page = await recurve("trace", at("evil.keras"), at("two.csv"), "--report", at("evil.html"));
    expect(page.code).toBe(0);
  });

  it("writes a page with a picture of each gate, that loads nothing", async () => {
    const args = [at("reader.keras"), at("x.npy"), "--targets", at("y.csv"), "--row", "1"];
    const { code, out } = await recurve("trace", ...args, "--report", at("inside.html"));
    expect(code).toBe(0);
    expect(out).toBe(`${at("inside.html")}: row 1 of ${at("x.npy")} in ${at("reader.keras")}\n`);
    const page = readFileSync(at("inside.html"), "utf8");
    const titles = [...page.matchAll(/<svg[^>]*role="img"[^>]*><title>([^<]*)/g)].map(([, title]) => title);
    expect(titles).toHaveLength([...page.matchAll(/<svg/g)].length);
    for (const name of ["i", "f", "g", "o", "c", "h"]) {
      expect(titles.some((title) => title!.startsWith(`${name} of memory, `))).toBe(true);
    }
    expect(titles.some((title) => title!.startsWith("mask of gaps: 4 of 6 steps count"))).toBe(true);
    expect(page).toContain("Size of the gradient at each step");
    expect(page).toContain("the forget gate f empties");
    expect(page).not.toMatch(/(src|href)=|@import|url\(/);
  });

  it("says all of it in Chinese, in lines that fit", async () => {
    const args = ["trace", at("reader.keras"), at("x.npy"), "--targets", at("y.csv"), "--row", "1", "--lang", "zh"];
    await recurve(...args, "--report", at("zh.html"));
    const page = readFileSync(at("zh.html"), "utf8");
    const told = page.replaceAll(/<style>.*?<\/style>|<code>.*?<\/code>|<[^>]*>/gs, "\n");
    const english =
      /\b(layer|takes|gives|gate|hidden|how much|row|counted|steps?|units?|from|mask|count|gradient|first|largest|last|white|mean of)\b/gi;
    expect(told.match(english)).toBeNull();
    expect(page).toContain('<html lang="zh">');
    process.stdout.columns = 40;
    const { out } = await recurve(...args);
    expect(out).toContain("掩码：6 步中 4 步有效");
    const widths = out.split("\n").map((line) => [...line].reduce((sum, x) => sum + (x > "\u2e80" ? 2 : 1), 0));
    expect(Math.max(...widths)).toBeLessThanOrEqual(40);
  });

  it.each([
    [["--row", "3"], 1, /The data have no row 3\.\n {2}expected: --row from 0 to 2/],
    [["--layer", "memry"], 1, /no layer "memry"[\s\S]*ways\/forward_both/],
    [["--layer", "memory", "--unit", "3"], 1, /--unit from 0 to 2/],
    [["--unit", "3-1"], 2, /'--unit <list>' argument '3-1' is invalid/],
    [["--unit", "x"], 2, /numbers from 0/],
    [["--row", "-1"], 2, /option '--row <n>'/],
    [["--loss", "mse"], 2, /'--loss <name>' is for the gradient/],
    [["--targets", "nowhere.csv"], 1, /There is no file nowhere\.csv/],
  ] as const)("refuses what it cannot show: %j", async (args, code, message) => {
    const result = await recurve("trace", at("reader.keras"), at("x.npy"), ...args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
    expect(result.out).toBe("");
  });

  it("refuses targets of another number of rows", async () => {
    writeFileSync(at("short.csv"), "0\n1\n");
    const { code, err } = await recurve("trace", at("reader.keras"), at("x.npy"), "--targets", at("short.csv"));
    expect(code).toBe(1);
    expect(err).toMatch(/expected: 3 rows in each[\s\S]*received: 3, 2/);
  });
});
