/** Threads that wait for each other where there are fewer cores than threads: in a container of one core, or beside other processes. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Milliseconds of a prediction of 200 steps whose units the threads share, the least of ten; and what three training steps learn. */
const program = `
  import { init, layers, sequential, tensor, zeros } from "recurve";
  await init({ threads: Number(process.argv[1]) });
  const model = sequential([layers.input({ shape: [200, 16] }), layers.lstm({ units: 256 })]);
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now();
    model.predict(zeros([1, 200, 16]));
    return performance.now() - start;
  });
  const learner = sequential({ layers: [layers.input({ shape: [9, 8] }), layers.simpleRNN({ units: 480 })], seed: 1 });
  learner.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const x = tensor(Float32Array.from({ length: 72 }, (_, i) => Math.sin(i)), [1, 9, 8]);
  for (let i = 0; i < 3; i++) await learner.trainOnBatch(x, zeros([1, 480]));
  console.log(JSON.stringify({ time: Math.min(...times), learned: Array.from(learner.predict(x).dataSync()) }));`;

function onOneCore(threads: number): { time: number; learned: number[] } {
  const [, core] = /Cpus_allowed_list:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))!;
  const args = ["-c", core!, process.execPath, "--input-type=module", "-e", program, String(threads)];
  return JSON.parse(execFileSync("taskset", args, { encoding: "utf8" }));
}

// polling alone made it a hundred times slower: each step then took what the system gives a thread at a time
it.skipIf(process.platform !== "linux")("two threads on one core let each other work, with the same bits", () => {
  const [one, two] = [onOneCore(1), onOneCore(2)];
  expect(two.learned).toEqual(one.learned);
  expect(two.time).toBeLessThan(20 * one.time);
});
