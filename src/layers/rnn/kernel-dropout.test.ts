import { describe, expect, it } from "vitest";
import { checkLayer } from "../../../test/check-layer.ts";
import { expectNumbers, normal } from "../../../test/numbers.ts";
import { onEachBackend } from "../../../test/on-each-backend.ts";
import { step } from "../../backend/current.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { sequential } from "../../models/index.ts";
import { RunContext } from "../context.ts";
import type { Layer } from "../layer.ts";
import { bidirectional } from "./bidirectional.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import type { RNN } from "./rnn.ts";
import { simpleRNN } from "./simple-rnn.ts";

const dropped = { units: 3, returnSequences: true, recurrentKernelDropout: 0.4, seed: 8 } as const;
const makers: Record<string, () => unknown> = {
  simpleRNN: () => simpleRNN(dropped),
  lstm: () => lstm(dropped),
  "lstm with both other dropouts": () => lstm({ ...dropped, dropout: 0.3, recurrentDropout: 0.3 }),
  gru: () => gru(dropped),
  "gru, reset before": () => gru({ ...dropped, resetAfter: false }),
};
const x = normal([2, 4, 2], 3);

onEachBackend(() => {
  describe.each(Object.entries(makers))("a dropped recurrent kernel: %s", (_, make) => {
    it("has right gradients, fused and step by step", () => {
      checkLayer(make() as Layer<number>, [x], { training: true });
      checkLayer(stepwise(make() as RNN), [x], { training: true });
    });

    it("gives the same fused as step by step", () => {
      const [fused, walked] = [make() as RNN, stepwise(make() as RNN)];
      expect(fused.explainPath()).toContain("fused");
      const outputs = [fused, walked].map((layer) => {
        layer.ensureBuilt([x.shape]);
        layer.setWeights(layer.weights.map(({ shape }, i) => normal(shape, 20 + i)));
        return step(() => layer.run([x], { training: true }, new RunContext(true, 5))[0]!).dataSync();
      });
      expectNumbers(outputs[0]!, outputs[1]!);
    });
  });
});

it("drops in training alone, anew for each batch", () => {
  const { seed: _, ...unseeded } = dropped;
  const [whole, some] = [lstm({ units: 3, returnSequences: true }), lstm(unseeded)];
  for (const layer of [whole, some]) {
    layer.ensureBuilt([x.shape]);
    layer.setWeights(layer.weights.map(({ shape }, i) => normal(shape, 20 + i)));
  }
  const first = [...some.apply(x, { training: true }).dataSync()];
  expect(some.apply(x).arraySync()).toEqual(whole.apply(x).arraySync());
  expect(first).not.toEqual([...whole.apply(x).dataSync()]);
  expect([...some.apply(x, { training: true }).dataSync()]).not.toEqual(first);
  // the first step's hidden state is zero: nothing meets the kernel yet
  expect(first.slice(0, 3)).toEqual([...whole.apply(x).dataSync()].slice(0, 3));
});

it.each([
  ["keras", (layer: Layer) => layer],
  ["keras-h5", (layer: Layer) => bidirectional({ layer: layer as RNN })],
] as const)("is kept in a file of format %s", async (format, around) => {
  const make = (rate: number) => around(lstm({ units: 3, inputShape: [4, 2], recurrentKernelDropout: rate }) as Layer);
  const model = sequential({ layers: [make(0.4)], seed: 1 });
  model.build([null, 4, 2]);
  const again = await loadModel(await saveModel(model, undefined, { format }));
  const layer = again.layers.at(-1)!;
  const inner = (layer.children.find((child) => child.className === "LSTM") ?? layer) as RNN;
  expect(inner.config).toMatchObject({ recurrentKernelDropout: 0.4 });
});

it("takes rates below 1", () => {
  expect(() => lstm({ units: 3, recurrentKernelDropout: 1 })).toThrow("from 0 to below 1");
  expect(() => gru({ units: 3, recurrentKernelDropout: -0.1 })).toThrow("recurrentKernelDropout");
});

function stepwise(layer: RNN): RNN {
  layer.cell.path = () => ({ fused: false, reason: "of the test" });
  return layer;
}
