/**
 * A program of TensorFlow.js in Chromium, its script alone changed: from a classic script with the global `tf`, from modules as a
 * CDN serves them, and in a worker. Where RECURVE_TFJS names a folder with TensorFlow.js, its own script gives the same.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Download } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What pages and the worker run. */
const program = `async (tf, stores) => {
  await tf.setBackend("cpu");
  await tf.ready();
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 4, inputShape: [3, 2], kernelInitializer: "ones", recurrentInitializer: "ones" }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer: "ones" }));
  model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError", metrics: ["mae"] });
  const xs = tf.tensor3d(Array.from({ length: 24 }, (_, i) => Math.sin(i)), [4, 3, 2]);
  const ys = tf.tensor2d([1, -1, 0, 1], [4, 1]);
  const logs = [];
  await model.fit(xs, ys, { epochs: 4, shuffle: false, callbacks: { onEpochEnd: async (epoch, { loss }) => void logs.push(loss) } });
  const kept = {};
  for (const address of stores) {
    const { modelArtifactsInfo } = await model.save(address, { includeOptimizer: true });
    const listed = await tf.io.listModels();
    const again = await tf.loadLayersModel(address);
    await tf.io.copyModel(address, address + "-copy");
    await tf.io.moveModel(address + "-copy", address + "-moved");
    const all = Object.keys(await tf.io.listModels()).sort();
    await tf.io.removeModel(address);
    await tf.io.removeModel(address + "-moved");
    kept[address] = {
      type: modelArtifactsInfo.modelTopologyType,
      listed: address in listed,
      all,
      left: Object.keys(await tf.io.listModels()),
      same: (await again.predict(xs).sub(model.predict(xs)).abs().max().data())[0],
      state: (await again.optimizer.getWeights()).length,
    };
  }
  return { logs, predicted: await model.predict(xs).array(), kept };
}`;

const stores = ["localstorage://page", "indexeddb://page"];
const shown = `.then((found) => (window.found = found), (error) => (window.found = { error: String(error && error.stack || error) }))`;
const run = `window.program = ${program}; window.program(tf, ${JSON.stringify(stores)})${shown};`;
const page = (head: string) => `<!doctype html><title>tf</title>${head}`;
const worker = (script: string) => `importScripts("${script}");
(${program})(tf, ["indexeddb://worker"]).then(postMessage, (error) => postMessage({ error: String(error) }));`;

const others = join(process.env.RECURVE_TFJS ?? "", "node_modules/@tensorflow/tfjs/dist/tf.min.js");
const texts: Readonly<Record<string, string>> = {
  "/classic": page(`<script src="/dist/tf.min.js"></script><script>${run}</script>`),
  "/modules": page(`<script type="module">import * as tf from "/dist/tfjs/index.js"; window.tf = tf; ${run}</script>`),
  "/theirs": page(`<script src="/theirs.js"></script><script>${run}</script>`),
  "/worker": page(`<script>new Worker("/worker.js").onmessage = ({ data }) => (window.found = data);</script>`),
  "/worker.js": worker("/dist/tf.min.js"),
};

let browser: Browser;
let server: Server;

beforeAll(async () => {
  server = createServer(({ url = "/" }, response) => {
    const type = /\.m?js$/.test(url) ? "text/javascript" : url.endsWith(".wasm") ? "application/wasm" : "text/html";
    const file = url === "/theirs.js" ? others : url.startsWith("/dist/") ? `.${url}` : undefined;
    response.writeHead(texts[url] || (file && existsSync(file)) ? 200 : 404, { "content-type": type });
    response.end(texts[url] ?? (file && existsSync(file) ? readFileSync(file) : ""));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

/** A page, and what its program gave. */
async function visit(path: string) {
  const tab = await browser.newPage();
  await tab.goto(address(path));
  await tab.waitForFunction("window.found !== undefined", undefined, { timeout: 60_000 });
  const found = (await tab.evaluate("window.found")) as any;
  expect(found.error).toBeUndefined();
  return { tab, found };
}

const near = (numbers: readonly number[]) => numbers.map((each) => expect.closeTo(each, 4));
const losses = [5.05408, 2.55083, 1.0947, 0.54663]; // of TensorFlow.js 4.22

describe("in Chromium", { timeout: 120_000 }, () => {
  it.each(["/classic", "/modules", ...(existsSync(others) ? ["/theirs"] : [])])(
    "trains and saves: %s",
    async (path) => {
      const { tab, found } = await visit(path);
      expect(found.logs).toEqual(near(losses));
      for (const store of stores) {
        const kept = { type: "JSON", listed: true, all: [store, `${store}-moved`], left: [], same: 0, state: 11 };
        expect(found.kept[store]).toEqual(kept);
      }
      const downloads: Download[] = [];
      tab.on("download", (each) => downloads.push(each));
      await tab.evaluate(
        `tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }).save("downloads://mine")`,
      );
      await expect.poll(() => downloads.length, { timeout: 10_000 }).toBe(2);
      expect(downloads.map((each) => each.suggestedFilename()).sort()).toEqual(["mine.json", "mine.weights.bin"]);
      await tab.close();
    },
  );

  it("trains and saves in a worker", async () => {
    const { tab, found } = await visit("/worker");
    expect(found.logs).toEqual(near(losses));
    expect(found.kept["indexeddb://worker"]).toMatchObject({ listed: true, left: [], same: 0 });
    await tab.close();
  });
});
