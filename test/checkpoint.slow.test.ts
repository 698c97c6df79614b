/** On the library as built in dist/: a process that trains with a checkpoint is killed at random moments, and ends with the bits of one left alone. */
import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "../src/tensor/index.ts";

const program = (library: string) => `
import { layers, sequential, tensor, callbacks } from ${JSON.stringify(library)};
import { writeFileSync } from "node:fs";
const [dir, result] = process.argv.slice(2);
const x = tensor(Array.from({ length: 32 * 6 * 3 }, (_, i) => Math.sin(i * i)), [32, 6, 3]);
const y = tensor(Array.from({ length: 32 }, (_, i) => Math.cos(i)), [32, 1]);
const model = sequential({ layers: [layers.lstm({ units: 8, dropout: 0.2, inputShape: [6, 3] }), layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
let steps = 0;
const step = () => {
  // from here on there is something to lose, however slow the machine is
  if (steps++ === 0) process.send("training");
  return new Promise((go) => setTimeout(go, 2));
};
await model.fit(x, y, {
  batchSize: 4, epochs: 80, seed: 5, verbose: 0, checkpoint: { dir, everySteps: 3 },
  callbacks: [callbacks.reduceLROnPlateau({ monitor: "loss", patience: 2 }), { onTrainBatchEnd: step }],
});
writeFileSync(result, JSON.stringify(model.getWeights().map((weight) => [...weight.dataSync()])));
process.exit();
`;

test("killed twenty times, and once by Ctrl-C", async () => {
  const folder = mkdtempSync(join(tmpdir(), "killed-"));
  try {
    const script = join(folder, "program.mjs");
    writeFileSync(script, program(join(import.meta.dirname, "../dist/index.js")));
    const run = (dir: string, kill?: { after: number; signal: NodeJS.Signals }) =>
      new Promise<NodeJS.Signals | null>((resolve) => {
        const child = fork(script, [join(folder, dir), join(folder, `${dir}.json`)], { stdio: "ignore" });
        child.once("exit", (_, signal) => resolve(signal));
        if (kill) child.once("message", () => setTimeout(() => child.kill(kill.signal), kill.after));
      });
    expect(await run("whole")).toBeNull();
    const random = new Random(3, 0);
    for (let round = 0; round < 20; round++) {
      expect(await run("cut", { after: 5 + random.uniform() * 60, signal: "SIGKILL" })).toBe("SIGKILL");
    }
    expect(await run("cut", { after: 40, signal: "SIGINT" })).toBe("SIGINT");
    expect(existsSync(join(folder, "cut", "training.checkpoint")), "there is something to go on from").toBe(true);
    expect(await run("cut")).toBeNull();
    expect(readFileSync(join(folder, "cut.json"), "utf8")).toBe(readFileSync(join(folder, "whole.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 240_000);
