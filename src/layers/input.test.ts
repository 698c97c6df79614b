import { describe, expect, it } from "vitest";
import { ConfigError } from "../tensor/index.ts";
import { InputLayer, input } from "./input.ts";

describe("input", () => {
  it("promises a batch of samples", () => {
    const x = input({ shape: [null, 3] });
    expect(x.shape).toEqual([null, null, 3]);
    expect(x.dtype).toBe("float32");
    expect(x.layer).toBeInstanceOf(InputLayer);
    expect(x.node.outputs).toEqual([x]);
    expect(x.layer.inboundNodes).toEqual([x.node]);
  });

  it("takes a fixed batch size, a whole batch shape, a type and a name", () => {
    expect(input({ shape: [4], batchSize: 2 }).shape).toEqual([2, 4]);
    const ids = input({ batchShape: [null, 5], dtype: "int32", name: "ids" });
    expect([ids.shape, ids.dtype, ids.layer.name]).toEqual([[null, 5], "int32", "ids"]);
    expect(input({ shape: [] }).shape).toEqual([null]);
    expect(input({ shape: [2] }).layer.name).toBe("input_layer");
  });

  it.each([
    [{}, /needs the shape of one sample/],
    [{ shape: [2], batchShape: [1, 2] }, /both shape and batchShape/],
    [{ batchSize: 3, batchShape: [1, 2] }, /needs the shape of one sample/],
    [{ shape: [0] }, /0 in \(None, 0\)/],
    [{ shape: [2.5] }, /2\.5/],
    [{ shape: ["3"] as unknown as number[] }, /is not valid/],
    [{ shape: 3 as unknown as number[] }, /received: 3/],
    [{ shapes: [3] } as object, /did you mean "shape"/],
  ])("refuses %j", (options, message) => {
    expect(() => input(options)).toThrow(ConfigError);
    expect(() => input(options)).toThrow(message);
  });
});
