/** A job's progress in the terminal, and what Ctrl-C does to it. */
import { createInterface } from "node:readline/promises";
import type { Job, JobEvent } from "../../cluster/index.ts";
import { type Language, languageFlag, languageOf, words } from "../language.ts";
import { declareFlags, type FlagsOf } from "../options.ts";
import { bytesText, print, printJson, printTo, write } from "../print.ts";

export const followFlags = declareFlags({
  detach: { about: "do not wait for the end; recurve cluster attach follows it later" },
  json: { about: "write each event as a line of JSON; the last one is the result" },
  ...languageFlag,
});

type Words = ReturnType<typeof jobWordsOf>;

/** What commands say of jobs. */
export const jobWordsOf = words(
  {
    runs: (folder: string, back: string) => `The job runs in ${folder}. Come back with: ${back}`,
    trained: (file: string) => `The trained model is in ${file}.`,
    note: (what: string) => `Note: ${what}`,
    step: (batch: number, steps: number, loss: string) => `step ${batch} of ${steps}: loss ${loss}`,
    start: (processes: number, samples: number, device: string, host: string) =>
      `${processes === 1 ? "1 process trains" : `${processes} processes train`} on ${samples} samples (${device}, first host ${host}).`,
    resumed: (epoch: number, batch: number) => `It goes on after ${epoch} epochs and ${batch} batches.`,
    files: (rank: number, files: number, done: number) =>
      `Process ${rank}: ${files} files, ${done} of them done already.`,
    rows: (file: string, rows: number | undefined) => `${file}: ${rows} rows`,
    predicted: (files: number) => `The outputs of ${files} files are there.`,
    stopped: (epoch: number, batch: number) =>
      `The job has saved its state after ${epoch} epochs and ${batch} batches, and ended.`,
    epoch: (epoch: number, epochs: number, logs: string) => `epoch ${epoch} of ${epochs}: ${logs}`,
    waiting: (percent: number) => `, ${percent}% of it waiting for one another`,
    speed: (steps: string, waiting: string, bytes: string) =>
      `${steps} steps a second${waiting}; ${bytes} of gradients a step.`,
    left: (back: string) => `The job goes on without this command. Come back with: ${back}`,
    ask: "Stop the job (it saves first), or leave it running? [stop/leave] ",
  },
  {
    runs: (folder, back) => `作业在 ${folder} 中运行。之后可用：${back}`,
    trained: (file) => `训练好的模型在 ${file}。`,
    note: (what) => `注意：${what}`,
    step: (batch, steps, loss) => `第 ${batch} 步，共 ${steps} 步：loss ${loss}`,
    start: (processes, samples, device, host) =>
      `${processes} 个进程用 ${samples} 个样本训练（${device}，第一台主机 ${host}）。`,
    resumed: (epoch, batch) => `从 ${epoch} 轮 ${batch} 批之后继续。`,
    files: (rank, files, done) => `进程 ${rank}：${files} 个文件，其中 ${done} 个已完成。`,
    rows: (file, rows) => `${file}：${rows} 行`,
    predicted: (files) => `全部 ${files} 个文件都有了输出。`,
    stopped: (epoch, batch) => `作业在 ${epoch} 轮 ${batch} 批之后保存了状态，并已结束。`,
    epoch: (epoch, epochs, logs) => `第 ${epoch} 轮，共 ${epochs} 轮：${logs}`,
    waiting: (percent) => `，其中 ${percent}% 在互相等待`,
    speed: (steps, waiting, bytes) => `每秒 ${steps} 步${waiting}；每步的梯度 ${bytes}。`,
    left: (back) => `作业会在没有此命令的情况下继续。之后可用：${back}`,
    ask: "停止作业（会先保存），还是让它继续运行？[stop/leave] ",
  },
);

