/** Many files on ONNX Runtime, against Recurve's own predictions; the Python of RECURVE_PYTHON must have onnxruntime. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type JobEvent, predict } from "../src/cluster/index.ts";
import { readRecord } from "../src/cluster/job-folder.ts";
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

  // neither the outputs of another model nor the inputs themselves are taken for its own
  const other = sequential([layers.gru({ units: 4 }), layers.dense({ units: 2 })], { seed: 2 });
  other.build([null, 3, 2]);
  for (const to of ["out", "."]) {
    const job = await predict(other, files, at(to), { output: at("job") });
    await expect(job.end()).rejects.toThrow(/part-0.npy is there already, and not an output of this model/);
  }
});

const python = process.env.RECURVE_PYTHON ?? "python3";
const inPython = (program: string, ...args: string[]) =>
  execFileSync(python, ["-c", program, ...args], { encoding: "utf8" });

it("archives and Parquet files, a row of a table for each sample; a Python without pyarrow is told before", async () => {
  const x = normal([5, 3, 2], 9);
  const own = [...(model.predict(x) as Tensor).dataSync()];
  writeFileSync(at("a.npy"), data.writeNpy(x));
  inPython(
    `import numpy, pyarrow, pyarrow.parquet, sys
x = numpy.load(sys.argv[1])
numpy.savez(sys.argv[2], numbers=x)
pyarrow.parquet.write_table(pyarrow.table({f"c{i}": x.reshape(5, 6)[:, i] for i in range(6)}), sys.argv[3])`,
    ...["a.npy", "b.npz", "c.parquet"].map(at),
  );
  const job = await predict(model, [at("b.npz"), at("c.parquet")], at("kinds"), { output: at("kinds-job") });
  expect(await job.end()).toMatchObject({ event: "predicted", files: 2 });
  const [archive] = Object.values(await data.readNpz(readFileSync(at("kinds/b.npz"))));
  expectNumbers(archive!.dataSync() as Float32Array, own);
  const table = inPython(
    "import pyarrow.parquet, sys; print([v for row in pyarrow.parquet.read_table(sys.argv[1]).to_pylist() for v in row.values()])",
    at("kinds/c.parquet"),
  );
  expectNumbers(JSON.parse(table), own);
  writeFileSync(at("bare"), '#!/bin/sh\necho \'{"version": "3.11.7", "missing": ["pyarrow"], "found": {}}\'\n', {
    mode: 0o755,
  });
  const launcher = { type: "local", python: at("bare") } as const;
  await expect(predict(model, [at("c.parquet")], at("no"), { launcher, output: at("no-job") })).rejects.toThrow(
    "pip install onnxruntime numpy pyarrow",
  );
});

it("goes on where it was killed, on all cores; rows keep their order", async () => {
  const parts = Array.from({ length: 6 }, (_, i) => normal([4000 * (1 + (i % 3)), 3, 2], 20 + i));
  const files = parts.map((part, i) => {
    writeFileSync(at(`big-${i}.npy`), data.writeNpy(part));
    return at(`big-${i}.npy`);
  });
  // a pipe that nobody writes into: the job cannot end before it is killed, however fast the machine is
  execFileSync("mkfifo", [at("held.csv")]);
  const begin = () => predict(model, [...files, at("held.csv")], at("big"), { output: at("big-job"), batchSize: 8 });
  const first = await begin();
  const { pid } = readRecord(at("big-job"))!.handle.owner as { pid: number };
  const told: JobEvent[] = [];
  for await (const event of first.events()) {
    // with the processes that it started
    if (event.event === "file" && told.at(-1)?.event !== "file") process.kill(-pid, "SIGKILL");
    told.push(event);
  }
  expect(told.at(-1)).toMatchObject({ event: "error", kind: "gone" });
  rmSync(at("held.csv"));
  writeFileSync(at("held.csv"), "1,2,3,4,5,6\n");
  const second = await begin();
  let done = 0;
  for await (const event of second.events()) if (event.event === "files") done = event.done;
  expect(await second.end()).toMatchObject({ event: "predicted", files: 7 });
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(7);
  for (const [i, part] of parts.entries())
    expectClose(data.readNpy(readFileSync(at(`big/big-${i}.npy`))), model.predict(part) as Tensor);
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
