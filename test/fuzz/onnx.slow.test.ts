/**
 * Mutated ONNX files, 20,000 of them: each is refused with a FormatError or is a model; a model predicts or says why not.
 * No other error, no file that takes long, no memory that grows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadModel } from "../../src/io/index.ts";
import type { OnnxModel } from "../../src/io/onnx/onnx-model.ts";
import { BackendError, ConfigError, FormatError, Random, ShapeError, zeros } from "../../src/tensor/index.ts";
import { processorTime } from "../processor-time.ts";

const COUNT = 20_000;
/** Milliseconds for one file, on a busy machine. */
const LONGEST = 10_000;
/** Bytes that the process may have grown by at the end: kernel memory, which is kept, and what awaits collection. */
const MOST_GROWTH = 3 * 2 ** 30;

const folder = "test/fixtures/onnx/files";
const originals = readdirSync(folder)
  .filter((name) => name.endsWith(".onnx"))
  .map((name) => new Uint8Array(readFileSync(`${folder}/${name}`)));

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const mutations: readonly Mutation[] = [
  // flipped bits
  (bytes, random) => {
    for (let i = random.integer(8); i >= 0; i--) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  },
  // bytes that mean much: lengths, ends of varints, large numbers
  (bytes, random) => {
    for (let i = random.integer(4); i >= 0; i--) {
      bytes[random.integer(bytes.length)] = [0, 1, 2, 0x7f, 0x80, 0xff][random.integer(6)]!;
    }
    return bytes;
  },
  // a number of ten bytes in place of what was there
  (bytes, random) => {
    const at = random.integer(Math.max(1, bytes.length - 10));
    bytes.fill(0xff, at, at + 9);
    bytes[at + 9] = 1;
    return bytes;
  },
  // a part left out, doubled, or taken from another file
  (bytes, random) => {
    const at = random.integer(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + random.integer(64)));
  },
  (bytes, random) => {
    const at = random.integer(bytes.length);
    return joined(bytes.subarray(0, at + random.integer(64)), bytes.subarray(at));
  },
  (bytes, random) => {
    const other = originals[random.integer(originals.length)]!;
    return joined(bytes.subarray(0, random.integer(bytes.length)), other.subarray(random.integer(other.length)));
  },
];

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

it(`${COUNT} mutated files are refused, or are models`, async () => {
  const random = new Random(31);
  const counts = { refused: 0, predicted: 0, failed: 0 };
  const before = process.memoryUsage().rss;
  for (let i = 0; i < COUNT; i++) {
    const original = originals[random.integer(originals.length)]!;
    const bytes = mutations[random.integer(mutations.length)]!(original.slice(), random);
    const start = process.cpuUsage();
    const model = await loadModel(bytes).catch((error: unknown) => {
      expect(error, `file ${i}`).toBeInstanceOf(FormatError);
      return undefined;
    });
    if (model) counts[ask(model as OnnxModel, `file ${i}`)]++;
    else counts.refused++;
    model?.dispose();
    expect(processorTime(start), `milliseconds for file ${i}`).toBeLessThan(LONGEST);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
  // the mutations are neither so small that all files stay whole, nor so large that none does
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(COUNT / 1000);
});

/** Asks a model that may be broken for a prediction of zeros. */
function ask(model: OnnxModel, which: string): "predicted" | "failed" {
  const inputs = model.layer.definition.inputs.map(({ shape, dtype }) => {
    const lengths = (shape ?? [2]).map((length) => length ?? 2);
    return zeros(lengths.reduce((size, length) => size * length, 1) > 2 ** 20 ? [2] : lengths, dtype);
  });
  try {
    model.predict(inputs);
    return "predicted";
  } catch (error) {
    const known = [FormatError, ShapeError, ConfigError, BackendError].some((kind) => error instanceof kind);
    expect(known, `${which}: ${(error as Error).stack}`).toBe(true);
    return "failed";
  }
}