/** Shows events until the job ends, then brings its result. */
export async function follow(job: Job, flags: FlagsOf<typeof followFlags>): Promise<void> {
  const { detach, json } = flags;
  const language = languageOf(flags);
  const told = jobWordsOf(language);
  const back = `recurve cluster attach ${job.folder}`;
  if (detach) {
    if (json) printJson({ job: job.folder, attach: back });
    else print(told.runs(job.folder, back));
    return;
  }
  if (json) await watch(job, back, language, undefined, (event) => write(`${JSON.stringify(event)}\n`));
  else await watch(job, back, language, print);
  if (job.kind === "predict") {
    await job.end();
    return;
  }
  const { file, history, figures } = await job.result();
  if (json) write(`${JSON.stringify({ event: "result", model: file, history, ...figures })}\n`);
  else print(told.trained(file));
}

/**
 * Shows events until the job ends.
 * @param back the command that comes back to it  @param say takes a line for people  @param each takes every event, in their place
 */
export async function watch(
  job: Job,
  back: string,
  language: Language,
  say: (line: string) => void = () => undefined,
  each?: (event: JobEvent) => void,
): Promise<void> {
  const told = jobWordsOf(language);
  const inLanguage = language === "zh" ? (await import("../chinese/index.ts")).inChinese : String;
  const release = onInterrupt(job, back, told);
  try {
    for await (const event of job.events()) {
      if (each) each(event);
      else show(event, say, told, inLanguage);
    }
  } finally {
    release();
  }
}

/** Lines for people; steps go over one another on a terminal. */
function show(event: JobEvent, say: (line: string) => void, told: Words, inLanguage: (what: string) => string): void {
  const isTerminal = process.stdout.isTTY;
  if (event.event === "step") {
    const line = told.step(event.batch, event.steps, event.loss.toFixed(5));
    if (isTerminal) process.stdout.write(`\r${" ".repeat(8)}${line} `);
    return;
  }
  if (isTerminal) process.stdout.write("\r\x1b[K");
  const line = lineOf(event, told, inLanguage);
  if (line !== undefined) say(line);
}

function lineOf(event: JobEvent, told: Words, inLanguage: (what: string) => string): string | undefined {
  switch (event.event) {
    case "warning":
    case "lost":
      return told.note(inLanguage(event.what));
    case "start":
      return told.start(event.processes, event.samples, event.device, event.host);
    case "resumed":
      return told.resumed(event.epoch, event.batch);
    case "files":
      return told.files(event.rank, event.files, event.done);
    case "file":
      return event.error === undefined ? told.rows(event.file, event.rows) : `${event.file}: ${event.error}`;
    case "predicted":
      return told.predicted(event.files);
    case "stopped":
      return told.stopped(event.epoch, event.batch);
    case "epoch": {
      const logs = Object.entries(event.logs).map(([name, value]) => `${name} ${Number(value).toPrecision(5)}`);
      return told.epoch(event.epoch + 1, event.epochs, logs.join(", "));
    }
    case "end": {
      const { secondsPerStep, shareOfWaiting = 0, bytesPerStep, processes } = event;
      if (secondsPerStep === undefined) return undefined;
      const waiting = processes > 1 ? told.waiting(Math.round(shareOfWaiting * 100)) : "";
      return told.speed((1 / secondsPerStep).toFixed(1), waiting, bytesText(bytesPerStep));
    }
    default:
      return undefined;
  }
}

/** Makes Ctrl-C ask what to do with the job; without a terminal, the job keeps running. @returns a function that undoes this */
function onInterrupt(job: Job, back: string, told: Words): () => void {
  let asked = false;
  const interrupted = async () => {
    const leave = () => {
      printTo(process.stderr, ["", told.left(back)]);
      process.exit(130);
    };
    if (asked || !process.stdin.isTTY) leave();
    asked = true;
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    reader.on("SIGINT", leave);
    const answer = await reader.question(`\n${told.ask}`);
    reader.close();
    if (!/^s/i.test(answer.trim())) leave();
    await job.stop();
    asked = false;
  };
  process.on("SIGINT", interrupted);
  return () => process.off("SIGINT", interrupted);
}
