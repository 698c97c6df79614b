/** A script of TensorFlow.js gives the same numbers with `recurve/tfjs` (its own from test/fixtures/tfjs/make.mjs). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as tf from "../src/tfjs/index.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

type Results = Record<string, { shape: number[]; values: number[] }>;
const { run } = (await import(new URL("fixtures/tfjs/script.mjs", import.meta.url).href)) as {
  run(library: object): Promise<Results>;
};
const answers = JSON.parse(readFileSync("test/fixtures/tfjs/script-answers.json", "utf8")) as Results;
const results = await run(tf);

it.each(Object.keys(answers))("a script's %s", (name) => {
  const [actual, expected] = [results[name]!, answers[name]!];
  expectClose(tf.tensor(actual.values, actual.shape), tf.tensor(expected.values, expected.shape), tolerance.training);
});

describe("recurve/tfjs", () => {
  it("saves into a folder and loads from there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "recurve-tfjs-"));
    const net = tf.sequential({ layers: [tf.layers.gru({ units: 2, inputShape: [3, 1] })] });
    await net.save(`file://${folder}`);
    const again = await tf.loadLayersModel(`file://${folder}/model.json`);
    rmSync(folder, { recursive: true });
    const x = tf.ones([1, 3, 1]);
    expect((again.predict(x) as tf.Tensor).arraySync()).toEqual((net.predict(x) as tf.Tensor).arraySync());
    await expect(net.save("indexeddb://net")).rejects.toThrow(/no IndexedDB/);
  });

  it("evaluates to scalars and stops when told", async () => {
    const net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    net.compile({ optimizer: "sgd", loss: "meanSquaredError", metrics: ["mae"] });
    const [x, y] = [tf.ones([4, 2]), tf.zeros([4, 1])];
    const scalars = (await net.evaluate(x, y)) as tf.Tensor[];
    expect(scalars.map(({ shape }) => shape)).toEqual([[], []]);
    const history = await net.fit(x, y, { epochs: 5, callbacks: { onBatchEnd: () => void (net.stopTraining = true) } });
    expect(history.epoch).toEqual([0]);
  });

  it("has its names for layers over images, and its slope of leakyReLU", () => {
    const net = tf.sequential({
      layers: [
        tf.layers.maxPool2d({ poolSize: 2, inputShape: [4, 4, 1] }),
        tf.layers.leakyReLU({ alpha: 0.5 } as object),
        tf.layers.elu(),
        tf.layers.cropping2D({
          cropping: [
            [1, 0],
            [0, 0],
          ],
        }),
      ],
    });
    expect((net.predict(tf.ones([1, 4, 4, 1])) as tf.Tensor).shape).toEqual([1, 1, 2, 1]);
  });

  it("a model is a layer of another, and memory needs no care", () => {
    const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const outer = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1 })] });
    const shape = tf.tidy(() => (outer.predict(tf.zeros([4, 3])) as tf.Tensor).shape);
    expect(shape).toEqual([4, 1]);
    tf.dispose(tf.ones([1]));
    expect(tf.memory().numTensors).toBe(0);
  });
});
