import { describe, expect, it } from "vitest";
import { expectClose, expectNumbers, normal } from "../../test/numbers.ts";
import { grad, input, layers, model, ops, sequential, type Tensor, tensor } from "../index.ts";
import type { CellValues, Trace } from "../layers/trace-values.ts";
import type { AnyModel } from "./model.ts";

/** The trace of a model's only layer. */
function only<K extends Trace["kind"]>(trace: Trace, kind: K): Extract<Trace, { kind: K }> {
  const found = trace.layers.find((each) => each.kind === kind);
  if (!found) throw new Error(`no ${kind} in ${trace.layers.map((each) => each.kind)}`);
  return found as Extract<Trace, { kind: K }>;
}

const shifted = (states: Tensor) => {
  const [batch, time, units] = states.shape as [number, number, number];
  return ops.concatenate(
    [
      tensor(new Array(batch * units).fill(0), [batch, 1, units]),
      ops.slice(states, [0, 0, 0], [batch, time - 1, units]),
    ],
    1,
  );
};

/** x W + b and h U + d, in blocks of the gates, spelled out. */
function blocks(x: Tensor, h: Tensor, [kernel, recurrent, bias]: readonly Tensor[], count: number) {
  const rows = bias!.rank === 2 ? ops.split(bias!, 2, 0).map((row) => ops.reshape(row, [-1])) : [bias!, 0];
  const from = ops.split(ops.add(ops.matmul(x, kernel!), rows[0]!), count, -1);
  const back = ops.split(ops.add(ops.matmul(h, recurrent!), rows[1]!), count, -1);
  return { from, back };
}

