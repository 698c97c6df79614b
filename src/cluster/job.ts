/** A job that runs elsewhere: what it tells, what it gives, how it ends. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadModel } from "../io/index.ts";
import type { AnyModel } from "../models/index.ts";
import { BackendError, ConfigError, IoError } from "../tensor/index.ts";
import { type EndEvent, EventReader, isLast, type JobEvent, type PredictedEvent } from "./events.ts";
import { type JobRecord, mustReadRecord, resultFile } from "./job-folder.ts";
import type { JobState, Launcher } from "./launchers/launcher.ts";
import { launcherOf } from "./options.ts";

/** What a training has given. */
export interface JobResult {
  /** The trained model, compiled, with its optimizer's state: `fit` goes on with it. */
  model: AnyModel;
  /** Where it lies. */
  file: string;
  /** The numbers of each epoch, by name. */
  history: Readonly<Record<string, readonly number[]>>;
  /** Times and sizes of the job's steps. */
  figures: Omit<EndEvent, "event" | "history">;
}

/** How long processes may take to end after their last word, in milliseconds. */
const PATIENCE = 30_000;

/** A training or prediction in other processes; this one may end meanwhile. */
export class Job {
  private readonly launcher: Launcher;

  /** @internal see `cluster.train` and `cluster.attach` */
  constructor(
    /** The folder of the job on this machine. */
    readonly folder: string,
    private readonly record: JobRecord,
  ) {
    this.launcher = launcherOf(record.launcher);
  }

  /** The job of a folder. @throws IoError where there is none */
  static of(folder: string): Job {
    return new Job(folder, mustReadRecord(folder));
  }

  /** Whether it trains or predicts. */
  get kind(): JobRecord["kind"] {
    return this.record.kind;
  }

  /** Whether it waits, runs, or does so no more. */
  async state(): Promise<JobState> {
    // its processes may need a moment to end
    if (existsSync(resultFile(this.folder))) return "over";
    return this.launcher.state(this.record.handle);
  }

  /** What the job tells, from its (last) start on, until it ends. Each call reads anew. */
  async *events(): AsyncGenerator<JobEvent> {
    for await (const piece of this.pieces()) {
      if (!("event" in piece)) continue;
      yield piece;
    }
  }

  /** The lines of the job's log, without events, from its (last) start on. @param follow wait for more until it ends */
  async *logs(follow = false): AsyncGenerator<string> {
    for await (const piece of this.pieces(follow)) if ("line" in piece) yield piece.line;
  }

  private async *pieces(follow = true): AsyncGenerator<JobEvent | { line: string }> {
    const { handle, warnings } = this.record;
    const reader = new EventReader();
    let [last, lost] = ["", ""];
    for (const what of warnings) yield { event: "warning", what };
    const read = this.launcher.reader(handle);
    for (;;) {
      // asked before the log is read: what is written in between is read too
      const state = await this.launcher.state(handle);
      const bytes = await read();
      const { events, lines } = reader.read(bytes);
      for (const line of lines) {
        // not what programs draw around their tables
        if (/[\p{L}\d]/u.test(line)) last = line.trim();
        yield { line };
      }
      for (const event of events) {
        if (event.event === "lost") lost ||= event.what;
        if (event.event === "start" || event.event === "resumed") lost = "";
        yield this.inOwnWords(event);
        if (!isLast(event)) continue;
        // the same call may begin it again at once; Slurm itself stops a job whose host is lost, and begins it again
        if (event.event !== "end" && (await this.ended()) === "waiting") continue;
        return;
      }
      if (bytes.length > 0) continue;
      if (!follow) return;
      if (state === "over") {
        yield (await this.failure()) ?? ended(last, lost);
        return;
      }
      await sleep(this.launcher.interval * 1000);
    }
  }

