/** A page in a real browser trains a small LSTM and predicts; its numbers are Node's. */
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

const page = `<!doctype html><title>Recurve</title>
<script type="module">import { trainTiny } from "/script.js"; window.trained = trainTiny();</script>`;

let browser: Browser;
let server: Server;
let profile: string;

beforeAll(async () => {
  const result = (await build({
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      rollupOptions: { input: resolve("test/tiny-training.ts"), preserveEntrySignatures: "strict" },
    },
  })) as Rolldown.RolldownOutput;
  const script = result.output[0].code;
  server = createServer((request, response) => {
    const isScript = request.url === "/script.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? script : page);
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

describe("in a page", () => {
  it("trains and predicts as in Node", async () => {
    const tab = await browser.newPage();
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(error.message));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const there = (await tab.evaluate("window.trained")) as Awaited<ReturnType<typeof trainTiny>>;
    const here = await trainTiny();
    expect(problems).toEqual([]);
    expect(there.backend).toBe("wasm");
    expect(there.losses.at(-1)!).toBeLessThan(there.losses[0]! / 2);
    for (const [i, value] of there.predictions.entries()) {
      expect(Math.abs(value - here.predictions[i]!)).toBeLessThanOrEqual(tolerance.training);
    }
  });
});
