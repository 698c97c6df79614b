/** One process at a time: the living are named, the dead are followed. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { ConfigError, IoError } from "../tensor/index.ts";
import { lockFolder, releaseLocks } from "./lock.ts";
import { thisProcess } from "./owner.ts";

const root = mkdtempSync(join(tmpdir(), "recurve-lock-"));
const started: ChildProcess[] = [];
afterEach(() => {
  releaseLocks();
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(root, { recursive: true }));

/** A process that does nothing, and the mark that identifies it. */
async function sleeper() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  started.push(child);
  await new Promise((ready) => child.once("spawn", ready));
  const { host } = thisProcess();
  let began = "";
  try {
    began = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]!;
  } catch {
    // not Linux
  }
  return { child, pid: child.pid!, host, started: began };
}

const folderWith = (name: string, mark: object) => {
  const folder = mkdtempSync(join(root, name));
  writeFileSync(join(folder, ".lock"), JSON.stringify({ hostname: "there", since: "now", key: "k", ...mark }));
  return folder;
};

it("is held once, in one process too, and leaves nothing", async () => {
  const folder = join(root, "own");
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(ConfigError);
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}, this one,`);
  lock.release();
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

it("names a living process, and follows one that was killed", async () => {
  const { child, ...mark } = await sleeper();
  const folder = folderWith("living-", mark);
  if (mark.started !== "") {
    const told = lockFolder(folder);
    await expect(told).rejects.toThrow(new RegExp(`in use[\\s\\S]*process ${mark.pid} on there`));
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  await lockFolder(folder);
});

it("follows a process whose number another one has now", async () => {
  const { pid, host, started: began } = await sleeper();
  if (began === "") return;
  await lockFolder(folderWith("reused-", { pid, host, started: "1" }));
});

it("watches a lock of another host: one that beats is in use, a silent one is taken over", async () => {
  const mark = { pid: 1, host: "abcdef01", started: "1" };
  const living = folderWith("beating-", mark);
  const beat = setInterval(() => utimesSync(join(living, ".lock"), new Date(), new Date()), 300);
  await expect(lockFolder(living)).rejects.toThrow("process 1 on there");
  clearInterval(beat);
  await Promise.all([lockFolder(folderWith("silent-", mark)), lockFolder(folderWith("broken-", { pid: -1 }))]);
}, 30_000);

it("of many that find a stale lock, one gets it", async () => {
  const folder = folderWith("race-", { pid: 2 ** 30, host: thisProcess().host, started: "1" });
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([".lock"]);
});

it("tells the holder when another one has taken the folder over", async () => {
  const folder = join(root, "lost");
  const lock = await lockFolder(folder);
  rmSync(join(folder, ".lock"));
  lock.check();
  expect(existsSync(join(folder, ".lock"))).toBe(true);
  writeFileSync(join(folder, ".lock"), JSON.stringify({ pid: 7, host: "a", hostname: "there", since: "now" }));
  expect(() => lock.check()).toThrow(IoError);
  lock.release();
  expect(existsSync(join(folder, ".lock"))).toBe(true);
});
