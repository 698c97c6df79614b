/** Thousands of damaged safetensors and TensorFlow.js files: each is read or refused with a FormatError, soon and for good. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FormatError,
  formatOf,
  input,
  layers,
  loadModel,
  loadWeights,
  readWeights,
  sequential,
} from "../../src/index.ts";
import { processorTime } from "../processor-time.ts";

const runs = 10_000;

/** Changes of a file's bytes: some overwritten, some cut out, the end cut off. */
const damage = fc.record({
  bytes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 6 }),
  cut: fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40))),
  end: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(original: Uint8Array, { bytes, cut, end }: Damage): Uint8Array<ArrayBuffer> {
  let copy = new Uint8Array(original);
  for (const [at, value] of bytes) copy[Math.floor(at * (copy.length - 1))] = value;
  if (cut) {
    const from = Math.floor(cut[0] * copy.length);
    copy = new Uint8Array([...copy.subarray(0, from), ...copy.subarray(from + cut[1])]);
  }
  return end === null ? copy : copy.slice(0, Math.floor(end * copy.length));
}

async function readsOrRefuses(read: () => Promise<unknown>): Promise<void> {
  const start = process.cpuUsage();
  try {
    await read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  expect(processorTime(start)).toBeLessThan(2000);
}

/** All files with an ending below a folder. */
const filesOf = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== "answers.json")
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${folder}/${name}`)) }));

describe("damaged files", () => {
  it("of safetensors", async () => {
    const files = filesOf("test/fixtures/pytorch/files", ".safetensors");
    const model = sequential({ layers: [input({ shape: [null, 3] }), layers.lstm({ units: 4 })] });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), damage, async ({ bytes }, change) => {
        const bad = damaged(bytes, change);
        await readsOrRefuses(() => formatOf(bad));
        await readsOrRefuses(() => readWeights(bad));
        await readsOrRefuses(() => loadWeights(model, bad, { from: "pytorch" }));
      }),
      { numRuns: runs, seed: 1 },
    );
  });

  it("of TensorFlow.js", async () => {
    const folder = "test/fixtures/tfjs/files";
    const shards = filesOf(folder, ".bin").map(({ name, bytes }) => new File([bytes], name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...filesOf(folder, ".json")), damage, async ({ bytes }, change) => {
        await readsOrRefuses(() => loadModel([new File([damaged(bytes, change)], "model.json"), ...shards]));
      }),
      { numRuns: runs, seed: 2 },
    );
  });
});
