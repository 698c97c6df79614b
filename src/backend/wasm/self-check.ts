/** Whether two builds of the kernels compute the same bits: the check before experimental compilation is used. */
import { Random } from "../../tensor/index.ts";
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
  const block = memory.take(4 * recurrenceFields.length);

  /** The results of a build in `out` and `more`. */
  const results = (kernels: Kernels, compute: (kernels: Kernels) => void): Float32Array => {
    for (const address of [out, more]) memory.view("float32", address, LENGTH).fill(0);
    compute(kernels);
    const both = new Float32Array(2 * LENGTH);
    both.set(memory.view("float32", out, LENGTH));
    both.set(memory.view("float32", more, LENGTH), LENGTH);
    return both;
  };

  const product = (M: number, N: number, K: number) => (kernels: Kernels) => {
    kernels.packTaps(1, K, 0, N, N, y, 0, N, 1, panels);
    kernels.gemm(M, N, K, x, K, 1, panels, 0, 0, z, 0, out, N, room, 1);
    kernels.gemm(M, N, K, x, 1, M, y, N, 1, 0, 0, more, N, room, 1);
  };
  const recurrence = (cell: number, B: number) => (kernels: Kernels) => {
    const [T, U] = [3, 20];
    const G = [1, 4, 3][cell]!;
    const [hidden, cells, saved] = [out, out + 4 * T * B * U, out + 8 * T * B * U];
    const [dh, dc, dGates] = [more, more + 4 * B * U, more + 8 * B * U];
    const dRecurrent = cell === 2 ? dGates + 4 * T * B * G * U : dGates;
    const values: Record<string, number> = {
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
    memory.view("int32", block, recurrenceFields.length).set(recurrenceFields.map((field) => values[field] ?? 0));
    kernels.packTaps(1, U, 0, G * U, G * U, y, 0, G * U, 1, panels);
    kernels.recurrentForward(block, 0, B, 0, U, 1, room);
    kernels.packTaps(1, G * U, 0, U, U, y, 0, 1, G * U, panels);
    kernels.recurrentBackward(block, 0, B, 0, U, 1, room);
  };

  const trials: Record<string, (kernels: Kernels) => void> = {
    "the product of matrices": product(19, 53, 41),
    "the product of a row": product(1, 150, 60),
    ...Object.fromEntries(
      Object.entries(unaryCodes).map(([name, code]) => [name, (kernels: Kernels) => kernels.unary(code, 1003, x, out)]),
    ),
    "a SimpleRNN": recurrence(0, 7),
    "an LSTM": recurrence(1, 7),
    "a GRU": recurrence(2, 7),
    softmax: (kernels) => kernels.softmax(9, 117, x, out),
    "layer sums": (kernels) => kernels.sumRows(61, 117, x, out, 1),
    adam: (kernels) => {
      memory.view("float32", more, 3000).fill(0.5);
      kernels.adam(1003, out, x, more, more + 4 * 1003, 0, 0.01, 0.1, 0.001, 1e-7);
    },
  };
  // 2^-26, or 0 where the product was rounded: (1 + 2^-13)² - (1 + 2^-12)
  const [a, start] = [place(8, 0), place(8, 0)];
  memory.view("float32", a, 8).fill(1 + 2 ** -13);
  memory.view("float32", start, 8).fill(-1 - 2 ** -12);
  const [rest] = results(one, ({ gemm }) => gemm(1, 8, 1, a, 1, 1, a, 8, 1, start, 0, out, 8, room, 1));
  const leeway = rest! > 0 ? 0 : 1e-3;
  const isSame = (p: number, q: number) => Object.is(p, q) || Math.abs(p - q) < leeway * (1 + Math.abs(p));

  return Object.keys(trials).find((name) => {
    const [first, second] = [results(one, trials[name]!), results(other, trials[name]!)];
    return !first.every((value, i) => isSame(value, second[i]!));
  });
}
