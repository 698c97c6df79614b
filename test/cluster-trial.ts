/** A small training that clusters are tried with, and what `fit` makes of it. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Job, type JobEvent, type LauncherOptions, predict } from "../src/cluster/index.ts";
import { data, layers, type Model, optimizers, sequential, type Tensor } from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

/** Options of both trainings: long enough to be met on the way, by looks a second apart. */
export const trialOptions = { epochs: 100, batchSize: 8, seed: 11 };

/** 37 samples of 5 steps, of 3 classes. */
export const trialData = {
  x: normal([37, 5, 2], 1),
  y: Array.from({ length: 37 }, (_, i) => [i % 3]),
};

/** A compiled LSTM. */
export function trialModel(): Model<any> {
  const model = sequential([layers.lstm({ units: 6 }), layers.dense({ units: 3, activation: "softmax" })], { seed: 1 });
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.01 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** The same, trained by `fit` on this machine. */
export async function trialFit(): Promise<Model<any>> {
  const model = trialModel();
  await model.fit(trialData.x, trialData.y, { ...trialOptions, verbose: 0 });
  return model;
}

/** That two models have the same weights, but for the order of sums over several processes. */
export function expectSameWeights(a: Model<any>, b: Model<any>): void {
  for (const [i, weight] of a.getWeights().entries()) expectClose(weight, b.getWeights()[i]!, tolerance.sharedWeights);
}

/** Kills processes at once, as a host that loses its power does. */
export function killAll(processes: readonly number[]): void {
  for (const each of processes) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // it ended with the others
    }
  }
}

/**
 * The numbers of the processes that train. Other tests may train beside this one, so each picks its own.
 * @param isOwn of a process's folder in /proc
 */
export function trainingProcesses(isOwn: (process: string) => boolean): number[] {
  const isTraining = (process: string) => {
    const command = readFileSync(`${process}/cmdline`, "utf8");
    return command.includes("\0-u\0recurve_train.py\0plan.json") && !command.includes("recurve_ray");
  };
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((number) => {
    try {
      return isTraining(`/proc/${number}`) && isOwn(`/proc/${number}`);
    } catch {
      return false; // it has ended
    }
  });
}

/** Whether a process works in this folder. */
export const worksIn = (folder: string) => (process: string) => readlinkSync(`${process}/cwd`) === realpathSync(folder);

/** Follows a job to its end; at its first checkpoint something is done. Gives all that it told. */
export async function toldOf(job: Job, atCheckpoint: () => unknown = () => undefined): Promise<JobEvent[]> {
  const told: JobEvent[] = [];
  let isFirst = true;
  for await (const event of job.events()) {
    told.push(event);
    if (event.event !== "checkpoint" || !isFirst) continue;
    isFirst = false;
    await atCheckpoint();
  }
  return told;
}

/** That a launcher predicts files as the model does, and skips finished files when it resumes. */
export async function expectFilesPredicted(launcher: LauncherOptions, folder: string): Promise<void> {
  const model = trialModel();
  model.build([null, 5, 2]);
  const files = [1, 2, 3].map((seed) => {
    const file = join(folder, `part-${seed}.npy`);
    writeFileSync(file, data.writeNpy(normal([9, 5, 2], seed)));
    return file;
  });
  const options = { launcher, output: join(folder, "predict") };
  const job = await predict(model, files, join(folder, "out"), options);
  expect(await job.end()).toMatchObject({ event: "predicted", files: 3 });
  const given = data.readNpy(readFileSync(join(folder, "out", "part-2.npy")));
  expectClose(given, model.predict(normal([9, 5, 2], 2)) as Tensor);
  rmSync(join(folder, "out", "part-1.npy"));
  while ((await job.state()) !== "over") await new Promise((go) => setTimeout(go, 200));
  const told = await toldOf(await predict(model, files, join(folder, "out"), options));
  expect(told.filter(({ event }) => event === "file")).toHaveLength(1);
  expect(told.at(-1)).toMatchObject({ event: "predicted", files: 3 });
}
