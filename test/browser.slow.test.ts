/** Pages in a real browser: one trains a small LSTM itself and gets Node's numbers, one in a worker and stays responsive. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainTiny } from "./tiny-training.ts";
import { tolerance } from "./tolerance.ts";
import type { trainInWorker } from "./worker-page.ts";

const page = (script: string, name: string) => `<!doctype html><title>Recurve</title>
<script type="module">import { ${name} } from "${script}"; window.trained = ${name}();</script>`;

/** The pages by path. The isolated ones may share memory among threads. */
const pages: Readonly<Record<string, string>> = {
  "/": page("/script.js", "trainTiny"),
  "/worker": page("/page.js", "trainInWorker"),
};

let browser: Browser;
let server: Server;
let profile: string;

beforeAll(async () => {
  const scripts = new Map<string, string>();
  for (const [name, file] of Object.entries({ script: "tiny-training", page: "worker-page", serve: "worker-serve" })) {
    const { output } = (await build({
      logLevel: "error",
      base: "/",
      build: {
        write: false,
        minify: false,
        modulePreload: false,
        rollupOptions: {
          input: { [name]: resolve(`test/${file}.ts`) },
          preserveEntrySignatures: "strict",
          output: { entryFileNames: "[name].js" },
        },
      },
    })) as Rolldown.RolldownOutput;
    for (const chunk of output) if (chunk.type === "chunk") scripts.set(`/${chunk.fileName}`, chunk.code);
  }
  server = createServer(({ url = "/" }, response) => {
    const [path, query] = url.split("?") as [string, string?];
    const script = scripts.get(path);
    const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
    const type = { "content-type": script === undefined ? "text/html" : "text/javascript" };
    response.writeHead(200, { ...type, ...((query === "isolated" || script !== undefined) && isolation) });
    response.end(script ?? pages[path] ?? "");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  profile = mkdtempSync(join(tmpdir(), "recurve-browser-"));
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  if (profile) rmSync(profile, { recursive: true, force: true });
});

/** What a page's training gives. */
async function visit<T>(path: string): Promise<T> {
  const tab = await browser.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(error.message));
  await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const result = (await tab.evaluate("window.trained")) as T;
  expect(problems).toEqual([]);
  await tab.close();
  return result;
}

describe("in a page", () => {
  it.each(["/", "/?isolated"])("trains and predicts as in Node: %s", async (path) => {
    const there = await visit<Awaited<ReturnType<typeof trainTiny>>>(path);
    const here = await trainTiny();
    expect(there.backend).toBe("wasm");
    expect(there.losses.at(-1)!).toBeLessThan(there.losses[0]! / 2);
    for (const [i, value] of there.predictions.entries()) {
      expect(Math.abs(value - here.predictions[i]!)).toBeLessThanOrEqual(tolerance.training);
    }
  });

  it.each(["/worker", "/worker?isolated"])("trains in a worker while the page gets its turns: %s", async (path) => {
    const trained = await visit<Awaited<ReturnType<typeof trainInWorker>>>(path);
    expect(trained.isolated).toBe(path.endsWith("isolated"));
    expect(trained.losses.at(-1)!).toBeLessThan(trained.losses[0]!);
    expect(trained.same).toBe(true);
    // a page that trained by itself would not tick during a step, and hardly between them
    expect(trained.longest).toBeLessThan(trained.took / 4);
    if (!trained.isolated) expect(trained.threads.obstacles.threads).toMatch(/isolation|workers|shared/);
  });
});
