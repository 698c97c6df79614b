/** What stands at a path when a file is written there: links, rights, pipes, drafts of the dead. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { thisProcess } from "./owner.ts";
import { replaceFiles } from "./replace.ts";

const root = mkdtempSync(join(tmpdir(), "recurve-replace-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const write = (path: string, ...bytes: number[]) => replaceFiles([{ path, bytes: Uint8Array.from(bytes) }]);
const content = (path: string) => [...readFileSync(path)];

it("replaces what a link points to, through several links, and keeps the links", async () => {
  mkdirSync(join(folder, "store"));
  writeFileSync(join(folder, "store", "real"), "old");
  symlinkSync("store/real", join(folder, "one"));
  symlinkSync(join(folder, "one"), join(folder, "two"));
  await write(join(folder, "two"), 1, 2);
  expect(content(join(folder, "store", "real"))).toEqual([1, 2]);
  for (const link of ["one", "two"]) expect(lstatSync(join(folder, link)).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["one", "store", "two"]);
  // a link to what is not there yet
  symlinkSync("new/made", join(folder, "ahead"));
  await write(join(folder, "ahead"), 3);
  expect(content(join(folder, "new", "made"))).toEqual([3]);
  expect(lstatSync(join(folder, "ahead")).isSymbolicLink()).toBe(true);
});

it("refuses links that lead in a circle", async () => {
  symlinkSync("b", join(folder, "a"));
  symlinkSync("a", join(folder, "b"));
  await expect(write(join(folder, "a"), 1)).rejects.toThrow(/ELOOP/);
  expect(readdirSync(folder).sort()).toEqual(["a", "b"]);
});

it("keeps the rights of the file that it replaces", async () => {
  const path = join(folder, "private");
  writeFileSync(path, "old");
  chmodSync(path, 0o640);
  await write(path, 1);
  expect(statSync(path).mode & 0o7777).toBe(0o640);
  expect(content(path)).toEqual([1]);
});

it("writes to a pipe, which stays one", async () => {
  const pipe = join(folder, "pipe");
  if (spawnSync("mkfifo", [pipe]).status !== 0) return;
  const bytes = new Uint8Array(300_000).map((_, i) => i);
  const [read] = await Promise.all([readFile(pipe), replaceFiles([{ path: pipe, bytes }])]);
  expect(read.equals(bytes)).toBe(true);
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder)).toEqual(["pipe"]);
});

it("takes away the drafts of ended processes, and of other hosts after a day, and no one else's", async () => {
  const own = thisProcess();
  const ended = Number(execFileSync(process.execPath, ["-p", "process.pid"]));
  const draft = (name: string, host: string, pid: number, started: string) =>
    `.${name}.${host}-${pid}-${started}-01234567.tmp`;
  const dead = draft("a.keras", own.host, ended, "1");
  const reused = draft("b.keras", own.host, process.pid, "1");
  const living = draft("c.keras", own.host, process.pid, own.started);
  const [elsewhere, forgotten] = ["d", "e"].map((name) => draft(name, "abcdef01", 1, "1")) as [string, string];
  const foreign = ".notes.tmp";
  for (const name of [dead, reused, living, elsewhere, forgotten, foreign]) writeFileSync(join(folder, name), "");
  utimesSync(join(folder, forgotten), 1000, 1000);
  await write(join(folder, "a.keras"), 1);
  // the system tells when a process began, or a number in use again cannot be recognized
  const kept = own.started === "" ? [reused] : [];
  expect(readdirSync(folder).sort()).toEqual(["a.keras", living, elsewhere, foreign, ...kept].sort());
});

it("writes names of any length that the system takes", async () => {
  for (const name of ["m".repeat(250), "模".repeat(80)]) {
    await write(join(folder, name), 1);
    expect(content(join(folder, name))).toEqual([1]);
  }
});

it("refuses an empty path, which would be the current folder", async () => {
  for (const path of ["", " "]) await expect(write(path)).rejects.toThrow(/The path is empty/);
});

it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made, as in /proc", async () => {
  await expect(write("/proc/nowhere/model.keras")).rejects.toThrow(/ENOENT/);
});
