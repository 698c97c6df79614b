/** What the conformance suite cannot see: rounding, bits, both builds of the kernels, and the life of step memory. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { tolerance } from "../../../test/tolerance.ts";
import { add, matmul, reshape } from "../../ops/index.ts";
import { BackendError, Random, tensor } from "../../tensor/index.ts";
import { setBackend, step } from "../current.ts";
import { unaryCodes } from "./codes.ts";
import type { KernelLevel } from "./compiled.ts";
import { compileKernels, obstacleToWide } from "./levels.ts";
import { KernelMemory } from "./memory.ts";

/** The distance of neighbouring float32 at a value. */
function unitInLastPlace(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value) || Number.MIN_VALUE)), -126) - 23);
}

const functions = [
  { name: "exp", exact: Math.exp, from: -87.3, to: 88.7, bound: 2 },
  { name: "tanh", exact: Math.tanh, from: -10, to: 10, bound: 3 },
  { name: "tanh", exact: Math.tanh, from: -0.01, to: 0.01, bound: 3 },
  { name: "sigmoid", exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -87, to: 40, bound: 3 },
  // down to 0, through numbers below the smallest normal one
  { name: "sigmoid", exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -150, to: -87, bound: 3 },
] as const;

describe.each((obstacleToWide() ? ["simd", "relaxed-simd"] : ["simd", "relaxed-simd", "wide"]) satisfies KernelLevel[])(
  "the %s build",
  (level) => {
    it.each(functions)(
      "$name between $from and $to: within $bound units in the last place",
      ({ name, exact, from, to, bound }) => {
        const memory = new KernelMemory();
        const { kernels } = compileKernels(memory.memory, level);
        const count = 200_000;
        const [x, y] = [memory.take(4 * count), memory.take(4 * count)];
        const inputs = memory.view("float32", x, count).map((_, i) => from + ((to - from) * i) / count);
        memory.view("float32", x, count).set(inputs);
        kernels.unary(unaryCodes[name]!, count, x, y);
        const outputs = memory.view("float32", y, count);
        let worst = 0;
        for (const [i, input] of inputs.entries()) {
          const wanted = exact(input);
          worst = Math.max(worst, Math.abs(outputs[i]! - wanted) / unitInLastPlace(wanted));
        }
        expect(worst).toBeLessThanOrEqual(bound);
      },
    );

    it("gives a row the same bits alone, among others, packed before or on the way, in one go or in two", () => {
      const memory = new KernelMemory();
      const { kernels } = compileKernels(memory.memory, level);
      const sizes = {
        M: fc.integer({ min: 1, max: 40 }),
        N: fc.integer({ min: 1, max: 70 }),
        K: fc.integer({ min: 1, max: 600 }),
        biased: fc.boolean(),
      };
      fc.assert(
        fc.property(fc.record(sizes), ({ M, N, K, biased }) => {
          const random = new Random(M * 1000 + N, K);
          const place = (values: Float32Array) => {
            const address = memory.take(4 * values.length);
            memory.view("float32", address, values.length).set(values);
            return address;
          };
          const normal = (count: number) => Float32Array.from({ length: count }, () => random.normal());
          const transposed = (x: Float32Array, rows: number, columns: number) =>
            x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
          const [rowsOfA, rowsOfB, startValues] = [normal(M * K), normal(K * N), normal(N)];
          const [a, aTurned] = [place(rowsOfA), place(transposed(rowsOfA, M, K))];
          const [b, bTurned] = [place(rowsOfB), place(transposed(rowsOfB, K, N))];
          const [panels, scratch] = [memory.take(4 * kernels.packedSize(K, N)), memory.take(4 * kernels.scratchSize())];
          const start = biased ? place(startValues) : 0;
          kernels.packTaps(1, K, 0, N, N, b, 0, N, 1, panels);
          /** Rows of the product, with something after them that must stay. */
          const product = (rows: number, compute: (c: number) => void) => {
            const c = place(new Float32Array(rows * N + 1).fill(77));
            compute(c);
            expect(memory.view("float32", c, rows * N + 1)[rows * N]).toBe(77);
            return memory.view("float32", c, rows * N);
          };
          const whole = product(M, (c) => kernels.gemm(M, N, K, a, K, 1, panels, 0, 0, start, 0, c, N, scratch, 1));
          for (const row of new Set([0, M >> 1, M - 1])) {
            const alone = product(1, (c) =>
              kernels.gemm(1, N, K, a + 4 * row * K, K, 1, panels, 0, 0, start, 0, c, N, scratch, 1),
            );
            expect(alone).toEqual(whole.subarray(row * N, (row + 1) * N));
          }
          const others: ((c: number) => void)[] = [
            (c) => kernels.gemm(M, N, K, a, K, 1, b, N, 1, start, 0, c, N, scratch, 1),
            (c) => kernels.gemm(M, N, K, a, K, 1, bTurned, 1, K, start, 0, c, N, scratch, 1),
            (c) => kernels.gemm(M, N, K, aTurned, 1, M, panels, 0, 0, start, 0, c, N, scratch, 1),
            (c) => kernels.gemm(M, N, K, aTurned, 1, M, b, N, 1, start, 0, c, N, scratch, 1),
            (c) => {
              const half = K >> 1;
              kernels.gemm(M, N, half, a, K, 1, b, N, 1, start, 0, c, N, scratch, 1);
              kernels.gemm(M, N, K - half, a + 4 * half, K, 1, b + 4 * half * N, N, 1, c, N, c, N, scratch, 1);
            },
          ];
          for (const compute of others) expect(product(M, compute)).toEqual(whole);
          for (let i = 0; i < M * N; i += 1 + ((M * N) >> 5)) {
            const [m, n] = [Math.floor(i / N), i % N];
            let [sum, size] = [start ? startValues[n]! : 0, 1];
            for (let k = 0; k < K; k++) {
              const term = rowsOfA[m * K + k]! * rowsOfB[k * N + n]!;
              sum += term;
              size += Math.abs(term);
            }
            expect(Math.abs(whole[i]! - sum)).toBeLessThanOrEqual(tolerance.float32 * size);
          }
          memory.endStep();
        }),
        { numRuns: 60 },
      );
    });
  },
);

