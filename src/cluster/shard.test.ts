import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { normal } from "../../test/numbers.ts";
import { recurve } from "../../test/run-cli.ts";
import { data, saveModel, type Tensor, tasks, tensor, text } from "../index.ts";
import { shard, writeData } from "./index.ts";
import { npyRows } from "./rows-of-files.ts";

const home = process.cwd();
beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), "recurve-shard-"))));
afterAll(() => process.chdir(home));

/** All shards of a folder, joined, by the names of their tensors. */
function held(folder: string): Record<string, { shape: number[]; values: number[] }> {
  const { tensors, shards, rows } = JSON.parse(readFileSync(join(folder, "data.json"), "utf8"));
  return Object.fromEntries(
    tensors.map(({ name, shape }: { name: string; shape: number[] }) => {
      const parts = shards.map(({ file }: { file: string }) =>
        data.readNpy(readFileSync(join(folder, `${file}.${name}.npy`))),
      );
      return [name, { shape: [rows, ...shape], values: parts.flatMap((part: any) => [...part.dataSync()]) }];
    }),
  );
}

describe("shards of files", () => {
  it("tables: columns by name, in steps, with weights; files follow one another", async () => {
    writeFileSync("a.csv", "a,b,c,d,y,w\n1,2,3,4,0,1\n5,6,7,8,1,0.5\n");
    writeFileSync("b.csv", "w,y,a,b,c,d\n2,1,9,10,11,12\n");
    expect(await shard(["a.csv", "b.csv"], "tables", { targets: ["y"], steps: 2, weights: "w" })).toMatchObject({
      rows: 3,
    });
    expect(held("tables")).toEqual({
      x0: { shape: [3, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
      y0: { shape: [3, 1], values: [0, 1, 1] },
      w0: { shape: [3], values: [1, 0.5, 2] },
    });
  });

  it("arrays: .npz by their names, .npy in pairs", async () => {
    const [x, y] = [normal([7, 3, 2], 1), tensor([0, 1, 2, 0, 1, 2, 0], undefined, "int32")];
    writeFileSync("a.npz", await data.writeNpz({ series: x, label: y }));
    writeFileSync("x.npy", data.writeNpy(x));
    writeFileSync("y.npy", data.writeNpy(y));
    await shard(["a.npz"], "npz", { targets: ["label"] });
    await shard(["x.npy"], "npy", { targets: ["y.npy"] });
    const wanted = {
      x0: { shape: [7, 3, 2], values: [...x.dataSync()] },
      y0: { shape: [7], values: [0, 1, 2, 0, 1, 2, 0] },
    };
    expect(held("npz")).toEqual(wanted);
    expect(held("npy")).toEqual(wanted);
  });

  it("a large array comes in pieces, with all its rows", () => {
    const x = normal([90_000, 5, 7], 3);
    writeFileSync("large.npy", data.writeNpy(x));
    const pieces = [...npyRows("large.npy")];
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(({ shape }) => shape.slice(1))).toEqual(pieces.map(() => [5, 7]));
    const bytes = (array: Tensor) => Buffer.from((array.dataSync() as Float32Array).slice().buffer);
    expect(Buffer.concat(pieces.map(bytes)).equals(bytes(x))).toBe(true);
  });

  it("texts: windows of a language model's tokens, each with what comes next", async () => {
    mkdirSync("texts");
    const written = "one fish two fish red fish blue fish\n".repeat(20);
    writeFileSync("texts/a.txt", written);
    const vocabulary = text.Vocabulary.fromText([written], { split: "characters", maxSize: 100 });
    const language = tasks.languageModel({ vocabulary, units: 3, seed: 1 });
    await saveModel(language.model, "lm.keras");
    const { code, out, err } = await recurve(
      "cluster",
      "shard",
      "texts",
      "tokens",
      "--model",
      "lm.keras",
      "--window",
      "8",
    );
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("samples");
    const { x0, y0 } = held("tokens");
    const ids = [...language.tokens([written])];
    expect(x0!.shape).toEqual([Math.floor((ids.length - 1) / 8), 8]);
    expect(x0!.values).toEqual(ids.slice(0, x0!.values.length));
    expect(y0!.values).toEqual(ids.slice(1, y0!.values.length + 1));
  });
});

describe("what goes wrong", () => {
  it.each([
    ["no target", ["a.csv"], { targets: ["z"] }, 'a.csv has no "z"'],
    ["steps", ["a.csv"], { targets: ["y"], steps: 3 }, "cannot be cut into 3 steps"],
    ["a missing file", ["gone.csv"], { targets: ["y"] }, "gone.csv is not there"],
    ["two kinds", ["a.csv", "a.npz"], { targets: ["y"] }, "several kinds"],
    ["another ending", ["a.doc"], { targets: ["y"] }, "tells no format"],
    ["no pairs", ["x.npy"], { targets: ["y.npy", "x.npy"] }, "come in pairs"],
    ["no file", [], { targets: ["y"] }, "no file"],
    ["parquet without its package", ["a.parquet"], { targets: ["y"] }, /hyparquet, which is not here|no Parquet file/],
  ])("%s", async (_, files, options, message) => {
    writeFileSync("a.parquet", "PAR1");
    await expect(shard(files, "wrong", options)).rejects.toThrow(message);
  });

  it("a cell that is no number, by row and column", async () => {
    writeFileSync("bad.csv", "a,y\n1,2\n3,\n");
    await expect(shard(["bad.csv"], "bad", { targets: ["y"] })).rejects.toThrow(/row 2, column "y"[\s\S]*nothing/);
  });

  it("more targets than samples; a folder that is taken; no batch", async () => {
    writeFileSync("y8.npy", data.writeNpy(normal([8], 1)));
    await expect(shard(["x.npy"], "uneven", { targets: ["y8.npy"] })).rejects.toThrow("differ in number");
    await expect(shard(["a.csv"], "tables", { targets: ["y"] })).rejects.toThrow("holds shards already");
    await expect(writeData([3], "three")).rejects.toThrow("no batch");
    expect(readdirSync(".").filter((name) => name === "three" && readdirSync(name).includes("data.json"))).toEqual([]);
  });
});
