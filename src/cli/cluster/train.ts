/** `recurve cluster train`: trains a compiled model in several processes. */
import { basename, extname, join } from "node:path";
import type { Command } from "commander";
import { train } from "../../cluster/index.ts";
import { trainOptions } from "../../cluster/options.ts";
import { callbacks } from "../../index.ts";
import { takes } from "../../tensor/index.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "../options.ts";
import { readData, readTargets } from "../read-data.ts";
import { encodingFlag } from "../read-text.ts";
import { loadRun } from "../run-folder.ts";
import { countOf } from "../trace/traced-row.ts";
import { launcherFlags, launcherFrom } from "./flags.ts";
import { follow, followFlags } from "./follow.ts";

const flagTable = declareFlags({
  ...launcherFlags,
  output: { value: "<folder>", about: "the job's folder; by default under cluster/, named for the model" },
  epochs: {
    value: "<n>",
    about: "passes over the data",
    ...like(trainOptions.epochs),
    number: takes.positiveInteger,
  },
  batchSize: {
    value: "<n>",
    about: "samples per step, of all processes together; default 32",
    number: takes.counts.batch,
  },
  seed: {
    value: "<n>",
    about: "seed of the order of samples, as in fit",
    number: takes.nonNegativeInteger,
    default: 1,
  },
  weights: { value: "<file>", about: "a factor for each sample's loss, or for each step's" },
  validationSplit: {
    value: "<share>",
    about: "share of the samples, the last ones, for validation",
    ...like(trainOptions.validationSplit),
  },
  patience: {
    value: "<n>",
    about: "end after so many epochs without a better val_loss (or loss), and keep the best weights",
    number: takes.nonNegativeInteger,
  },
  checkpointEverySteps: {
    value: "<n>",
    about: "save after so many steps; by default after each epoch",
    ...like(trainOptions.checkpointEverySteps),
  },
  ...encodingFlag,
  ...followFlags,
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a compiled model: a .keras file, or the folder of a run")
    .argument("<samples>", "CSV, JSON or NPY, as recurve predict reads them; or a folder of shards that the hosts see")
    .argument("[targets]", "what the model should give, in the same forms; shards hold it already")
    .addHelpText(
      "after",
      `
The losses and weights are those that fit gives on one machine. Ctrl-C asks whether to stop the job or to leave it running.

Examples:
  recurve cluster train model.keras samples.npy labels.npy --epochs 10 --processes 2
  recurve cluster train model.keras samples.csv targets.csv --validation-split 0.1 --patience 3`,
    )
    .action(trainOnCluster);
}

async function trainOnCluster(
  path: string,
  samples: string,
  targets: string | undefined,
  flags: Flags,
  command: Command,
): Promise<void> {
  const model = await loadRun(path);
  const { epochs, batchSize, seed, validationSplit, checkpointEverySteps, patience, encoding } = flags;
  let data: Parameters<typeof train>[1] = samples;
  if (targets === undefined)
    refuseOptions(command, ["weights", "encoding"], "samples in files, not for a folder of shards");
  else {
    const x = await readData(samples, model, encoding);
    const [y, sampleWeight] = await Promise.all(
      [targets, flags.weights].map((file) =>
        file === undefined ? undefined : readTargets(file, model, countOf(x), encoding),
      ),
    );
    data = { x, y: y!, ...(sampleWeight && { sampleWeight }) };
  }
  const monitor = validationSplit === undefined ? "loss" : "val_loss";
  const job = await train(model, data, {
    launcher: launcherFrom(flags),
    output: flags.output ?? join("cluster", basename(path, extname(path))),
    epochs,
    batchSize,
    seed,
    validationSplit,
    checkpointEverySteps,
    ...(patience !== undefined && {
      callbacks: [callbacks.earlyStopping({ monitor, patience, restoreBestWeights: true })],
    }),
  });
  await follow(job, flags);
}
