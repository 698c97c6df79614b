/** The folder of a job on this machine: what runs where, the files that hosts get, the result. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FolderLock, lockFolder } from "../files/lock.ts";
import { replaceFiles } from "../files/replace.ts";
import { FormatError, IoError, RecurveError } from "../tensor/index.ts";
import type { Handle } from "./launchers/launcher.ts";

/** `job.json`: all that is needed to find a job again. */
export interface JobRecord {
  /** What the job does. */
  kind: "train" | "predict";
  /** Its launcher, with options. */
  launcher: unknown;
  /** Where the launcher finds it. */
  handle: Handle;
  /** The same for the same model, data and options. */
  identity: string;
  /** Its name among others in the same storage; folders of earlier versions use the job's identity. */
  name?: string;
  /** Recurve's names of what Python names otherwise. */
  names: Readonly<Record<string, string>>;
  /** What is not as on one machine. */
  warnings: readonly string[];
}

/** What a job is called on its hosts: the same when it goes on, another than that of the same training in another folder. */
export function jobName(found: JobRecord | undefined, identity: string): string {
  if (found?.identity === identity) return found.name ?? identity;
  return `${identity}-${randomBytes(4).toString("hex")}`;
}

/** The files for the hosts. */
export const workFolder = (folder: string): string => join(folder, "work");
/** The trained model, once it is here. */
export const resultFile = (folder: string): string => join(folder, "result.keras");

/** Takes a folder for this process while it begins a job. @throws ConfigError when another holds it; IoError when it cannot be written to */
export async function takeFolder(folder: string): Promise<FolderLock> {
  try {
    return await lockFolder(folder);
  } catch (error) {
    if (error instanceof RecurveError) throw error;
    throw new IoError({ what: `The folder ${folder} cannot be written to.`, received: String(error), cause: error });
  }
}

const recordFile = (folder: string) => join(folder, "job.json");

/** What a folder says of its job; undefined where there is none. @throws FormatError for a damaged file */
export function readRecord(folder: string): JobRecord | undefined {
  const path = recordFile(folder);
  if (!existsSync(path)) return undefined;
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as JobRecord;
    if (typeof record.handle === "object" && record.launcher) return record;
  } catch (error) {
    throw new FormatError({ what: `${path} is damaged.`, received: String(error), cause: error });
  }
  throw new FormatError({ what: `${path} does not say where its job runs.` });
}

/** The same. @throws IoError where there is none */
export function mustReadRecord(folder: string): JobRecord {
  const record = readRecord(folder);
  if (record) return record;
  throw new IoError({
    what: `There is no job in ${folder}.`,
    expected: "a folder that recurve cluster train has made",
    hint: "the folder is what --output names",
  });
}

export async function writeRecord(folder: string, record: JobRecord): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);
  await replaceFiles([{ path: recordFile(folder), bytes }]);
}
