/** What a job tells: lines of JSON between the other lines of its log. */

/** The job has begun, or gone on. */
export interface StartEvent {
  /** What happened. */
  event: "start";
  /** Processes that train together. */
  processes: number;
  /** "cpu" or "cuda". */
  device: string;
  /** Samples of an epoch. */
  samples: number;
  /** The host of the first process. */
  host: string;
}

/** Where training is within an epoch; twice a second at most. */
export interface StepEvent {
  /** What happened. */
  event: "step";
  /** Counted from 0. */
  epoch: number;
  /** Batches of the epoch that are done. */
  batch: number;
  /** Batches of the epoch. */
  steps: number;
  /** The mean of the epoch so far. */
  loss: number;
}

/** An epoch is done. */
export interface EpochEvent {
  /** What happened. */
  event: "epoch";
  /** Counted from 0. */
  epoch: number;
  /** The number to end before. */
  epochs: number;
  /** Loss and metrics over all processes; those of the validation with `val_` in front. */
  logs: Readonly<Record<string, number>>;
  /** The optimizer's, after the epoch. */
  learningRate: number;
}

/** The state was saved, or a job goes on from it. */
export interface SavedEvent {
  /** What happened. */
  event: "checkpoint" | "resumed" | "stopped";
  /** Epochs that are done. */
  epoch: number;
  /** Batches of the next one that are done. */
  batch: number;
}

/** A process is gone; the launcher starts all of them again, from the last checkpoint. */
export interface LostEvent {
  /** What happened. */
  event: "lost";
  /** What was seen of it. */
  what: string;
}

/** Something that will not be as on one machine, said before anything is sent. */
export interface WarningEvent {
  /** What happened. */
  event: "warning";
  /** A sentence. */
  what: string;
}

/** The job cannot go on; trying again would not mend it. */
export interface ErrorEvent {
  /** What happened. */
  event: "error";
  /** "config", "data", "model", "nan", "packages", "storage", "python" or "gone". */
  kind: string;
  /** A sentence. */
  what: string;
  /** A way out. */
  hint?: string | null;
}

/** The trained model is there. */
export interface EndEvent {
  /** What happened. */
  event: "end";
  /** The numbers of each epoch, by name. */
  history: Readonly<Record<string, readonly number[]>>;
  /** Epochs and steps that are done. */
  epochs: number;
  /** Steps since `compile`. */
  steps: number;
  /** Processes that trained together. */
  processes: number;
  /** Seconds of a step, the first one aside. */
  secondsPerStep?: number;
  /** The share of a step in which a process waits for the others' numbers. */
  shareOfWaiting?: number;
  /** Bytes of gradients that each process sends in a step. */
  bytesPerStep: number;
}

/** A file has its output, or not. */
export interface FileEvent {
  /** What happened. */
  event: "file";
  /** The file that was read. */
  file: string;
  /** Samples for which there are outputs. */
  rows?: number;
  /** Why it has no output. */
  error?: string;
}

/** Which files a process predicts. */
export interface FilesEvent {
  /** What happened. */
  event: "files";
  /** The process, counted from 0. */
  rank: number;
  /** How many are its share. */
  files: number;
  /** Those that have their output already. */
  done: number;
}

/** All files have their outputs. */
export interface PredictedEvent {
  /** What happened. */
  event: "predicted";
  /** How many. */
  files: number;
}

/** What `job.events()` gives. */
export type JobEvent =
  | StartEvent
  | StepEvent
  | EpochEvent
  | SavedEvent
  | LostEvent
  | WarningEvent
  | ErrorEvent
  | EndEvent
  | FileEvent
  | FilesEvent
  | PredictedEvent;

/** Whether nothing comes after an event. */
export const isLast = ({ event }: JobEvent): boolean => ["end", "predicted", "error", "stopped"].includes(event);

const MARK = "@recurve ";

/** The events in pieces of a log as they come; a launcher may have put words of its own before a line. */
export class EventReader {
  private rest = "";
  private readonly decoder = new TextDecoder();

  /** The events of the lines that a piece completes, and those other lines. */
  read(piece: Uint8Array): { events: JobEvent[]; lines: string[] } {
    const lines = (this.rest + this.decoder.decode(piece, { stream: true })).split("\n");
    this.rest = lines.pop()!;
    const events: JobEvent[] = [];
    const others: string[] = [];
    for (const line of lines) {
      const at = line.indexOf(MARK);
      const event = at < 0 ? undefined : parsed(line.slice(at + MARK.length));
      if (event) events.push(event);
      else others.push(line);
    }
    return { events, lines: others };
  }
}

function parsed(text: string): JobEvent | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value?.event === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
