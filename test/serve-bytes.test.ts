/** Tensors as bytes behind the JSON of requests and answers of `serve`: KServe's extension binary_tensor_data. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { model as graph, input, layers, type Model, sequential } from "../src/index.ts";
import { type ModelServer, serve } from "../src/serving/server.ts";

const steps = 4;
const model: Model<any> = sequential([layers.lstm({ units: 3, returnSequences: true }), layers.dense({ units: 2 })], {
  seed: 1,
  name: "waves",
});
model.build([null, null, 2]);
const name = model.inputNames[0]!;

let server: ModelServer;
beforeAll(async () => {
  server = await serve(model, { port: 0 });
});
afterAll(() => server.close());

const ask = async (body: object, path: string) => ({
  body: await (await fetch(path, { method: "POST", body: JSON.stringify(body) })).json(),
});

/** JSON with bytes behind it, as clients of the protocol send and read it. */
async function askBytes(json: object, tensors: readonly ArrayBufferView[], path: string, headers = {}) {
  const head = Buffer.from(JSON.stringify(json));
  const bytes = tensors.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  const response = await fetch(path, {
    method: "POST",
    headers: { "Inference-Header-Content-Length": String(head.length), ...headers },
    body: Buffer.concat([head, ...bytes]),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const at = Number(response.headers.get("inference-header-content-length") ?? answer.length);
  return { status: response.status, body: JSON.parse(answer.toString("utf8", 0, at)), bytes: answer.subarray(at) };
}

describe("tensors as bytes", () => {
  const numbers = [0.5, -1.5, 2, 0, 1, -2, 0.25, 3];
  const given = (datatype: string, bytes: number) => ({
    inputs: [{ name, shape: [1, steps, 2], datatype, parameters: { binary_data_size: bytes } }],
  });
  const whole = [1, -2, 3, 0, 127, -128, 5, 6];
  it.each([
    ["FP32", numbers, Float32Array.from(numbers)],
    ["FP64", numbers, Float64Array.from(numbers)],
    ["FP16", numbers, Uint16Array.of(0x3800, 0xbe00, 0x4000, 0, 0x3c00, 0xc000, 0x3400, 0x4200)],
    ["INT8", whole, Int8Array.from(whole)],
    ["INT16", whole, Int16Array.from(whole)],
    ["INT32", whole, Int32Array.from(whole)],
    ["INT64", whole, BigInt64Array.from(whole, BigInt)],
    ["UINT8", whole.map(Math.abs), Uint8Array.from(whole, Math.abs)],
    ["UINT64", whole.map(Math.abs), BigUint64Array.from(whole, (each) => BigInt(Math.abs(each)))],
  ])("of %s give what JSON gives, in bytes where that is asked", async (datatype, values, array) => {
    const path = `${server.address}/v2/models/waves/infer`;
    const json = await ask({ inputs: [{ name, shape: [1, steps, 2], datatype: "FP32", data: values }] }, path);
    const asked = given(datatype, array.byteLength);
    expect((await askBytes(asked, [array], path)).body).toEqual(json.body);
    const all = await askBytes({ ...asked, parameters: { binary_data_output: true } }, [array], path);
    expect(all.body.outputs).toEqual([
      { name: model.outputNames[0], shape: [1, steps, 2], datatype: "FP32", parameters: { binary_data_size: 32 } },
    ]);
    expect([...new Float32Array(new Uint8Array(all.bytes).buffer)]).toEqual(json.body.outputs[0].data);
    const outputs = [{ name: model.outputNames[0], parameters: { binary_data: false } }];
    const one = await askBytes({ ...asked, outputs, parameters: { binary_data_output: true } }, [array], path);
    expect(one.body).toEqual(json.body);
  });

  it("of several inputs come in the order of the request; texts and truths too; bytes hold NaN", async () => {
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [2], name: "b" })];
    const two = graph({ inputs: [a, b], outputs: layers.subtract().apply([a, b]), name: "two" });
    const own = await serve(two, { port: 0 });
    const size = { binary_data_size: 8 };
    const inputs = ["b", "a"].map((each) => ({ name: each, shape: [1, 2], datatype: "FP32", parameters: size }));
    const asked = { inputs, parameters: { binary_data_output: true } };
    const path = `${own.address}/v2/models/two/infer`;
    const answer = await askBytes(asked, [Float32Array.of(1, 2), Float32Array.of(10, Number.NaN)], path);
    expect([...new Float32Array(new Uint8Array(answer.bytes).buffer)]).toEqual([9, Number.NaN]);
    const words = input({ shape: [2], dtype: "string", name: "x" });
    const found = layers.stringLookup({ vocabulary: ["a", "bé"] }).apply(words);
    const reader = await serve(graph({ inputs: words, outputs: found, name: "reader" }), { port: 0 });
    const texts = Buffer.from([3, 0, 0, 0, 0x62, 0xc3, 0xa9, 1, 0, 0, 0, 0x7a]);
    const read = { inputs: [{ name: "x", shape: [1, 2], datatype: "BYTES", parameters: { binary_data_size: 12 } }] };
    const told = await askBytes(read, [texts], `${reader.address}/v2/models/reader/infer`);
    expect(told.body.outputs[0].data).toEqual([2, 0]);
    const cut = await askBytes(read, [texts.fill(9, 0, 1)], `${reader.address}/v2/models/reader/infer`);
    expect(cut).toMatchObject({ status: 400, body: { error: expect.stringMatching(/not texts in UTF-8/) } });
    await Promise.all([own.close(), reader.close()]);
  });

  it.each([
    ["fewer than said", given("FP32", 32), 28, {}, /end before those of .*: 28 of 32/],
    ["more than said", given("FP32", 32), 36, {}, /4 bytes behind the JSON belong to no input/],
    ["not a whole number of them", given("FP32", 30), 30, {}, /30 bytes, which are not numbers of the datatype FP32/],
    ["of another shape", given("FP64", 32), 32, {}, /has 4 values/],
    ["of an unknown datatype", given("FP8", 8), 8, {}, /not numbers of the datatype FP8/],
    ["a size that is none", given("FP32", -1), 32, {}, /not a number of bytes/],
    ["JSON longer than all", given("FP32", 32), 32, { "Inference-Header-Content-Length": "9999" }, /is 9999, and/],
    ["a length that is none", given("FP32", 32), 32, { "Inference-Header-Content-Length": "x" }, /is x, and/],
  ])("%s: 400, and why", async (_, asked, length, headers, why) => {
    const path = `${server.address}/v2/models/waves/infer`;
    const answer = await askBytes(asked, [new Uint8Array(length)], path, headers);
    expect(answer.body.error).toMatch(why);
    expect(answer.status).toBe(400);
  });
});
