/** Threads: the same bits for any number of them. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, Random, sizeOf, type Tensor } from "../../tensor/index.ts";
import type { RecurrentProblem } from "../backend.ts";
import { diagnose, engineOptions, init, setBackend } from "../current.ts";
import type { Windows } from "../windows.ts";
import { binaryCodes, unaryCodes } from "./codes.ts";
import { WasmEngine } from "./engine.ts";
import { recurrenceFields } from "./kernels.generated.ts";
import { multiply } from "./product.ts";
import { recurrentBackward, recurrentForward } from "./recurrent.ts";
import { convolve, convolveInputGradient, convolveKernelGradient, pool, poolGradient } from "./windows.ts";

const engines = [1, 2, 3].map((threads) => new WasmEngine({ ...engineOptions(), threads }));
afterAll(() => {
  for (const engine of engines) engine.stop();
});

/** An engine whose threads have all started. */
async function ready(engine: WasmEngine): Promise<WasmEngine> {
  for (let i = 0; i < 500 && engine.threadsRunning() < engine.threadCount; i++) await sleep(10);
  expect(engine.threadsRunning()).toBe(engine.threadCount);
  return engine;
}

const normals = (count: number, seed: number) => {
  const random = new Random(seed, 0);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** A problem block of the LSTM kernel whose threads wait for each other at `barrier`. */
function smallLstm(engine: WasmEngine, { T, U, barrier }: { T: number; U: number; barrier: number }): number {
  const zeros = (count: number) => engine.zeros(count);
  return engine.memory.block(recurrenceFields, {
    ...{ cell: 1, T, B: 1, U, act: unaryCodes.tanh!, rec: unaryCodes.sigmoid!, barrier },
    ...{ projected: zeros(T * 4 * U), packed: zeros(4 * U * U), h0: zeros(U), c0: zeros(U) },
    ...{ hidden: zeros(T * U), cells: zeros(T * U), saved: zeros(4 * U), scratch: zeros(8 * U) },
  });
}

/** What `compute` gives on each engine. */
async function onAll(compute: (engine: WasmEngine) => Float32Array[]): Promise<Float32Array[][]> {
  const results: Float32Array[][] = [];
  for (const engine of engines) {
    results.push(compute(await ready(engine)));
    engine.endStep();
  }
  return results;
}

describe("threads give the bits that one gives", () => {
  it.each([
    { M: 61, N: 530, K: 97, packed: true },
    { M: 13, N: 530, K: 197, packed: true },
    { M: 61, N: 530, K: 97, packed: false },
    { M: 530, N: 61, K: 97, packed: false },
  ])("in a product of $M x $K and $K x $N, packed: $packed", async ({ M, N, K, packed }) => {
    const [one, ...others] = await onAll((engine) => {
      const [a, b] = [
        engine.makeVariable(normals(M * K, 1), [M, K], "float32"),
        engine.makeVariable(normals(K * N, 2), [K, N], "float32"),
      ];
      const right = packed
        ? { address: engine.packed(b, K, N, N, 1, [0]), rowStride: 0, columnStride: 0 }
        : { address: engine.address(b), rowStride: N, columnStride: 1 };
      const { tensor, address } = engine.reserve([M, N]);
      const left = { address: engine.address(a), rowStride: K, columnStride: 1 };
      multiply(engine, [M, N, K], left, right, { address: 0, stride: 0 }, address, N);
      return [tensor.read().slice() as Float32Array];
    });
    for (const other of others) expect(other).toEqual(one);
  });

  it.each([
    { cell: "simpleRNN", B: 11, U: 75 },
    { cell: "lstm", B: 11, U: 75 },
    { cell: "gru", B: 11, U: 75 },
    { cell: "simpleRNN", B: 1, U: 480 },
    { cell: "lstm", B: 3, U: 144 },
    { cell: "gru", B: 2, U: 208 },
  ] as const)("in a $cell of $U units for $B rows, forward and backward", async ({ cell, B, U }) => {
    const T = 9;
    const G = { simpleRNN: 1, lstm: 4, gru: 3 }[cell];
    const [one, ...others] = await onAll((engine) => {
      const variable = (shape: number[], seed: number) =>
        engine.makeVariable(
          normals(
            shape.reduce((x, y) => x * y),
            seed,
          ),
          shape,
          "float32",
        );
      const problem: RecurrentProblem = {
        ...{ cell, activation: "tanh", recurrentActivation: "sigmoid", resetAfter: true },
        projected: variable([T, B, G * U], 1),
        recurrentKernel: variable([U, G * U], 2),
        recurrentBias: cell === "gru" ? variable([G * U], 3) : undefined,
        initialHidden: variable([B, U], 4),
        initialCell: cell === "lstm" ? variable([B, U], 5) : undefined,
      };
      const result = recurrentForward(engine, problem, true);
      const gradients = recurrentBackward(engine, problem, result, { hidden: variable([T, B, U], 6) });
      const tensors = [result.hidden, ...Object.values<Tensor | undefined>({ ...gradients })].filter(
        (each) => each !== undefined,
      );
      return tensors.map((tensor) => tensor.read().slice() as Float32Array);
    });
    for (const other of others) expect(other).toEqual(one);
  });
});

describe("threads give the bits that one gives, in windows", () => {
  it("in a ConvLSTM, forward and backward", async () => {
    const [T, U] = [4, 12];
    const axis = { input: [9, 11], output: [9, 11], size: [3, 2] };
    const windows: Windows = { ...axis, strides: [1, 1], dilations: [1, 1], before: [1, 0] };
    const B = 3 * 99;
    const [one, ...others] = await onAll((engine) => {
      const variable = (shape: number[], seed: number) =>
        engine.makeVariable(normals(sizeOf(shape), seed), shape, "float32");
      const problem: RecurrentProblem = {
        ...{ cell: "lstm", activation: "tanh", recurrentActivation: "sigmoid", resetAfter: false, windows },
        projected: variable([T, B, 4 * U], 1),
        recurrentKernel: variable([3, 2, U, 4 * U], 2),
        ...{ initialHidden: variable([B, U], 4), initialCell: variable([B, U], 5) },
      };
      const result = recurrentForward(engine, problem, true);
      const gradients = recurrentBackward(engine, problem, result, { hidden: variable([T, B, U], 6) });
      const tensors = [result.hidden, ...Object.values<Tensor | undefined>({ ...gradients })].filter(
        (each) => each !== undefined,
      );
      return tensors.map((tensor) => tensor.read().slice() as Float32Array);
    });
    for (const other of others) expect(other).toEqual(one);
  });

  it.each([
    { groups: 1, filters: 40, channels: 12 },
    { groups: 3, filters: 45, channels: 24 },
    { groups: 70, filters: 70, channels: 70 },
  ])(
    "in a convolution of $groups groups, and in pooling, forward and backward",
    async ({ groups, filters, channels }) => {
      const windows: Windows = {
        ...{ input: [20, 31], output: [10, 31], size: [3, 3] },
        ...{ strides: [2, 1], dilations: [1, 1], before: [1, 1] },
      };
      const [one, ...others] = await onAll((engine) => {
        const variable = (shape: number[], seed: number) =>
          engine.makeVariable(normals(sizeOf(shape), seed), shape, "float32");
        const [x, kernel] = [variable([6, 20, 31, channels], 1), variable([3, 3, channels / groups, filters], 2)];
        const y = convolve(engine, x, kernel, windows, { bias: variable([filters], 3) });
        const dy = variable([...y.shape], 4);
        const largest = pool(engine, "max", x, windows);
        const tensors = [
          ...[y, convolveInputGradient(engine, dy, kernel, windows, channels)],
          ...[convolveKernelGradient(engine, x, dy, windows, groups), largest],
          poolGradient(engine, "max", variable([...largest.shape], 5), x, largest, windows),
        ];
        return tensors.map((tensor) => tensor.read().slice() as Float32Array);
      });
      for (const other of others) expect(other).toEqual(one);
    },
  );
});

describe("init", () => {
  it("chooses the number of threads, and diagnose tells it", () => {
    setBackend("wasm");
    init({ threads: 3 });
    expect(diagnose()).toMatchObject({ name: "wasm", threads: 3 });
    init({ threads: 1 });
    expect(diagnose().threads).toBe(1);
  });

  it("refuses what is not a number of threads", () => {
    expect(() => init({ threads: 0 })).toThrow(ConfigError);
    expect(() => init({ threads: 1.5 })).toThrow(/threads must be an integer from 1/);
    expect(() => init({ thread: 1 } as object)).toThrow(ConfigError);
  });

  it("gives wide kernels, or says why not", () => {
    init({ wide: true, native: false });
    const { kernels, obstacles } = diagnose();
    expect(kernels === "wide").toBe(obstacles.wide === undefined);
    init({ wide: false });
    expect(diagnose().kernels).not.toBe("wide");
  });

  it("gives native kernels, or says why not", () => {
    init({ native: true });
    const { kernels, instructions, obstacles } = diagnose();
    expect(kernels === "native").toBe(obstacles.native === undefined);
    expect(instructions === undefined).toBe(kernels !== "native");
    init({ native: false });
    expect(diagnose().kernels).not.toBe("native");
  });
});

it("every part of a call is computed once, by a thread that is awake or by the one that gives it", async () => {
  const engine = await ready(new WasmEngine({ ...engineOptions(), threads: 3 }));
  const [count, random] = [192, new Random(5, 0)];
  const [one, x] = [engine.zeros(count), engine.zeros(count)];
  engine.memory.view("float32", one, count).fill(1);
  const calls = 3000;
  for (let i = 1; i <= calls; i++) {
    // x += 1, a part each
    engine.split("binary", count, 16, 1e6, (from, to) => {
      const at = x + 4 * from;
      const steps = { aStep: 0, aStretch: 0, bStep: 0, bStretch: 0 };
      return { code: binaryCodes.add!, outer: 1, inner: to - from, a: at, b: one, c: at, ...steps };
    });
    const values = engine.memory.view("float32", x, count);
    if (values.some((value) => value !== i)) expect({ call: i, values: [...values] }).toEqual({ call: i });
    // threads fall asleep after a while without work
    if (random.uniform() < 0.02) await sleep(1);
  }
  engine.stop();
});

it.each([0, 1])("a failure in thread %i of those that wait for each other ends the call in all", async (failing) => {
  const engine = new WasmEngine({ ...engineOptions(), threads: 2 });
  await ready(engine);
  const [T, U, work] = [4, 32, 1e6];
  const barrier = engine.zeros(1);
  const block = smallLstm(engine, { T, U, barrier });
  const outside = 0xffff_0000;
  const run = (blockOf: (thread: number) => number) =>
    engine.split(
      "recurrentForward",
      U,
      16,
      work,
      (unit0, unit1, thread, threads) => {
        return { p: blockOf(thread), row0: 0, row1: 1, unit0, unit1, threads, room: engine.room(thread) };
      },
      barrier,
    );
  run(() => block);
  expect(() => run((thread) => (thread === failing ? outside : block))).toThrow();
  // the thread that failed is not asked again, the others are
  expect(engine.threadsRunning()).toBe(failing === 0 ? 2 : 1);
  engine.memory.clear(barrier, 1);
  run(() => block);
  engine.stop();
});
