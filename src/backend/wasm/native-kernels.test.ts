/**
 * Every kernel of machine code gives the bits of its WebAssembly sibling: over random shapes, among them tails, numbers that are
 * none, infinite or denormal, masks, dropout and units shared by threads. Needs `npm run build:native`.
 */
import { describe, expect, it } from "vitest";
import * as ops from "../../ops/index.ts";
import { nodePackage } from "../../platform.ts";
import { tensor } from "../../tensor/index.ts";
import { init } from "../current.ts";
import { unaryCodes } from "./codes.ts";
import { recurrenceFields } from "./kernels.generated.ts";
import { findNative, type NativePackage } from "./native.ts";
import { type Call, type Scratch, TwoBuilds } from "./two-builds.suite.ts";

const found = findNative();
const isHere = typeof found !== "string";
/** Every set of instructions that the processor has. */
const { attach, instructions: sets } = isHere
  ? (nodePackage("recurve-native") as NativePackage)
  : { attach: undefined, instructions: [] };
if (!isHere)
  console.warn(`SKIPPED: the native kernels' bits (${found}); npm run build:native, then this file runs them`);

describe.each([...sets])("%s", (instructions) => {
  const bench = new TwoBuilds(attach!, instructions);
  const { int, chance } = bench;
  const floats = (count: number, make?: () => number) => bench.floats(count, make);
  const zeros = (count: number) => floats(count, () => 0);
  const positive = (count: number) => floats(count, () => Math.abs(bench.random.normal()));
  const maybe = (share: number, address: () => number) => (chance(share) ? address() : 0);
  /** A third of the trials meet odd numbers. */
  const trials = (count: number, make: () => { calls: Call[]; scratch?: Scratch[] }) => {
    for (let i = 0; i < count; i++) {
      bench.oddities = i % 3 === 2 ? 0.01 : 0;
      bench.compare(make);
    }
  };

  it("multiplies matrices of all layouts", () => {
    trials(120, () => {
      const [M, N, K] = chance(0.1) ? [int(1, 300), int(1, 200), int(1, 700)] : [int(0, 40), int(1, 70), int(0, 200)];
      const [a, b, c, start] = [floats(M * K), floats(K * N), zeros(M * N + 1), floats(M * N + N)];
      const panels = zeros(bench.wasm.packedSize(K, N));
      const left = chance(0.5) ? [a, K, 1] : [a, 1, M];
      const [calls, right]: [Call[], number[]] = chance(0.4)
        ? [[["packTaps", 1, K, 0, N, N, b, 0, ...(chance(0.5) ? [N, 1] : [1, K]), panels]], [panels, 0, 0]]
        : [[], [b, ...(chance(0.5) ? [N, 1] : [1, K])]];
      const from = [
        [0, 0],
        [start, 0],
        [start, N],
        [c, N],
      ][int(0, 3)]!;
      return { calls: [...calls, ["gemm", M, N, K, ...left, ...right, ...from, c, N, bench.room, int(0, 1)]] };
    });
  });

  it.each([
    ["SimpleRNN", 0],
    ["LSTM", 1],
    ["GRU", 2],
  ])("runs a %s forward and backward with every option", (_, cell) => {
    const [G, S] = [[1, 4, 3][cell]!, cell === 0 ? 1 : 4];
    trials(90, () => {
      const [T, B, U] = [int(1, 4), int(1, 14), chance(0.4) ? 16 * int(1, 3) : int(1, 40)];
      const usual = chance(0.5);
      const [act, rec] = usual ? [1, 2] : [int(0, 21), int(0, 21)];
      const [resetAfter, keep] = [int(0, 1), int(0, 1)];
      const [masked, drops] = [chance(0.3), chance(0.3)];
      const apart = drops || (cell === 2 && resetAfter === 0);
      const shares = !apart && !masked && U % 16 === 0 && chance(0.6);
      const kept = keep ? T : 1;
      const projects = !keep && !shares && chance(0.5);
      const kernel = floats(U * G * U);
      const each = bench.wasm.packedSize(U, U);
      const packed = zeros(G * each + bench.wasm.packedSize(U, G * U) + bench.wasm.packedSize(G * U, U));
      const [saved, scratch] = [zeros(kept * B * S * U), zeros(8 * B * U)];
      const [features, width] = [int(0, 30), G * U];
      const [inputKernel, inputPanels] = [floats(features * width), zeros(bench.wasm.packedSize(features, width) + 1)];
      const step = S === G && chance(0.5) ? saved : zeros(B * width);
      const projected = projects ? step : floats(T * B * width);
      const ownGates = cell === 2 && resetAfter === 1;
      const dGates = keep && !ownGates && S === G ? saved : zeros(T * B * G * U);
      const fields: Partial<Record<string, number>> = {
        ...{ cell, T, B, U, act, rec, resetAfter, keep, projected, packed, saved, scratch, dGates },
        ...{ bias: maybe(0.6, () => floats(G * U)), h0: floats(B * U), c0: cell === 1 ? floats(B * U) : 0 },
        ...{ mask: masked ? bench.bytes(T * B) : 0, drop: drops ? floats(G * B * U) : 0 },
        ...{ hidden: zeros((projects ? 2 : T) * B * U), cells: cell === 1 ? zeros(kept * B * U) : 0 },
        ...{ dSequence: maybe(0.7, () => floats(T * B * U)), dh: floats(B * U), dc: cell === 1 ? floats(B * U) : 0 },
        ...(projects && {
          inputs: floats(T * B * features + 1),
          features,
          inputPanels,
          inputBias: maybe(0.6, () => floats(width)),
          backwards: int(0, 1),
          outputs: maybe(0.6, () => zeros(T * B * U)),
        }),
        ...{ dRecurrent: ownGates ? zeros(T * B * G * U) : dGates },
      };
      const problem = bench.ints(Object.keys(recurrenceFields).map((field) => fields[field] ?? 0));
      const pack = (backward: boolean): Call[] => {
        const [from, across] = backward ? [1, G * U] : [G * U, 1];
        if (!apart) {
          const [rows, columns] = backward ? [G * U, U] : [U, G * U];
          return [["packTaps", 1, rows, 0, columns, columns, kernel, 0, from, across, packed]];
        }
        return Array.from({ length: G }, (_, gate): Call => {
          const [place, to] = [kernel + 4 * gate * U, packed + 4 * gate * each];
          return ["packTaps", 1, U, 0, U, U, place, 0, from, across, to];
        });
      };
      const units = shares && T === 1 && U > 16 ? [0, 16, U] : [0, U];
      const run = (name: "recurrentForward" | "recurrentBackward"): Call[] =>
        units.slice(1).map((end, i) => [name, problem, 0, B, units[i]!, end, 1, bench.room]);
      return {
        calls: [
          ...pack(false),
          ["packTaps", 1, features, 0, width, width, inputKernel, 0, width, 1, inputPanels],
          ...run("recurrentForward"),
          ...(keep ? [...pack(true), ...run("recurrentBackward")] : []),
        ],
        scratch: [
          [scratch, 8 * B * U],
          ...(keep ? [] : [[saved, B * S * U] as Scratch]),
          ...(projects ? [[projected, B * width] as Scratch] : []),
        ],
      };
    });
  });

  it("computes functions of one number, their gradients, and arithmetic of two tensors", () => {
    trials(30, () => {
      const [n, R] = [int(1, 70), int(1, 9)];
      const scaled = () => floats(n, () => 10 ** int(-2, 2) * bench.random.normal());
      const functions = [...new Set(Object.values(unaryCodes))].flatMap((code): Call[] => [
        ["unary", code, n, scaled(), zeros(n)],
        ["unaryGradient", code, n, floats(n), floats(n), floats(n), zeros(n)],
      ]);
      const pairs = Array.from({ length: 6 }, (_, code): Call => {
        const operand = () => (chance(0.3) ? [floats(R), 1, 1] : [floats(R * n), chance(0.5) ? n : 0, 0]);
        return ["binary", code, R, n, ...operand(), ...operand(), zeros(R * n)];
      });
      const logarithms: Call = ["unary", unaryCodes.log!, n, floats(n, () => 10 ** int(-44, 38)), zeros(n)];
      const chosen: Call = ["selected", n, bench.bytes(n), floats(n), floats(n), zeros(n)];
      return { calls: [...functions, ...pairs, logarithms, chosen] };
    });
  });

  it("reduces rows and columns, normalizes, and moves elements", () => {
    trials(60, () => {
      const [R, n] = [int(1, chance(0.2) ? 100 : 9), int(1, chance(0.2) ? 700 : 60)];
      const [A, B, C] = [int(1, 4), int(1, 30), chance(0.3) ? 1 : int(1, 40)];
      const rows = () => floats(R * n);
      const grid = () => floats(A * B * C);
      const [x, y] = [grid(), zeros(A * C)];
      const labels = bench.ints(Array.from({ length: R }, () => int(0, n - 1)));
      const ids = bench.ints(Array.from({ length: 5 }, () => int(0, R - 1)));
      return {
        calls: [
          ["sumRows", R, n, rows(), zeros(n), 0.3],
          ["sumColumns", R, n, rows(), zeros(R), 0.3],
          ["softmax", R, n, rows(), zeros(R * n)],
          ["softmaxGradient", R, n, rows(), rows(), zeros(R * n)],
          ["logSoftmax", R, n, rows(), zeros(R * n)],
          ["logSoftmaxGradient", R, n, rows(), rows(), zeros(R * n)],
          ["crossEntropyGradient", R, n, floats(R), rows(), labels, zeros(R * n)],
          ["expSums", R, n, rows(), zeros(R), zeros(R), zeros(n)],
          ["argRows", R, n, floats(R * n, () => int(-2, 2)), zeros(R), int(0, 1)],
          ["normalize", R, n, 1e-3, rows(), zeros(R * n), zeros(R)],
          ["normalizeGradient", R, n, rows(), rows(), floats(R), zeros(R * n)],
          ["gather", 5, R - int(0, 1), n, rows(), ids, zeros(5 * n)],
          ["scatterAdd", 5, n, ids, floats(5 * n), rows()],
          ["extremes", A, B, C, int(0, 1), x, y],
          ["extremeGradient", A, B, C, floats(A * C), x, y, zeros(A * B * C)],
          // axes in every order, and one turned round
          ["permute", B, A, C, C, B * C, 1, grid(), zeros(A * B * C)],
          ["permute", A, C, B, B * C, 1, C, grid(), zeros(A * B * C)],
          ["permute", C, B, A, 1, C, B * C, grid(), zeros(A * B * C)],
          ["permute", B, C, A, C, 1, B * C, grid(), zeros(A * B * C)],
          ["permute", A, B, C, B * C, -C, 1, grid() + 4 * (B - 1) * C, zeros(A * B * C)],
          ["copyRows", B, 4 * C, floats(B * C), 4 * C, zeros(2 * B * C), 8 * C],
          ["truncate", n, floats(n, () => 1e9 * bench.random.normal()), zeros(n)],
        ],
      };
    });
  });

  it("steps optimizers and draws dropout masks", () => {
    trials(60, () => {
      const n = int(1, 70);
      const word = () => int(0, 2 ** 32 - 1);
      const [w, g] = [floats(n), floats(n)];
      return {
        calls: [
          ["sgd", n, w, g, maybe(0.5, () => floats(n)), 0.013, 0.9, int(0, 1)],
          ["adam", n, w, g, floats(n), positive(n), maybe(0.5, () => positive(n)), 0.013, 0.1, 0.001, 1e-7],
          [
            "rmsprop",
            n,
            w,
            g,
            positive(n),
            maybe(0.5, () => floats(n)),
            maybe(0.5, () => floats(n)),
            0.013,
            0.9,
            0.1,
            0.5,
            1e-7,
          ],
          ["dropoutMask", n, zeros(n), bench.random.uniform(), 1.25, word(), word(), word(), word()],
        ],
      };
    });
  });

  it("convolves and pools over one to three axes, in groups", () => {
    trials(60, () => {
      const axes = [0, 1, 2].map((axis) => axis >= int(0, 2));
      const pick = (make: () => number, missing: number) => axes.map((is) => (is ? make() : missing));
      const [input, size, stride] = [pick(() => int(4, 9), 1), pick(() => int(1, 3), 1), pick(() => int(1, 2), 1)];
      const dilation = stride.map((step) => (step === 1 && chance(0.3) ? 2 : 1));
      const before = size.map((count) => int(0, count - 1));
      const reach = (i: number) => input[i]! + 2 * before[i]! - (size[i]! - 1) * dilation[i]! - 1;
      const output = input.map((_, i) => Math.max(1, Math.floor(reach(i) / stride[i]!) + 1));
      const windows = bench.ints([input, output, size, stride, dilation, before].flat());
      const [P, O, K] = [input, output, size].map((lengths) => lengths.reduce((a, b) => a * b)) as [
        number,
        number,
        number,
      ];
      const [groups, width, each, samples, block] = [int(1, 2), int(1, 20), int(1, 20), int(1, 2), int(1, 30)];
      const [C, F, R, depth] = [groups * width, groups * each, samples * O, K * width];
      const [x, y, list, scratch] = [floats(samples * P * C), zeros(R * C), zeros(2 * K), zeros(block * depth)];
      const panels = (rows: number, columns: number) => floats(groups * bench.wasm.packedSize(rows, columns));
      const end: [number, number, number] = [scratch, block, bench.room];
      const sums = int(0, 1);
      const start = [
        [0, 0],
        [floats(F), 0],
        [floats(R * F), F],
      ][int(0, 2)] as [number, number];
      return {
        calls: [
          ["convolve", windows, C, F, groups, 0, R, x, panels(depth, each), ...start, zeros(R * F), ...end],
          [
            "convolveInputGradient",
            windows,
            C,
            F,
            groups,
            0,
            samples,
            floats(R * F),
            panels(each, depth),
            zeros(samples * P * C),
            ...end,
          ],
          [
            "convolveKernelGradient",
            windows,
            C,
            F,
            groups,
            0,
            groups,
            0,
            each,
            R,
            x,
            floats(R * F),
            zeros(depth * F),
            ...end,
          ],
          ["depthwise", windows, C, 0, R, x, floats(K * C), maybe(0.5, () => floats(C)), zeros(R * C), list],
          [
            "depthwiseInputGradient",
            windows,
            C,
            0,
            samples,
            floats(R * C),
            floats(K * C),
            zeros(samples * P * C),
            list,
          ],
          ["depthwiseKernelGradient", windows, C, 0, C, R, x, floats(R * C), zeros(K * C), list],
          ["pool", windows, C, sums, 0, R, x, y, list],
          ["poolGradient", windows, C, sums, 0, samples, floats(R * C), x, y, zeros(samples * P * C), list],
        ],
        scratch: [
          [list, 2 * K],
          [scratch, block * depth],
        ],
      };
    });
  });
});

