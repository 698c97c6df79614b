/** Finding out what the engine can run, and instantiating the kernels for it. */
import { plainSimd, relaxedSimd } from "./kernels.generated.ts";

type Address = number;

/** The kernels; their parameters are told in `kernels/`. Addresses are bytes, everything else counts elements. */
export interface Kernels {
  packedSize(K: number, N: number): number;
  pack(K: number, N: number, b: Address, rowStride: number, columnStride: number, to: Address): void;
  scratchSize(): number;
  gemm(
    M: number,
    N: number,
    K: number,
    a: Address,
    rowStride: number,
    columnStride: number,
    b: Address,
    bRowStride: number,
    bColumnStride: number,
    start: Address,
    startStride: number,
    c: Address,
    ldc: number,
    scratch: Address,
  ): void;
  unary(code: number, n: number, x: Address, y: Address): void;
  unaryGradient(code: number, n: number, dy: Address, x: Address, y: Address, dx: Address): void;
  binary(
    code: number,
    outer: number,
    inner: number,
    a: Address,
    aStep: number,
    aStretch: number,
    b: Address,
    bStep: number,
    bStretch: number,
    c: Address,
  ): void;
  swapAxes(A: number, B: number, C: number, x: Address, y: Address): void;
  reverse(A: number, B: number, C: number, x: Address, y: Address): void;
  sumRows(R: number, N: number, x: Address, y: Address, scale: number): void;
  sumColumns(R: number, N: number, x: Address, y: Address, scale: number): void;
  softmax(R: number, N: number, x: Address, y: Address): void;
  softmaxGradient(R: number, N: number, dy: Address, y: Address, dx: Address): void;
  crossEntropyGradient(R: number, N: number, dy: Address, x: Address, labels: Address, dx: Address): void;
  expSums(R: number, N: number, x: Address, shifts: Address, sums: Address, scratch: Address): void;
  argRows(R: number, N: number, x: Address, y: Address, smallest: number): void;
  gather(count: number, width: number, x: Address, ids: Address, y: Address): void;
  scatterAdd(count: number, width: number, ids: Address, dy: Address, y: Address): void;
  sgd(n: number, w: Address, g: Address, m: Address, rate: number, momentum: number, nesterov: number): void;
  rmsprop(
    n: number,
    w: Address,
    g: Address,
    v: Address,
    m: Address,
    a: Address,
    rate: number,
    rho: number,
    rest: number,
    momentum: number,
    epsilon: number,
  ): void;
  adam(
    n: number,
    w: Address,
    g: Address,
    m: Address,
    v: Address,
    vMax: Address,
    rate: number,
    rest1: number,
    rest2: number,
    epsilon: number,
  ): void;
  dropoutMask(
    n: number,
    to: Address,
    rate: number,
    scale: number,
    seedLow: number,
    seedHigh: number,
    streamLow: number,
    streamHigh: number,
  ): void;
  recurrentForward(
    cell: number,
    T: number,
    B: number,
    U: number,
    row0: number,
    row1: number,
    act: number,
    rec: number,
    resetAfter: number,
    projected: Address,
    packed: Address,
    bias: Address,
    h0: Address,
    c0: Address,
    mask: Address,
    drop: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    keep: number,
    scratch: Address,
    room: Address,
  ): void;
  recurrentBackward(
    cell: number,
    T: number,
    B: number,
    U: number,
    row0: number,
    row1: number,
    act: number,
    rec: number,
    resetAfter: number,
    packed: Address,
    h0: Address,
    c0: Address,
    mask: Address,
    drop: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    dSequence: Address,
    dh: Address,
    dc: Address,
    dGates: Address,
    dRecurrent: Address,
    scratch: Address,
    room: Address,
  ): void;
}

/** A module of one function that uses an instruction: valid where the engine knows the instruction. */
const probe = (...body: number[]) =>
  Uint8Array.of(
    0,
    97,
    115,
    109,
    1,
    0,
    0,
    0,
    1,
    8,
    1,
    96,
    3,
    123,
    123,
    123,
    1,
    123,
    3,
    2,
    1,
    0,
    10,
    body.length + 4,
    1,
    body.length + 2,
    0,
    ...body,
    11,
  );
/** f32x4.add of the first two arguments. */
const usesSimd = probe(32, 0, 32, 1, 253, 228, 1);
/** f32x4.relaxed_madd of the three. */
const usesRelaxedSimd = probe(32, 0, 32, 1, 32, 2, 253, 133, 2);

/** Whether the engine has WebAssembly with SIMD. */
export function hasSimd(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(usesSimd);
}

function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(usesRelaxedSimd) || enableRelaxedSimd();
}

/**
 * Node 20 has relaxed SIMD behind a flag of V8, which may be set before a module is compiled. Later versions do not know
 * the flag, and do not need it.
 */
function enableRelaxedSimd(): boolean {
  const node = (globalThis as { process?: NodeJS.Process }).process;
  if (node?.versions?.node?.split(".")[0] !== "20" || !node.getBuiltinModule) return false;
  node.getBuiltinModule("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(usesRelaxedSimd);
}

/** Which of the builds runs. */
export type KernelLevel = "simd" | "relaxed-simd";

/** Compiles a build at once: the best that the engine runs, unless the plain one is asked for. */
export function instantiateKernels(
  memory: WebAssembly.Memory,
  wanted?: KernelLevel,
): { kernels: Kernels; level: KernelLevel } {
  const best: KernelLevel = hasRelaxedSimd() ? "relaxed-simd" : "simd";
  const level = wanted ?? best;
  const text = atob(level === "relaxed-simd" ? relaxedSimd : plainSimd);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  if (!isShared(memory)) importUnshared(bytes);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { kernels: exports as unknown as Kernels, level };
}

// by name: a page without cross-origin isolation has shared memories but not their constructor
const isShared = ({ buffer }: WebAssembly.Memory) =>
  Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]";

/** The module's import of its memory: "env", "memory", kind 2, and flags 3, limited and shared. */
const memoryImport = [3, ...Array.from("env", codeOf), 6, ...Array.from("memory", codeOf), 2, 3];

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

/** Makes a module import memory that is limited but not shared; kernels use no atomic operations. */
function importUnshared(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => memoryImport.every((byte, k) => bytes[i + k] === byte));
  bytes[at + memoryImport.length - 1] = 1;
}
