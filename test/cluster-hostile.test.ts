/** Every hostile value in place of each argument and option of `recurve/cluster`: one of the five errors comes, before anything begins. */
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as cluster from "../src/cluster/index.ts";
import { RecurveError } from "../src/tensor/index.ts";
import { trialData, trialModel } from "./cluster-trial.ts";
import { hostile, OfUser } from "./hostile/values.ts";

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "recurve-hostile-"));
beforeAll(() => {
  process.chdir(folder);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => process.chdir(home));

// a Python that is not there: what is taken ends at the check of hosts, and nothing is started
const launcher = { type: "local", python: "no-python-here" } as const;
// a dashboard that is not there
const onRay = { type: "ray", address: "http://127.0.0.1:9" } as const;
const { x, y } = trialData;
type Any = any;
let count = 0;

const calls: Readonly<Record<string, (value: Any) => unknown>> = {
  "train: model": (value) => cluster.train(value, trialData, { launcher }),
  "train: data": (value) => cluster.train(trialModel(), value, { launcher }),
  "train: x": (value) => cluster.train(trialModel(), { x: value, y }, { launcher }),
  "train: y": (value) => cluster.train(trialModel(), { x, y: value }, { launcher }),
  "train: sampleWeight": (value) => cluster.train(trialModel(), { x, y, sampleWeight: value }, { launcher }),
  "train: launcher": (value) => cluster.train(trialModel(), trialData, { launcher: value ?? launcher }),
  "train: processes": (value) =>
    cluster.train(trialModel(), trialData, { launcher: { ...launcher, processes: value } }),
  ...Object.fromEntries(
    [
      ...[
        "output",
        "epochs",
        "batchSize",
        "initialEpoch",
        "stepsPerEpoch",
        "shuffle",
        "seed",
        "classWeight",
        "allowNaN",
      ],
      ...["validationSplit", "validationData", "validationBatchSize", "validationSteps", "validationFreq", "callbacks"],
      ...["checkpointEverySteps", "device", "unknown"],
    ].map((name) => [
      `train: ${name}`,
      (value: Any) => cluster.train(trialModel(), trialData, { launcher, [name]: value } as Any),
    ]),
  ),
  ...Object.fromEntries(
    [
      "type",
      "address",
      "processes",
      "cpusPerProcess",
      "gpusPerProcess",
      "storage",
      "python",
      "restarts",
      "unknown",
    ].map((name) => [
      `ray: ${name}`,
      (value: Any) => cluster.train(trialModel(), trialData, { launcher: { ...onRay, [name]: value } as Any }),
    ]),
  ),
  "train: callback": (value) => cluster.train(trialModel(), trialData, { launcher, callbacks: [value] }),
  "check: launcher": (value) => cluster.check(value === undefined ? ("none" as Any) : value),
  attach: (value) => cluster.attach(value),
  "predict: model": (value) => cluster.predict(value, ["a.csv"], "out", { launcher }),
  "predict: files": (value) => cluster.predict(trialModel(), value, "out", { launcher }),
  "predict: to": (value) => cluster.predict(trialModel(), ["a.csv"], value, { launcher }),
  "predict: options": (value) => cluster.predict(trialModel(), ["a.csv"], "out", value),
  "shard: files": (value) => cluster.shard(value, "shards", { targets: ["y"] }),
  "shard: folder": (value) => cluster.shard(["a.csv"], value, { targets: ["y"] }),
  "shard: options": (value) => cluster.shard(["a.csv"], "shards", value),
  ...Object.fromEntries(
    ["targets", "columns", "steps", "weights", "unknown"].map((name) => [
      `shard: ${name}`,
      (value: Any) => cluster.shard(["a.csv"], "shards", { targets: ["y"], [name]: value }),
    ]),
  ),
  "writeData: batches": async (value) => {
    await cluster.writeData(value, `written-${count++}`);
    return [];
  },
  "writeData: batch": async (value) => {
    await cluster.writeData([value], `written-${count++}`);
    return [];
  },
  "writeData: folder": (value) => cluster.writeData([3], value),
  "serve: model": (value) => cluster.serve(value, { port: 0 }),
  "serve: options": (value) => cluster.serve(trialModel(), value ?? { port: -1 }),
};

describe.each(Object.entries(calls))("%s", (_, call) => {
  it("is right, or refused by name", async () => {
    const wrong: string[] = [];
    for (const [name, value] of hostile) {
      try {
        const given = await call(value);
        if (given && typeof given === "object" && "close" in given) await (given as cluster.ModelServer).close();
        else if (!Array.isArray(given)) wrong.push(`${name}: a job began`);
      } catch (error) {
        if (!(error instanceof RecurveError || error instanceof OfUser))
          wrong.push(`${name}: ${(error as Error)?.stack?.slice(0, 300)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(readdirSync(folder).filter((name) => name === "work")).toEqual([]);
  });
});
