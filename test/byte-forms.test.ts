/** Every format from bytes in every form: Node's Buffers, views into larger buffers at any offset, shared memory. */
import { Buffer } from "node:buffer";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import {
  data,
  formatOf,
  input,
  layers,
  loadModel,
  loadWeights,
  model,
  readWeights,
  saveModel,
  saveWeights,
  type Tensor,
  tensor,
} from "../src/index.ts";
import type { Bytes } from "../src/tensor/index.ts";
import { expectNumbers } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

/** The bytes in the middle of a larger buffer that is full of other numbers. */
function within(bytes: Uint8Array, offset: number, buffer: ArrayBufferLike): Uint8Array {
  const whole = new Uint8Array(buffer).fill(0xa5);
  whole.set(bytes, offset);
  return whole.subarray(offset, offset + bytes.length);
}
const room = (bytes: Uint8Array) => new ArrayBuffer(bytes.length + 64);
const sharedRoom = (bytes: Uint8Array) => new SharedArrayBuffer(bytes.length + 64);
const asView = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

const forms: Record<string, (bytes: Uint8Array) => Bytes> = {
  "an array of its own": (bytes) => bytes,
  "an ArrayBuffer": (bytes) => new Uint8Array(bytes).buffer,
  "an ArrayBuffer of another realm": (bytes) => {
    const theirs: Uint8Array = runInNewContext("new Uint8Array(length)", { length: bytes.length });
    theirs.set(bytes);
    return theirs.buffer;
  },
  "a Buffer": (bytes) => Buffer.from(bytes),
  "a Buffer of a larger one": (bytes) => {
    const { buffer, byteOffset, byteLength } = within(bytes, 13, room(bytes));
    return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  },
  "a Buffer of shared memory": (bytes) => {
    const { buffer, byteOffset, byteLength } = within(bytes, 13, sharedRoom(bytes));
    return Buffer.from(buffer, byteOffset, byteLength);
  },
  "a part at an even offset": (bytes) => within(bytes, 16, room(bytes)),
  "a part at an odd offset": (bytes) => within(bytes, 7, room(bytes)),
  "a part of bytes with signs": (bytes) => {
    const { buffer, byteOffset, byteLength } = within(bytes, 5, room(bytes));
    return new Int8Array(buffer, byteOffset, byteLength);
  },
  "a DataView": (bytes) => asView(within(bytes, 0, room(bytes))),
  "a DataView at an odd offset": (bytes) => asView(within(bytes, 3, room(bytes))),
  "a SharedArrayBuffer": (bytes) => {
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  },
  "a part of shared memory": (bytes) => within(bytes, 7, sharedRoom(bytes)),
  "a DataView of shared memory": (bytes) => asView(within(bytes, 9, sharedRoom(bytes))),
};

const x = tensor([
  [
    [0.3, -0.8],
    [1.2, 0.1],
    [-0.4, 0.9],
  ],
]);
function make() {
  const steps = input({ shape: [3, 2] });
  const h = layers.gru({ units: 3, resetAfter: false, returnSequences: true }).apply(steps);
  return model({ inputs: steps, outputs: layers.dense({ units: 2, activation: "softmax" }).apply(h), seed: 5 });
}
const original = make();
original.compile({ optimizer: "adam", loss: "mse" });
const expected = [...(original.predict(x) as Tensor).dataSync()];
const outputs = async (loaded: ReturnType<typeof loadModel>) => [...((await loaded).predict(x) as Tensor).dataSync()];

describe.each(Object.entries(forms))("%s", (_, form) => {
  test.each(["keras", "keras-h5"] as const)("a model of format %s", async (format) => {
    const bytes = await saveModel(original, undefined, { format });
    expect(await formatOf(form(bytes))).toEqual({ format, holds: "model" });
    expect(await outputs(loadModel(form(bytes)))).toEqual(expected);
    const names = [...(await readWeights(form(bytes))).keys()];
    expect(names.length).toBeGreaterThanOrEqual(original.weights.length);
  });

  test("a model of ONNX", async () => {
    const bytes = await saveModel(original, undefined, { format: "onnx" });
    const found = await outputs(loadModel(form(bytes)));
    for (const [i, value] of found.entries()) expectNumbers(value, expected[i]!, tolerance.pointwise);
  });

  test("a model of TensorFlow.js, and what stands beside it", async () => {
    const written = await saveModel(original, undefined, { format: "tfjs" });
    const found = await outputs(
      loadModel({
        name: "model.json",
        bytes: async () => form(written.get("")!) as Uint8Array,
        sibling: async (path) => form(written.get(path)!) as Uint8Array,
      }),
    );
    expect(found).toEqual(expected);
  });

  test.each(["keras-weights", "safetensors"] as const)("weights of format %s", async (format) => {
    const bytes = await saveWeights(original, undefined, { format });
    const again = make();
    again.setWeights(again.weights.map(({ shape, size }) => tensor(new Float32Array(size), shape)));
    await loadWeights(again, form(bytes));
    expect([...(again.predict(x) as Tensor).dataSync()]).toEqual(expected);
  });

  test("NumPy's files", async () => {
    const npy = data.writeNpy(x);
    expect(data.isNpy(form(npy))).toBe(true);
    expect([...data.readNpy(form(npy)).dataSync()]).toEqual([...x.dataSync()]);
    const { x: found } = await data.readNpz(form(await data.writeNpz({ x })));
    expect([...found!.dataSync()]).toEqual([...x.dataSync()]);
  });

  test("text, whole and in pieces", async () => {
    const rows = async (source: Parameters<typeof data.readCsv>[0]) => {
      const records: unknown[] = [];
      for await (const record of data.readCsv(source)) records.push(record);
      return records;
    };
    const bytes = new TextEncoder().encode("a,b\n1,dé\n2,e\n");
    async function* pieces() {
      for (const byte of bytes) yield form(Uint8Array.of(byte));
    }
    const table = [
      { a: 1, b: "dé" },
      { a: 2, b: "e" },
    ];
    expect(await rows(form(bytes))).toEqual(table);
    expect(await rows(pieces())).toEqual(table);
    const values: unknown[] = [];
    for await (const value of data.readJsonLines(form(new TextEncoder().encode('{"a":1}\n[2]')))) values.push(value);
    expect(values).toEqual([{ a: 1 }, [2]]);
  });
});

describe("memory that others may change", () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await saveModel(original, undefined, { format: "keras" });
  });

  test("is read as it was when it was given", async () => {
    const shared = within(bytes, 8, sharedRoom(bytes));
    const loading = loadModel(shared);
    shared.fill(0);
    expect(await outputs(loading)).toEqual(expected);
  });

  test("what is no bytes is refused by name", async () => {
    expect(() => data.readNpy([1, 2] as never)).toThrow(/ConfigError|bytes/);
    const source = { name: "mine", bytes: async () => "text" as never, sibling: async () => bytes };
    await expect(loadModel(source)).rejects.toThrow(/mine/);
  });
});
