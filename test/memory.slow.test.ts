/** Nobody disposes anything, and memory stays flat. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { backend } from "../src/backend/current.ts";
import { layers, Random, sequential, setBackend, tensor } from "../src/index.ts";
import * as tf from "../src/tfjs/index.ts";

const [B, T, F] = [8, 12, 5];
/** What a long loop may add: less than one intermediate result per hundred rounds. */
const allowedGrowth = 3 * 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes held after a collection: JavaScript's heap, its array buffers, and the kernels' memory. */
async function heldBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers + backend().describe().bytes!;
}

function normal(...shape: number[]) {
  const random = new Random(5);
  return tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
  );
}

function makeModel() {
  const model = sequential({
    layers: [
      layers.bidirectional({
        layer: layers.lstm({ units: 6, returnSequences: true, dropout: 0.1, recurrentDropout: 0.1 }),
      }),
      layers.gru({ units: 4 }),
      layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
  return model;
}

describe("memory", () => {
  beforeAll(() => setBackend("wasm"));

  it("stays flat over 10,000 predictions", async () => {
    const model = makeModel();
    const x = normal(B, T, F);
    for (let i = 0; i < 500; i++) model.predict(x);
    const before = await heldBytes();
    for (let i = 0; i < 10_000; i++) model.predict(x);
    expect((await heldBytes()) - before).toBeLessThan(allowedGrowth);
  });

  it("stays flat over 1,000 training steps", async () => {
    const model = makeModel();
    const [x, y] = [normal(B, T, F), normal(B, 1)];
    for (let i = 0; i < 100; i++) await model.trainOnBatch(x, y);
    const before = await heldBytes();
    for (let i = 0; i < 1000; i++) await model.trainOnBatch(x, y);
    expect((await heldBytes()) - before).toBeLessThan(allowedGrowth);
  });

  it("gives the weights of forgotten models back", async () => {
    const x = normal(1, 4, F);
    const build = () => sequential({ layers: [layers.lstm({ units: 128 })] }).predict(x);
    for (let i = 0; i < 20; i++) build();
    await heldBytes();
    const bytes = backend().describe().bytes!;
    for (let i = 0; i < 200; i++) {
      build();
      if (i % 10 === 0) await heldBytes();
    }
    // 200 models of 0.27 MB would be 54 MB
    expect(backend().describe().bytes! - bytes).toBeLessThan(16 * 2 ** 20);
  });

  it("stays flat over 50,000 variables of recurve/tfjs", async () => {
    const grownBy = async (variables: number) => {
      const before = await heldBytes();
      for (let i = 0; i < variables; i++) {
        tf.variable(tf.scalar(i)).dispose();
        if (i % 5000 === 0) await heldBytes();
      }
      return (await heldBytes()) - before;
    };
    await grownBy(5000);
    expect(await grownBy(50_000)).toBeLessThan(allowedGrowth);
  });

  it("holds 10,000 sessions of an LSTM in some KB each, and gives forgotten ones back", async () => {
    const model = sequential({
      layers: [layers.lstm({ units: 64, returnSequences: true, inputShape: [null, 8] }), layers.dense({ units: 8 })],
    });
    const x = normal(1, 1, 8).dataSync();
    const wanted = [...model.stream().step(x)];
    const open = (count: number) =>
      Array.from({ length: count }, () => {
        const session = model.stream();
        session.step(x);
        return session;
      });
    const [before, kernelsBefore] = [await heldBytes(), backend().describe().bytes!];
    let sessions = open(10_000);
    const each = ((await heldBytes()) - before) / sessions.length;
    const kernels = backend().describe().bytes!;
    console.log(
      `a session: ${Math.round(each)} bytes, ${Math.round((kernels - kernelsBefore) / 1e4)} of them the kernels'`,
    );
    expect(each).toBeLessThan(24 * 1024);
    for (const session of sessions) {
      session.reset();
      expect([...session.step(x)]).toEqual(wanted);
    }
    for (let round = 0; round < 3; round++) {
      sessions = [];
      await heldBytes();
      sessions = open(10_000);
    }
    expect(backend().describe().bytes! - kernels).toBeLessThan(allowedGrowth);
  });

  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  it.skipIf(header.glibcVersionRuntime === undefined)("takes freed memory for large results, not fresh pages", () => {
    // six blocks of 5 MB have 7,680 pages
    const program = `
      import { init, ones, ops } from ${JSON.stringify(join(import.meta.dirname, "../dist/node/index.js"))};
      const rest = () => (globalThis.gc(), new Promise((go) => setTimeout(go, 200)));
      const use = () => Array.from({ length: 6 }, () => new Uint8Array(5 << 20).fill(1)).length;
      init({ threads: 1, native: false });
      ops.add(ones([1 << 19]), 1);
      await rest(), use(), await rest();
      const before = process.resourceUsage().minorPageFault;
      use();
      console.log(process.resourceUsage().minorPageFault - before);`;
    const faults = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", program], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });
    expect(Number(faults)).toBeLessThan(1000);
  });
});
