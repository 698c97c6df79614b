/** On the library and the command as built in dist/: training ended by Ctrl-C, by a full disk, and in a folder that is read-only. */
import { execFileSync, fork, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const library = join(import.meta.dirname, "../dist/node/index.js");
const command = join(import.meta.dirname, "../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "interrupted-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains 40 epochs of 5 ms a step; some 40 KB a checkpoint. */
const program = join(folder, "program.mjs");
writeFileSync(
  program,
  `
import { layers, sequential, tensor } from ${JSON.stringify(library)};
import { writeFileSync } from "node:fs";
const [dir, result] = process.argv.slice(2);
const x = tensor(Array.from({ length: 16 * 6 * 3 }, (_, i) => Math.sin(i * i)), [16, 6, 3]);
const y = tensor(Array.from({ length: 16 }, (_, i) => Math.cos(i)), [16, 1]);
const model = sequential({ layers: [layers.lstm({ units: 26, dropout: 0.2, inputShape: [6, 3] }), layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });
const pause = { onTrainBatchEnd: () => new Promise((go) => setTimeout(go, 5)) };
process.send?.("ready");
await model.fit(x, y, { batchSize: 4, epochs: 40, seed: 5, verbose: 0, checkpoint: { dir, everyEpochs: 1 }, callbacks: [pause] });
writeFileSync(result, JSON.stringify(model.getWeights().map((weight) => [...weight.dataSync()])));
process.exit();
`,
);

interface Ended {
  signal: NodeJS.Signals | null;
  code: number | null;
  stderr: string;
}

/** Runs the program to its end; `interrupt` presses Ctrl-C after the given milliseconds of training. */
function run(dir: string, result: string, interrupt?: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = fork(program, [dir, join(folder, result)], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let stderr = "";
    child.stderr!.on("data", (text) => (stderr += text));
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
    if (interrupt) child.once("message", () => setTimeout(() => child.kill("SIGINT"), interrupt));
  });
}

const weightsIn = (result: string) => readFileSync(join(folder, result), "utf8");
/** A file system of the given size in bytes; false where that is not allowed. */
const mount = (path: string, options: string) =>
  spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" }).status === 0;

test("Ctrl-C ends the step, saves, says how to go on, and training goes on to the same bits", async () => {
  expect(await run(join(folder, "whole"), "whole.json")).toMatchObject({ code: 0, stderr: "" });
  const dir = join(folder, "cut");
  const cut = await run(dir, "cut.json", 200);
  expect(cut.signal).toBe("SIGINT");
  expect(cut.stderr).toBe(`Training was interrupted and saved in ${dir}. Run the same program again to go on.\n`);
  expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
  expect(await run(dir, "cut.json")).toMatchObject({ code: 0, stderr: "" });
  expect(weightsIn("cut.json")).toBe(weightsIn("whole.json"));
});

test("a full disk ends training with an error; with more room it goes on from the last good checkpoint", async ({
  skip,
}) => {
  const dir = join(folder, "small");
  mkdirSync(dir);
  // room for one checkpoint, but not for the next beside it
  if (!mount(dir, "size=64k")) return skip("file systems cannot be mounted here");
  try {
    const full = await run(dir, "full.json");
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(
      /could not be written; the last one, if any, is still there[\s\S]*ENOSPC[\s\S]*make room/,
    );
    expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
    execFileSync("mount", ["-o", "remount,size=1m", dir]);
    expect(await run(dir, "full.json")).toMatchObject({ code: 0, stderr: "" });
    expect(weightsIn("full.json")).toBe(weightsIn("whole.json"));
  } finally {
    execFileSync("umount", [dir]);
  }
});

test("a read-only folder is an error before training begins, and keeps the last good checkpoint", async ({ skip }) => {
  const dir = join(folder, "fixed");
  mkdirSync(dir);
  if (!mount(dir, "size=1m")) return skip("file systems cannot be mounted here");
  try {
    execFileSync("mount", ["-o", "remount,ro", dir]);
    const none = await run(dir, "fixed.json");
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/training has not begun[\s\S]*EROFS/)]);
    execFileSync("mount", ["-o", "remount,rw", dir]);
    expect((await run(dir, "fixed.json", 200)).signal).toBe("SIGINT");
    const saved = readFileSync(join(dir, "training.checkpoint"));
    execFileSync("mount", ["-o", "remount,ro", dir]);
    const refused = await run(dir, "fixed.json");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/training has not begun[\s\S]*EROFS/)]);
    expect(readFileSync(join(dir, "training.checkpoint")).equals(saved)).toBe(true);
    execFileSync("mount", ["-o", "remount,rw", dir]);
    expect(await run(dir, "fixed.json")).toMatchObject({ code: 0, stderr: "" });
    expect(weightsIn("fixed.json")).toBe(weightsIn("whole.json"));
  } finally {
    execFileSync("umount", [dir]);
  }
});

