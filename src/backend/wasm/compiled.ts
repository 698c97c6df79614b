/** Compiled kernels, and the levels at which they can be compiled. */
import type { Kernels } from "./kernels.generated.ts";

/**
 * How the kernels are compiled. `simd`: vectors of 128 bits. `relaxed-simd`: the same with fused multiply-adds. `wide`: the
 * same bytes again, compiled by an experimental part of V8 that joins neighbouring vectors into one of 256 bits. `native`: machine
 * code of a package of its own, and `relaxed-simd` for kernels that it lacks.
 */
export const kernelLevels = ["simd", "relaxed-simd", "wide", "native"] as const;
/** One of {@link kernelLevels}. */
export type KernelLevel = (typeof kernelLevels)[number];

/** Kernels on a memory, and the module from which other threads instantiate theirs. */
export interface Compiled {
  kernels: Kernels;
  level: KernelLevel;
  module: WebAssembly.Module;
  /** The source of machine-code kernels. */
  native?: { file: string; instructions: string };
}
