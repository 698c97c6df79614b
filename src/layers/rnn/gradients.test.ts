/** Every recurrent layer's gradients, of its inputs and of each weight, against differences. */
import { describe, expect, it } from "vitest";
import { checkLayer } from "../../../test/check-layer.ts";
import { normal } from "../../../test/numbers.ts";
import { onEachBackend } from "../../../test/on-each-backend.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Layer } from "../layer.ts";
import { bidirectional } from "./bidirectional.ts";
import { rnn } from "./cell-rnn.ts";
import { gru, gruCell } from "./gru.ts";
import { lstm, lstmCell } from "./lstm.ts";
import { simpleRNN, simpleRNNCell } from "./simple-rnn.ts";
import { stackedRNNCells } from "./stacked-cells.ts";

const all = { units: 3, returnSequences: true, returnState: true } as const;

const makers: Record<string, () => unknown> = {
  simpleRNN: () => simpleRNN(all),
  lstm: () => lstm(all),
  "lstm backwards, other activations": () =>
    lstm({ ...all, activation: "softsign", recurrentActivation: "hardSigmoid", goBackwards: true }),
  "lstm walking step by step": () => lstm({ ...all, activation: "softmax" }),
  "lstm with a projection": () => lstm({ ...all, projection: 2, goBackwards: true }),
  gru: () => gru(all),
  "gru, reset before": () => gru({ ...all, resetAfter: false }),
  "a stack of cells": () =>
    rnn({ returnSequences: true, returnState: true, cell: [lstmCell({ units: 3 }), gruCell({ units: 2 })] }),
  ...Object.fromEntries(
    (["concat", "sum", "mul", "ave", null] as const).map((mergeMode) => [
      `bidirectional, ${mergeMode}`,
      () => bidirectional({ layer: lstm(all), mergeMode }),
    ]),
  ),
};

onEachBackend(() => {
  describe.each(Object.entries(makers))("%s", (_, make) => {
    it("has right gradients, with and without a mask", () => {
      const x = normal([2, 4, 2], 3);
      const mask = tensor([true, true, false, true, true, false, false, false], [2, 4]);
      checkLayer(make() as Layer<number>, [x]);
      checkLayer(make() as Layer<number>, [x], { mask });
    });
  });

  it.each([
    ["simpleRNNCell", () => simpleRNNCell({ units: 3 }), 1],
    ["lstmCell", () => lstmCell({ units: 3 }), 2],
    ["gruCell", () => gruCell({ units: 3 }), 1],
    ["stackedRNNCells", () => stackedRNNCells({ cells: [gruCell({ units: 3 }), gruCell({ units: 3 })] }), 2],
  ] as const)("%s has right gradients of one step", (_, make, states) => {
    const inputs: Tensor[] = [normal([2, 2], 3), ...Array.from({ length: states }, (__, i) => normal([2, 3], 4 + i))];
    checkLayer(make() as Layer<number>, inputs);
    expect(make().outputCount).toBe(states + 1);
  });
});