describe("step memory", () => {
  beforeAll(() => setBackend("wasm"));

  it("says so when an intermediate result is read after its step", () => {
    let kept = tensor([0]);
    const result = step(() => {
      kept = add(tensor([1]), tensor([2]));
      return add(kept, kept);
    });
    expect(result.arraySync()).toEqual([6]);
    expect(() => kept.dataSync()).toThrow(BackendError);
    expect(() => kept.dataSync()).toThrow(/step that has ended[\s\S]*hint: return it/);
  });

  it("keeps results right when memory grows", () => {
    const small = step(() => matmul(tensor([[1, 2]]), tensor([[3], [4]])));
    step(() => reshape(add(tensor(new Float32Array(4_000_000)), 1), [4_000_000]));
    expect(small.arraySync()).toEqual([[11]]);
  });

  it("reuses the blocks of released variables", () => {
    const memory = new KernelMemory();
    const first = memory.allocate(1000);
    memory.free(first, 1000);
    expect(memory.allocate(1000)).toBe(first);
  });

  it.each([true, false])("stays right as it grows, shared: %s", (shared) => {
    const memory = new KernelMemory(shared);
    const { kernels } = compileKernels(memory.memory, "simd");
    const x = memory.allocate(16);
    memory.view("float32", x, 4).set([-1, 2, -3, 4]);
    const before = memory.bytes;
    const y = memory.take(300 * 2 ** 20);
    expect(memory.bytes).toBeGreaterThan(before + 2 ** 28);
    kernels.unary(unaryCodes.abs!, 4, x, y);
    expect(memory.view("float32", x, 4)).toEqual(Float32Array.of(-1, 2, -3, 4));
    expect(memory.view("float32", y, 4)).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it("says so when it is full", () => {
    expect(() => new KernelMemory().take(5 * 2 ** 30)).toThrow(/memory is full[\s\S]*hint: use smaller batches/);
  });
});
