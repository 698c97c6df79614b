/** Many files on ONNX Runtime, against Recurve's own predictions; the Python of RECURVE_PYTHON must have onnxruntime. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type JobEvent, predict } from "../src/cluster/index.ts";
import { data, layers, sequential, type Tensor } from "../src/index.ts";
import { expectClose, expectNumbers, normal } from "./numbers.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-predict-"));
const at = (name: string) => join(folder, name);
const model = sequential([layers.gru({ units: 4 }), layers.dense({ units: 2 })], { seed: 1 });
model.build([null, 3, 2]);

it("predicts every file as predict does, leaves out what is done, and goes on after a file that cannot be read", async () => {
  const parts = [11, 300, 1].map((rows, i) => normal([rows, 3, 2], i + 1));
  const files = parts.map((part, i) => {
    if (i !== 2) writeFileSync(at(`part-${i}.npy`), data.writeNpy(part));
    else writeFileSync(at("part-2.csv"), `a,b,c,d,e,f\n${[...part.dataSync()].join(",")}\n`);
    return at(i === 2 ? "part-2.csv" : `part-${i}.npy`);
  });
  writeFileSync(at("bad.csv"), "a,b\n1,word\n");
  const run = async (given: string[]) => {
    const job = await predict(model, given, at("out"), { output: at("job"), batchSize: 64 });
    const told: JobEvent[] = [];
    for await (const event of job.events()) told.push(event);
    return { job, told };
  };
  const first = await run([files[0]!, at("bad.csv"), files[1]!, files[2]!]);
  expect(first.told.at(-1)).toMatchObject({ event: "error", kind: "data" });
  await expect(first.job.end()).rejects.toThrow(/1 of 4 files have no output; the first is .*bad.csv: ValueError/);
  const given = [0, 1].map((i) => data.readNpy(readFileSync(at(`out/part-${i}.npy`))));
  for (const [i, outputs] of given.entries()) {
    expectClose(outputs, model.predict(parts[i]!) as Tensor);
  }
  const row = readFileSync(at("out/part-2.csv"), "utf8").trim().split(",").map(Number);
  const own = (model.predict(parts[2]!) as Tensor).dataSync();
  expectNumbers(row, own);

  const before = statSync(at("out/part-1.npy")).mtimeMs;
  rmSync(at("out/part-0.npy"));
  const second = await run(files);
  expect(second.told).toContainEqual({ event: "files", rank: 0, files: 3, done: 2 });
  expect(second.told.at(-1)).toEqual({ event: "predicted", files: 3 });
  expect(statSync(at("out/part-1.npy")).mtimeMs).toBe(before);
  expect(existsSync(at("out/part-0.npy"))).toBe(true);
});

it("refuses, before it begins, files that it does not take", async () => {
  mkdirSync(at("other"));
  await expect(predict(model, [], at("out"))).rejects.toThrow("no file");
  await expect(predict(model, [at("x.txt")], at("out"))).rejects.toThrow("is not that of a known format");
  await expect(predict(model, [at("x.csv"), at("other/x.csv")], at("out"))).rejects.toThrow(
    "Two files are called x.csv",
  );
  await expect(predict(model, [at("gone.csv")], at("out"))).rejects.toThrow("is not there");
});
