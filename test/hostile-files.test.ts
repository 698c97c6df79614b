/** Small files that ask for much work or memory: refused, quickly and by name. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { data, input, layers, loadModel, model, saveModel, sequential } from "../src/index.ts";
import { FormatError, IoError } from "../src/tensor/index.ts";
import { processorTime } from "./processor-time.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (value: string) => new TextEncoder().encode(value);
const small = unzipSync(await saveModel(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })));
const kerasFile = (config: string) => zipSync({ ...small, "metadata.json": text("{}"), "config.json": text(config) });

/** Runs in far less time than what is refused would take. */
async function refused(read: () => Promise<unknown>, message: RegExp, kind = FormatError): Promise<void> {
  const begin = process.cpuUsage();
  const error = await read().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(kind);
  expect(error!.message).toMatch(message);
  expect(processorTime(begin)).toBeLessThan(12_000);
}

const activation = (name: string, from?: string) => ({
  ...{ module: "keras.layers", class_name: "Activation", name, registered_name: null, build_config: null },
  config: { name, activation: "linear" },
  ...(from !== undefined && {
    inbound_nodes: [
      {
        args: [
          {
            class_name: "__keras_tensor__",
            config: { shape: [null, 2], dtype: "float32", keras_history: [from, 0, 0] },
          },
        ],
        kwargs: {},
      },
    ],
  }),
});
const start = {
  ...{ module: "keras.layers", class_name: "InputLayer", name: "x", registered_name: null, inbound_nodes: [] },
  config: { name: "x", batch_shape: [null, 2], dtype: "float32" },
};
const chain = (count: number) => Array.from({ length: count }, (_, i) => activation(`a${i}`));
const graph = (count: number) => [
  start,
  ...Array.from({ length: count }, (_, i) => activation(`a${i}`, i ? `a${i - 1}` : "x")),
];
const modelJson = (className: string, config: object) =>
  JSON.stringify({
    module: "keras",
    class_name: className,
    registered_name: className,
    config: { name: "m", ...config },
  });

describe("a .keras file", () => {
  it.each([
    ["a chain", modelJson("Sequential", { layers: chain(11_000) })],
    [
      "a graph",
      modelJson("Functional", { layers: graph(11_000), input_layers: ["x", 0, 0], output_layers: ["a9", 0, 0] }),
    ],
    [
      "chains in a chain",
      modelJson("Sequential", {
        layers: Array.from({ length: 60 }, (_, i) => ({
          ...{ module: "keras", class_name: "Sequential", registered_name: null, build_config: null },
          config: { name: `s${i}`, layers: chain(200) },
        })),
      }),
    ],
  ])("of too many layers in %s", async (_, config) => {
    await refused(() => loadModel(kerasFile(config)), /too many layers/);
  });

  it("whose JSON is 60 MB, or a million of nothing, or deep", async () => {
    await refused(() => loadModel(kerasFile(`{"layers":[${"{},".repeat(2e7)}{}]}`)), /config.json .*too large/);
    await refused(() => loadModel(kerasFile(`{"layers":[${"{},".repeat(5e6)}{}]}`)), /too large[\s\S]*values/);
    await refused(() => loadModel(kerasFile(`{"layers":[${"1,".repeat(5e6)}1]}`)), /too large[\s\S]*values/);
    await refused(() => loadModel(kerasFile("[".repeat(1e5) + "]".repeat(1e5))), /nests too deeply/);
    await refused(() => loadModel(kerasFile(`${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`)), /nests too deeply/);
  });

  it("whose calls run in a circle", async () => {
    const circle = [start, activation("a0", "a1"), activation("a1", "a0")];
    const config = { layers: circle, input_layers: ["x", 0, 0], output_layers: ["a1", 0, 0] };
    await refused(() => loadModel(kerasFile(modelJson("Functional", config))), /circle/);
  });
});

