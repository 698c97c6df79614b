/** `serve` as its clients meet it: KServe's protocol, sequences, mistakes, too much at once, and the end. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layers, type Model, sequential } from "../src/index.ts";
import { type ModelServer, type ServeOptions, serve } from "../src/serving/server.ts";
import { normal } from "./numbers.ts";

const steps = 4;
const model: Model<any> = sequential([layers.lstm({ units: 3, returnSequences: true }), layers.dense({ units: 2 })], {
  seed: 1,
  name: "waves",
});
const x = normal([5, steps, 2], 3);
model.build([null, null, 2]);
const name = model.inputNames[0]!;

let server: ModelServer;
const options: ServeOptions = { port: 0, maxSessions: 3 };
beforeAll(async () => {
  server = await serve(model, options);
});
afterAll(() => server.close());

const ask = async (body: unknown, path = "/v2/models/waves/infer", from = server.address) => {
  const response = await fetch(from + path, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};
const rows = (from: number, to: number, parameters?: object) => {
  const data = [...x.dataSync()].slice(from * steps * 2, to * steps * 2);
  return { inputs: [{ name, shape: [to - from, steps, 2], datatype: "FP32", data }], parameters };
};
const oneStep = (row: number, t: number, parameters: object) => {
  const at = (row * steps + t) * 2;
  return {
    inputs: [{ name, shape: [1, 1, 2], datatype: "FP32", data: [...x.dataSync()].slice(at, at + 2) }],
    parameters,
  };
};
const page = async (path: string) => (await fetch(server.address + path)).text();
const expected = (model.predict(x) as { dataSync(): ArrayLike<number> }).dataSync();

describe("predictions", () => {
  it("are those of predict, also for requests that come together", async () => {
    const all = await Promise.all([0, 1, 2, 3, 4].map((row) => ask({ id: `n${row}`, ...rows(row, row + 1) })));
    expect(all.map(({ body }) => body.id)).toEqual(["n0", "n1", "n2", "n3", "n4"]);
    expect(all[0]!.body.outputs[0]).toMatchObject({ shape: [1, steps, 2], datatype: "FP32" });
    expect(all.flatMap(({ body }) => body.outputs[0].data)).toEqual([...(expected as Float32Array)]);
    expect(Number(/recurve_batches_total (\d+)/.exec(await page("/metrics"))![1])).toBeLessThan(5);
  });

  it("name what the model takes and gives", async () => {
    const told = JSON.parse(await page("/v2/models/waves"));
    expect(told.inputs).toEqual([{ name, datatype: "FP32", shape: [-1, -1, 2] }]);
    expect(JSON.parse(await page("/v2/health/ready"))).toEqual({ ready: true });
    expect(JSON.parse(await page("/v2"))).toMatchObject({ name: "recurve" });
  });
});

describe("sequences", () => {
  it("keep their states from step to step, each its own", async () => {
    for (let t = 0; t < steps; t++) {
      for (const row of [0, 1]) {
        const parameters = { sequence_id: `s${row}`, sequence_start: t === 0, sequence_end: t === steps - 1 };
        const { status, body } = await ask(oneStep(row, t, parameters));
        expect(status).toBe(200);
        const at = (row * steps + t) * 2;
        expect(body.outputs[0].data).toEqual([...(expected as Float32Array).slice(at, at + 2)]);
      }
    }
    expect((await ask(oneStep(0, 1, { sequence_id: "s0" }))).status).toBe(404);
  });

  it("are given up where there are too many, and told so", async () => {
    for (const id of ["a", "b", "c", "d"]) await ask(oneStep(0, 0, { sequence_id: id, sequence_start: true }));
    const { status, body } = await ask(oneStep(0, 1, { sequence_id: "a" }));
    expect(status).toBe(410);
    expect(body.error).toMatch(/given up for newer ones/);
    expect((await ask(oneStep(0, 1, { sequence_id: "d" }))).status).toBe(200);
    expect(await page("/metrics")).toMatch(/recurve_sessions 3\n[\s\S]*recurve_evictions_total 1\n/);
  });
});

describe("mistakes", () => {
  const good = rows(0, 1);
  const changed = (more: object) => ({ inputs: [{ ...good.inputs[0], ...more }] });
  it.each([
    ["no JSON", "{", /not JSON/],
    ["a list", [], /no list "inputs"/],
    ["null", "null", /no list "inputs"/],
    ["no inputs", {}, /no list "inputs"/],
    ["another input", changed({ name: "z" }), /There is no input "z"/],
    ["none of the inputs", { inputs: [] }, /is missing/],
    ["an input twice", { inputs: [good.inputs[0], good.inputs[0]] }, /given twice/],
    ["a shape of texts", changed({ shape: ["1"] }), /list of lengths/],
    ["a negative length", changed({ shape: [-1, 4, 2] }), /list of lengths/],
    ["too few values", changed({ data: [1] }), /has 1 values/],
    ["no data", changed({ data: undefined }), /has no values/],
    ["texts for numbers", changed({ data: Array(8).fill("1") }), /not of the datatype FP32/],
    ["null for numbers", changed({ data: Array(8).fill(null) }), /not of the datatype FP32/],
    ["an unknown datatype", changed({ datatype: "FP8" }), /datatype FP8/],
    ["no row", changed({ shape: [0, 4, 2], data: [] }), /has no row/],
    ["another width", changed({ shape: [1, 2, 4] }), /does not fit: the model takes \(None, None, 2\)/],
    ["another output", { ...good, outputs: [{ name: "z" }] }, /There is no output "z"/],
    ["outputs that are no list", { ...good, outputs: 1 }, /not a list/],
    ["an empty sequence", { ...good, parameters: { sequence_id: "" } }, /sequence_id/],
    ["several steps of a sequence", { ...good, parameters: { sequence_id: "q", sequence_start: true } }, /.+/],
  ])("%s: 400, and why", async (_, body, why) => {
    const answer = await ask(body);
    expect(answer.body.error).toMatch(why);
    expect(answer.status).toBe(400);
  });

  it("other places and methods", async () => {
    expect((await ask(good, "/v2/models/other/infer")).status).toBe(404);
    expect((await fetch(`${server.address}/v2/models/waves/infer`)).status).toBe(405);
    expect((await ask(good, "/metrics")).status).toBe(405);
  });
});

describe("too much", () => {
  it("a request that is too large: 413; more than can wait: 503; a taken port: an error", async () => {
    const small = await serve(model, { port: 0, maxBody: 300, maxQueue: 2, maxDelay: 200 });
    const path = "/v2/models/waves/infer";
    expect((await ask(rows(0, 5), path, small.address)).status).toBe(413);
    const brief = { inputs: [{ name, shape: [1, 1, 2], datatype: "FP32", data: [1, 2] }] };
    const all = await Promise.all([1, 2, 3, 4].map(() => ask(brief, path, small.address)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503]);
    await expect(serve(model, { port: Number(new URL(small.address).port) })).rejects.toThrow(
      "another program listens",
    );
    await small.close();
  });

  it("what waits at the end is answered", async () => {
    const ending = await serve(model, { port: 0, maxDelay: 300 });
    const asked = ask(rows(0, 1), "/v2/models/waves/infer", ending.address);
    await new Promise((go) => setTimeout(go, 100));
    await ending.close();
    expect((await asked).status).toBe(200);
    await expect(fetch(ending.address)).rejects.toThrow();
  });

  it.each([[{ port: 70_000 }], [{ maxQueue: 0 }], [{ wait: 1 }], [{ host: 1 }]])("%o is refused", async (wrong) => {
    await expect(serve(model, wrong as ServeOptions)).rejects.toThrow(/serve/);
  });
});
