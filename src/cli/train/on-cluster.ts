/** `--cluster`: the training of a use, handed over to other processes. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job, LauncherOptions, TrainingData } from "../../cluster/index.ts";
import { type FitOptions, History, loadWeights, type Model, saveWeights, type tasks } from "../../index.ts";
import { isBatches } from "../../models/training/epoch-batches.ts";
import { ConfigError } from "../../tensor/index.ts";
import { parseLauncher } from "../cluster/parse-launcher.ts";
import { type Language, languageOf, words } from "../language.ts";
import { declareFlags } from "../options.ts";
import { shellWord } from "../print.ts";
import { say, type TrainingFlags } from "./options.ts";
import type { RunOptions } from "./run-training.ts";

/** Where a use trains. */
export const clusterFlag = declareFlags({
  cluster: {
    value: "<launcher>",
    about: "train in several processes, as recurve cluster does: local:processes=2, slurm:nodes=2,storage=/shared",
  },
});

/** @throws ConfigError for an unknown launcher, before data are read */
export function checkCluster({ cluster }: { cluster?: string }): void {
  if (cluster !== undefined) parseLauncher(cluster);
}

/** @throws ConfigError where a use is asked to train elsewhere in a way that cannot @param why goes on from "since " */
export function refuseCluster({ cluster }: { cluster?: string }, use: string, why: string): void {
  if (cluster === undefined) return;
  throw new ConfigError({
    what: `recurve train ${use} cannot be handed over to a cluster exactly, since ${why}.`,
    expected: "the same without that option, or without --cluster",
    received: `--cluster ${cluster}`,
    hint: "without --cluster it trains here, on all cores",
  });
}

/**
 * Checks what `--cluster` says, and gives what trains there, if anything is said.
 * @param run what the run gives to `fit`: the job lies where its checkpoint would  @param chosen what beside the flags must be the same for a job to be taken up again
 * @throws ConfigError for an unknown launcher, or a run that was begun elsewhere
 */
export function clusterTrainer(
  flags: TrainingFlags & { cluster?: string },
  run: RunOptions,
  chosen: Readonly<Record<string, unknown>>,
): tasks.Trainer | undefined {
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
  const { cluster, output: _, json: __, lang: ___, ...asked } = flags;
  if (cluster === undefined) return undefined;
  const launcher = parseLauncher(cluster);
  const wanted = JSON.stringify({ ...asked, ...chosen });
  if (begun && JSON.parse(readFileSync(note, "utf8")).asked !== wanted) {
    throw new ConfigError({
      what: `The job in ${folder} was begun with other options.`,
      expected: "the same command as before",
      hint: "choose another folder with --output",
    });
  }
  let trainings = 0;
  // a use may train more than once: each training is a job, the later ones in folders inside the first
  return async (model, x, y, options) => {
    const own = trainings++ === 0 ? folder : join(folder, `training-${trainings}`);
    return trainThere(model, isBatches(x) ? x : { x, y: y! }, {
      launcher,
      output: own,
      wanted,
      language: languageOf(flags),
      ...options,
    });
  };
}

const saidOf = words(
  {
    unused: "No network was trained, since the table is too short for one or asks for none: --cluster was not needed.",
  },
  { unused: "没有训练网络（表格太短，或所选方法不需要网络），因此没有用到 --cluster。" },
);

/** What a training gives, after it was said that nothing was sent where that was so. */
export async function saidWhetherSent(
  flags: TrainingFlags & { cluster?: string },
  training: Promise<History>,
): Promise<History> {
  const history = await training;
  if (flags.cluster !== undefined && history.epoch.length === 0) say(flags, saidOf(languageOf(flags)).unused);
  return history;
}

interface There extends FitOptions {
  launcher: LauncherOptions;
  /** The folder of the job. */
  output: string;
  /** The language of what is shown. */
  language: Language;
  /** The command's arguments, which identify the job when it resumes. */
  wanted: string;
}

async function trainThere(model: Model<any>, data: TrainingData, options: There): Promise<History> {
  const { launcher, output, wanted, epochs, batchSize, seed, classWeight, validationData, callbacks } = options;
  const { write = (text) => void process.stdout.write(text) } = options;
  const [{ train, attach }, { watch }] = await Promise.all([
    import("../../cluster/index.ts"),
    import("../cluster/follow.ts"),
  ]);
  const note = join(output, "asked.json");
  // seeds drawn by chance are those of the first time
  const noted = existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : { asked: wanted };
  noted.seed ??= seed ?? model.config.seed;
  // it may have gone on, or ended, since this command was interrupted
  const earlier = existsSync(join(output, "job.json")) ? attach(output) : undefined;
  const goesOn = earlier && ((await earlier.state()) !== "over" || (await hasResult(earlier, output)));
  const how = {
    launcher,
    output,
    epochs,
    seed: noted.seed,
    classWeight,
    callbacks,
    ...(isBatches(data) ? { passes: "all" as const } : { batchSize }),
    validationData: validationData as TrainingData | undefined,
  };
  const job = goesOn ? earlier : await begin(() => train(model, data, how), output);
  writeFileSync(note, JSON.stringify(noted));
  await watch(job, `recurve ${process.argv.slice(2).map(shellWord).join(" ")}`, options.language, (line) =>
    write(`${line}\n`),
  );
  const { model: trained, history } = await job.result();
  // the optimizer's state is part of these
  await loadWeights(model, await saveWeights(trained));
  const made = new History({ verbose: 0, epochs: epochs ?? 1, steps: undefined });
  made.setState({ epoch: (history.loss ?? []).map((_, epoch) => epoch), history });
  return made;
}

/** Whether a job that is over left its model, here or where it ran. */
async function hasResult(job: Job, folder: string): Promise<boolean> {
  if (existsSync(join(folder, "result.keras"))) return true;
  return job.fetch().then(
    () => true,
    () => false,
  );
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
