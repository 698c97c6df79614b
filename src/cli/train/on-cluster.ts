/** `--cluster`: the training of a use, handed over to other processes. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../../cluster/index.ts";
import { type FitOptions, History, loadWeights, type Model, saveWeights, type Tensor } from "../../index.ts";
import { ConfigError } from "../../tensor/index.ts";
import { parseLauncher } from "../cluster/parse-launcher.ts";
import { declareFlags } from "../options.ts";
import { shellWord } from "../print.ts";
import type { TrainingFlags } from "./options.ts";
import type { RunOptions } from "./run-training.ts";

/** Where a use trains whose training can be handed over. */
export const clusterFlag = declareFlags({
  cluster: {
    value: "<launcher>",
    about: "train in several processes, as recurve cluster does: local:processes=2, slurm:nodes=2,storage=/shared",
  },
});

/** The same for uses whose training cannot. */
export const noClusterFlag = declareFlags({
  cluster: { value: "<launcher>", about: "train in several processes", isHidden: true },
});

/** @throws ConfigError where a use is asked to train elsewhere that cannot @param why goes on from "since " */
export function refuseCluster({ cluster }: { cluster?: string }, use: string, why: string): void {
  if (cluster === undefined) return;
  throw new ConfigError({
    what: `recurve train ${use} cannot be handed over to a cluster exactly, since ${why}.`,
    expected: "recurve train lm --cluster, or a compiled model with its data for recurve cluster train",
    received: `--cluster ${cluster}`,
    hint: "without --cluster it trains here, on all cores",
  });
}

/** What trains in the place of `fit`: it gets what that would get, and leaves the weights in the model. */
type ClusterTrainer = (model: Model<any>, x: Tensor, y: Tensor, options: FitOptions) => Promise<History>;

/**
 * Checks what `--cluster` says, and gives what trains there, if anything is said.
 * @param run what the run gives to `fit`: the job lies where its checkpoint would  @param asked what must be the same for a job to be taken up again
 * @throws ConfigError for a launcher that is none, or for a run that was begun in another place
 */
export function clusterTrainer(
  flags: Pick<TrainingFlags, "json"> & { cluster?: string },
  run: RunOptions,
  asked: Readonly<Record<string, unknown>>,
): ClusterTrainer | undefined {
  const folder = run.checkpoint as string;
  const note = join(folder, "asked.json");
  const begun = existsSync(note);
  if (flags.cluster === undefined ? begun : existsSync(folder) && !begun) {
    throw new ConfigError({
      what: `The interrupted run in ${folder} was begun ${begun ? "on a cluster" : "on this machine"}.`,
      hint: begun
        ? "give the same --cluster again, or another --output"
        : "leave out --cluster, or give another --output",
    });
  }
  const { cluster } = flags;
  if (cluster === undefined) return undefined;
  const launcher = parseLauncher(cluster);
  return async (
    model,
    x,
    y,
    { epochs, batchSize, validationData, callbacks, write = (text) => void process.stdout.write(text) },
  ) => {
    const [{ train, attach }, { watch }] = await Promise.all([
      import("../../cluster/index.ts"),
      import("../cluster/follow.ts"),
    ]);
    const wanted = JSON.stringify(asked);
    if (begun && readFileSync(note, "utf8") !== wanted) {
      throw new ConfigError({
        what: `The job in ${folder} was begun with other options.`,
        expected: "the same command as before",
        hint: "choose another folder with --output",
      });
    }
    // it may have gone on, or ended, since this command was interrupted
    const found = existsSync(join(folder, "job.json")) ? attach(folder) : undefined;
    const runs = found && ((await found.state()) !== "over" || existsSync(join(folder, "result.keras")));
    const isDone =
      found &&
      (runs ||
        (await found.fetch().then(
          () => true,
          () => false,
        )));
    const how = { launcher, output: folder, epochs, batchSize, validationData, callbacks };
    const job = isDone ? found : await begin(() => train(model, { x, y }, how as never), folder);
    writeFileSync(note, wanted);
    await watch(job, `recurve ${process.argv.slice(2).map(shellWord).join(" ")}`, (line) => write(`${line}\n`));
    const { model: trained, history } = await job.result();
    // the optimizer's state is part of these
    await loadWeights(model, await saveWeights(trained));
    const made = new History({ verbose: 0, epochs: epochs ?? 1, steps: undefined });
    made.setState({ epoch: (history.loss ?? []).map((_, epoch) => epoch), history });
    return made;
  };
}

/** Begins a job; where it does not begin, no folder is left that would look like an interrupted run. */
async function begin(start: () => Promise<Job>, folder: string): Promise<Job> {
  try {
    return await start();
  } catch (error) {
    if (!existsSync(join(folder, "job.json"))) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
