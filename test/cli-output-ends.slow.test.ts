/** On the command as built in dist/: standard output that is no longer read, or that is full. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { layers, saveModel, sequential, tasks, text } from "../src/index.ts";

const command = join(import.meta.dirname, "../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "output-ends-"));
afterAll(() => rmSync(folder, { recursive: true }));
const language = join(folder, "language.keras");
const many = join(folder, "many.keras");

beforeAll(async () => {
  const vocabulary = text.Vocabulary.fromText("abcdefgh");
  await saveModel(tasks.languageModel({ vocabulary, units: 4, embedding: 4, seed: 1 }).model, language);
  const chain = Array.from({ length: 1500 }, () => layers.activation({ activation: "relu" }));
  await saveModel(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] }), ...chain] }), many);
});

/** Runs a line of bash in which $recurve is the command, and $ended writes how the first of a pipe ended. */
function bash(line: string) {
  const recurve = `"${process.execPath}" "${command}"`;
  const status = "echo $" + "{PIPESTATUS[0]}";
  const script = line
    .replaceAll("$ended", status)
    .replaceAll("$recurve", recurve)
    .replaceAll("$language", language)
    .replaceAll("$many", many);
  return spawnSync("bash", ["-c", script], { encoding: "utf8", timeout: 60_000 });
}

it.each([
  "$recurve generate $language --length 1000000 | head -c 5 >/dev/null; $ended",
  "$recurve inspect $many | head -n 1 >/dev/null; $ended",
  "$recurve inspect $many --json | head -n 1 >/dev/null; $ended",
  "$recurve inspect nothing.keras 2> >(exec true) | exec true; $ended",
])("ends quietly when the reader has gone: %s", (line) => {
  const { stdout, stderr } = bash(line);
  expect(stderr).toBe("");
  // a reader that goes later than the last line is written is not missed
  expect(stdout).toMatch(/^(141|[01])\n$/);
});

it("a text that is written on and on ends with its reader, as by SIGPIPE", () => {
  const { stdout, stderr } = bash(
    "$recurve generate $language --temperature 3 --length 1000000 --prompt \"$(printf 'a%.0s' {1..3000})\" | head -c 1 >/dev/null; $ended",
  );
  expect({ stdout, stderr }).toEqual({ stdout: "141\n", stderr: "" });
});

it("a program that trains goes on when the reader of its progress has gone", () => {
  const entry = JSON.stringify(join(import.meta.dirname, "../dist/node/index.js"));
  const program = join(folder, "trains.mjs");
  const lines = [
    `import { layers, sequential } from ${entry};`,
    "const net = sequential([layers.dense({ units: 1, inputShape: [1] })]);",
    'net.compile({ optimizer: "sgd", loss: "mse" });',
    "const rows = Array.from({ length: 200 }, () => [1]);",
    "await net.fit(rows, rows, { epochs: 60, batchSize: 1, verbose: 1 });",
    'process.stderr.write("trained");',
  ];
  writeFileSync(program, lines.join("\n"));
  const { stdout, stderr } = bash(`"${process.execPath}" "${program}" | head -n 1 >/dev/null; $ended`);
  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "trained" });
});

it("no room for the output is an error of one sentence", ({ skip }) => {
  const disk = join(folder, "disk");
  mkdirSync(disk);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", disk], { stdio: "ignore" }).status === 0;
  if (!mounted) return skip("file systems cannot be mounted here");
  try {
    for (const line of ["inspect $many", "inspect $many --json", "plot $many --output -"]) {
      const { status, stderr } = bash(`$recurve ${line} > ${disk}/out`);
      expect(status).toBe(1);
      expect(stderr).toBe("recurve: The standard output cannot be written: no space is left where it goes.\n");
    }
    const { status, stderr } = bash(`$recurve convert $many - > ${disk}/out`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^recurve: .*\n( {2}\w+: .*\n)*$/);
  } finally {
    spawnSync("umount", [disk]);
  }
});
