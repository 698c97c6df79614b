/** What the conformance suite cannot see: rounding, bits, both builds of the kernels, and the life of step memory. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { add, matmul, reshape } from "../../ops/index.ts";
import { BackendError, Random, tensor } from "../../tensor/index.ts";
import { setBackend, step } from "../current.ts";
import { unaryCodes } from "./codes.ts";
import { instantiateKernels, type KernelLevel } from "./kernels.ts";
import { KernelMemory } from "./memory.ts";

/** The distance of neighbouring float32 at a value. */
function unitInLastPlace(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value) || Number.MIN_VALUE)), -126) - 23);
}

const functions = [
  { name: "exp", exact: Math.exp, from: -87.3, to: 88.7, bound: 2 },
  { name: "tanh", exact: Math.tanh, from: -10, to: 10, bound: 3 },
  { name: "tanh", exact: Math.tanh, from: -0.01, to: 0.01, bound: 3 },
  { name: "sigmoid", exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -40, to: 40, bound: 3 },
] as const;

describe.each(["simd", "relaxed-simd"] satisfies KernelLevel[])("the %s build", (level) => {
  it.each(functions)(
    "$name between $from and $to: within $bound units in the last place",
    ({ name, exact, from, to, bound }) => {
      const memory = new KernelMemory();
      const { kernels } = instantiateKernels(memory.memory, level);
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

  it("gives a row the same bits alone and among any number of others", () => {
    const memory = new KernelMemory();
    const { kernels } = instantiateKernels(memory.memory, level);
    const sizes = {
      M: fc.integer({ min: 2, max: 40 }),
      N: fc.integer({ min: 1, max: 70 }),
      K: fc.integer({ min: 1, max: 600 }),
    };
    fc.assert(
      fc.property(fc.record(sizes), ({ M, N, K }) => {
        const random = new Random(M * 1000 + N, K);
        const place = (count: number) => {
          const address = memory.take(4 * count);
          memory.view("float32", address, count).set(Float32Array.from({ length: count }, () => random.normal()));
          return address;
        };
        const [a, b, panels, c, single] = [
          place(M * K),
          place(K * N),
          memory.take(4 * kernels.packedSize(K, N)),
          place(M * N),
          place(N),
        ];
        kernels.pack(K, N, b, N, 1, panels);
        kernels.gemm(M, N, K, a, K, 1, panels, c, N, 0, 0);
        const row = M - 1;
        kernels.gemm(1, N, K, a + 4 * row * K, K, 1, panels, single, N, 0, 0);
        expect(memory.view("float32", single, N)).toEqual(memory.view("float32", c + 4 * row * N, N));
        memory.endStep();
      }),
      { numRuns: 60 },
    );
  });
});

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
});