describe("trace", () => {
  it("tells what each layer took", () => {
    const m = sequential([layers.lstm({ units: 3, returnSequences: true }), layers.dense({ units: 2 })], { seed: 1 });
    const x = normal([2, 5, 4], 2);
    const traced = m.trace(x);
    expect(traced.inputs.map((each) => each.dataSync())).toEqual([x.dataSync()]);
    expect(traced.layers[0]!.inputs[0]!.dataSync()).toEqual(x.dataSync());
    expect(traced.layers[1]!.inputs[0]!.dataSync()).toEqual(traced.layers[0]!.outputs[0]!.dataSync());
  });

  it("gives an LSTM's gates and states, to the bit as predict goes on with them", () => {
    const m = sequential([layers.lstm({ units: 3, returnSequences: true })], { seed: 1 });
    const x = normal([2, 5, 4], 2);
    const predicted = m.predict(x);
    const { i, f, g, o, c, h } = only(m.trace(x), "lstm");
    expect(h.dataSync()).toEqual(predicted.dataSync());
    const { from, back } = blocks(x, shifted(h), m.getWeights(), 4);
    const sums = from.map((part, k) => ops.add(part, back[k]!));
    for (const [k, gate] of [i, f, o].entries()) expectClose(gate, ops.sigmoid(sums[[0, 1, 3][k]!]!));
    expectClose(g, ops.tanh(sums[2]!));
    expectClose(c, ops.add(ops.multiply(f, shifted(c)), ops.multiply(i, g)));
    expectClose(h, ops.multiply(o, ops.tanh(c)));
  });

  it.each([true, false])("gives a GRU's gates, resetAfter %s", (resetAfter) => {
    const layer = layers.gru({ units: 3, resetAfter, biasInitializer: "glorotUniform" });
    const m = sequential([layer], { seed: 1 });
    const x = normal([2, 5, 4], 2);
    const predicted = m.predict(x);
    const { z, r, candidate, h } = only(m.trace(x), "gru");
    expect(h.dataSync().filter((_, i) => Math.floor(i / 3) % 5 === 4)).toEqual(predicted.dataSync());
    const before = shifted(h);
    const { from, back } = blocks(x, before, m.getWeights(), 3);
    expectClose(z, ops.sigmoid(ops.add(from[0]!, back[0]!)));
    expectClose(r, ops.sigmoid(ops.add(from[1]!, back[1]!)));
    const reset = resetAfter
      ? ops.multiply(r, back[2]!)
      : ops.matmul(ops.multiply(r, before), ops.split(m.getWeights()[1]!, 3, -1)[2]!);
    expectClose(candidate, ops.tanh(ops.add(from[2]!, reset)));
    expectClose(h, ops.add(ops.multiply(z, before), ops.multiply(ops.subtract(1, z), candidate)));
  });

  it("puts the steps of a layer that runs backwards in the order of the input", () => {
    const layer = layers.simpleRNN({ units: 3, returnSequences: true, goBackwards: true });
    const m = sequential([layer], { seed: 1 });
    const x = normal([2, 5, 4], 2);
    const { h, outputs } = only(m.trace(x), "simpleRNN");
    expect(outputs[0]!.dataSync()).toEqual(m.predict(x).dataSync());
    expect(h.dataSync()).toEqual(ops.reverse(outputs[0]!, 1).dataSync());
  });

  it("gives both directions, stacks, cells without kernels, and cells of one's own", () => {
    class Decay extends layers.RNNCell {
      override readonly className = "Decay";
      override readonly stateSizes = [2];
      override readonly config = {};
      override step(x: Tensor, [h]: readonly Tensor[]) {
        const next = ops.add(ops.multiply(h!, 0.5), x);
        return { output: next, states: [next] };
      }
    }
    const start = input({ shape: [4, 3] });
    const both = layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }).apply(start);
    const stack = [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2 })];
    const stacked = layers.rnn({ cell: stack, returnSequences: true }).apply(both) as typeof both;
    const slow = layers.lstm({ units: 2, returnSequences: true, activation: "softmax" }).apply(stacked);
    const own = layers.rnn({ cell: new Decay(), returnSequences: true }).apply(slow) as typeof both;
    const m = model({ inputs: start, outputs: [both, stacked, slow, own], seed: 3 });
    const x = normal([2, 4, 3], 1);
    const predicted = m.predict(x);
    const trace = m.trace(x);
    expect(trace.layers.map(({ kind }) => kind)).toEqual(["bidirectional", "stack", "lstm", "cell"]);
    for (const [i, { outputs }] of trace.layers.entries())
      expect(outputs[0]!.dataSync()).toEqual((predicted as Tensor[])[i]!.dataSync());
    const { forward, backward } = only(trace, "bidirectional");
    const states = [forward, backward].map((each) => (each as CellValues & { h: Tensor }).h);
    expect(ops.concatenate(states).dataSync()).toEqual(predicted[0].dataSync());
    const [, second] = only(trace, "stack").cells;
    expect((second as { h: Tensor }).h.dataSync()).toEqual(predicted[1].dataSync());
    expect(only(trace, "lstm").h.dataSync()).toEqual(predicted[2].dataSync());
    expect(only(trace, "cell").states[0]!.dataSync()).toEqual(predicted[3].dataSync());
  });

  it("says which steps are masked, and leaves stateful layers as they are", () => {
    const m = sequential(
      [layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true }), layers.lstm({ units: 2, stateful: true })],
      { seed: 3 },
    );
    const x = tensor([[1, 2, 0, 0]]);
    m.predict(x);
    const kept = m.layers[1] as unknown as { states: Tensor[] };
    const before = kept.states.map((state) => [...state.dataSync()]);
    const trace = m.trace(x);
    expect([...trace.layers[0]!.mask!.dataSync()]).toEqual([1, 1, 0, 0]);
    const { h } = only(trace, "lstm");
    expect(h.dataSync().slice(2, 4)).toEqual(h.dataSync().slice(6, 8));
    expect(kept.states.map((state) => [...state.dataSync()])).toEqual(before);
    expect(m.predict(x).dataSync()).toEqual(h.dataSync().slice(6, 8));
  });

  it("gives the weights of attention, and what is inside models and wrappers", () => {
    const start = input({ shape: [4, 3] });
    const inner = sequential([layers.timeDistributed({ layer: layers.dense({ units: 3 }) })]).apply(
      start,
    ) as typeof start;
    const heads = layers.multiHeadAttention({ numHeads: 2, keyDim: 2 }).apply([inner, inner]);
    const m = model({ inputs: start, outputs: layers.attention().apply([heads, inner]), seed: 2 });
    const trace = m.trace(normal([2, 4, 3], 1));
    expect(trace.outputs[0]!.dataSync()).toEqual(m.predict(normal([2, 4, 3], 1)).dataSync());
    const [sub, ...attentions] = trace.layers;
    expect(sub!.layers[0]!.layers[0]!.className).toBe("Dense");
    const weights = attentions.map((each) => (each as { weights: Tensor }).weights);
    expect(weights.map(({ shape }) => shape)).toEqual([
      [2, 2, 4, 4],
      [2, 4, 4],
    ]);
    for (const each of weights) expectClose(ops.sum(each, -1), ops.add(ops.multiply(ops.sum(each, -1), 0), 1));
  });

  it("is there for a layer by itself, typed by its class", () => {
    const layer = layers.lstm({ units: 2, returnState: true });
    const x = normal([1, 3, 2]);
    const [, h, c] = layer.apply(x);
    const trace = layer.trace(x);
    expect(trace.c.dataSync().slice(4)).toEqual(c.dataSync());
    expect(layer.trace(x, { initialState: [h, c] }).h.dataSync()).not.toEqual(trace.h.dataSync());
    const grid = layers.convLstm2d({ filters: 2, kernelSize: 2 }).trace(normal([1, 3, 4, 4, 1]));
    expect(grid.kind === "lstm" && grid.f.shape).toEqual([1, 3, 3, 3, 2]);
  });
});

