/** Trainings in several processes against Recurve's own `fit`; `python3`, or that of RECURVE_PYTHON, must have torch and keras. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ClusterTrainOptions, type JobEvent, type TrainingData, train } from "../src/cluster/index.ts";
import { readRecord } from "../src/cluster/job-folder.ts";
import { callbacks, input, layers, losses, type Model, model, optimizers, sequential } from "../src/index.ts";
import { expectSameWeights, toldOf, trainingProcesses, worksIn } from "./cluster-trial.ts";
import { expectNumbers, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-cluster-"));
let jobs = 0;
const newFolder = () => join(folder, `job-${jobs++}`);

/** Whole numbers from 0 below a limit, by a fixed rule. */
const words = (rows: number, time: number, limit: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: time }, (_, t) => (t > 3 + (i % 3) ? 0 : (i * 7 + t * 3) % limit)),
  );

interface Trial {
  make(): Model<any>;
  data: TrainingData;
  fit?: object;
}

const classes = (rows: number) => Array.from({ length: rows }, (_, i) => [i % 3]);
const compiled = (made: Model<any>, options: object = {}) => {
  made.compile({
    optimizer: optimizers.adam({ learningRate: 0.01 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
    ...options,
  });
  return made;
};
const tagger = () =>
  compiled(
    sequential(
      [
        layers.embedding({ inputDim: 12, outputDim: 6, maskZero: true }),
        layers.lstm({ units: 5, returnSequences: true }),
        layers.dense({ units: 3, activation: "softmax" }),
      ],
      { seed: 3 },
    ),
  );
const tags = words(29, 7, 3);

const trials: Readonly<Record<string, Trial>> = {
  lstm: {
    make: () =>
      compiled(sequential([layers.lstm({ units: 6 }), layers.dense({ units: 3, activation: "softmax" })], { seed: 1 })),
    data: { x: normal([37, 5, 2], 1), y: classes(37) },
  },
  "gru with a schedule, clipping and penalties": {
    make: () =>
      compiled(
        sequential(
          [layers.gru({ units: 6, kernelRegularizer: "l2", activityRegularizer: "l1" }), layers.dense({ units: 1 })],
          { seed: 2 },
        ),
        {
          optimizer: optimizers.sgd({
            learningRate: optimizers.exponentialDecay({ initialLearningRate: 0.05, decaySteps: 4, decayRate: 0.5 }),
            momentum: 0.9,
            globalClipnorm: 0.5,
          }),
          loss: losses.huber(),
          metrics: ["mae"],
        },
      ),
    data: { x: normal([26, 6, 3], 2), y: normal([26, 1], 3) },
    fit: { validationSplit: 0.2, batchSize: 6 },
  },
  "masked, a loss for each step": { make: tagger, data: { x: words(29, 7, 12), y: tags } },
  "masked, weighted by sample": {
    make: tagger,
    data: { x: words(29, 7, 12), y: tags, sampleWeight: Array.from({ length: 29 }, (_, i) => 0.25 + (i % 4)) },
  },
  "masked, weighted by step, metrics too": {
    make: () => compiled(tagger(), { weightedMetrics: ["accuracy"] }),
    data: { x: words(29, 7, 12), y: tags, sampleWeight: words(29, 7, 5) },
  },
  "bidirectional, weighted, in batches of uneven shares": {
    make: () =>
      compiled(
        sequential(
          [
            layers.bidirectional({ layer: layers.lstm({ units: 4 }) }),
            layers.dense({ units: 3, activation: "softmax" }),
          ],
          { seed: 4 },
        ),
        { weightedMetrics: ["accuracy"] },
      ),
    data: { x: normal([31, 5, 2], 5), y: classes(31), sampleWeight: Array.from({ length: 31 }, (_, i) => (i % 5) / 2) },
    fit: { batchSize: 7 },
  },
  "two outputs, each with a loss of its own": {
    make: () => {
      const x = input({ shape: [5, 2], name: "x" });
      const h = layers.simpleRNN({ units: 6, returnSequences: true }).apply(x);
      const made = model({
        inputs: x,
        outputs: [
          layers.dense({ units: 1, name: "each" }).apply(h),
          layers.dense({ units: 3, activation: "softmax", name: "last" }).apply(layers.gru({ units: 4 }).apply(h)),
        ],
        seed: 6,
      });
      made.compile({ optimizer: "rmsprop", loss: ["mse", "sparseCategoricalCrossentropy"], lossWeights: [0.5, 2] });
      return made;
    },
    data: { x: normal([25, 5, 2], 6), y: [normal([25, 5, 1], 7), classes(25)] as never },
  },
  "two outputs, one of them with a loss that Keras lacks": {
    make: () => {
      const x = input({ shape: [5, 2], name: "x" });
      const h = layers.gru({ units: 6 }).apply(x);
      const outputs = {
        free: layers.dense({ units: 1, name: "free" }).apply(h),
        bands: layers.dense({ units: 3, name: "bands" }).apply(h),
      };
      const made = model({ inputs: x, outputs, seed: 6 });
      const loss = { bands: "pinball" } as const;
      // whole numbers among the options, and metrics that Keras has as functions only
      made.compile({
        optimizer: optimizers.adadelta({ learningRate: 1 }),
        loss,
        metrics: { free: ["huber", "logCosh"] },
      });
      return made;
    },
    data: { x: normal([25, 5, 2], 6), y: { free: normal([25, 1], 7), bands: normal([25, 1], 8) } as never },
  },
};

async function trained(trial: Trial, processes: number, more: Partial<ClusterTrainOptions> = {}) {
  const options = { epochs: 3, batchSize: 8, seed: 11, ...trial.fit };
  const job = await train(trial.make(), trial.data, {
    ...options,
    output: newFolder(),
    launcher: { type: "local", processes },
    ...more,
  });
  return job.result();
}

/** All trials by two processes; by one and by four the first, or with RECURVE_ALL=1 all of them. */
const counts = (name: string) => (name === "lstm" || process.env.RECURVE_ALL === "1" ? [1, 2, 4] : [2]);

describe.each(Object.entries(trials))("%s", (name, trial) => {
  it.each(counts(name))("%i processes give the losses and weights of fit", async (processes) => {
    const own = trial.make();
    const { x, y, sampleWeight } = trial.data as { x: never; y: never; sampleWeight?: never };
    const { history } = await own.fit(x, y, {
      epochs: 3,
      batchSize: 8,
      seed: 11,
      sampleWeight,
      verbose: 0,
      ...trial.fit,
    } as object);
    const result = await trained(trial, processes);
    expect(Object.keys(result.history).sort()).toEqual(Object.keys(history).sort());
    for (const [name, values] of Object.entries(history))
      expectNumbers(result.history[name]!, values, tolerance.sharedLosses);
    expectSameWeights(own, result.model);
  });
});

describe("what dies goes on", () => {
  const trial = trials.lstm!;
  const long = { epochs: 30, checkpointEverySteps: 4 };
  const whole = async () => {
    const own = trial.make();
    const { x, y } = trial.data as { x: never; y: never };
    await own.fit(x, y, { epochs: long.epochs, batchSize: 8, seed: 11, verbose: 0 });
    return own;
  };
  const begin = (output: string) =>
    train(trial.make(), trial.data, {
      ...long,
      batchSize: 8,
      seed: 11,
      output,
      launcher: { type: "local", processes: 2 },
    });

  it("a killed process: all begin anew from the last checkpoint, to the same weights", async () => {
    const output = newFolder();
    const job = await begin(output);
    const told = await toldOf(job, () => {
      process.kill(trainingProcesses(worksIn(join(output, "work"))).at(-1)!, "SIGKILL");
    });
    expect(told.map(({ event }) => event)).toContain("resumed");
    expectSameWeights(await whole(), (await job.result()).model);
  });

  it("a killed launcher, then a stopped job: the same call goes on, and fit goes on with what comes back", async () => {
    const output = newFolder();
    const first = await begin(output);
    const watcher = (readRecord(output)!.handle.owner as { pid: number }).pid;
    await toldOf(first, () => process.kill(watcher, "SIGKILL"));
    await expect(first.result()).rejects.toThrow("The job has ended without a result");
    const second = await begin(output);
    await toldOf(second, () => second.stop());
    const { model: got } = await (await begin(output)).result();
    const own = await whole();
    expectSameWeights(own, got);
    await expect(begin(output)).rejects.toThrow("holds a finished job");
    // the optimizer's state came back too
    const { x, y } = trial.data as { x: never; y: never };
    for (const each of [own, got]) await each.fit(x, y, { epochs: 2, batchSize: 8, seed: 5, verbose: 0 });
    expectSameWeights(own, got);
  });
});

describe("early stopping", () => {
  it.each([1, 2])("%i processes stop where fit stops, with the weights of the best epoch", async (processes) => {
    const trial = trials.lstm!;
    const { x, y } = trial.data as { x: never; y: never };
    const more = { epochs: 12, validationSplit: 0.25, batchSize: 8, seed: 11 };
    const stopping = () => [
      callbacks.earlyStopping({ monitor: "val_loss", minDelta: 0.02, patience: 1, restoreBestWeights: true }),
    ];
    const own = trial.make();
    const { history } = await own.fit(x, y, { ...more, callbacks: stopping(), verbose: 0 });
    expect(history.loss!.length).toBeLessThan(12);
    const result = await trained(trial, processes, { ...more, callbacks: stopping() });
    expect(result.history.loss).toHaveLength(history.loss!.length);
    expectSameWeights(own, result.model);
  });
});

describe("what cannot be exact is said, before anything else", () => {
  it("dropout and batch normalization, by the layers' names", async () => {
    const made = compiled(
      sequential(
        [
          layers.lstm({ units: 4, name: "reader", dropout: 0.2 }),
          layers.batchNormalization({ name: "norm" }),
          layers.dropout({ rate: 0.5, name: "drop" }),
          layers.dense({ units: 3, activation: "softmax" }),
        ],
        { seed: 1 },
      ),
    );
    const job = await train(made, trials.lstm!.data, {
      epochs: 1,
      output: newFolder(),
      launcher: { type: "local", processes: 2 },
    });
    const told: JobEvent[] = [];
    for await (const event of job.events()) told.push(event);
    const warnings = told.flatMap((event) => (event.event === "warning" ? [event.what] : []));
    expect(told.slice(0, 2).map(({ event }) => event)).toEqual(["warning", "warning"]);
    expect(warnings[0]).toMatch(/^norm: each process normalizes by its own part/);
    expect(warnings[1]).toMatch(/^(?=.*reader)(?=.*drop).*: dropout and noise are drawn by other numbers/);
    expect(told.at(-1)!.event).toBe("end");
  });
});

describe("what goes wrong", () => {
  it("NaN: the job ends with a sentence, at once", async () => {
    const made = sequential([layers.lstm({ units: 3 }), layers.dense({ units: 1 })], { seed: 1 });
    made.compile({ optimizer: optimizers.sgd({ learningRate: 1e30 }), loss: "mse" });
    const job = await train(
      made,
      { x: normal([8, 5, 2], 1), y: normal([8, 1], 2) },
      { epochs: 9, output: newFolder() },
    );
    await expect(job.result()).rejects.toThrow(/The loss is (nan|inf) in step \d+ of epoch \d+/);
  });
});
