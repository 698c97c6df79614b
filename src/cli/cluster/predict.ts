/** `recurve cluster predict`: runs a model on many files. */
import { basename, extname, join } from "node:path";
import type { Command } from "commander";
import { predict, predictOptions } from "../../cluster/predict.ts";
import { takes } from "../../tensor/index.ts";
import { addFlags, declareFlags, type FlagsOf, like } from "../options.ts";
import { loadRun } from "../run-folder.ts";
import { launcherFlags, launcherFrom } from "./flags.ts";
import { follow, followFlags } from "./follow.ts";

const flagTable = declareFlags({
  ...launcherFlags,
  output: { value: "<folder>", about: "the job's folder; by default under cluster/, named for the model" },
  batchSize: { value: "<n>", about: "rows per batch", ...like(predictOptions.batchSize), number: takes.counts.batch },
  ...followFlags,
});

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "the model file, or the folder of a run")
    .argument(
      "<files...>",
      ".csv or .parquet (a row for each sample), .npy, .npz or .safetensors; and last the folder for the outputs",
    )
    .addHelpText(
      "after",
      `
Each file gives one of its name and kind. Those that are there are left out: the same command goes on where it was interrupted.

Example:
  recurve cluster predict model.keras day-1.csv day-2.csv predictions`,
    )
    .action(async (path: string, given: string[], flags: FlagsOf<typeof flagTable>, command: Command) => {
      const to = given.at(-1)!;
      if (given.length < 2) command.error("error: name one file or more, and last the folder for the outputs");
      const model = await loadRun(path, { compile: false });
      const name = `${basename(path, extname(path))}-predict`;
      const { batchSize } = flags;
      const job = await predict(model, given.slice(0, -1), to, {
        launcher: launcherFrom(flags),
        output: flags.output ?? join("cluster", name),
        batchSize,
      });
      await follow(job, flags);
    });
}
