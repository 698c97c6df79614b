/**
 * Mutated files of Keras, 20,000 of them: each is refused with a FormatError or is a model. No other error, no file that
 * takes long, no memory that grows. Files of a further format join by a folder in `folders`; ONNX has a run of its own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { writeZip, Zip } from "../../src/io/containers/zip.ts";
import { loadModel, loadWeights, type ModelSource } from "../../src/io/index.ts";
import { FormatError, Random } from "../../src/tensor/index.ts";
import { processorTime } from "../processor-time.ts";

const COUNT = 20_000;
/** Milliseconds for one file, on a busy machine. */
const LONGEST = 10_000;
/** Bytes that the process may have grown by at the end: kernel memory, which is kept, and what awaits collection. */
const MOST_GROWTH = 2 ** 30;

const folders = ["test/fixtures/keras"];
const originals = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(keras|h5)$/.test(name))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${folder}/${name}`)) })),
);

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Where something is likely to stand: anywhere, or near one of the places that hold structure rather than weights. */
function place(bytes: Uint8Array, random: Random): number {
  const at = random.integer(bytes.length);
  if (random.integer(2) === 0) return at;
  // the next signature or key
  const marks = [0x54, 0x48, 0x53, 0x22, 0x50];
  const found = bytes.indexOf(marks[random.integer(marks.length)]!, at);
  return Math.min(bytes.length - 1, (found < 0 ? at : found) + random.integer(32));
}

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    for (let i = random.integer(8); i >= 0; i--) bytes[place(bytes, random)]! ^= 1 << random.integer(8);
    return bytes;
  },
  (bytes, random) => {
    for (let i = random.integer(4); i >= 0; i--)
      bytes[place(bytes, random)] = [0, 1, 8, 0x7f, 0x80, 0xff][random.integer(6)]!;
    return bytes;
  },
  // an address or a length
  (bytes, random) => {
    const at = 8 * random.integer(Math.floor(bytes.length / 8) - 1);
    new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(
      at,
      BigInt(random.integer(2 ** 20)) ** BigInt(random.integer(4)),
      true,
    );
    return bytes;
  },
  (bytes, random) => bytes.slice(0, random.integer(bytes.length)),
  (bytes, random) => {
    const [from, to, count] = [place(bytes, random), place(bytes, random), random.integer(256)];
    bytes.copyWithin(to, from, from + count);
    return bytes;
  },
  // a digit, a name or a bracket of the JSON
  (bytes, random) => {
    const at = bytes.indexOf(0x7b, random.integer(bytes.length));
    const texts = ["null", "-1", "1e9", "[]", "{}", '"__proto__"', '"x"', "[null,3]", "true", '"lstm"'];
    const text = new TextEncoder().encode(texts[random.integer(texts.length)]!);
    const to = bytes.indexOf(0x3a, Math.max(0, at) + random.integer(2000));
    if (to >= 0 && to + text.length < bytes.length) bytes.set(text, to + 1);
    return bytes;
  },
];

/** An archive checks its members by sums; mutations that shall reach what is in them happen before it is packed. */
const packed = new Map<string, Record<string, Uint8Array>>();
for (const { name, bytes } of originals.filter((each) => each.name.endsWith(".keras"))) {
  const zip = new Zip(bytes, name);
  packed.set(
    name,
    Object.fromEntries(await Promise.all(zip.names.map(async (each) => [each, await zip.read(each)] as const))),
  );
}

async function mutated(random: Random): Promise<{ name: string; bytes: Uint8Array }> {
  const { name, bytes } = originals[random.integer(originals.length)]!;
  const change = mutations[random.integer(mutations.length)]!;
  const members = packed.get(name);
  if (!members || random.integer(4) === 0) return { name, bytes: change(bytes.slice(), random) };
  const member = ["config.json", "model.weights.h5"][random.integer(2)]!;
  return { name, bytes: await writeZip({ ...members, [member]: change(members[member]!.slice(), random) }) };
}

it(`${COUNT} mutated files are refused, or are models`, async () => {
  const random = new Random(37);
  const counts = { refused: 0, read: 0 };
  const model = await loadModel(originals.find(({ name }) => name === "graph.keras")!.bytes);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < COUNT; i++) {
    const { name, bytes } = await mutated(random);
    const start = process.cpuUsage();
    const read = (source: ModelSource) =>
      name.endsWith(".weights.h5") ? loadWeights(model, source) : loadModel(source);
    await read(bytes).then(
      (made) => {
        counts.read++;
        made?.dispose();
      },
      (error: unknown) => {
        if (!(error instanceof FormatError)) throw new Error(`file ${i}, of ${name}`, { cause: error });
        counts.refused++;
      },
    );
    expect(processorTime(start), `milliseconds for file ${i}, of ${name}`).toBeLessThan(LONGEST);
  }
  expect(counts.refused).toBeGreaterThan(COUNT / 5);
  expect(counts.read).toBeGreaterThan(COUNT / 20);
  expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
});
