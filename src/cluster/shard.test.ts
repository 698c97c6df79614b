import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trialModel } from "../../test/cluster-trial.ts";
import { normal } from "../../test/numbers.ts";
import { recurve } from "../../test/run-cli.ts";
import { data, FormatError, type Model, saveModel, type Tensor, tasks, tensor, text } from "../index.ts";
import { writeSafetensors } from "../io/safetensors/container.ts";
import { shard, train, writeData } from "./index.ts";
import { npyRows } from "./rows-of-files.ts";
import { safetensorsRows } from "./safetensors-rows.ts";
import { writePasses } from "./shards.ts";

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

const compiled = (shape: (number | null)[]) => {
  const model = trialModel();
  model.build(shape);
  return model;
};

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
    ["another ending", ["a.doc"], { targets: ["y"] }, "is not that of a known format"],
    ["no pairs", ["x.npy"], { targets: ["y.npy", "x.npy"] }, "come in pairs"],
    ["no file", [], { targets: ["y"] }, "no file"],
    [
      "parquet without its package",
      ["a.parquet"],
      { targets: ["y"] },
      /hyparquet, which is not here|not a Parquet file/,
    ],
  ])("%s", async (_, files, options, message) => {
    writeFileSync("a.parquet", "PAR1");
    await expect(shard(files, "wrong", options)).rejects.toThrow(message);
  });

  it("safetensors: arrays by name, of the types that files hold, in pieces; and what is no such file", async () => {
    const tensors = new Map([
      ["b", { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ["a", { shape: [3], values: Float32Array.of(7, 8, 9) }],
      ["y", { shape: [3, 1], values: Float32Array.of(0, 1, 1) }],
    ]);
    const whole = writeSafetensors(tensors, {});
    writeFileSync("s.safetensors", whole);
    await shard(["s.safetensors"], "safe", { targets: ["y"], columns: ["a", "b"] });
    expect(held("safe")).toEqual({
      x0: { shape: [3], values: [7, 8, 9] },
      x1: { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
      y0: { shape: [3, 1], values: [0, 1, 1] },
    });
    expect([...safetensorsRows("s.safetensors", 8)].map(({ b }) => [...b!.dataSync()])).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const typed = (type: string, bytes: number[]) => {
      const entry = { dtype: type, shape: [1, 2], data_offsets: [0, bytes.length] };
      const head = new TextEncoder().encode(JSON.stringify({ x: entry }));
      writeFileSync(
        "t.safetensors",
        [Buffer.from(BigUint64Array.of(BigInt(head.length)).buffer), head, Uint8Array.from(bytes)].reduce(
          (all, part) => Buffer.concat([all, part]),
          Buffer.alloc(0),
        ),
      );
      const [{ x }] = [...safetensorsRows("t.safetensors", 99)] as [{ x: Tensor }];
      return [x.dtype, ...x.dataSync()];
    };
    expect(typed("I64", [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255])).toEqual(["int32", 1, -1]);
    expect(typed("BF16", [0x80, 0x3f, 0x00, 0xc0])).toEqual(["float32", 1, -2]);
    expect(typed("F16", [0x00, 0x3c, 0x00, 0xc0])).toEqual(["float32", 1, -2]);
    expect(typed("BOOL", [1, 0])).toEqual(["bool", 1, 0]);
    expect(() => typed("I64", [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toThrow(FormatError);
    expect(() => typed("F8", [1, 0])).toThrow("a type that is not read");
    for (const [i, cut] of [0, 5, 40, whole.length - 1].entries()) {
      writeFileSync(`cut-${i}.safetensors`, whole.subarray(0, cut));
      await expect(shard([`cut-${i}.safetensors`], "cut", { targets: ["y"] })).rejects.toThrow(FormatError);
    }
    await expect(shard(["s.safetensors"], "steps", { targets: ["y"], steps: 2 })).rejects.toThrow("not for such files");
    await expect(shard(["s.safetensors"], "none", { targets: ["z"] })).rejects.toThrow('has no "z"');
    tensors.set("y", { shape: [2, 1], values: Float32Array.of(0, 1) });
    writeFileSync("u.safetensors", writeSafetensors(tensors, {}));
    await expect(shard(["u.safetensors"], "uneven", { targets: ["y"] })).rejects.toThrow(
      "do not hold the same samples",
    );
  });

  it("batches of every pass, of any sizes and lengths, lie one after the other", async () => {
    const batch = (rows: number, time: number) => ({
      size: rows,
      inputs: [normal([rows, time, 2], 1)],
      targets: [normal([rows], 2)],
      weights: [],
    });
    const passes = [[batch(3, 4), batch(2, 7)], [batch(4, 1)]];
    expect(await writePasses(passes, "passes", "the batches", 2)).toMatchObject({ rows: 5, batchSize: 3 });
    const list = JSON.parse(readFileSync("passes/data.json", "utf8"));
    expect(list).toMatchObject({ rows: 5, passes: [2, 1], firstEpoch: 2 });
    expect(list.shards[0].batches.map(({ x0 }: { x0: number[] }) => x0)).toEqual([
      [3, 4, 2],
      [2, 7, 2],
      [4, 1, 2],
    ]);
    const flat = data.readNpy(readFileSync("passes/00000.x0.npy"));
    expect(flat.shape).toEqual([3 * 8 + 2 * 14 + 8]);
    expect([...flat.dataSync().slice(24, 52)]).toEqual([...normal([2, 7, 2], 1).dataSync()]);
    await expect(writePasses([], "empty", "the batches", 0)).rejects.toThrow("no samples");
  });

  it("that do not fit the model are refused before hosts are asked", async () => {
    await writeData([{ x: normal([4, 3, 2], 1), y: [[0], [1], [2], [0]] }], "three-steps");
    const begin = (made: Model<any>) =>
      train(made, "three-steps", { launcher: { type: "local", python: "no-python" } });
    await expect(begin(compiled([null, 5, 3]))).rejects.toThrow(
      /do not fit the input[\s\S]*\(None, 5, 3\)[\s\S]*\(4, 3, 2\)/,
    );
    await expect(begin(compiled([null, null, 2]))).rejects.toThrow("no-python is not there");
  });

  it("a cell that is no number, by row and column", async () => {
    writeFileSync("bad.csv", "a,y\n1,2\n3,\n");
    await expect(shard(["bad.csv"], "bad", { targets: ["y"] })).rejects.toThrow(/row 2, column "y"[\s\S]*nothing/);
  });

  it("more targets than samples; a folder that is taken; no batch", async () => {
    writeFileSync("y8.npy", data.writeNpy(normal([8], 1)));
    await expect(shard(["x.npy"], "uneven", { targets: ["y8.npy"] })).rejects.toThrow("differ in number");
    await expect(shard(["a.csv"], "tables", { targets: ["y"] })).rejects.toThrow("holds shards already");
    await expect(writeData([3], "three")).rejects.toThrow("not a batch");
    const whole = { x: tensor([[1], [2]], undefined, "int32"), y: [[1], [2]] };
    await expect(writeData([whole, { ...whole, x: [[0.5]], y: [[1]] }], "types")).rejects.toThrow(
      /"x0" of the batches cannot be written as one array of numbers[\s\S]*int32 in every batch[\s\S]*float32/,
    );
    await expect(writeData([{ x: tensor(["a"], [1, 1], "string"), y: [[1]] }], "texts")).rejects.toThrow(/texts/);
    expect(readdirSync(".").filter((name) => name === "three" && readdirSync(name).includes("data.json"))).toEqual([]);
  });
});
