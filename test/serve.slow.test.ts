/** `serve` under load, and the page's own server; RECURVE_SERVING holds autocannon, hono and onnxruntime-node. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import typescript from "typescript";
import { describe, expect, it } from "vitest";
import { type ModelServer, serve } from "../src/cluster/index.ts";
import { layers, saveModel, sequential, type Tensor } from "../src/index.ts";
import { Project } from "./cluster-page.ts";
import { expectNumbers, normal } from "./numbers.ts";

const modules = join(process.env.RECURVE_SERVING ?? "nowhere", "node_modules");
const model = sequential([layers.lstm({ units: 8, returnSequences: true }), layers.dense({ units: 2 })], {
  seed: 1,
  name: "waves",
});
model.build([null, null, 2]);
const name = model.inputNames[0]!;
const x = normal([1, 3, 2], 1);
const own = [...(model.predict(x) as Tensor).dataSync()];
const metric = async (server: ModelServer, line: string) =>
  Number(new RegExp(`^${line} (\\d+)$`, "m").exec(await (await fetch(`${server.address}/metrics`)).text())?.[1]);

describe("under load", () => {
  it("autocannon: no request is lost, and every one is counted", async () => {
    const server = await serve(model, { port: 0 });
    const body = JSON.stringify({ inputs: [{ name, shape: [1, 3, 2], datatype: "FP32", data: [...x.dataSync()] }] });
    const url = `${server.address}/v2/models/waves/infer`;
    const args = [
      join(modules, "autocannon/autocannon.js"),
      "--json",
      "-c",
      "50",
      "-a",
      "5000",
      "-m",
      "POST",
      "-b",
      body,
      url,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const told = JSON.parse(stdout);
    expect([told["2xx"], told.non2xx, told.errors, told.timeouts]).toEqual([5000, 0, 0, 0]);
    expect(await metric(server, 'recurve_requests_total{status="200"}'.replace(/[{}]/g, "\\$&"))).toBe(5000);
    expect(await metric(server, "recurve_batches_total")).toBeLessThan(5000);
    await server.close();
  });

  it("10,000 sequences keep their states side by side; one more gives up the oldest", async () => {
    const server = await serve(model, { port: 0 });
    const ask = async (id: number, t: number) => {
      const data = [...x.dataSync()].slice(2 * t, 2 * t + 2);
      const parameters = { sequence_id: id, sequence_start: t === 0 };
      const inputs = [{ name, shape: [1, 1, 2], datatype: "FP32", data }];
      const response = await fetch(`${server.address}/v2/models/waves/infer`, {
        method: "POST",
        body: JSON.stringify({ inputs, parameters }),
      });
      return response.status === 200 ? (await response.json()).outputs[0].data : response.status;
    };
    for (const t of [0, 1]) {
      for (let id = 1; id <= 10_000; id += 100) {
        const all = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(id + i, t)));
        for (const given of all) expect(given).toEqual(own.slice(2 * t, 2 * t + 2));
      }
    }
    expect(await ask(10_001, 0)).toEqual(own.slice(0, 2));
    expect(await ask(1, 2)).toBe(410);
    expect(await ask(2, 2)).toEqual(own.slice(4, 6));
    expect(await metric(server, "recurve_evictions_total")).toBe(1);
    await server.close();
  });
});

describe("the page's server of your own", () => {
  it("hono and ONNX Runtime predict what Recurve does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "recurve-hono-"));
    symlinkSync(modules, join(folder, "node_modules"));
    await saveModel(model, join(folder, "classifier.onnx"));
    const page = readFileSync("docs/en/serving.md", "utf8");
    const [, code] = [...page.matchAll(/^```ts no-run\n(.*?)^```$/gms)].find(([, body]) => body!.includes("hono"))!;
    const port = await freePort();
    const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext };
    const { outputText } = typescript.transpileModule(code!.replace("8080", String(port)), { compilerOptions });
    writeFileSync(join(folder, "server.mjs"), outputText);
    const child = spawn(process.execPath, ["server.mjs"], { cwd: folder, stdio: "inherit" });
    try {
      const body = JSON.stringify({ shape: [1, 3, 2], data: [...x.dataSync()] });
      let answer: Response | undefined;
      for (let tries = 0; tries < 200 && !answer; tries++) {
        answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", body }).catch(() => undefined);
        if (!answer) await new Promise((go) => setTimeout(go, 100));
      }
      const { shape, data } = (await answer!.json()) as { shape: number[]; data: number[] };
      expect(shape).toEqual([1, 3, 2]);
      expectNumbers(data, own);
    } finally {
      child.kill();
    }
  });
});

describe("the page's commands, from the installed package", () => {
  it("recurve convert and recurve serve; SIGTERM ends it after its answers", async () => {
    const project = new Project(mkdtempSync(join(tmpdir(), "recurve-serve-")));
    await saveModel(model, join(project.folder, "classifier.keras"));
    const page = readFileSync("docs/en/serving.md", "utf8");
    const [serving, server] = [...page.matchAll(/^```sh no-run\n(.*?)^```$/gms)].map(([, body]) => body!.trim());
    // its other line installs what the test above has
    project.shell(server!.split("\n").find((line) => line.startsWith("recurve "))!);
    expect(existsSync(join(project.folder, "classifier.onnx"))).toBe(true);
    const port = await freePort();
    const [command, ...args] = serving!.replace("8080", String(port)).split(" ");
    const bin = join(project.folder, "node_modules/.bin", command!);
    const child = spawn(bin, args, { cwd: project.folder, stdio: ["ignore", "pipe", "inherit"] });
    const exit = new Promise((resolve) => child.once("exit", resolve));
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    expect(String(said)).toBe(`waves is served at http://127.0.0.1:${port}/v2/models/waves/infer.\n`);
    const body = JSON.stringify({ inputs: [{ name, shape: [1, 3, 2], datatype: "FP32", data: [...x.dataSync()] }] });
    const asked = Array.from({ length: 50 }, () =>
      fetch(`http://127.0.0.1:${port}/v2/models/waves/infer`, { method: "POST", body }),
    );
    expect((await asked[0]!).status).toBe(200);
    child.kill("SIGTERM");
    for (const each of await Promise.all(asked)) expect([200, 503]).toContain(each.status);
    expect(await exit).toBe(0);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
