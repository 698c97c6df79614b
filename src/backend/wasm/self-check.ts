/** Whether two builds of the kernels compute the same bits: the check before experimental compilation is used. */
import { Random } from "../../tensor/index.ts";
import { callKernel } from "./call-kernel.ts";
import { unaryCodes } from "./codes.ts";
import { type Kernels, recurrenceFields } from "./kernels.generated.ts";
import type { KernelMemory } from "./memory.ts";

const LENGTH = 1 << 14;

/**
 * The name of a computation in which two builds differ, or undefined. Sizes have whole tiles and rests in every direction. Where the
 * engine's relaxed SIMD rounds twice in a multiply-add (Bun's does), machine code cannot have its bits, and must come near.
 */
export function firstDifference(one: Kernels, other: Kernels, memory: KernelMemory): string | undefined {
  const random = new Random(20, 26);
  const place = (count: number, scale = 1) => {
    const address = memory.take(4 * count);
    memory.view("float32", address, count).set(Float32Array.from({ length: count }, () => scale * random.normal()));
    return address;
  };
  const [x, y, z] = [place(LENGTH, 3), place(LENGTH), place(LENGTH)];
  const [out, more, scratch] = [LENGTH, LENGTH, LENGTH].map((count) => memory.take(4 * count)) as [
    number,
    number,
    number,
  ];
  const room = memory.take(4 * Math.max(one.scratchSize(), other.scratchSize()));
  const panels = memory.take(4 * LENGTH);

  /** The results of a build in `out` and `more`. */
  const results = (kernels: Kernels, compute: (kernels: Kernels) => void): Float32Array => {
    for (const address of [out, more]) memory.view("float32", address, LENGTH).fill(0);
    compute(kernels);
    const both = new Float32Array(2 * LENGTH);
    both.set(memory.view("float32", out, LENGTH));
    both.set(memory.view("float32", more, LENGTH), LENGTH);
    return both;
  };

  /** Packs y, (K, N), or the transpose of y, (N, K). */
  const pack = (kernels: Kernels, K: number, N: number, [rowStride, columnStride] = [N, 1]) => {
    const strides = { tapStride: 0, rowStride, columnStride };
    callKernel(kernels, "packTaps", { taps: 1, K, n0: 0, n1: N, N, b: y, ...strides, to: panels });
  };
  const product = (M: number, N: number, K: number) => (kernels: Kernels) => {
    pack(kernels, K, N);
    const sizes = { M, N, K, ldc: N, scratch: room, drops: 1 };
    const rows = { a: x, rowStride: K, columnStride: 1, start: z, startStride: 0 };
    callKernel(kernels, "gemm", { ...sizes, ...rows, b: panels, bRowStride: 0, bColumnStride: 0, c: out });
    const columns = { a: x, rowStride: 1, columnStride: M, start: 0, startStride: 0 };
    callKernel(kernels, "gemm", { ...sizes, ...columns, b: y, bRowStride: N, bColumnStride: 1, c: more });
  };
  const recurrence = (cell: number, B: number) => (kernels: Kernels) => {
    const [T, U] = [3, 20];
    const G = [1, 4, 3][cell]!;
    const [hidden, cells, saved] = [out, out + 4 * T * B * U, out + 8 * T * B * U];
    const [dh, dc, dGates] = [more, more + 4 * B * U, more + 8 * B * U];
    const dRecurrent = cell === 2 ? dGates + 4 * T * B * G * U : dGates;
    const values = {
      cell,
      T,
      B,
      U,
      act: unaryCodes.tanh!,
      rec: unaryCodes.sigmoid!,
      resetAfter: 1,
      keep: 1,
      projected: x,
      packed: panels,
      bias: z,
      h0: z,
      c0: y,
      hidden,
      cells,
      saved,
      scratch,
      dSequence: z,
      dh,
      dc,
      dGates,
      dRecurrent,
    };
    const all = { p: memory.block(recurrenceFields, values), row0: 0, row1: B, unit0: 0, unit1: U, threads: 1, room };
    pack(kernels, U, G * U);
    callKernel(kernels, "recurrentForward", all);
    pack(kernels, G * U, U, [1, G * U]);
    callKernel(kernels, "recurrentBackward", all);
  };

  const trials: Record<string, (kernels: Kernels) => void> = {
    "the product of matrices": product(19, 53, 41),
    "the product of a row": product(1, 150, 60),
    ...Object.fromEntries(
      Object.entries(unaryCodes).map(([name, code]) => [
        name,
        (kernels: Kernels) => callKernel(kernels, "unary", { code, n: 1003, x, y: out }),
      ]),
    ),
    "a SimpleRNN": recurrence(0, 7),
    "an LSTM": recurrence(1, 7),
    "a GRU": recurrence(2, 7),
    softmax: (kernels) => callKernel(kernels, "softmax", { R: 9, N: 117, x, y: out }),
    "layer sums": (kernels) => callKernel(kernels, "sumRows", { R: 61, N: 117, x, y: out, scale: 1 }),
    adam: (kernels) => {
      memory.view("float32", more, 3000).fill(0.5);
      const state = { w: out, g: x, m: more, v: more + 4 * 1003, vMax: 0 };
      callKernel(kernels, "adam", { n: 1003, ...state, rate: 0.01, rest1: 0.1, rest2: 0.001, epsilon: 1e-7 });
    },
  };
  // 2^-26, or 0 where the product was rounded: (1 + 2^-13)² - (1 + 2^-12)
  const [a, start] = [place(8, 0), place(8, 0)];
  memory.view("float32", a, 8).fill(1 + 2 ** -13);
  memory.view("float32", start, 8).fill(-1 - 2 ** -12);
  const [rest] = results(one, (kernels) => {
    const sizes = { M: 1, N: 8, K: 1, ldc: 8, scratch: room, drops: 1 };
    const factors = { a, rowStride: 1, columnStride: 1, b: a, bRowStride: 8, bColumnStride: 1 };
    callKernel(kernels, "gemm", { ...sizes, ...factors, start, startStride: 0, c: out });
  });
  const leeway = rest! > 0 ? 0 : 1e-3;
  const isSame = (p: number, q: number) => Object.is(p, q) || Math.abs(p - q) < leeway * (1 + Math.abs(p));

  return Object.keys(trials).find((name) => {
    const [first, second] = [results(one, trials[name]!), results(other, trials[name]!)];
    return !first.every((value, i) => isSame(value, second[i]!));
  });
}
