/**
 * The systems of `--browser`: pages of Debian's Chromium, each with a browser of its own, controlled like processes.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./peers.js";
import { caseOf } from "./samples.js";
import { Overdue } from "./system.js";
import { onnxLayer } from "./systems/onnx-layer.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = process.env.RECURVE_CHROMIUM ?? "/usr/bin/chromium";

/** In the order of the tables; `page` is the script of each. */
export const pages = [
  { id: "recurve-browser", name: "Recurve", page: "recurve.js" },
  {
    id: "onnx-browser",
    name: "ONNX Runtime Web",
    page: "onnxruntime.js",
    packages: ["onnxruntime-web"],
  },
  {
    id: "tfjs-browser",
    name: "TensorFlow.js wasm",
    page: "tfjs.js",
    packages: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"],
  },
];

/** The chosen systems, their packages installed; one that cannot be had is named and left out. */
export function obtainPages({ chosen, say }) {
  const wanted = pages.filter(({ id }) => chosen === undefined || chosen.includes(id));
  const had = installPackages(wanted, say);
  for (const { name } of wanted.filter((one) => !had.includes(one))) say(`${name} cannot be had here and is left out`);
  return had;
}

const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
// without these a page has no threads
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Serves the repository's files, a page for each system and what is put into `held`. */
async function startServer(held) {
  const server = createServer(({ url }, response) => {
    const [path] = url.split("?");
    const name = path.match(/^\/page\/([\w-]+\.js)$/)?.[1];
    const send = (type, body) => response.writeHead(200, { "content-type": type, ...isolation }).end(body);
    if (name) send("text/html", `<!doctype html><script type="module" src="/bench/pages/${name}"></script>`);
    else if (held.has(path)) send("application/octet-stream", held.get(path));
    else {
      const file = join(root, path);
      if (existsSync(file) && extname(file) in types) send(types[extname(file)], readFileSync(file));
      else response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return server;
}

/** A system in a page; see {@link System} for what it answers. */
export class PageSystem {
  constructor(peer, threads) {
    Object.assign(this, peer);
    this.threads = threads;
    this.held = new Map();
  }

  async start() {
    if (!existsSync(program))
      throw new Error(`--browser needs Chromium; it is not at ${program} (RECURVE_CHROMIUM names another)`);
    const { chromium } = await import("playwright-core");
    const { threads } = this;
    // a browser's processes get the cores of the one that starts them
    const all = cpus().length;
    pin(Math.min(threads, all));
    this.server = await startServer(this.held);
    this.child = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
    pin(all);
    this.view = await this.child.newPage();
    await this.view.goto(`http://127.0.0.1:${this.server.address().port}/page/${this.page}?threads=${threads}`);
    await this.view.waitForFunction("window.answer");
  }

  async ask(request, limit = 120_000) {
    let timer;
    try {
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Overdue(`no answer in ${limit / 1000} s`)), limit);
      });
      return await Promise.race([this.answer(request), late]);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async answer(request) {
    if (!this.child) await this.start();
    const { what, numbers, file } = request;
    if (what === "prepare") {
      const bytes = readFileSync(numbers);
      this.held.set("/numbers", bytes);
      if (this.page === "onnxruntime.js") this.holdModel(request, bytes);
    }
    const answer = await this.view.evaluate((asked) => window.answer(asked), request);
    if (what !== "check") return answer;
    writeFileSync(file, Float32Array.from(answer.values));
    return {};
  }

  /** The case as an ONNX file, which Node writes. */
  holdModel(request, bytes) {
    const given = caseOf(request, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
    this.held.set("/model.onnx", Buffer.from(onnxLayer(given, { states: request.kind === "step" })));
  }

  async stop() {
    const { child, server } = this;
    this.child = undefined;
    await child?.close();
    server?.close();
  }
}

function pin(threads) {
  if (process.platform === "linux") spawnSync("taskset", ["-cp", `0-${threads - 1}`, String(process.pid)]);
}
