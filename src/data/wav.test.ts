/** WAV files: what SciPy 1.x and Python's `wave` wrote is read, what is written is read back, and damaged files are refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { ConfigError, FormatError, IoError, tensor } from "../tensor/index.ts";
import { readWav, writeWav } from "./index.ts";

/** scipy.io.wavfile.write of integers and floats; wave for 24 bits. */
const files = {
  stereo: "UklGRjAAAABXQVZFZm10IBAAAAABAAIARKwAABCxAgAEABAAZGF0YQwAAAAAAAEAAID/f/7/OTA=",
  pcm8: "UklGRigAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQQAAAAAgP8D",
  pcm32: "UklGRjAAAABXQVZFZm10IBAAAAABAAEAgD4AAAD6AAAEACAAZGF0YQwAAAAAAACABQAAAAAAAEA=",
  float32: "UklGRkIAAABXQVZFZm10IBIAAAADAAIAIlYAABCxAgAIACAAAABmYWN0BAAAAAIAAABkYXRhEAAAAAAAAD8AAIC+AADAP3fMKzI=",
  float64: "UklGRkIAAABXQVZFZm10IBIAAAADAAEAIlYAABCxAgAIAEAAAABmYWN0BAAAAAIAAABkYXRhEAAAAJqZmZmZmbk/AAAAAAAA0L8=",
  pcm24: "UklGRjMAAABXQVZFZm10IBAAAAABAAEAgLsAAIAyAgADABgAZGF0YQ8AAAAAAAABAAD//////38AAIA=",
};
const bytesOf = (name: keyof typeof files) => new Uint8Array(Buffer.from(files[name], "base64"));

it.each<[keyof typeof files, number, number[][]]>([
  [
    "stereo",
    44100,
    [
      [0, 1 / 32768],
      [-1, 32767 / 32768],
      [-2 / 32768, 12345 / 32768],
    ],
  ],
  ["pcm8", 8000, [[-1], [0], [127 / 128], [-125 / 128]]],
  ["pcm32", 16000, [[-1], [5 / 2 ** 31], [0.5]]],
  [
    "float32",
    22050,
    [
      [0.5, -0.25],
      [1.5, 1e-8],
    ],
  ],
  ["float64", 22050, [[0.1], [-0.25]]],
  ["pcm24", 48000, [[0], [2 ** -23], [-(2 ** -23)], [1 - 2 ** -23], [-1]]],
])("reads %s", async (name, rate, values) => {
  const { samples, sampleRate } = await readWav(bytesOf(name));
  expect(sampleRate).toBe(rate);
  expect(samples.shape).toEqual([values.length, values[0]!.length]);
  expect([...samples.dataSync()]).toEqual(values.flat().map(Math.fround));
});

it("reads bytes in any form, Blobs, streams and paths", async () => {
  const bytes = bytesOf("stereo");
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const folder = mkdtempSync(join(tmpdir(), "recurve-wav-"));
  const path = join(folder, "a.wav");
  writeFileSync(path, bytes);
  const pieces = async function* () {
    for (const byte of bytes) yield Uint8Array.of(byte);
  };
  const expected = (await readWav(bytes)).samples.dataSync();
  const view = new DataView(shifted.buffer, 3);
  for (const source of [Buffer.from(bytes), shifted.subarray(3), view, shared, new Blob([bytes]), path, pieces()]) {
    expect((await readWav(source)).samples.dataSync()).toEqual(expected);
  }
  rmSync(folder, { recursive: true });
  await expect(readWav(path)).rejects.toThrow(IoError);
  for (const wrong of [null, 3, {}, undefined]) await expect(readWav(wrong as never)).rejects.toThrow(ConfigError);
});

/** A file of these chunks. */
function wav(...chunks: [id: string, data: number[], stated?: number][]): Uint8Array {
  const parts = chunks.flatMap(([id, data, stated = data.length]) => [
    ...Buffer.from(id),
    ...new Uint8Array(Uint32Array.of(stated).buffer),
    ...data,
    ...(data.length % 2 ? [0] : []),
  ]);
  return Uint8Array.from([
    ...Buffer.from("RIFF"),
    ...new Uint8Array(Uint32Array.of(parts.length + 4).buffer),
    ...Buffer.from("WAVE"),
    ...parts,
  ]);
}

