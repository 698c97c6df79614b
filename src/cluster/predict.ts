/** A model run on many files, on ONNX Runtime: a task a file, an output for each. */
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { saveModel } from "../io/index.ts";
import { checkModel } from "../models/check-model.ts";
import type { AnyModel } from "../models/index.ts";
import { ConfigError, checkOption, type Declared, IoError, readOptions, takes } from "../tensor/index.ts";
import { Job } from "./job.ts";
import { type JobRecord, jobName, readRecord, takeFolder, workFolder, writeRecord } from "./job-folder.ts";
import { throwUnlessFine } from "./launchers/launcher.ts";
import { type LauncherOptions, launcherOf } from "./options.ts";
import { identityOf } from "./plan.ts";
import { predictingPackages } from "./python.ts";
import { scriptFile } from "./scripts.ts";

/** Options of `cluster.predict`. */
export interface ClusterPredictOptions {
  /** Where it runs. Default this machine. */
  launcher?: LauncherOptions | LauncherOptions["type"] | undefined;
  /** The folder of the job. Default `cluster/`, the model's name and "-predict". */
  output?: string | undefined;
  /** Rows that are computed together. Default 256. */
  batchSize?: number | undefined;
}

/** What {@link ClusterPredictOptions} take. */
export const predictOptions = {
  launcher: takes.withDefault(takes.anything, "local"),
  output: takes.path,
  batchSize: takes.withDefault(takes.positiveInteger, 256),
} satisfies Declared<ClusterPredictOptions>;

const endings = [".csv", ".parquet", ".npy", ".npz", ".safetensors"];

/**
 * Runs a model on files: `.csv` or `.parquet` (a row for each sample), `.npy`, `.npz` or `.safetensors` (an array for each input). Each gives a file of
 * its name and kind in the folder `to`, with the rows in their order. What is there already is left out, so that the same call goes
 * on where it was interrupted. Paths are those that the hosts see.
 * @returns the job, which runs: `job.events()` tells of each file, `job.end()` waits for the last
 * @throws ConfigError for files or options that it does not take; FormatError for layers that ONNX has not; IoError for hosts that lack something
 */
export async function predict(
  model: AnyModel,
  files: readonly string[],
  to: string,
  options: ClusterPredictOptions = {},
): Promise<Job> {
  checkModel("cluster.predict", model);
  checkFiles(files);
  checkOption("cluster.predict", "to", to, takes.path);
  const { launcher: where, output, batchSize } = readOptions("cluster.predict", options, predictOptions);
  const launcher = launcherOf(where);
  const isHere = launcher.isHere;
  const missing = isHere && files.find((file) => !existsSync(file));
  if (missing) throw new IoError({ what: `The file ${missing} is not there.` });
  const folder = output ?? join("cluster", `${model.name}-predict`);
  const lock = await takeFolder(folder);
  try {
    const found = readRecord(folder);
    if (found && (await new Job(folder, found).state()) !== "over")
      throw new ConfigError({
        what: `The job in ${folder} runs already.`,
        hint: `recurve cluster attach ${folder} follows it`,
      });
    const isParquet = files.some((file) => extname(file).toLowerCase() === ".parquet");
    throwUnlessFine(await launcher.check([...predictingPackages, ...(isParquet ? ["pyarrow"] : [])]));
    const work = workFolder(folder);
    makeFolder(work);
    await saveModel(model, join(work, "model.onnx"), { format: "onnx" });
    const whole = (path: string) => (isHere ? resolve(path) : path);
    const plan = {
      model: "model.onnx",
      files: files.map(whole),
      output: whole(to),
      batchSize,
      processes: launcher.asked,
    };
    for (const name of ["recurve_predict.py", "recurve_tell.py"]) copyFileSync(scriptFile(name), join(work, name));
    writeFileSync(join(work, "plan.json"), `${JSON.stringify(plan, null, 2)}\n`);
    const identity = identityOf(plan);
    const name = jobName(found, identity);
    const placed = await launcher.place(work, name);
    const handle = await launcher.start(placed, ["recurve_predict.py", "plan.json"], true);
    const record: JobRecord = { kind: "predict", launcher: where, handle, identity, name, names: {}, warnings: [] };
    await writeRecord(folder, record);
    return new Job(folder, record);
  } finally {
    lock.release();
  }
}

/** @throws ConfigError unless all are files of a known kind, each of another name */
function checkFiles(files: readonly string[]): void {
  checkOption("cluster.predict", "files", files, takes.listOf(takes.text));
  if (files.length === 0) throw new ConfigError({ what: "There is no file to predict from." });
  const unknown = files.find((file) => !endings.includes(extname(file).toLowerCase()));
  if (unknown !== undefined)
    throw new ConfigError({
      what: `The extension of ${unknown} is not that of a known format.`,
      expected: endings.join(", "),
      received: extname(unknown) || "none",
    });
  const twice = files.find((file, i) => files.findIndex((other) => basename(other) === basename(file)) !== i);
  if (twice !== undefined)
    throw new ConfigError({
      what: `Two files are called ${basename(twice)}, and would write the same output.`,
      hint: "predict them into different folders",
    });
}
