/** A job's progress in the terminal, and what Ctrl-C does to it. */
import { createInterface } from "node:readline/promises";
import type { Job, JobEvent } from "../../cluster/index.ts";
import { declareFlags, type FlagsOf } from "../options.ts";
import { bytesText, print, printJson, printTo, write } from "../print.ts";

export const followFlags = declareFlags({
  detach: { about: "do not wait for the end; recurve cluster attach follows it later" },
  json: { about: "write each event as a line of JSON; the last one is the result" },
});

/** Shows events until the job ends, then brings its result. */
export async function follow(job: Job, { detach, json }: FlagsOf<typeof followFlags>): Promise<void> {
  const back = `recurve cluster attach ${job.folder}`;
  if (detach) {
    if (json) printJson({ job: job.folder, attach: back });
    else print(`The job runs in ${job.folder}. Come back with: ${back}`);
    return;
  }
  if (json) await watch(job, back, undefined, (event) => write(`${JSON.stringify(event)}\n`));
  else await watch(job, back, print);
  if (job.kind === "predict") {
    await job.end();
    return;
  }
  const { file, history, figures } = await job.result();
  if (json) write(`${JSON.stringify({ event: "result", model: file, history, ...figures })}\n`);
  else print(`The trained model is in ${file}.`);
}

/**
 * Shows events until the job ends.
 * @param back the command that comes back to it  @param say takes a line for people  @param each takes every event, in their place
 */
export async function watch(
  job: Job,
  back: string,
  say: (line: string) => void = () => undefined,
  each: (event: JobEvent) => void = (event) => show(event, say),
): Promise<void> {
  const release = onInterrupt(job, back);
  try {
    for await (const event of job.events()) each(event);
  } finally {
    release();
  }
}

/** Lines for people; steps go over one another on a terminal. */
function show(event: JobEvent, say: (line: string) => void): void {
  const isTerminal = process.stdout.isTTY;
  if (event.event === "step") {
    if (isTerminal)
      process.stdout.write(`\r${" ".repeat(8)}step ${event.batch} of ${event.steps}: loss ${event.loss.toFixed(5)} `);
    return;
  }
  if (isTerminal) process.stdout.write("\r\x1b[K");
  const line = lineOf(event);
  if (line !== undefined) say(line);
}

function lineOf(event: JobEvent): string | undefined {
  switch (event.event) {
    case "warning":
      return `Note: ${event.what}`;
    case "start":
      return `${event.processes} processes train on ${event.samples} samples (${event.device}, first host ${event.host}).`;
    case "resumed":
      return `It goes on after ${event.epoch} epochs and ${event.batch} batches.`;
    case "lost":
      return `A process is gone: ${event.what}`;
    case "files":
      return `Process ${event.rank}: ${event.files} files, ${event.done} of them done already.`;
    case "file":
      return event.error === undefined ? `${event.file}: ${event.rows} rows` : `${event.file}: ${event.error}`;
    case "predicted":
      return `All ${event.files} files have their outputs.`;
    case "stopped":
      return `The job has saved its state after ${event.epoch} epochs and ${event.batch} batches, and ended.`;
    case "epoch": {
      const logs = Object.entries(event.logs).map(([name, value]) => `${name} ${Number(value).toPrecision(5)}`);
      return `epoch ${event.epoch + 1} of ${event.epochs}: ${logs.join(", ")}`;
    }
    case "end": {
      const { secondsPerStep, shareOfWaiting = 0, bytesPerStep, processes } = event;
      if (secondsPerStep === undefined) return undefined;
      const waiting = processes > 1 ? `, ${Math.round(shareOfWaiting * 100)}% of it waiting for one another` : "";
      return `${(1 / secondsPerStep).toFixed(1)} steps a second${waiting}; ${bytesText(bytesPerStep)} of gradients a step.`;
    }
    default:
      return undefined;
  }
}

/** Makes Ctrl-C ask what to do with the job; without a terminal, the job keeps running. @returns a function that undoes this */
function onInterrupt(job: Job, back: string): () => void {
  let asked = false;
  const interrupted = async () => {
    const leave = () => {
      printTo(process.stderr, ["", `The job goes on without this command. Come back with: ${back}`]);
      process.exit(130);
    };
    if (asked || !process.stdin.isTTY) leave();
    asked = true;
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    reader.on("SIGINT", leave);
    const answer = await reader.question("\nStop the job (it saves first), or leave it running? [stop/leave] ");
    reader.close();
    if (!/^s/i.test(answer.trim())) leave();
    await job.stop();
    asked = false;
  };
  process.on("SIGINT", interrupted);
  return () => process.off("SIGINT", interrupted);
}