/** Runs `recurve train lm` on poems; `interrupt` presses Ctrl-C in the second epoch. */
function trainPoems(output: string, interrupt: boolean): Promise<Ended & { stdout: string }> {
  const size = ["--epochs", "3", "--units", "16", "--output", join(folder, output)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, "train", "lm", join(folder, "poems.txt"), ...size]);
    const written = { stdout: "", stderr: "" };
    child.stderr.on("data", (text) => (written.stderr += text));
    child.stdout.on("data", (text) => {
      written.stdout += text;
      if (interrupt && written.stdout.includes("Epoch 2/3")) child.kill("SIGINT");
    });
    child.once("close", (code, signal) => resolve({ code, signal, ...written }));
  });
}

test("recurve train, ended by Ctrl-C and given again, comes to the same model", async () => {
  const poems = readFileSync("data/tang-poems.txt", "utf8").split("\n").slice(0, 300);
  writeFileSync(join(folder, "poems.txt"), poems.join("\n"));
  const whole = await trainPoems("lm-whole", false);
  expect([whole.code, whole.stderr]).toEqual([0, ""]);
  const cut = await trainPoems("lm-cut", true);
  expect(cut.signal).toBe("SIGINT");
  expect(cut.stderr).toMatch(/^Training was interrupted and saved in .*lm-cut.checkpoint\. Run the same program again/);
  expect(readdirSync(join(folder, "lm-cut"))).toEqual(["checkpoint"]);
  const rest = await trainPoems("lm-cut", false);
  expect([rest.code, rest.stderr]).toEqual([0, ""]);
  expect(rest.stdout).toContain("Going on with the run in");
  expect(rest.stdout).not.toContain("Epoch 1/3");
  for (const name of ["figures.json", "history.csv"]) {
    const [one, other] = ["lm-whole", "lm-cut"].map((run) => readFileSync(join(folder, run, name), "utf8"));
    expect(other).toBe(one);
  }
});

test("two programs at once in one checkpoint folder: the second names the first in its error", async () => {
  const dir = join(folder, "shared");
  const first = fork(program, [dir, join(folder, "first.json")], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const ended = new Promise((resolve) => first.once("close", resolve));
  await new Promise((resolve) => first.once("message", resolve));
  while (!existsSync(join(dir, "training.checkpoint"))) await new Promise((go) => setTimeout(go, 10));
  const second = await run(dir, "second.json");
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining(`process ${first.pid} on `)]);
  first.kill("SIGKILL");
  await ended;
  // its lock and unfinished files have no owner now
  expect(await run(dir, "second.json")).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
  expect(weightsIn("second.json")).toBe(weightsIn("whole.json"));
});

test("a model is converted to standard output, a pipe or a file, as it is to a path", () => {
  const at = (name: string) => join(folder, name);
  const model = join(import.meta.dirname, "fixtures/keras/sequence.keras");
  const bytes = execFileSync(process.execPath, [command, "convert", model, "/dev/stdout", "--format", "onnx"]);
  execFileSync(process.execPath, [command, "convert", model, at("model.onnx")]);
  expect(bytes.equals(readFileSync(at("model.onnx")))).toBe(true);
  execFileSync("sh", [
    "-c",
    `"$0" "$1" convert "$2" - --format onnx > "$3"`,
    process.execPath,
    command,
    model,
    at("again"),
  ]);
  expect(readFileSync(at("again")).equals(bytes)).toBe(true);
});
