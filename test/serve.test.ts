/** `serve` as its clients meet it: KServe's protocol, sequences, mistakes, too much at once, and the end. */
import { Agent, request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { model as graph, input, layers, type Model, sequential } from "../src/index.ts";
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
    expect((await ask({ id: "", ...rows(0, 1) })).body.id).toBe("");
    expect((await ask(rows(0, 1))).body).not.toHaveProperty("id");
    expect(all[0]!.body.outputs[0]).toMatchObject({ shape: [1, steps, 2], datatype: "FP32" });
    expect(all.flatMap(({ body }) => body.outputs[0].data)).toEqual([...(expected as Float32Array)]);
    expect(Number(/recurve_batches_total (\d+)/.exec(await page("/metrics"))![1])).toBeLessThan(5);
  });

  it("take data nested as their shape is", async () => {
    const [given] = rows(0, 1).inputs;
    const data = [Array.from({ length: steps }, (_, t) => given!.data.slice(2 * t, 2 * t + 2))];
    expect((await ask({ inputs: [{ ...given, data }] })).body).toEqual((await ask(rows(0, 1))).body);
  });

  it("name what the model takes and gives", async () => {
    const told = JSON.parse(await page("/v2/models/waves"));
    expect(told.inputs).toEqual([{ name, datatype: "FP32", shape: [-1, -1, 2] }]);
    expect(JSON.parse(await page("/v2/health/ready"))).toEqual({ ready: true });
    expect(JSON.parse(await page("/v2/health/live"))).toEqual({ live: true });
    expect(JSON.parse(await page("/v2"))).toEqual({
      name: "recurve",
      version: "2",
      extensions: ["sequence", "binary_tensor_data"],
    });
    for (const of of ["/v2/models/waves", "/v2/models/waves/versions/1", "/v2/models/w%61ves"]) {
      expect(JSON.parse(await page(of))).toEqual(told);
      expect(JSON.parse(await page(`${of}/ready`))).toEqual({ name: "waves", ready: true });
      expect((await ask(rows(0, 2), `${of}/infer`)).body).toMatchObject({ model_name: "waves", model_version: "1" });
    }
  });

  it("give the outputs that are asked for; integers stand for the numbers that they are", async () => {
    const x = input({ shape: [2], name: "x" });
    const dense = (name: string) => layers.dense({ units: 1, name }).apply(x);
    const two = graph({ inputs: x, outputs: { a: dense("a"), b: dense("b") }, seed: 1, name: "two" });
    const own = await serve(two, { port: 0 });
    const inputs = [{ name: "x", shape: [1, 2], datatype: "INT8", data: [1, -2] }];
    const ask2 = (outputs?: object[]) => ask({ inputs, outputs }, "/v2/models/two/infer", own.address);
    const all = (await ask2()).body.outputs;
    expect(all.map(({ name }: { name: string }) => name)).toEqual(two.outputNames);
    expect((await ask2([{ name: "b" }])).body.outputs).toEqual([all[two.outputNames.indexOf("b")]]);
    expect((await ask({ inputs: [] }, "/v2/models/two/infer", own.address)).body.error).toMatch(/"x" is missing/);
    await own.close();
  });

  it("take the lengths that predict takes: of a chain others than it declares, of a graph those alone", async () => {
    const chain = sequential(
      [layers.lstm({ units: 3, returnSequences: true, inputShape: [steps, 2] }), layers.dense({ units: 2 })],
      { seed: 1, name: "chain" },
    );
    const [own, other] = [
      await serve(chain, { port: 0 }),
      await serve(graph({ inputs: chain.inputs, outputs: chain.outputs, name: "graph" }), { port: 0 }),
    ];
    const of = { name: chain.inputNames[0], datatype: "FP32" };
    const asked = (each: ModelServer, called: string) =>
      ask({ inputs: [{ ...of, shape: [1, 1, 2], data: [1, 2] }] }, `/v2/models/${called}/infer`, each.address);
    const told = async (each: ModelServer, called: string) =>
      (await (await fetch(`${each.address}/v2/models/${called}`)).json()) as {
        inputs: unknown[];
        outputs: { shape: number[] }[];
      };
    expect((await asked(own, "chain")).body.outputs[0]).toMatchObject({
      shape: [1, 1, 2],
      data: [...(chain.predict([[[1, 2]]]) as { dataSync(): Float32Array }).dataSync()],
    });
    expect(await told(own, "chain")).toMatchObject({
      inputs: [{ ...of, shape: [-1, -1, 2] }],
      outputs: [{ shape: [-1, -1, 2] }],
    });
    expect(await asked(other, "graph")).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("(None, 4, 2)") },
    });
    expect(await told(other, "graph")).toMatchObject({ inputs: [{ ...of, shape: [-1, 4, 2] }] });
    await Promise.all([own.close(), other.close()]);
  });

  it("take and give texts as BYTES", async () => {
    const words = layers.stringLookup({ vocabulary: ["a", "b"] });
    const x = input({ shape: [2], dtype: "string", name: "x" });
    const reader = graph({ inputs: x, outputs: words.apply(x), name: "reader" });
    const own = await serve(reader, { port: 0 });
    const told = await (await fetch(`${own.address}/v2/models/reader`)).json();
    expect(told.inputs).toEqual([{ name: "x", datatype: "BYTES", shape: [-1, 2] }]);
    const asked = (datatype: string, data: unknown[]) =>
      ask({ inputs: [{ name: "x", shape: [1, 2], datatype, data }] }, "/v2/models/reader/infer", own.address);
    expect((await asked("BYTES", ["b", "z"])).body.outputs[0].data).toEqual([2, 0]);
    expect((await asked("FP32", [1, 2])).body.error).toMatch(/"x" takes BYTES/);
    await own.close();
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
    ["no JSON", "{", /not JSON\.$/],
    ["Python's NaN", '{"inputs": [{"data": [NaN]}]}', /not JSON, which has no NaN\.$/],
    ["a list", [], /no list "inputs"/],
    ["null", "null", /no list "inputs"/],
    ["no inputs", {}, /no list "inputs"/],
    ["another input", changed({ name: "z" }), /There is no input "z"/],
    ["none of the inputs", { inputs: [] }, /is missing/],
    ["an input twice", { inputs: [good.inputs[0], good.inputs[0]] }, /given twice/],
    ["a shape of texts", changed({ shape: ["1"] }), /list of lengths/],
    ["a negative length", changed({ shape: [-1, 4, 2] }), /list of lengths/],
    ["too few values", changed({ data: [1] }), /has 1 value,/],
    ["no data", changed({ data: undefined }), /has no values/],
    ["texts for numbers", changed({ data: Array(8).fill("1") }), /not of the datatype FP32/],
    ["null for numbers", changed({ data: Array(8).fill(null) }), /not of the datatype FP32/],
    ["an unknown datatype", changed({ datatype: "FP8" }), /takes FP32, and the request says the datatype "FP8"/],
    ["no datatype", changed({ datatype: undefined }), /says the datatype undefined/],
    ["texts where numbers are taken", changed({ datatype: "BYTES", data: Array(8).fill("1") }), /takes FP32/],
    ["truths where numbers are taken", changed({ datatype: "BOOL", data: Array(8).fill(true) }), /takes FP32/],
    ["a fraction among integers", changed({ datatype: "INT32", data: Array(8).fill(0.5) }), /0.5 in .* INT32/],
    ["an integer beyond its datatype", changed({ datatype: "UINT8", data: Array(8).fill(256) }), /256 in .* UINT8/],
    ["an integer beyond 32 bits", changed({ datatype: "INT64", data: Array(8).fill(2 ** 31) }), /2147483648 in/],
    ["a float beyond 16 bits", changed({ datatype: "FP16", data: Array(8).fill(65_520) }), /65520 in .* FP16/],
    [
      "lists of other lengths",
      changed({ data: [[[1, 2, 3], [4], [5, 6], [7, 8]]] }),
      /not nested as its shape \(1, 4, 2\)/,
    ],
    [
      "lists without end",
      JSON.stringify(changed({ data: "D" })).replace('"D"', "[".repeat(1e5) + "]".repeat(1e5)),
      /nested/,
    ],
    ["an id that is no text", { ...good, id: 7 }, /id of the request is not a text/],
    ["parameters that are no object", { ...good, parameters: [] }, /"parameters" is no object/],
    ["a start of no sequence", { ...good, parameters: { sequence_start: true } }, /need a sequence_id/],
    ["a float beyond 32 bits", changed({ datatype: "FP64", data: Array(8).fill(1e39) }), /1e\+39 in .* FP64/],
    [
      "bytes without their header",
      changed({ data: undefined, parameters: { binary_data_size: 32 } }),
      /needs the header/,
    ],
    ["bytes and data", changed({ parameters: { binary_data_size: 32 } }), /both data and a binary_data_size/],
    ["a number beyond JSON's", JSON.stringify(good).replace(/"data":\[[^,]+/, '"data":[1e999'), /Infinity in .* FP32/],
    [
      "outputs in binary, perhaps",
      { ...good, parameters: { binary_data_output: 1 } },
      /binary_data_output must be true/,
    ],
    [
      "an output in binary, perhaps",
      { ...good, outputs: [{ name: model.outputNames[0], parameters: { binary_data: "yes" } }] },
      /binary_data must be true or false/,
    ],
    [
      "the best classes",
      { ...good, outputs: [{ name: model.outputNames[0], parameters: { classification: 2 } }] },
      /extension classification/,
    ],
    [
      "memory of this machine",
      changed({ parameters: { shared_memory_region: "a" } }),
      /shared_memory_region is of the extension shared_memory/,
    ],
    ["a start that is no truth", { ...good, parameters: { sequence_id: "q", sequence_start: 1 } }, /true or false/],
    ["no row", changed({ shape: [0, 4, 2], data: [] }), /has no row/],
    ["another width", changed({ shape: [1, 2, 4] }), /does not fit; expected: 2 features/],
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
    expect((await fetch(`${server.address}/v2/models/waves/infer`)).headers.get("allow")).toBe("POST");
    expect((await ask(good, "/v2/models/waves/versions/2/infer")).status).toBe(404);
    expect((await ask(good, "/v2/models/%/infer")).status).toBe(404);
    const head = await fetch(`${server.address}/v2/health/ready`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const path = `${server.address}/v2/models/waves/infer`;
    const packed = { method: "POST", headers: { "content-encoding": "gzip" }, body: JSON.stringify(good) };
    expect((await fetch(path, packed)).status).toBe(415);
  });

  it("numbers that JSON has not: 500, and where", async () => {
    const broken = sequential([layers.dense({ units: 1 })], { name: "broken" });
    broken.build([null, 1]);
    broken.setWeights([[[Number.NaN]], [0]]);
    const own = await serve(broken, { port: 0 });
    const inputs = [{ name: broken.inputNames[0], shape: [1, 1], datatype: "FP32", data: [1] }];
    const answer = await ask({ inputs }, "/v2/models/broken/infer", own.address);
    expect(answer.status).toBe(500);
    expect(answer.body.error).toMatch(/has NaN in it, which JSON cannot hold/);
    await own.close();
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

  it("clients that keep their connections lose nothing while it ends: each request is answered, with 200 or 503", async () => {
    const ending = await serve(model, { port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const body = JSON.stringify(rows(0, 1));
    const once = () =>
      new Promise<number | string>((resolve) => {
        const options = { method: "POST", agent, headers: { "content-length": Buffer.byteLength(body) } };
        const asking = request(`${ending.address}/v2/models/waves/infer`, options, (response) => {
          response.resume().on("end", () => resolve(response.statusCode!));
        });
        asking.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)).end(body);
      });
    const seen: (number | string)[] = [];
    // each asks again until it is sent elsewhere
    const clients = Array.from({ length: 20 }, async () => {
      for (let status = await once(); ; status = await once()) {
        seen.push(status);
        if (status !== 200) return;
      }
    });
    while (seen.length < 200) await new Promise((go) => setTimeout(go, 5));
    await ending.close();
    await Promise.all(clients);
    agent.destroy();
    expect(new Set(seen)).toEqual(new Set([200, 503]));
  });

  it.each([[{ port: 70_000 }], [{ maxQueue: 0 }], [{ wait: 1 }], [{ host: 1 }]])("%o is refused", async (wrong) => {
    await expect(serve(model, wrong as ServeOptions)).rejects.toThrow(/serve/);
  });
});
