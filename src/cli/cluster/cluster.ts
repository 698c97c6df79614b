/** `recurve cluster <what>`: models trained in several processes, on this machine or on others. */
import type { Command } from "commander";

interface PartFile {
  /** Gives the command its arguments, options, examples and action. */
  define(command: Command): void;
}

/** In the order in which the help lists them. */
const parts: Readonly<Record<string, readonly [summary: string, load: () => Promise<PartFile>]>> = {
  check: ["tell whether what a launcher needs is there", () => import("./check.ts")],
  train: ["train a compiled model in several processes", () => import("./train.ts")],
  shard: ["write data that are larger than memory as hosts read them", () => import("./shard.ts")],
  predict: ["run a model on many files, on ONNX Runtime", () => import("./predict.ts")],
  attach: ["follow a job that runs, and bring its result", () => import("./attach.ts")],
  logs: ["show all that a job wrote", () => import("./logs.ts")],
  stop: ["ask a job to save and end", () => import("./stop.ts")],
  fetch: ["bring the result of a job that has ended", () => import("./fetch.ts")],
};

export async function define(command: Command, args: readonly string[]): Promise<void> {
  for (const [name, [summary, load]] of Object.entries(parts)) {
    const part = command.command(name).description(summary);
    if (args.includes(name)) (await load()).define(part);
  }
  command.addHelpText(
    "after",
    `
A job leaves a folder: the same command of train given again goes on in it from the last checkpoint. The hosts need Python with
torch and keras; this machine does not, where others compute.

Examples:
  recurve cluster check --launcher local
  recurve cluster train model.keras samples.npy labels.npy --processes 2 --epochs 10
  recurve cluster attach cluster/model`,
  );
}
