/** The contract of what places, starts, watches and ends a job. */
import { IoError, takes } from "../../tensor/index.ts";

/** Something that a job needs, and whether it is there. */
export interface Finding {
  /** What was looked at. */
  name: string;
  /** Whether nothing stands in the way. */
  isFine: boolean;
  /** What is there, or a sentence on what is missing. */
  what: string;
  /** What came instead of what is missing. */
  received?: string | undefined;
  /** What to do about it. */
  hint?: string | undefined;
}

/** The error of what a launcher lacks: one thing by its own sentence, several under a sentence for all. @param missing one or more */
export function lacking(missing: readonly Finding[]): IoError {
  const { what, received, hint } = missing[0]!;
  if (missing.length === 1) return new IoError({ what, received, hint });
  const names = missing.map(({ name }) => name).join(", ");
  const findings = missing.map(({ isFine: _, ...told }) => told);
  return new IoError({ what: `The launcher cannot be used yet: ${names}.`, findings });
}

/** @throws IoError of what a launcher lacks */
export function throwUnlessFine(findings: readonly Finding[]): void {
  const missing = findings.filter(({ isFine }) => !isFine);
  if (missing.length > 0) throw lacking(missing);
}

/** What options of all launchers take. */
export const startOptions = { restarts: takes.withDefault(takes.nonNegativeInteger, 3) };

/** And of those that find places for their processes themselves. */
export const processesOptions = { ...startOptions, processes: takes.withDefault(takes.positiveInteger, 2) };

/** What finds a job again, in JSON. */
export type Handle = Readonly<Record<string, unknown>>;

/** Whether a job waits for a place, runs, or does so no more. */
export type JobState = "waiting" | "running" | "over";

/** A way to run a folder of files on one machine or many. */
export interface Launcher {
  /** Processes that train together. */
  readonly processes: number;
  /** Processes that were asked for; undefined where the launcher decides. */
  readonly asked: number | undefined;
  /** Whether jobs see the files of this machine, at the same paths. */
  readonly isHere: boolean;
  /** Seconds between two looks at a job. */
  readonly interval: number;
  /** What is there and what is missing, before anything is sent. @param packages those of Python that a job needs */
  check(packages: readonly string[]): Promise<Finding[]>;
  /** Brings a folder's files to where hosts see them. @returns what later calls need */
  place(folder: string, name: string): Promise<Handle>;
  /** Starts what was placed, for the first time or again. @param command the script and its arguments  @param apart its processes need not meet */
  start(placed: Handle, command: readonly string[], apart?: boolean): Promise<Handle>;
  state(handle: Handle): Promise<JobState>;
  /** Reads the log from the job's (last) start on: each call gives what came since the one before. */
  reader(handle: Handle): () => Promise<Uint8Array>;
  /** Asks the job to save and end. */
  stop(handle: Handle): Promise<void>;
  /** Brings files of the job's folder. @returns false where they are not there */
  fetch(handle: Handle, names: readonly string[], folder: string): Promise<boolean>;
}
