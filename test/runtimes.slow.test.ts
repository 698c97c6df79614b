/**
 * The installed package in Deno, Bun, Cloudflare's workerd, tsx and Jest: it trains, predicts, saves, loads and asks a worker as in Node.
 * RECURVE_RUNTIMES is a folder where they are installed, and esbuild, with which workers for Cloudflare are bundled.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tensor } from "../src/tensor/index.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

interface Found {
  losses: number[];
  predictions: number[];
  files: Record<string, number[]>;
  worker?: number[];
  disk?: Record<string, number[]>;
  wide?: string;
  diagnosis: { name: string; kernels?: string; threads: number; obstacles: Record<string, string> };
}

const tools = `${process.env.RECURVE_RUNTIMES}/node_modules/.bin`;
const project = mkdtempSync(join(tmpdir(), "recurve-runtimes-"));
let here: Found;

function run(command: string, ...args: string[]): string {
  // without colours, and without Node's own flags
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "", DENO_NO_UPDATE_CHECK: "1" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8", env, timeout: 60_000 });
  expect(status, `${command} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** The last line that a program printed. */
const told = <T>(printed: string) => JSON.parse(printed.trim().split("\n").at(-1)!) as T;

function expectAsInNode({ losses, predictions, files, disk }: Found): void {
  const near = (values: number[], wanted: number[]) => expectClose(tensor(values), wanted, tolerance.training);
  near(losses, here.losses);
  near(predictions, here.predictions);
  expect(Object.keys(files)).toEqual(["keras", "keras-h5", "onnx", "csv"]);
  for (const [format, values] of Object.entries(files)) near(values, here.files[format]!);
  for (const [what, values] of Object.entries(disk ?? {})) near(values, here.disk![what]!);
}

beforeAll(() => {
  const tarball = spawnSync(process.execPath, ["scripts/pack.js", project], { encoding: "utf8" }).stdout.trim();
  run("npm", "install", "--no-audit", "--no-fund", "--offline", "--loglevel=error", tarball);
  cpSync("test/bundled", project, { recursive: true });
  here = told(run(process.execPath, "node.js"));
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

// no environment, no network, no system information: only the folder
const deno = ["deno", "run", "--no-prompt", "--allow-read=.", "--allow-write=.", "node.js"] as const;

describe.each([
  ["Deno", ...deno],
  ["Deno, with a worker of the Web's", ...deno, "web"],
  ["Bun", "bun", "node.js"],
  ["Bun, with a worker of the Web's", "bun", "node.js", "web"],
])("%s", (_, command, ...args) => {
  it("trains, predicts, saves, loads and asks a worker as Node does", () => {
    const found = told<Found>(run(join(tools, command!), ...args));
    console.log(command, JSON.stringify(found.diagnosis));
    expectAsInNode(found);
    expect(Object.keys(found.disk!)).toEqual(["weights", "log"]);
    expectClose(tensor(found.worker!), here.predictions, tolerance.training);
    expect(found.diagnosis).toMatchObject({ name: "wasm", kernels: "relaxed-simd" });
    expect(found.wide).toMatch(/it needs Node/);
  });
});

describe("Deno", () => {
  it("needs no permission at all for what is in memory", () => {
    expectAsInNode(told(run(join(tools, "deno"), "run", "--no-prompt", "memory.js")));
  });
});

describe("tsx", () => {
  it("trains, predicts, saves and loads where the package becomes CommonJS", () => {
    expectAsInNode(told(run(join(tools, "tsx"), "commonjs.js")));
  });
});

describe("Jest", () => {
  it("trains, predicts, saves and loads in tests that are modules", () => {
    // Jest takes a .js file for a module only where a package.json says so
    cpSync(join(project, "train.js"), join(project, "train.mjs"));
    const node = [process.execPath, "--experimental-vm-modules"] as const;
    run(...node, join(tools, "..", "jest", "bin", "jest.js"), "jest.test.mjs");
    expectAsInNode(JSON.parse(readFileSync(join(project, "jest.json"), "utf8")));
  });
});

describe("bun build", () => {
  it("makes a program that needs no file of the package", () => {
    run(join(tools, "bun"), "build", "--compile", "memory.js", "--outfile", "out/memory");
    expectAsInNode(told(run("out/memory")));
  });
});

describe("workerd", () => {
  let found: Record<"plain" | "simd" | "relaxed", Found>;

  beforeAll(() => {
    const asWrangler = ["--format=esm", "--conditions=workerd,worker,browser", "--external:*.wasm"];
    run(join(tools, "esbuild"), "workerd.js", "--bundle", "--outfile=out/workerd.js", ...asWrangler);
    const printed = run(join(tools, "workerd"), "test", "workerd.capnp");
    found = JSON.parse(printed.split("\n").find((line) => line.startsWith("{"))!);
  }, 120_000);

  it("computes in JavaScript, and says why", () => {
    expectAsInNode(found.plain);
    expect(found.plain.diagnosis).toMatchObject({ name: "js", threads: 1 });
    expect(found.plain.diagnosis.obstacles.wasm).toMatch(/init\(\{ module \}\)/);
  });

  it.each(["simd", "relaxed"] as const)("computes in WebAssembly with an imported module, %s", (name) => {
    expectAsInNode(found[name]);
    const kernels = name === "simd" ? "simd" : "relaxed-simd";
    expect(found[name].diagnosis).toMatchObject({ name: "wasm", kernels, threads: 1 });
  });
});
