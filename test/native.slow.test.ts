/**
 * The packed `recurve-native` beside the packed library, in every Node, Deno and Bun, on this machine and on arm64: all give one digest.
 * RECURVE_NATIVE_RUNTIMES is a list of commands, one a line, with a name before each: `Node 22: /path/to/node`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const runtimes = (process.env.RECURVE_NATIVE_RUNTIMES ?? "")
  .trim()
  .split("\n")
  .map((line) => line.split(": ") as [string, string]);
const project = mkdtempSync(join(tmpdir(), "recurve-native-"));
const digests = new Set<string>();

function run(command: string, args: readonly string[], env = {}) {
  const [program, ...first] = command.split(" ");
  return spawnSync(program!, [...first, ...args], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", ...env },
    timeout: 400_000,
  });
}

beforeAll(() => {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  for (const from of [".", "native"]) {
    const packed = spawnSync(
      "npm",
      ["pack", "--silent", "--ignore-scripts", "--pack-destination", project, `./${from}`],
      { encoding: "utf8" },
    );
    const to = join(project, "node_modules", from === "." ? "recurve" : "recurve-native");
    mkdirSync(to, { recursive: true });
    spawnSync("tar", ["xzf", join(project, packed.stdout.trim()), "--strip-components=1", "-C", to]);
  }
  cpSync(join(project, "node_modules/recurve"), join(project, "node_modules/second"), { recursive: true });
  cpSync("test/native", project, { recursive: true });
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }), 60_000);

describe.each(runtimes)("%s", (name, command) => {
  it("has one digest at all levels, in threads, in a worker, in a second copy, and while the memory grows", () => {
    const { status, stdout, stderr } = run(command, ["program.js"]);
    expect(status, `${stdout}${stderr}`).toBe(0);
    const found = JSON.parse(stdout.trim().split("\n").at(-1)!);
    console.log(name, found.instructions, JSON.stringify(found.digests));
    expect(found).toMatchObject({ kernels: "native", worker: "native", second: "native" });
    // Bun's relaxed SIMD rounds twice in a multiply-add, so its WebAssembly has bits of its own
    if (name === "Bun") for (const part of [found.digests, found.grown]) part.usual = part.one ?? part.native;
    for (const digest of Object.values<string>(found.digests)) digests.add(digest);
    expect([...digests]).toHaveLength(1);
    expect(found.grown.native).toBe(found.grown.usual);
  }, 500_000);

  it("ends at once where the program ends in the middle of the work of threads", () => {
    expect(run(command, ["program.js", "exit"]).status).toBe(7);
  }, 500_000);
});