  /** Waits until the processes have ended, which follows on their last word; not for ever. @returns what the job is then */
  private async ended(): Promise<JobState> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const state = await this.state();
      if (state !== "running" || performance.now() > until) return state;
      await sleep(100);
    }
  }

  /** What a process on any host left before it ended: its own log may be elsewhere. */
  private async failure(): Promise<JobEvent | undefined> {
    if (!(await this.launcher.fetch(this.record.handle, ["failed.json"], this.folder))) return undefined;
    try {
      return { event: "error", ...JSON.parse(readFileSync(join(this.folder, "failed.json"), "utf8")) };
    } catch {
      // a host that was lost may have left half of it
      return undefined;
    }
  }

  /** Metrics by the names that Recurve has for them. */
  private inOwnWords(event: JobEvent): JobEvent {
    const { names } = this.record;
    const renamed = <T>(logs: Readonly<Record<string, T>>) =>
      Object.fromEntries(
        Object.entries(logs).map(([name, value]) => {
          const bare = name.replace(/^val_/, "");
          return [name.slice(0, name.length - bare.length) + (names[bare] ?? bare), value];
        }),
      );
    if (event.event === "epoch") return { ...event, logs: renamed(event.logs) };
    return event.event === "end" ? { ...event, history: renamed(event.history) } : event;
  }

  /**
   * Waits for the end.
   * @throws ConfigError, IoError, BackendError with what ended the job; then the same call that began it goes on
   */
  async end(): Promise<EndEvent | PredictedEvent> {
    let last: JobEvent | undefined;
    for await (const event of this.events()) last = event;
    if (last?.event === "end" || last?.event === "predicted") return last;
    throw errorOf(last, this.folder);
  }

  /**
   * Waits for the end of a training and brings the trained model here.
   * @throws as {@link end}; ConfigError for a job that trains nothing
   */
  async result(): Promise<JobResult> {
    if (this.record.kind !== "train") throw trainsNothing(this.folder);
    const last = (await this.end()) as EndEvent;
    await this.fetch();
    const { event: _, history, ...figures } = last;
    const file = resultFile(this.folder);
    return { model: await loadModel(file), file, history, figures };
  }

  /** Brings the trained model and its figures to the job's folder. @throws IoError when they are not there (any more) */
  async fetch(): Promise<string> {
    if (this.record.kind !== "train") throw trainsNothing(this.folder);
    const file = resultFile(this.folder);
    if (existsSync(file)) return file;
    const bring = () => this.launcher.fetch(this.record.handle, ["result.keras", "result.json"], this.folder);
    if (await bring()) return file;
    // a storage may show it late; and the same train command begins the job again only once its processes have ended
    await this.ended();
    if (await bring()) return file;
    throw new IoError({
      what: "The result of the job is not there.",
      expected: "result.keras in the folder that the hosts see",
      hint: `recurve cluster logs ${this.folder} shows how it ended; the same train command resumes from the last checkpoint`,
    });
  }

  /** The figures of a job whose result is here. */
  figures(): unknown {
    return JSON.parse(readFileSync(join(this.folder, "result.json"), "utf8"));
  }

  /** Asks the job to save its state and end; `cluster.train` with the same arguments goes on from there. */
  async stop(): Promise<void> {
    await this.launcher.stop(this.record.handle);
  }
}

/** What is said of a job that left no last word. @param last the last line of its log  @param lost what it told of a lost process that nothing followed */
function ended(last: string, lost: string): JobEvent {
  const gone = { event: "error", kind: "gone" } as const;
  const again = "the same command resumes from the last checkpoint";
  if (lost !== "") return { ...gone, what: `The job has ended without a result: ${lost}`, hint: again };
  if (last === "")
    return {
      ...gone,
      what: "The job has ended without a result and without a log.",
      hint: "keep the job in a folder that all hosts see, and look at its launcher's own log",
    };
  return {
    ...gone,
    what: `The job has ended without a result. The last line of its log: ${last}`,
    hint: again,
  };
}

function trainsNothing(folder: string): ConfigError {
  return new ConfigError({
    what: `The job in ${folder} predicts: its outputs are files already.`,
    expected: "a job of cluster.train",
  });
}

const classes = { config: ConfigError, data: IoError, storage: IoError, packages: IoError, gone: IoError } as const;

function errorOf(last: JobEvent | undefined, folder: string): Error {
  if (last?.event !== "error") {
    return new IoError({
      what: "The job was stopped before its end.",
      hint: `the same call resumes from its checkpoint; its folder is ${folder}`,
    });
  }
  const kind = Object.hasOwn(classes, last.kind) ? classes[last.kind as keyof typeof classes] : BackendError;
  return new kind({ what: last.what, hint: last.hint ?? `recurve cluster logs ${folder} shows all that it wrote` });
}