const fmt = (tag: number, channels: number, bits: number, frame = (channels * bits) / 8, rate = 8000) => [
  ...new Uint8Array(Uint16Array.of(tag, channels).buffer),
  ...new Uint8Array(Uint32Array.of(rate, rate * frame).buffer),
  ...new Uint8Array(Uint16Array.of(frame, bits).buffer),
];
const guid = (tag: number) => [tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
const extensible = (tag: number, channels: number, bits: number) => [
  ...fmt(0xfffe, channels, bits),
  ...[22, 0, bits, 0, 3, 0, 0, 0],
  ...guid(tag),
];
const valuesOf = async (bytes: Uint8Array) => [...(await readWav(bytes)).samples.dataSync()];

it("reads the extensible form, odd chunks, samples of unknown length, and no samples", async () => {
  expect(await valuesOf(wav(["fmt ", extensible(1, 2, 16)], ["data", [0, 64, 0, 192]]))).toEqual([0.5, -0.5]);
  const half = [...new Uint8Array(Float32Array.of(0.5).buffer)];
  expect(await valuesOf(wav(["fmt ", extensible(3, 1, 32)], ["data", half]))).toEqual([0.5]);
  const odd = wav(["LIST", [1, 2, 3]], ["fmt ", fmt(1, 1, 8)], ["data", [0, 128, 192]], ["id3 ", [9]]);
  expect(await valuesOf(odd)).toEqual([-1, 0, 0.5]);
  expect(await valuesOf(wav(["fmt ", fmt(1, 1, 8)], ["data", [0, 128], 0xffffffff]))).toEqual([-1, 0]);
  expect(await valuesOf(wav(["fmt ", fmt(1, 1, 12, 2)], ["data", [0, 64]]))).toEqual([0.5]);
  expect((await readWav(wav(["fmt ", fmt(1, 3, 16)], ["data", []]))).samples.shape).toEqual([0, 3]);
});

it.each<[string, Uint8Array, RegExp]>([
  ["nothing", new Uint8Array(), /not a whole WAV file[\s\S]*0 bytes/],
  ["another file", new TextEncoder().encode("fLaC and more of it"), /received: "fLaC[\s\S]*ffmpeg/],
  ["no format", wav(["data", [0, 0]]), /a chunk "fmt"/],
  ["a short format", wav(["fmt ", [1, 0, 1, 0]], ["data", [0]]), /4 bytes/],
  ["no samples", wav(["fmt ", fmt(1, 1, 16)]), /no samples/],
  ["samples that were cut off", bytesOf("stereo").subarray(0, 50), /12 bytes of the chunk "data"[\s\S]*cut off/],
  ["half a sample", wav(["fmt ", fmt(1, 2, 16)], ["data", [0, 0, 0]]), /samples of 4 bytes/],
  ["no channels", wav(["fmt ", fmt(1, 0, 16, 0)], ["data", []]), /0 channels/],
  ["channels without end", wav(["fmt ", fmt(1, 65535, 8, 65535)], ["data", []]), /65535 channels/],
  ["no rate", wav(["fmt ", fmt(1, 1, 16, 2, 0)], ["data", []]), /0 samples a second/],
  ["frames of another size", wav(["fmt ", fmt(1, 2, 16, 2)], ["data", []]), /2 bytes for all/],
  ["mu-law", wav(["fmt ", fmt(7, 1, 8)], ["data", [0]]), /mu-law, 8 bits[\s\S]*ffmpeg/],
  ["no bits", wav(["fmt ", fmt(1, 1, 0, 0)], ["data", []]), /PCM, 0 bits/],
  ["many bits", wav(["fmt ", fmt(1, 1, 64, 8)], ["data", []]), /PCM, 64 bits/],
  ["half floats", wav(["fmt ", fmt(3, 1, 16, 2)], ["data", []]), /floating point, 16 bits/],
  ["an unknown GUID", wav(["fmt ", extensible(1, 1, 16).with(30, 9)], ["data", []]), /the format 65534/],
])("refuses %s", async (_, bytes, message) => {
  await expect(readWav(bytes)).rejects.toThrow(FormatError);
  await expect(readWav(bytes)).rejects.toThrow(message);
});

it("reads or refuses whatever bytes a file has", async () => {
  const seeds = Object.keys(files).map((name) => bytesOf(name as keyof typeof files));
  const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), changes, fc.nat(80), async (seed, edits, cut) => {
      const bytes = seed.slice(0, edits.length % 2 ? seed.length : cut);
      for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
      await readWav(bytes).catch((error) => expect(error).toBeInstanceOf(FormatError));
    }),
    { numRuns: 500, seed: 1 },
  );
});

it("reads what it writes", async () => {
  const values = [
    [0, 0.5],
    [-1, 0.25],
    [-0.125, 0.75],
  ];
  for (const encoding of ["pcm16", "pcm24", "pcm32", "float32"] as const) {
    const { samples, sampleRate } = await readWav(writeWav(values, { sampleRate: 11025, encoding }));
    expect(sampleRate).toBe(11025);
    expect(samples.arraySync()).toEqual(values);
  }
  expect(
    Buffer.from(writeWav((await readWav(bytesOf("stereo"))).samples, { sampleRate: 44100 })).toString("base64"),
  ).toBe(files.stereo);
  expect(
    (await readWav(writeWav(tensor([0.5, -0.5, 1]), { sampleRate: 8000, encoding: "pcm24" }))).samples.shape,
  ).toEqual([3, 1]);
});

it("says what it clips, and refuses what is no sound", () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  writeWav([1, -1, 0.5], { sampleRate: 8000 });
  expect(warned).not.toHaveBeenCalled();
  writeWav([1.5, -2, 0.5], { sampleRate: 8000 });
  expect(warned.mock.calls[0]![0]).toMatch(/clipped 2 of 3 samples/);
  warned.mockRestore();
  for (const wrong of [3, [[[1]]], [Number.NaN]]) {
    expect(() => writeWav(wrong as never, { sampleRate: 8000 })).toThrow(ConfigError);
  }
  expect(() => writeWav([0], {} as never)).toThrow(/sampleRate/);
  expect(() => writeWav([0], { sampleRate: 0 })).toThrow(/sampleRate/);
  expect(() => writeWav([0], { sampleRate: 8000, encoding: "mp3" as never })).toThrow(/encoding/);
});
