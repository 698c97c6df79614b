import { describe, expect, it } from "vitest";
import { FormatError } from "../../tensor/index.ts";
import { isSafetensors } from "../starts.ts";
import { readSafetensors, writeSafetensors } from "./container.ts";

/** A file of any header and data. */
function file(header: unknown, data: Uint8Array | number[] = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const one = (dtype: string, data: number[], shape: number[] = [1]) =>
  readSafetensors(file({ a: { dtype, shape, data_offsets: [0, data.length] } }, data), "the file").get("a")!.values[0];

describe("a safetensors file", () => {
  it("keeps names, shapes and values, scalars and empty tensors among them", () => {
    const tensors = new Map([
      ["lstm.weight", { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-40, 7) }],
      ["scalar", { shape: [], values: Float32Array.of(9) }],
      ["none", { shape: [0, 4], values: new Float32Array() }],
      ["é", { shape: [1], values: Float32Array.of(Number.NaN) }],
    ]);
    const bytes = writeSafetensors(tensors, { format: "pt" });
    expect(isSafetensors(bytes)).toBe(true);
    expect(readSafetensors(bytes, "the file")).toEqual(tensors);
  });

  it.each([
    ["F64", [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], -1.5],
    ["F32", [0, 0, 0xc0, 0xbf], -1.5],
    ["F16", [0, 0xbe], -1.5],
    ["F16", [1, 0], 2 ** -24],
    ["F16", [0, 0x7c], Number.POSITIVE_INFINITY],
    ["F16", [1, 0xfc], Number.NaN],
    ["BF16", [0xc0, 0xbf], -1.5],
    ["I64", [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -2],
    ["I32", [0xfe, 0xff, 0xff, 0xff], -2],
    ["I16", [0xfe, 0xff], -2],
    ["I8", [0xfe], -2],
    ["U64", [2, 0, 0, 0, 0, 0, 0, 0], 2],
    ["U32", [0, 0, 0, 0x80], 2 ** 31],
    ["U16", [2, 1], 258],
    ["U8", [0xfe], 254],
    ["BOOL", [7], 1],
  ])("reads %s %j as %d", (dtype, data, value) => {
    expect(one(dtype, data)).toBe(value);
  });

  const whole = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  it.each([
    ["bytes that are too few", Uint8Array.of(1, 2, 3), /not a whole safetensors file/],
    ["a header longer than the file", file({ a: whole }, [0, 0, 0, 0]).subarray(0, 20), /not a whole/],
    ["a header of 2^63 bytes", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b), /not a whole/],
    ["a header that is not JSON", file("{nothing"), /not JSON/],
    ["a header that is a list", file([]), /an object/],
    ["a header that is not UTF-8", file({}).with(8, 0xff), /not text/],
    [
      "a tensor named __proto__",
      file('{"__proto__": {"dtype": "F32", "shape": [], "data_offsets": [0, 0]}}'),
      /__proto__/,
    ],
    ["an unknown type", file({ a: { ...whole, dtype: "F8_E4M3" } }, [0, 0, 0, 0]), /a type that is not read/],
    [
      "a type of every object",
      file({ a: { ...whole, dtype: "constructor" } }, [0, 0, 0, 0]),
      /a type that is not read/,
    ],
    ["a negative length", file({ a: { ...whole, shape: [-1] } }, [0, 0, 0, 0]), /whole number of 0 or more/],
    ["a huge shape", file({ a: { ...whole, shape: [2 ** 40, 2 ** 40] } }, [0, 0, 0, 0]), /is not inside the file/],
    ["a tensor past the end", file({ a: { ...whole, data_offsets: [4, 8] } }, [0, 0, 0, 0]), /is not inside the file/],
    [
      "an end before its begin",
      file({ a: { ...whole, data_offsets: [4, 0] } }, [0, 0, 0, 0]),
      /is not inside the file/,
    ],
    ["tensors that overlap", file({ a: whole, b: whole }, [0, 0, 0, 0]), /overlap/],
    ["a hole", file({ a: { ...whole, data_offsets: [4, 8] } }, [0, 0, 0, 0, 0, 0, 0, 0]), /leave a hole/],
    ["bytes of no tensor", file({ a: whole }, [0, 0, 0, 0, 1]), /belong to no tensor/],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes, "the file")).toThrow(FormatError);
    expect(() => readSafetensors(bytes, "the file")).toThrow(message);
  });

  it("says no to other files at a glance", () => {
    expect(isSafetensors(new TextEncoder().encode('{"format":"layers-model"}'))).toBe(false);
    expect(isSafetensors(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8))).toBe(false);
    expect(isSafetensors(Uint8Array.of(1, 0))).toBe(false);
  });
});
