/** Chooses an engine's kernels: those requested if they run and are correct, otherwise the usual ones. */
import { warn } from "../../tensor/index.ts";
import type { Compiled, KernelLevel } from "./compiled.ts";
import { compileKernels, instantiateKernels, levelOf, obstacleToWide, usualLevel } from "./levels.ts";
import type { KernelMemory } from "./memory.ts";
import { findNative } from "./native.ts";
import { firstDifference } from "./self-check.ts";

/** The request. */
export interface KernelChoice {
  /** Default: the best level that needs no opt-in. */
  level?: KernelLevel | undefined;
  /** Whether to prefer machine code, if available, to `level`. */
  native?: boolean | undefined;
  /** Compiled kernels from a `kernelFile`. */
  module?: WebAssembly.Module | undefined;
}

/** Why machine code or the `wide` level is not available although requested. */
export interface KernelObstacles {
  native?: string;
  wide?: string;
}

/** The kernels on a memory. `obstacles` says why something requested is not available. */
export function chooseKernels(
  { level, native, module }: KernelChoice,
  memory: KernelMemory,
  obstacles: KernelObstacles,
): Compiled {
  if (module) {
    if (native) obstacles.native = "init was given the kernels as a module";
    return instantiateKernels(memory.memory, levelOf(module)!, module);
  }
  return (native ? compileNative(memory, obstacles) : undefined) ?? compileFor(level, memory, obstacles);
}

function compileFor(level: KernelLevel | undefined, memory: KernelMemory, obstacles: KernelObstacles): Compiled {
  if (level === "wide") return compileWide(memory, obstacles);
  return compileKernels(memory.memory, level === "simd" ? "simd" : usualLevel());
}

/** Machine code, if there is some and it is equal in every bit to the usual kernels. */
function compileNative(memory: KernelMemory, obstacles: KernelObstacles): Compiled | undefined {
  const found = findNative();
  if (typeof found === "string") {
    obstacles.native = found;
    return undefined;
  }
  const usual = compileKernels(memory.memory);
  if (usual.level !== "relaxed-simd") {
    obstacles.native = "it needs an engine with relaxed SIMD";
    return undefined;
  }
  const { file, instructions } = found;
  const attached = found.attach(memory.memory, instructions);
  memory.onGrowth = attached.grown;
  const { kernels, module } = instantiateKernels(memory.memory, "native", usual.module);
  const all = { ...kernels, ...attached.kernels };
  // either kind of kernel may use it
  all.scratchSize = () => Math.max(kernels.scratchSize(), attached.kernels.scratchSize?.() ?? 0);
  const difference = firstDifference(usual.kernels, all, memory);
  if (difference === undefined) {
    memory.copyOf = found.copyOf;
    return { kernels: all, level: "native", module, native: { file, instructions } };
  }
  memory.onGrowth = undefined;
  obstacles.native = `the native kernels differ from the usual ones in ${difference}`;
  warn(`${obstacles.native}; using WebAssembly instead.`);
  return undefined;
}

/** The wide kernels, if available and equal in every bit to the usual ones; else the usual ones. */
function compileWide(memory: KernelMemory, obstacles: KernelObstacles): Compiled {
  const usual = compileKernels(memory.memory);
  obstacles.wide = obstacleToWide();
  if (obstacles.wide !== undefined || usual.level !== "relaxed-simd") return usual;
  const wide = compileKernels(memory.memory, "wide");
  const difference = firstDifference(usual.kernels, wide.kernels, memory);
  if (difference === undefined) return wide;
  obstacles.wide = `the wide kernels differ from the usual ones in ${difference}`;
  warn(`${obstacles.wide}; using ${usualLevel()} instead.`);
  return usual;
}
