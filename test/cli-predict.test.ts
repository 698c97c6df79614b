/** `recurve predict`: the data that it takes, and those that it refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNpy } from "../src/data/index.ts";
import { input, layers, model, saveModel, sequential, tensor } from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-predict-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const classifier = sequential({
  layers: [
    input({ shape: [5, 2], name: "readings" }),
    layers.lstm({ units: 3 }),
    layers.dense({ units: 4, activation: "softmax" }),
  ],
  seed: 3,
});
const x = normal([6, 5, 2]);
const y = classifier.predict(x);

beforeAll(async () => {
  await saveModel(classifier, at("model.onnx"));
  writeFileSync(at("x.json"), JSON.stringify(x.arraySync()));
  const rows = (x.arraySync() as number[][][]).flat();
  writeFileSync(at("steps.csv"), ["a,b", ...rows.map((row) => row.join(","))].join("\n"));
});

it("predict on an ONNX file whose inputs have no batch axis in common gives all outputs in the file's order", async () => {
  const fixtures = "test/fixtures/onnx/files";
  const { inputs, outputs } = JSON.parse(readFileSync(`${fixtures}/cases.json`, "utf8")).voice;
  const plain = ({ data, shape }: { data: number[]; shape: number[] }) => tensor(data, shape).arraySync();
  const given = inputs.map((each: any) => [each.name, plain(each)]);
  writeFileSync(at("voice.json"), JSON.stringify(Object.fromEntries(given)));
  const { code, out } = await recurve("predict", `${fixtures}/voice.onnx`, at("voice.json"), "--json");
  expect(code).toBe(0);
  // the names are numbers, which a record has in another order; ONNX Runtime's answers
  expect([...out.matchAll(/^ {2}"(\w+)"/gm)].map(([, name]) => name)).toEqual(["71", "68", "069"]);
  for (const output of outputs) expectClose(tensor(JSON.parse(out)[output.name]), plain(output) as never);
});

describe("predict on a model that takes texts", () => {
  const texts = ["a cat", "the [dog"];
  it.each([[[]], [[1]]])("lines and JSON, for samples of shape %j", async (shape) => {
    const text = input({ shape, dtype: "string", name: "text" });
    const vectorize = layers.textVectorization({ vocabulary: ["a", "cat", "dog"], outputMode: "count" });
    const critic = model({ inputs: text, outputs: vectorize.apply(text) });
    await saveModel(critic, at("critic.keras"));
    writeFileSync(at("texts.txt"), `${texts.join("\n")}\n`);
    writeFileSync(at("texts.json"), JSON.stringify(texts));
    for (const data of ["texts.txt", "texts.json"]) {
      const { code, out } = await recurve("predict", at("critic.keras"), at(data), "--json");
      expect([code, JSON.parse(out)]).toEqual([
        0,
        [
          [0, 1, 1, 0],
          [1, 0, 0, 1],
        ],
      ]);
    }
    expect((await recurve("inspect", at("critic.keras"))).out).toContain('input "text"');
    expect((await recurve("inspect", at("critic.keras"))).out).toMatch(/string[\s\S]*TextVectorization/);
    writeFileSync(at("none.txt"), "\n");
    expect((await recurve("predict", at("critic.keras"), at("none.txt"))).err).toMatch(/a line of text or more/);
    expect((await recurve("predict", at("critic.keras"), at("x.json"))).err).toMatch(/not a text/);
  });
});

describe("data for predict", () => {
  const file = at("model.onnx");
  const run = (name: string, content: string | Uint8Array) => {
    writeFileSync(at(name), content);
    return recurve("predict", file, at(name), "--json");
  };

  it("may be a single sample", async () => {
    const { out } = await run("one.json", JSON.stringify((x.arraySync() as number[][][])[0]));
    expectClose(tensor(JSON.parse(out)), [(y.arraySync() as number[][])[0]!]);
  });

  it("may name the input", async () => {
    const { out } = await run("named.json", JSON.stringify({ readings: x.arraySync() }));
    expectClose(tensor(JSON.parse(out)), y);
  });

  it("may hold numbers that Python writes", async () => {
    const values = x.arraySync() as number[][][];
    values[0]![0]![0] = Number.NaN;
    values[1]![0]![0] = Number.POSITIVE_INFINITY;
    const written = JSON.stringify(values, (_, each) =>
      Number.isFinite(each) || typeof each !== "number" ? each : `${each}`,
    );
    const { code, out } = await run("python.json", written.replaceAll(/"(NaN|Infinity)"/g, "$1"));
    expect(code).toBe(0);
    expect(JSON.parse(out)[0]).toEqual([null, null, null, null]);
    expectClose(tensor(JSON.parse(out).slice(2)), (y.arraySync() as number[][]).slice(2));
  });

  it("may be one sequence of any length", async () => {
    const open = sequential({ layers: [input({ shape: [null, 2] }), layers.gru({ units: 3 })], seed: 1 });
    await saveModel(open, at("open.onnx"));
    const { out } = await recurve("predict", at("open.onnx"), at("steps.csv"), "--json");
    expectClose(tensor(JSON.parse(out)), open.predict(tensor(x.dataSync(), [1, 30, 2])));
  });

  it.each([
    ["words.csv", "a,b\n1,two", /row 1: 1, two/],
    ["ragged.csv", "1,2\n3", /Line 2 .*another number of cells/],
    ["header.csv", "a,b\n", /no rows/],
    ["wide.csv", "1,2,3\n4,5,6", /2 columns, one row for each time step, in multiples of 5 rows; or 10 columns/],
    ["short.csv", "1,2\n3,4", /2 columns, 2 rows/],
    ["broken.json", "[[1, 2", /is not JSON/],
    ["other.json", "[[[1, 2, 3]]]", /expected/],
    ["broken.npy", writeNpy(normal([2, 5, 2])).subarray(0, 140), /not a whole array/],
    ["text.npy", new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1]), /not an array that NumPy saved/],
  ])("is refused where it does not fit: %s", async (name, content, message) => {
    const { code, out, err } = await run(name, content);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toHaveProperty("error.what");
    expect(err).toMatch(message);
  });
});
