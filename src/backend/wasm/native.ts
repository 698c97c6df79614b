/** Kernels as machine code, where the package `recurve-native` is installed: on the same memory, called by the same names. */
import { environment, nodePackage, nodeProcess } from "../../platform.ts";
import { type Kernels, kernelContract } from "./kernels.generated.ts";

/** The available kernels on a memory; `grown` must be called when the memory has grown. */
interface Attached {
  kernels: Partial<Kernels>;
  grown: () => void;
}

/** The package's exports. */
export interface NativePackage {
  /** Identifies the arguments of its kernels. */
  contract: string;
  /** Sets of instructions that it has kernels for and this processor has, best first. */
  instructions: readonly string[];
  /** The module, for other threads. */
  file: string;
  attach(memory: WebAssembly.Memory, instructions: string): Attached;
  /** A buffer with a copy of some bytes, at least one: quicker than the engine's where they are many. */
  copyOf(bytes: Uint8Array): ArrayBuffer;
}

/**
 * The package with the instructions to use (the best, or those that RECURVE_INSTRUCTIONS names, for tests of the lesser ones); or why
 * there is none to be used here.
 */
export function findNative(): (Pick<NativePackage, "file" | "attach" | "copyOf"> & { instructions: string }) | string {
  if (!nodeProcess()) return "it needs Node, Deno or Bun";
  try {
    const found = nodePackage("recurve-native") as NativePackage;
    if (found.contract !== kernelContract) return "recurve-native is of another version than recurve";
    const asked = environment("RECURVE_INSTRUCTIONS");
    const instructions = found.instructions.find((name) => name === asked) ?? found.instructions[0];
    if (instructions === undefined) return "it needs a processor with AVX2 or NEON";
    return { file: found.file, attach: found.attach, copyOf: found.copyOf, instructions };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "MODULE_NOT_FOUND" ? "the package recurve-native is not installed" : message;
  }
}
