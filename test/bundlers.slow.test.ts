/**
 * A page that trains, predicts, saves, loads and asks a worker, bundled by every bundler from the installed package with no option
 * for its sake, in Chromium, Firefox and WebKit. RECURVE_BUNDLERS is a folder where the bundlers are installed.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, isolation, type Site, visit } from "./browsers.ts";
import { tolerance } from "./tolerance.ts";

interface Found {
  error?: string;
  losses: number[];
  predictions: number[];
  files: Record<string, number[]>;
  worker?: number[];
  isolated: boolean;
  diagnosis: { name: string; kernels?: string; threads: number; obstacles: Record<string, string> };
}

const tools = process.env.RECURVE_BUNDLERS!;
const project = mkdtempSync(join(tmpdir(), "recurve-bundlers-"));
/** Next wants itself in the `node_modules` of the project or above it, and follows no links. */
const nextProject = mkdtempSync(join(tools, "next-"));
let here: Found;

/** Makes a bundle of the project: what is run, and the page of it. */
const bundlers: Readonly<Record<string, readonly [page: string, command: string, ...args: string[]]>> = {
  vite: ["index.html", "vite", "build", "--base", "./", "--outDir", "out/vite"],
  rollup: ["page.html", "rollup", "page.js", "worker.js", "-d", "out/rollup", "-p", "node-resolve"],
  esbuild: ["plain.html", "esbuild", "plain.js", "--bundle", "--outdir=out/esbuild"],
  "esbuild-es2020": ["plain.html", "esbuild", "plain.js", "--bundle", "--target=es2020", "--outdir=out/esbuild-es2020"],
  "esbuild-esm": [
    "page.html",
    "esbuild",
    "page.js",
    "worker.js",
    "--bundle",
    "--format=esm",
    "--outdir=out/esbuild-esm",
  ],
  webpack: ["main.html", "webpack", "./page.js", "-o", "out/webpack"],
  parcel: ["index.html", "parcel", "build", "index.html", "--public-url", "./", "--dist-dir", "out/parcel"],
  "next-turbopack": ["index.html", "next", "build"],
  "next-webpack": ["index.html", "next", "build", "--webpack"],
};

function run(command: string, args: readonly string[], cwd = project, more: NodeJS.ProcessEnv = {}): string {
  const path = `${tools}/node_modules/.bin:${process.env.PATH}`;
  const env = { ...process.env, NODE_ENV: "production", PATH: path, ...more };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  expect(status, `${command} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

beforeAll(() => {
  const tarball = spawnSync(process.execPath, ["scripts/pack.js", project], { encoding: "utf8" }).stdout.trim();
  cpSync("test/bundled", project, { recursive: true });
  cpSync("test/bundled/next", nextProject, { recursive: true });
  for (const name of ["train.js", "worker.js"]) cpSync(`test/bundled/${name}`, join(nextProject, name));
  const install = "install --no-audit --no-fund --no-package-lock --offline --loglevel=error".split(" ");
  for (const folder of [project, nextProject]) {
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
    run("npm", [...install, tarball], folder);
  }
  writeFileSync(join(project, "index.html"), '<!doctype html><script type="module" src="./page.js"></script>');
  const map = JSON.stringify({ imports: { recurve: "./node_modules/recurve/dist/node/index.js" } });
  writeFileSync(
    join(project, "plain-unbundled.html"),
    `<!doctype html><script src="/report.js"></script><script type="importmap">${map}</script>` +
      '<script type="module" src="./plain.js"></script>',
  );
  here = JSON.parse(run(process.execPath, ["node.js"]));
}, 120_000);

afterAll(() => {
  for (const folder of [project, nextProject]) rmSync(folder, { recursive: true, force: true });
}, 120_000);

describe("bundles", () => {
  it.each(Object.entries(bundlers))("%s", (name, [page, command, ...args]) => {
    if (command === "next") {
      run(command, args, nextProject, { BASE_PATH: `/${name}`, NEXT_TELEMETRY_DISABLED: "1" });
      renameSync(join(nextProject, "out"), join(project, "out", name));
      return;
    }
    mkdirSync(join(project, "out", name), { recursive: true });
    run(command, args);
    const file = join(project, "out", name, page);
    const isModule = !name.match(/^esbuild(-es2020)?$/);
    const script = `<script${isModule ? ' type="module"' : ""} src="./${page.replace(".html", ".js")}"></script>`;
    const html = page.endsWith("index.html") ? readFileSync(file, "utf8") : script;
    writeFileSync(file, `<!doctype html><script src="/report.js"></script>${html.replace(/<!doctype html>/i, "")}`);
  });
});

const policy = (more: string) => ({ "content-security-policy": `default-src 'self'; ${more}` });

describe.each(browserNames)("in %s", (browser) => {
  const sites: Record<string, Site> = {};
  for (const [name, [page]] of Object.entries(bundlers)) sites[name] = { folder: join(project, "out", name), page };
  const vite = sites.vite!;
  sites.unbundled = { folder: project, page: "plain-unbundled.html" };
  sites.isolated = { ...vite, headers: isolation };
  sites.uncompiled = { ...vite, headers: policy("script-src 'self'") };
  sites.threadless = { ...vite, headers: { ...isolation, ...policy("script-src 'self' 'wasm-unsafe-eval'") } };
  let found: Record<string, Found>;

  beforeAll(async () => {
    found = await visit<Found>(browser, sites);
    for (const [name, { diagnosis }] of Object.entries(found)) console.log(browser, name, JSON.stringify(diagnosis));
  }, 300_000);

  it.each(Object.keys(sites))("%s trains, predicts, saves, loads and asks a worker as Node does", (name) => {
    const { error, losses, predictions, files, worker } = found[name]!;
    expect(error).toBeUndefined();
    const near = (values: number[], wanted: number[]) => {
      expect(values.length).toBe(wanted.length);
      for (const [i, value] of values.entries())
        expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(tolerance.training);
    };
    near(losses, here.losses);
    near(predictions, here.predictions);
    expect(Object.keys(files)).toEqual(Object.keys(here.files));
    for (const [format, values] of Object.entries(files)) near(values, here.files[format]!);
    if (worker) near(worker, here.predictions);
    expect(worker !== undefined).toBe(!sites[name]!.page.startsWith("plain"));
  });

  it("tells what computes", () => {
    const level = browser === "webkit" ? "simd" : "relaxed-simd";
    expect(found.vite!.diagnosis).toMatchObject({ name: "wasm", kernels: level, threads: 1 });
    expect(found.vite!.diagnosis.obstacles.threads).toMatch(/cross-origin isolat/);
    expect(found.isolated!.isolated).toBe(true);
    const { threads, obstacles } = found.isolated!.diagnosis;
    if (threads === 1) expect(obstacles.threads).not.toMatch(/needs cross-origin isolation/);
    else expect(obstacles.threads).toBeUndefined();
  });

  it("tells what a Content-Security-Policy forbids", () => {
    expect(found.uncompiled!.diagnosis).toMatchObject({ name: "js", threads: 1 });
    expect(found.uncompiled!.diagnosis.obstacles.wasm).toMatch(/wasm-unsafe-eval/);
    expect(found.threadless!.diagnosis).toMatchObject({ name: "wasm", threads: 1 });
    expect(found.threadless!.diagnosis.obstacles.threads).toBeDefined();
  });
});