it.skipIf(!isHere)("copies many bytes into a buffer that is the caller's alone", () => {
  const { copyOf } = nodePackage("recurve-native") as NativePackage;
  const all = Uint8Array.from({ length: 5_000_003 }, (_, i) => i % 251);
  const copies = [all, all.subarray(4, 3_000_001), all.subarray(7, 8)].map((bytes) => [bytes, copyOf(bytes)] as const);
  for (const [bytes, copy] of copies) {
    expect(copy.byteLength).toBe(bytes.length);
    expect(Buffer.compare(bytes, new Uint8Array(copy))).toBe(0);
    new Uint8Array(copy).fill(0);
  }
  expect(all[9]).toBe(9);
});

it.skipIf(!isHere)("what a step gives is copied whole, and a reader's copy is the reader's", () => {
  init({ native: true });
  try {
    const values = Float32Array.from({ length: 600_000 }, (_, i) => i / 7);
    const doubled = ops.add(tensor(values, [600, 1000]), tensor(values, [600, 1000]));
    const first = doubled.dataSync();
    expect(first).toEqual(values.map((value) => value + value));
    first.fill(0);
    expect(doubled.dataSync()).toEqual(values.map((value) => value + value));
    expect(structuredClone(first, { transfer: [first.buffer as ArrayBuffer] })).toHaveLength(600_000);
  } finally {
    init({ native: undefined });
  }
});

it.skipIf(!isHere)("there is machine code for this processor", () => {
  expect(sets).not.toHaveLength(0);
});
