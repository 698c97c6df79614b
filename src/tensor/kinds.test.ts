import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { data, layers, loadModel, model, saveModel, sequential, type Tensor, tensor } from "../index.ts";
import { unpack } from "../worker/messages.ts";

/** A value of another realm, as frames, test runners and the engine's own messages bring them. */
const foreign = (code: string) => runInNewContext(`(${code})`);

describe("values of another realm are what they are here", () => {
  it.each([
    ["new Float32Array([0.5, 1.5])", "float32", [0.5, 1.5]],
    ["new Float64Array([0.5, 1.5])", "float32", [0.5, 1.5]],
    ["new Int32Array([2, 3])", "int32", [2, 3]],
    ["[0.5, true]", "float32", [0.5, 1]],
    ["{ data: new Float32Array([0.5]), shape: [1] }", "float32", [0.5]],
  ])("tensor(%s)", (code, dtype, wanted) => {
    const got = tensor(foreign(code));
    expect([got.dtype, [...got.dataSync()]]).toEqual([dtype, wanted]);
    expect(got.dataSync().constructor).toBe(dtype === "int32" ? Int32Array : Float32Array);
  });

  it("what a worker sends", () => {
    const received = foreign(
      "{ a: [{ recurveTensor: true, values: new Float32Array([0.5, 1.5]), shape: [2], dtype: 'float32' }] }",
    );
    const [value] = (unpack(received) as { a: [Tensor] }).a;
    expect(value.dataSync()).toEqual(Float32Array.of(0.5, 1.5));
  });

  it("options, records of inputs, files and addresses", async () => {
    const x = layers.input({ shape: [2], name: "x" });
    const net = model({ inputs: { x }, outputs: { y: layers.dense(foreign("{ units: 1 }")).apply(x) } as never });
    expect(Object.keys(net.predict(foreign("{ x: [[1, 2]] }")) as object)).toEqual(["y"]);
    const small = sequential([layers.dense({ units: 1, inputShape: [1] })]);
    const bytes = (await saveModel(small)) as Uint8Array;
    const copied = foreign("(bytes) => new Uint8Array(bytes)")([...bytes]);
    expect((await loadModel(copied)).countParams()).toBe(2);
    const rows = data.dataset(foreign("{ a: [1, 2] }"));
    for await (const row of rows) expect(row).toHaveProperty("a");
  });
});
