/** Finds out what the engine can run, and compiles the kernels for it. */

import { environment, findNodeModule, nodeModule, nodeProcess } from "../../platform.ts";
import { tagOf } from "../../tensor/index.ts";
import type { Compiled, KernelLevel } from "./compiled.ts";
import { type Kernels, kernelPieces } from "./kernels.generated.ts";
import { awaitStarts, napOn } from "./thread-pool.ts";

/** A module of one function that uses an instruction: valid where the engine knows the instruction. */
// biome-ignore format: bytes of a module's sections
const probe = (...body: number[]) =>
  Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, // magic and version
    1, 8, 1, 96, 3, 123, 123, 123, 1, 123, // a type: three vectors to one
    3, 2, 1, 0, // one function of it
    10, body.length + 4, 1, body.length + 2, 0, ...body, 11,
  );
/** f32x4.add of the first two arguments. */
const usesSimd = probe(32, 0, 32, 1, 253, 228, 1);
/** f32x4.relaxed_madd of the three. */
const usesRelaxedSimd = probe(32, 0, 32, 1, 32, 2, 253, 133, 2);

/** Why no kernels can run here; undefined where they can. A module that is given need not be compiled. */
export function obstacleToKernels(given?: WebAssembly.Module): string | undefined {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(usesSimd)) {
    return "this engine has no WebAssembly with SIMD";
  }
  if (given) return undefined;
  try {
    // only a trial shows whether it is allowed: some engines refuse to compile, others to instantiate
    new WebAssembly.Instance(new WebAssembly.Module(usesSimd));
    return undefined;
  } catch (error) {
    const what = "WebAssembly may not be compiled here (a page's Content-Security-Policy needs 'wasm-unsafe-eval'";
    return `${what}, Cloudflare Workers need init({ module })): ${(error as Error).message}`;
  }
}

/** The best level that needs no opt-in. */
export function usualLevel(): KernelLevel {
  if (WebAssembly.validate(usesRelaxedSimd)) return "relaxed-simd";
  return withFlags(relaxedFlags(), () => WebAssembly.validate(usesRelaxedSimd)) ? "relaxed-simd" : "simd";
}

/** Why the `wide` level is not available here; undefined if it is. */
export function obstacleToWide(): string | undefined {
  const process = nodeProcess();
  if (!process) return "it needs Node: browsers have no way to ask for it";
  // they accept the flags, but ignore them
  const other = ["Deno", "Bun"].find((name) => name.toLowerCase() in process.versions);
  if (other) return `it needs Node, and this is ${other}`;
  if (nodeVersion() < 24) return `it needs Node 24 or later, and this is ${process.versions.node}`;
  if (process.arch !== "x64") return `it needs a processor of type x64, and this one is ${process.arch}`;
  return undefined;
}

const nodeVersion = () => Number(nodeProcess()?.versions.node.split(".")[0] ?? 0);

/** Node 20 has relaxed SIMD behind a flag; later versions have it without, and do not know the flag. */
const relaxedFlags = () => (nodeVersion() === 20 ? ["--experimental-wasm-relaxed-simd"] : []);

/** The flag that joins vectors, and those that make the optimizing compiler run now, while it is set. */
const wideFlags = [
  "--experimental-wasm-revectorize",
  "--no-liftoff",
  "--no-wasm-lazy-compilation",
  "--no-wasm-dynamic-tiering",
  "--no-wasm-inlining",
];

const opposite = (flag: string) => (flag.startsWith("--no-") ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`);

/** Runs something with V8 flags set, then restores them, so no other code of the process sees them. */
function withFlags<T>(flags: readonly string[], act: () => T): T {
  const process = nodeProcess();
  // do not touch flags that the user set
  const given = `${process?.execArgv.join(" ")} ${environment("NODE_OPTIONS") ?? ""}`.replaceAll("_", "-");
  const own = process ? flags.filter((flag) => !given.includes(flag.replace(/^--(no-)?/, ""))) : [];
  const v8 = own.length > 0 ? nodeModule("node:v8") : undefined;
  if (v8) awaitStarts();
  for (const flag of own) v8!.setFlagsFromString(flag);
  try {
    return act();
  } finally {
    for (const flag of own) v8!.setFlagsFromString(opposite(flag));
  }
}

/** Compiles the kernels for a level at once, and instantiates them. */
export function compileKernels(memory: WebAssembly.Memory, level: KernelLevel = usualLevel()): Compiled {
  const bytes = isShared(memory) ? kernelBytes(level) : unshared(kernelBytes(level));
  const flags = level === "simd" ? [] : level === "wide" ? wideFlags : relaxedFlags();
  // because identical bytes would hit V8's code cache
  const marked = level === "wide" ? withSection(bytes, "wide") : bytes;
  return instantiateKernels(
    memory,
    level,
    withFlags(flags, () => new WebAssembly.Module(marked)),
  );
}

/** Kernels of a module on a memory of its kind. */
export function instantiateKernels(
  memory: WebAssembly.Memory,
  level: KernelLevel,
  module: WebAssembly.Module,
): Compiled {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, nap: napOn(memory) } });
  const kernels = exports as unknown as Kernels;
  kernels.useWidePanels(Number(level === "wide" || level === "native"));
  return { kernels, level, module };
}

/**
 * The kernels as a file, which an engine that compiles nothing while it runs imports as a module; for a memory that is not
 * shared, so for one thread.
 */
export function kernelFile(level: FileLevel): Uint8Array {
  return withSection(unshared(kernelBytes(level)), SECTION, level);
}

/** The level of a module that was made of a {@link kernelFile}; undefined for any other module. */
export function levelOf(module: WebAssembly.Module): FileLevel | undefined {
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  const level = section && new TextDecoder().decode(section);
  return level === "simd" || level === "relaxed-simd" ? level : undefined;
}

type FileLevel = Exclude<KernelLevel, "wide" | "native">;
const SECTION = "recurve";

function kernelBytes(level: KernelLevel): Uint8Array<ArrayBuffer> {
  const others = level === "simd" ? 0 : 1;
  const digits = kernelPieces
    .split(",")
    .filter((_, i) => i % 3 !== others)
    .join("");
  // the engine's own reader where there is one: a millisecond of the start
  const buffer = findNodeModule("node:buffer")?.Buffer;
  if (buffer) return new Uint8Array(buffer.from(digits, "hex"));
  // 0 to 9 are the codes 48 to 57, a to f are 97 to 102
  const valueAt = (i: number) => (digits.charCodeAt(i) & 15) + 9 * (digits.charCodeAt(i) >> 6);
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 16 * valueAt(2 * i) + valueAt(2 * i + 1);
  return bytes;
}

/** The same module with a section at its end that engines pass over. */
function withSection(bytes: Uint8Array, name: string, content = ""): Uint8Array<ArrayBuffer> {
  const codes = Array.from(name + content, codeOf);
  return Uint8Array.of(...bytes, 0, codes.length + 1, name.length, ...codes);
}

// by name: a page without cross-origin isolation has shared memories but not their constructor
export const isShared = ({ buffer }: WebAssembly.Memory) => tagOf(buffer) === "SharedArrayBuffer";

/** The module's import of its memory: "env", "memory", kind 2, and flags 3, limited and shared. */
const memoryImport = [3, ...Array.from("env", codeOf), 6, ...Array.from("memory", codeOf), 2, 3];

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

/** The module, importing memory that is limited but not shared; kernels use no atomic operations. */
function unshared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, i) => memoryImport.every((byte, k) => bytes[i + k] === byte));
  bytes[at + memoryImport.length - 1] = 1;
  return bytes;
}
