/** NumPy's files: what NumPy 2.4 wrote is read, what is written is read back, and damaged files are refused. */
import { expect, it } from "vitest";
import { FormatError, type Tensor, tensor } from "../tensor/index.ts";
import { readNpy, readNpz, writeNpy, writeNpz } from "./index.ts";

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
/** np.save of np.asfortranarray(np.arange(6, dtype="<i2").reshape(2, 3)) */
const fortran =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAMAAQAEAAIABQA=";
/** np.save of np.array([2**40]) */
const large =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAEAAA==";
/** np.savez_compressed of x=np.array([[1.5, -2], [3, 4]], "f4") and n=np.array(7, "u1") */
const compressed =
  "UEsDBC0AAAAIAAAAIQDwDMxS//////////8FABQAeC5ucHkBABAAkAAAAAAAAABVAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgaGA/YMQIKBwcGBgaHBAQBQSwMELQAAAAgAAAAhAHYOE4n//////////wUAFABuLm5weQEAEACBAAAAAAAAAEMAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAS52AFBLAQItAy0AAAAIAAAAIQDwDMxSVQAAAJAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQB2DhOJQwAAAIEAAAAFAAAAAAAAAAAAAACAAYwAAABuLm5weVBLBQYAAAAAAgACAGYAAAAGAQAAAAA=";

const shown = ({ dtype, shape, ...rest }: Tensor) => [dtype, shape, [...(rest as Tensor).storage.read()]];

it("reads columns first, integers, and archives", async () => {
  expect(shown(readNpy(bytes(fortran)))).toEqual(["int32", [2, 3], [0, 1, 2, 3, 4, 5]]);
  const { x, n } = await readNpz(bytes(compressed));
  expect([shown(x!), shown(n!)]).toEqual([
    ["float32", [2, 2], [1.5, -2, 3, 4]],
    ["int32", [], [7]],
  ]);
});

it("reads what it writes, of every type", async () => {
  const arrays = {
    a: tensor([[1.5], [2]]),
    b: tensor([3, -4], [2], "int32"),
    c: tensor([[true, false, true]]),
    d: tensor(2.5),
  };
  const again = await readNpz(await writeNpz(arrays));
  for (const [name, array] of Object.entries(arrays)) {
    expect(shown(again[name]!)).toEqual(shown(array));
    expect(shown(readNpy(writeNpy(array)))).toEqual(shown(array));
  }
});

it("refuses what is damaged or does not fit", async () => {
  const whole = writeNpy(tensor([1, 2, 3]));
  expect(() => readNpy(whole.subarray(0, -1), "a.npy")).toThrow(/a\.npy is not a whole array/);
  expect(() => readNpy(bytes("aGVsbG8gdGhlcmU="))).toThrow(FormatError);
  expect(() => readNpy(bytes(large))).toThrow(/beyond 32 bits[\s\S]*1099511627776/);
  await expect(readNpz(whole, "b.npz")).rejects.toThrow(/b\.npz is not an archive/);
  const archive = bytes(compressed);
  for (let cut = 1; cut < archive.length; cut += 7) {
    await expect(readNpz(archive.subarray(0, cut))).rejects.toThrow(FormatError);
  }
});
