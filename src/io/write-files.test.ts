/** Files replaced in one step: what is left when a write fails, and when the process is killed in the middle. */
import { fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { FormatError, IoError } from "../tensor/index.ts";
import { writeFiles } from "./write-files.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-write-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("writes a file, makes its folder, and leaves nothing else", async () => {
  const path = join(folder, "new", "model.bin");
  await writeFiles(path, new Map([["", Uint8Array.of(1, 2)]]));
  await writeFiles(pathToFileURL(path), new Map([["", Uint8Array.of(3)]]));
  expect([...readFileSync(path)]).toEqual([3]);
  expect(readdirSync(join(folder, "new"))).toEqual(["model.bin"]);
});

test("files beside it go into its folder, and nowhere else", async () => {
  const path = join(folder, "shards", "model.json");
  await writeFiles(
    path,
    new Map([
      ["", Uint8Array.of(1)],
      ["part.bin", Uint8Array.of(2)],
    ]),
  );
  expect(readdirSync(join(folder, "shards")).sort()).toEqual(["model.json", "part.bin"]);
  await expect(writeFiles(path, new Map([["../out.bin", Uint8Array.of(2)]]))).rejects.toThrow(FormatError);
  expect(existsSync(join(folder, "out.bin"))).toBe(false);
});

test("a write that fails leaves the old file whole and nothing behind", async () => {
  const path = join(folder, "taken");
  mkdirSync(join(path, "inside"), { recursive: true });
  await expect(writeFiles(path, new Map([["", Uint8Array.of(1)]]))).rejects.toThrow(IoError);
  expect(readdirSync(folder).filter((name) => name.includes("taken"))).toEqual(["taken"]);
});

test("a process killed while it writes leaves an old file or a new one, whole", async () => {
  const path = join(folder, "killed.bin");
  const size = 2 ** 22;
  writeFileSync(path, new Uint8Array(size).fill(1));
  // writes whole files of 2, 3, 4 ... over and over, until it is killed
  const script = join(folder, "writer.mjs");
  writeFileSync(
    script,
    `import { writeFiles } from ${JSON.stringify(join(folder, "write-files.mjs"))};
     process.send("ready");
     for (let i = 2; ; i++) await writeFiles(${JSON.stringify(path)}, new Map([["", new Uint8Array(${size}).fill(i % 250)]]));`,
  );
  await bundleTo(join(folder, "write-files.mjs"));
  for (let round = 0; round < 8; round++) {
    const writer = fork(script, { stdio: "ignore" });
    const ended = new Promise((resolve) => writer.once("exit", resolve));
    await new Promise((resolve) => writer.once("message", resolve));
    await new Promise((resolve) => setTimeout(resolve, 5 + 7 * round));
    // a slow machine may not have written any by now
    if (round === 7) await vi.waitUntil(() => readFileSync(path)[0]! > 1, { timeout: 30_000 });
    writer.kill("SIGKILL");
    await ended;
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(size);
    expect(bytes.equals(Buffer.alloc(size, bytes[0]))).toBe(true);
  }
  expect(readFileSync(path)[0]).toBeGreaterThan(1);
}, 60_000);

/** The writer as a module that plain Node runs. */
async function bundleTo(file: string): Promise<void> {
  const { build } = await import("vite");
  await build({
    logLevel: "silent",
    configFile: false,
    build: {
      ssr: join(import.meta.dirname, "write-files.ts"),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: "write-files.mjs" } },
    },
  });
  expect(existsSync(file)).toBe(true);
}
