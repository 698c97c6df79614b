import { afterEach, describe, expect, it, vi } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { kernelFile } from "./wasm/levels.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const fileOf = (level: "simd" | "relaxed-simd") => kernelFile(level) as Uint8Array<ArrayBuffer>;

/** The file anew, as a page or a worker loads it that lets nothing be compiled. */
async function withoutCompiling() {
  const { Module, CompileError } = WebAssembly;
  class Forbidden {
    constructor() {
      throw new CompileError("Wasm code generation disallowed by embedder");
    }
    static customSections = Module.customSections;
    static [Symbol.hasInstance] = (value: unknown) => value instanceof Module;
  }
  const names = ["validate", "Instance", "Memory"] as const;
  vi.stubGlobal("WebAssembly", {
    ...Object.fromEntries(names.map((name) => [name, WebAssembly[name]])),
    Module: Forbidden,
  });
  vi.resetModules();
  return import("../index.ts");
}

const sums = ({ layers, sequential, tensor }: typeof import("../index.ts")) =>
  sequential({ layers: [layers.lstm({ units: 5 })], seed: 1 })
    .predict(tensor([[[0.1], [0.2], [0.3]]]))
    .dataSync();

describe("where WebAssembly may not be compiled", () => {
  it("computes in JavaScript and says why", async () => {
    const here = sums(await import("../index.ts"));
    const recurve = await withoutCompiling();
    const there = sums(recurve);
    expect(there.length).toBe(5);
    for (const [i, value] of there.entries()) expectNumbers(value, here[i]!, tolerance.float32);
    const { name, kernels, threads, obstacles } = recurve.diagnose();
    expect({ name, kernels, threads }).toEqual({ name: "js", kernels: undefined, threads: 1 });
    expect(obstacles.wasm).toMatch(/wasm-unsafe-eval.*init.*disallowed by embedder/);
    expect(() => recurve.setBackend("wasm")).toThrow(/disallowed by embedder/);
    recurve.setBackend("js");
    expect(recurve.diagnose().obstacles).toEqual({});
  });

  // Node 20 compiles relaxed SIMD behind a flag only
  const levels = (["simd", "relaxed-simd"] as const).filter((level) => WebAssembly.validate(fileOf(level)));
  it.each(levels)("takes a module that is given: %s", async (level) => {
    const here = sums(await import("../index.ts"));
    const module = new WebAssembly.Module(fileOf(level));
    const recurve = await withoutCompiling();
    expect(recurve.diagnose().name).toBe("js");
    recurve.init({ module });
    for (const [i, value] of sums(recurve).entries()) expectNumbers(value, here[i]!, tolerance.float32);
    const { name, kernels, threads, obstacles } = recurve.diagnose();
    expect({ name, kernels, threads }).toEqual({ name: "wasm", kernels: level, threads: 1 });
    expect(obstacles.threads).toMatch(/not shared/);
  });

  it("refuses what is no module of kernels", async () => {
    const { init } = await import("../index.ts");
    for (const module of [new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), "kernels.wasm", null]) {
      expect(() => init({ module: module as WebAssembly.Module })).toThrow(/init: module must be what/);
    }
  });
});

it("a thread that cannot be started leads to a warning, and the others do its work", async () => {
  vi.resetModules();
  const { getBuiltinModule } = process;
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) => {
    if (name !== "node:worker_threads") return getBuiltinModule(name);
    return {
      Worker: class {
        constructor() {
          throw new Error("no workers today");
        }
      },
    };
  }) as typeof getBuiltinModule);
  const { diagnose, init, ops, tensor } = await import("../index.ts");
  init({ threads: 3 });
  const side = tensor(new Float32Array(256 * 256).fill(1), [256, 256]);
  expect(ops.matmul(side, side).dataSync()[0]).toBe(256);
  expect(diagnose()).toMatchObject({ threads: 1, obstacles: { threads: expect.stringMatching(/no workers today/) } });
});
