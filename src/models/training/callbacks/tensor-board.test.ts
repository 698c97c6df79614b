/** Event files: the bytes that TensorFlow writes for the same event, and what a run leaves, interrupted or not. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dense } from "../../../layers/index.ts";
import { sequential } from "../../sequential.ts";
import { eventOf, record } from "./event-file.ts";
import { tensorBoard } from "./tensor-board.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tensor-board-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const x = [[1], [2], [3], [4]];
const y = [[2], [4], [6], [8]];

function line() {
  const model = sequential({ layers: [dense({ units: 1, inputShape: [1] })], seed: 1 });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  return model;
}

/** The tags of the records of the one file in a folder. */
function tagsIn(path: string): string[] {
  const files = readdirSync(path);
  expect(files).toHaveLength(1);
  expect(files[0]).toMatch(/^events\.out\.tfevents\.\d{10}\..+\.v2$/);
  const bytes = readFileSync(join(path, files[0]!));
  const tags: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const content = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.subarray(at, at + 16 + length).equals(record(content))).toBe(true);
    tags.push(
      content.toString("latin1").match(/[a-z_]+_(loss|rate|iterations)|\w+\/\w+\/histogram|brain\.Event:2/)![0],
    );
    at += 16 + length;
  }
  return tags;
}

test("an event has the bytes that TensorFlow 2.21 wrote", () => {
  const written = Buffer.from(
    "34000000000000005e33175c09c4d121171bc1da4110022a270a250a0a62617463685f6c6f7373420a080112002204b797a03d4a0b0a090a077363616c61727370cc2b2a",
    "hex",
  );
  const [wallTime, loss] = [written.readDoubleLE(13), written.readFloatLE(written.indexOf("b797a03d", 0, "hex"))];
  const summary = { tag: "batch_loss", plugin: "scalars", shape: [], values: new Float32Array([loss]) } as const;
  expect(Buffer.from(record(eventOf(wallTime, 2, summary))).toString("hex")).toBe(written.toString("hex"));
});

test("a run leaves its numbers by epoch, batch and step, under train and validation", async () => {
  const callback = tensorBoard(folder, { updateFreq: 2, histogramFreq: 2 });
  await line().fit(x, y, { epochs: 2, batchSize: 1, verbose: 0, validationData: [x, y], callbacks: [callback] });
  const batches = ["batch_loss", "batch_loss"];
  const epoch = ["epoch_loss", "epoch_learning_rate"];
  expect(tagsIn(join(folder, "train"))).toEqual([
    ...["brain.Event:2", ...batches, ...epoch, "dense/kernel/histogram", "dense/bias/histogram", ...batches, ...epoch],
  ]);
  const measured = ["evaluation_loss_vs_iterations", "epoch_loss"];
  expect(tagsIn(join(folder, "validation"))).toEqual(["brain.Event:2", ...measured, ...measured]);
});

test("a run that goes on from a checkpoint goes on in its files, and repeats nothing", async () => {
  const fitting = (logs: string) => ({
    ...{ epochs: 4, batchSize: 2, verbose: 0 as const, seed: 3, shuffle: false },
    callbacks: [tensorBoard(join(folder, logs), { updateFreq: "batch" as const })],
  });
  await line().fit(x, y, fitting("whole"));
  const checkpoint = { dir: join(folder, "checkpoint"), everyEpochs: 2 };
  let steps = 0;
  const axe = {
    onTrainBatchBegin() {
      if (++steps === 8) throw new Error("power cut");
    },
  };
  const { callbacks, ...rest } = fitting("cut");
  await expect(line().fit(x, y, { ...rest, checkpoint, callbacks: [...callbacks, axe] })).rejects.toThrow("power cut");
  expect(tagsIn(join(folder, "cut/train"))).toHaveLength(14);
  await line().fit(x, y, {
    ...rest,
    checkpoint,
    callbacks: [tensorBoard(join(folder, "cut"), { updateFreq: "batch" }), {}],
  });
  expect(tagsIn(join(folder, "cut/train"))).toEqual(tagsIn(join(folder, "whole/train")));
});

test("options are checked, and a folder that cannot be made is an error", async () => {
  expect(() => tensorBoard(folder, { updateFreq: 0.5 })).toThrow(/updateFreq[\s\S]*0\.5/);
  expect(() => tensorBoard(folder, { histogramFrequency: 1 } as never)).toThrow('did you mean "histogramFreq"?');
  const model = line();
  const run = model.fit(x, y, { verbose: 0, callbacks: [tensorBoard("/dev/null/logs")] });
  await expect(run).rejects.toThrow(/could not be written[\s\S]*ENOTDIR/);
});