it.each([
  [
    "a sequential model",
    (names: readonly string[]) => sequential({ layers: [input({ shape: [2] }), ...linear(names)] }),
  ],
  [
    "a graph",
    (names: readonly string[]) => {
      const start = input({ shape: [2] });
      return model({ inputs: start, outputs: linear(names).reduce((end, layer) => layer.apply(end), start) });
    },
  ],
])("%s that is deep loads in time that grows with its layers, not with their square", async (_, make) => {
  const timeOf = async (depth: number) => {
    const bytes = await saveModel(make(Array.from({ length: depth }, (_, i) => `a${i}`)) as any);
    const begin = process.cpuUsage();
    expect((await loadModel(bytes)).layers.length).toBeGreaterThanOrEqual(depth);
    return processorTime(begin);
  };
  await timeOf(250);
  const [less, more] = [await timeOf(250), await timeOf(2000)];
  // eight times the layers: the square would be 64 times
  expect(more).toBeLessThan(24 * Math.max(less, 15));
});

const linear = (names: readonly string[]) => names.map((name) => layers.activation({ activation: "linear", name }));

it("thousands of unnamed layers are named in time that grows with them", () => {
  const begin = process.cpuUsage();
  const made = sequential({
    layers: [
      input({ shape: [2] }),
      ...Array.from({ length: 20_000 }, () => layers.activation({ activation: "linear" })),
    ],
  });
  expect(made.layers.at(-1)!.name).toBe("activation_19999");
  expect(processorTime(begin)).toBeLessThan(12_000);
});

describe("an .npz file", () => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (40000000,), }".padEnd(117);
  const zeros = new Uint8Array(128 + 4e7);
  zeros.set([0x93, ...text("NUMPY"), 1, 0, 118, 0, ...text(`${header}\n`)]);

  it("of many members that are small packed", async () => {
    const packed = zipSync(Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`${i}.npy`, zeros])));
    expect(packed.length).toBeLessThan(1e6);
    await refused(() => data.readNpz(packed), /too large when unpacked/);
  });

  it("of too many members", async () => {
    const packed = zipSync(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}.npy`, text("")])), {
      level: 0,
    });
    await refused(() => data.readNpz(packed), /too large when unpacked[\s\S]*10001 arrays/);
  });
});

describe("what is no file", () => {
  const pipe = join(folder, "pipe");
  const hasPipes = spawnSync("mkfifo", [pipe]).status === 0;

  it.skipIf(!hasPipes)(
    "a pipe that nobody writes to is refused, as a model, through a link, as data of a command",
    async () => {
      symlinkSync(pipe, join(folder, "link.keras"));
      for (const path of [pipe, join(folder, "link.keras")]) {
        await refused(() => loadModel(path), /not a regular file[\s\S]*\/dev\/stdin/, IoError);
      }
      writeFileSync(
        join(folder, "m.keras"),
        await saveModel(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })),
      );
      for (const args of [
        ["inspect", pipe],
        ["predict", join(folder, "m.keras"), pipe],
        ["train", "lm", pipe],
        ["train", "classify", pipe],
        ["train", "forecast", pipe],
        ["train", "translate", pipe],
      ]) {
        const { code, err } = await recurve(...args);
        expect([code, err], args.join(" ")).toEqual([1, expect.stringContaining("not a regular file")]);
      }
    },
  );

  const zeros = join(folder, "zeros");
  const hasDevices = spawnSync("mknod", [zeros, "c", "1", "5"]).status === 0;
  if (!hasDevices) console.warn("!!! SKIPPED: devices without an end: mknod is not allowed here");

  it.skipIf(!hasDevices)("a device without an end is refused", async () => {
    await refused(() => loadModel(zeros), /not a regular file[\s\S]*a device/, IoError);
    await refused(() => data.readCsv(zeros).next(), /not a regular file[\s\S]*a device/, IoError);
  });

  it.skipIf(!hasPipes)("a pipe in the place of a file beside a model is refused", async () => {
    const home = join(folder, "tfjs", "model.json");
    await saveModel(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] }), home);
    const weights = join(folder, "tfjs", readdirSync(join(folder, "tfjs")).find((name) => name.endsWith(".bin"))!);
    rmSync(weights);
    expect(spawnSync("mkfifo", [weights]).status).toBe(0);
    await refused(() => loadModel(home), /not a regular file[\s\S]*a pipe/, IoError);
  });

  it("a folder is refused", async () => {
    await refused(() => loadModel(folder), /not a regular file/, IoError);
  });
});