describe("traceGradient", () => {
  it.each([layers.simpleRNN({ units: 3 }), layers.gru({ units: 3 }), layers.lstm({ units: 3 })])(
    "of $className is what the rest of the sequence passes back",
    (layer) => {
      const m: AnyModel = sequential([layer], { seed: 4 });
      m.compile({ loss: "meanSquaredError" });
      const [x, y] = [normal([2, 5, 2], 1), normal([2, 3], 2)];
      const lossOf = (prediction: Tensor) => ops.mean(ops.square(ops.subtract(prediction, y)));
      const { loss, layers: found } = m.traceGradient(x, y);
      const states = m.trace(x).layers[0] as unknown as { h: Tensor; c?: Tensor };
      expectNumbers(loss, lossOf(m.predict(x) as Tensor).dataSync());
      for (const t of [0, 2, 3]) {
        const at = (each: Tensor) => ops.reshape(ops.slice(each, [0, t, 0], [2, 1, 3]), [2, 3]);
        const rest = ops.slice(x, [0, t + 1, 0], [2, 4 - t, 2]);
        const lossFrom = (h: Tensor) =>
          lossOf(layer.apply(rest, { initialState: states.c ? [h, at(states.c)] : [h] }) as Tensor);
        const [dh, dc] = found[0]!.gradients;
        expectClose(at(dh!), grad(lossFrom)(at(states.h)));
        if (!states.c) continue;
        const lossFromCell = (c: Tensor) => lossOf(layer.apply(rest, { initialState: [at(states.h), c] }) as Tensor);
        expectClose(at(dc!), grad(lossFromCell)(at(states.c)));
      }
      const squares = found[0]!.gradients.map((each) => ops.sum(ops.square(each), -1));
      expectClose(
        ops.square(found[0]!.size),
        squares.reduce((a, b) => ops.add(a, b)),
      );
    },
  );

  it("reaches through stacks and both directions, in the order of the input", () => {
    const m = sequential(
      [
        layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }),
        layers.lstm({ units: 2, goBackwards: true }),
      ],
      { seed: 4 },
    );
    m.compile({ loss: "meanSquaredError" });
    const { layers: found } = m.traceGradient(normal([3, 6, 2], 1), normal([3, 2], 2));
    expect(found.map(({ className, size }) => [className, ...size.shape])).toEqual([
      ["GRU", 3, 6],
      ["GRU", 3, 6],
      ["LSTM", 3, 6],
    ]);
    // the last step of a layer that runs backwards is the input's first
    const sizes = found[2]!.size.dataSync();
    expect(sizes[0]).toBeGreaterThan(sizes[5]!);
  });

  it("wants a loss and a recurrent layer", () => {
    const m = sequential([layers.dense({ units: 1 })]);
    expect(() => m.traceGradient([[1]], [[1]])).toThrow(/needs a loss/);
    m.compile({ loss: "meanSquaredError" });
    expect(() => m.traceGradient([[1]], [[1]])).toThrow(/no recurrent layer/);
  });
});
