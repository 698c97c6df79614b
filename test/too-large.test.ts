/** What is larger than memory: an error with sizes and a way out, before work begins, and all goes on afterwards. */
import { afterEach, expect, it, vi } from "vitest";
import { KernelMemory } from "../src/backend/wasm/memory.ts";
import { WasmBackend } from "../src/backend/wasm/wasm-backend.ts";
import { diagnose, layers, ops, sequential, setBackend, tensor, zeros } from "../src/index.ts";
import { BackendError } from "../src/tensor/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
  setBackend("wasm");
});

const sequence = tensor([[[0.1], [0.2], [0.3]]]);
const small = () => sequential({ layers: [layers.lstm({ units: 3, kernelInitializer: "ones" })], seed: 1 });
const refused = (act: () => unknown) => {
  expect(act).toThrow(BackendError);
  expect(act).toThrow(/received: .*[KMGTPE]iB/);
};

it.each(["wasm", "js"] as const)("layers and tensors too large are refused at once, on %s", (name) => {
  setBackend(name);
  const wanted = small().predict(sequence).arraySync();
  refused(() => zeros([2 ** 40]));
  refused(() => sequential({ layers: [layers.lstm({ units: 40_000 })] }).predict(sequence));
  refused(() => sequential({ layers: [layers.dense({ units: 2 ** 40 })] }).predict(sequence));
  refused(() => sequential({ layers: [layers.embedding({ inputDim: 2 ** 40, outputDim: 8 })] }).predict(tensor([[1]])));
  expect(small().predict(sequence).arraySync()).toEqual(wanted);
});

it("a step that outgrows the kernels' memory gives it back", () => {
  const wanted = small().predict(sequence).arraySync();
  const row = zeros([1, 60_000]);
  const column = zeros([60_000, 1]);
  refused(() => ops.sum(ops.add(row, column)));
  expect(small().predict(sequence).arraySync()).toEqual(wanted);
  const { bytes } = diagnose();
  for (let i = 0; i < 20; i++) small().predict(sequence);
  expect(diagnose().bytes).toBe(bytes);
});

it("what a step too large had taken is there for weights and other steps", () => {
  const memory = new KernelMemory();
  const GiB = 2 ** 30;
  memory.take(GiB);
  expect(() => {
    for (let i = 0; i < 8; i++) memory.take(GiB);
  }).toThrow(/kernels' memory is full/);
  memory.endStep();
  const weights = [GiB, 2 * GiB].map((bytes) => memory.allocate(bytes));
  expect(() => memory.allocate(2 * GiB)).toThrow(BackendError);
  for (const [i, bytes] of [GiB, 2 * GiB].entries()) memory.free(weights[i]!, bytes);
  // of other sizes than those that were given back
  for (let i = 0; i < 5; i++) memory.allocate(0.5 * GiB + 64 * i);
});

it("models of ever other sizes find room in what is free", () => {
  const memory = new KernelMemory();
  let held: [number, number][] = [];
  for (let round = 1; round < 2000; round++) {
    const sizes = [1, 2, 3].map((i) => 2 ** 20 + 64 * ((round * 7919 * i) % 20_000));
    const made = sizes.map((bytes): [number, number] => [memory.allocate(bytes), bytes]);
    for (const [address, bytes] of held) memory.free(address, bytes);
    held = made;
  }
  expect(memory.bytes).toBeLessThan(64 * 2 ** 20);
});

it("an engine that gives no memory leads to an error with another way", () => {
  vi.spyOn(WebAssembly, "Memory").mockImplementation(function refuse() {
    throw new RangeError("WebAssembly.Memory(): could not allocate memory");
  });
  expect(() => new WasmBackend()).toThrow(BackendError);
  expect(() => new WasmBackend()).toThrow(
    /has no memory for the kernels[\s\S]*could not allocate[\s\S]*setBackend\("js"\)/,
  );
});
