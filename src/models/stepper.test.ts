import { afterEach, describe, expect, it } from "vitest";
import { expectClose } from "../../test/numbers.ts";
import { diagnose, setBackend } from "../backend/current.ts";
import * as layers from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { ConfigError, Random, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { model } from "./functional.ts";
import type { AnyModel } from "./model.ts";
import { sequential } from "./sequential.ts";

afterEach(() => setBackend("wasm"));

const features = 5;
const normals = (count: number) => {
  const random = new Random(11, 0);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** What a stepper gives for [B, T, F], step by step, as [T][B · width]. */
function streamed(subject: AnyModel, x: Tensor): number[][] {
  const [batch, time, width = 1] = x.shape as [number, number, number?];
  const stepper = subject.stream({ batch });
  const values = x.dataSync();
  return Array.from({ length: time }, (_, t) => {
    const row = (b: number) => values.subarray((b * time + t) * width, (b * time + t + 1) * width);
    return [...stepper.step(Array.from({ length: batch }, (_, b) => [...row(b)]).flat())];
  });
}

/** What `predict` gives for the whole, in the same order. */
function predicted(subject: AnyModel, x: Tensor): number[][] {
  const y = subject.predictOnBatch(x) as Tensor;
  const [batch, time, width] = y.shape as [number, number, number];
  const values = y.dataSync();
  return Array.from({ length: time }, (_, t) =>
    Array.from({ length: batch }, (_, b) => [
      ...values.subarray((b * time + t) * width, (b * time + t + 1) * width),
    ]).flat(),
  );
}

const inputShape = [null, features];
const sequence = { returnSequences: true, inputShape };
const models: Record<string, () => AnyModel> = {
  "a SimpleRNN": () => sequential({ layers: [layers.simpleRNN({ units: 7, ...sequence })] }),
  "an LSTM": () => sequential({ layers: [layers.lstm({ units: 8, ...sequence })] }),
  "a GRU": () => sequential({ layers: [layers.gru({ units: 9, ...sequence })] }),
  "a GRU that resets before": () => sequential({ layers: [layers.gru({ units: 6, resetAfter: false, ...sequence })] }),
  "stacked layers of every kind": () =>
    sequential({
      layers: [
        layers.gru({ units: 12, ...sequence, activation: "relu", recurrentActivation: "hardSigmoid" }),
        layers.layerNormalization(),
        layers.dropout({ rate: 0.5 }),
        layers.lstm({ units: 10, returnSequences: true }),
        layers.timeDistributed({ layer: layers.dense({ units: 6, activation: "relu" }) }),
        layers.dense({ units: 4, activation: "softmax" }),
      ],
    }),
  "stacked cells": () =>
    sequential({
      layers: [
        layers.rnn({
          cell: [layers.lstmCell({ units: 4 }), layers.gruCell({ units: 3 })],
          returnSequences: true,
          inputShape,
        }),
      ],
    }),
  "a graph with a shortcut": () => {
    const x = input({ shape: [null, features] });
    const h = layers.lstm({ units: features, returnSequences: true }).apply(x);
    return model({ inputs: x, outputs: layers.concatenate().apply([layers.add().apply([x, h]), h]) });
  },
  "a model inside a model": () => {
    const inner = sequential({ layers: [layers.gru({ units: 3, ...sequence }), layers.dense({ units: 3 })] });
    return sequential({ layers: [inner, layers.simpleRNN({ units: 2, returnSequences: true })] });
  },
  "a layer after a mask": () =>
    sequential({ layers: [layers.masking({ inputShape }), layers.lstm({ units: 4, returnSequences: true })] }),
};

/** The same bits on wasm; on js, where a sequence's states stay in double precision between steps, the same within rounding. */
function expectSame(backend: "wasm" | "js", actual: number[][], wanted: number[][]): void {
  if (backend === "wasm") expect(actual).toEqual(wanted);
  else expectClose(tensor(actual), wanted);
}

describe.each(["wasm", "js"] as const)("a stepper on %s", (backend) => {
  it.each(Object.keys(models))("%s: every step gives what predict gives for the whole", (name) => {
    setBackend(backend);
    for (const batch of [1, 3]) {
      const subject = models[name]!();
      const x = tensor(normals(batch * 6 * features), [batch, 6, features]);
      expectSame(backend, streamed(subject, x), predicted(subject, x));
    }
  });

  it("takes ids for an embedding, and refuses those outside it without losing its place", () => {
    setBackend(backend);
    const subject = sequential({
      layers: [
        layers.embedding({ inputDim: 6, outputDim: 4, inputShape: [null] }),
        layers.gru({ units: 5, returnSequences: true }),
        layers.dense({ units: 6, activation: "softmax" }),
      ],
    });
    const ids = [3, 0, 5, 5, 1];
    const whole = predicted(subject, tensor([ids]));
    const stepper = subject.stream();
    for (const [t, id] of ids.entries()) {
      expect(() => stepper.step([6])).toThrow(/0 to 5\n {2}received: 6/);
      expectSame(backend, [[...stepper.step([id])]], [whole[t]!]);
    }
  });

  it("gives a layer that ends its sequence the output of the steps so far", () => {
    setBackend(backend);
    const subject = sequential({ layers: [layers.lstm({ units: 3, inputShape }), layers.dense({ units: 2 })] });
    const x = normals(4 * features);
    const stepper = subject.stream();
    for (let t = 1; t <= 4; t++) {
      const y = stepper.step(x.subarray((t - 1) * features, t * features));
      const whole = subject.predict(tensor(x.slice(0, t * features), [1, t, features])) as Tensor;
      expectSame(backend, [[...y]], [[...whole.dataSync()]]);
    }
  });

  it("starts over, and goes on from states that are given", () => {
    setBackend(backend);
    const subject = models["stacked layers of every kind"]!();
    const stepper = subject.stream({ batch: 2 });
    const x = normals(2 * features);
    const first = [...stepper.step(x)];
    const states = stepper.states;
    expect(states.map(({ shape }) => shape)).toEqual([
      [2, 12],
      [2, 10],
      [2, 10],
    ]);
    const second = [...stepper.step(x)];
    expect(second).not.toEqual(first);
    stepper.setStates(states);
    expect([...stepper.step(x)]).toEqual(second);
    stepper.reset();
    expect([...stepper.step(x)]).toEqual(first);
    expect(() => stepper.setStates(states.slice(1))).toThrow(/3 states: 1 of "gru/);
    expect(() => stepper.setStates([...states].reverse())).toThrow(ShapeError);
  });

  it("sees new weights at once", () => {
    setBackend(backend);
    const subject = models["an LSTM"]!();
    const stepper = subject.stream();
    stepper.step(normals(features));
    subject.setWeights(subject.getWeights().map(({ shape, size }) => tensor(normals(size), shape)));
    stepper.reset();
    const x = tensor(normals(features), [1, 1, features]);
    expectSame(backend, [[...stepper.step(normals(features))]], [predicted(subject, x)[0]!]);
  });

  it("gives all outputs of a model that has several", () => {
    setBackend(backend);
    const x = input({ shape: [null, features] });
    const h = layers.lstm({ units: 3, returnSequences: true }).apply(x);
    const subject = model({ inputs: x, outputs: [h, layers.dense({ units: 2 }).apply(h)] });
    const stepper = subject.stream();
    const values = normals(features);
    expect(stepper.step(values)).toBe(stepper.outputs[0]);
    const [a, b] = subject.predict(tensor(values, [1, 1, features]));
    expect(stepper.outputs.map((y) => [...y])).toEqual([[...a.dataSync()], [...b.dataSync()]]);
  });
});

describe("a stepper refuses", () => {
  const one = () => models["an LSTM"]!();

  it.each([
    [
      "bidirectional layers",
      () =>
        sequential({
          layers: [layers.bidirectional({ layer: layers.lstm({ units: 2, ...sequence }), ...{ inputShape } })],
        }),
    ],
    [
      "layers that run backwards",
      () => sequential({ layers: [layers.lstm({ units: 2, goBackwards: true, ...sequence })] }),
    ],
    [
      "layers that need all steps",
      () =>
        sequential({ layers: [layers.lstm({ units: 2, ...sequence, inputShape: [4, features] }), layers.flatten()] }),
    ],
  ])("%s", (_, make) => {
    expect(() => (make() as AnyModel).stream()).toThrow(/needs more than one time step at once/);
  });

  it("states that other layers give", () => {
    const [x, h] = [input({ shape: [null, features] }), input({ shape: [3] })];
    const subject = model({
      inputs: [x, h],
      outputs: layers.gru({ units: 3, returnSequences: true }).apply(x, { initialState: h }),
    });
    expect(() => subject.stream()).toThrow(/setStates|not a sequence/);
  });

  it("wrong counts and options", () => {
    expect(() => one().stream({ batch: 0 })).toThrow(ConfigError);
    expect(() => one().stream({ size: 1 } as object)).toThrow(ConfigError);
    const stepper = one().stream();
    expect(() => stepper.step(normals(features + 1))).toThrow(/expected: 5 numbers\n {2}received: 6/);
    expect(() => stepper.step()).toThrow(/received: nothing/);
  });
});

it("takes some KB on wasm, so that a process has room for thousands", () => {
  setBackend("wasm");
  const subject = sequential({ layers: [layers.lstm({ units: 64, ...sequence })] });
  const open = () => {
    const stepper = subject.stream();
    stepper.step(normals(features));
    return stepper;
  };
  open();
  const before = diagnose().bytes!;
  const all = Array.from({ length: 500 }, open);
  expect((diagnose().bytes! - before) / all.length).toBeLessThan(12 * 1024);
});

it("spatialDropout1d passes steps one by one", () => {
  const model = sequential({
    layers: [input({ shape: [null, 3] }), layers.spatialDropout1d({ rate: 0.5 }), layers.gru({ units: 2 })],
    seed: 1,
  });
  const x = [
    [0.1, 0.2, 0.3],
    [0.3, 0.1, 0.5],
    [0.2, 0.4, 0.1],
  ];
  const stepper = model.stream();
  const last = x.map((step) => [...stepper.step(step)]).at(-1);
  expect(last).toEqual([...model.predict(tensor([x])).dataSync()]);
});
