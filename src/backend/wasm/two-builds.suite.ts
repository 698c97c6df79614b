/** Two builds of the kernels on one memory, whose bits are compared. */
import { expect } from "vitest";
import { Random } from "../../tensor/index.ts";
import type { Kernels } from "./kernels.generated.ts";
import { compileKernels } from "./levels.ts";
import { KernelMemory } from "./memory.ts";
import type { NativePackage } from "./native.ts";

export type Call = [name: keyof Kernels, ...args: number[]];
/** Where a kernel leaves what nobody reads: an address, and a number of floats. */
export type Scratch = [address: number, count: number];

const odd = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-40,
  -1e-42,
  3e38,
  1e-31,
  88.8,
  -88,
  104.3,
  -104.5,
  -71,
  1.2e-38,
];

/** WebAssembly and machine code, and what calls of them are made from. */
export class TwoBuilds {
  readonly memory = new KernelMemory();
  readonly wasm: Kernels;
  readonly native: Partial<Kernels>;
  readonly random = new Random(20, 27);
  readonly room: number;
  /** How many of all numbers are odd ones. */
  oddities = 0;

  constructor(attach: NativePackage["attach"], instructions: string) {
    this.room = this.memory.allocate(4 << 20);
    this.memory.take(64 << 20);
    this.memory.endStep();
    this.wasm = compileKernels(this.memory.memory, "relaxed-simd").kernels;
    this.wasm.useWidePanels(1);
    this.native = attach(this.memory.memory, instructions).kernels;
  }

  int = (least: number, most: number) => least + Math.floor(this.random.uniform() * (most - least + 1));
  chance = (share: number) => this.random.uniform() < share;

  floats(count: number, make = () => this.random.normal()): number {
    const address = this.memory.take(4 * count + 64);
    const one = () => (this.chance(this.oddities) ? odd[this.int(0, odd.length - 1)]! : make());
    this.memory.view("float32", address, count).set(Float32Array.from({ length: count }, one));
    return address;
  }

  ints(values: readonly number[]): number {
    const address = this.memory.take(4 * values.length);
    this.memory.view("int32", address, values.length).set(values);
    return address;
  }

  bytes(count: number): number {
    const address = this.memory.take(count);
    new Uint8Array(this.memory.memory.buffer, address, count).set(Array.from({ length: count }, () => this.int(0, 1)));
    return address;
  }

  /** All that was taken in this step, as bits; each NaN is the same one. */
  private bits(scratch: readonly Scratch[]): Uint32Array {
    const first = this.start / 4;
    const bits = new Uint32Array(this.memory.memory.buffer, this.start, this.memory.taken / 4).slice();
    for (const [address, count] of scratch) bits.fill(0, address / 4 - first, address / 4 - first + count);
    return bits.map((one) => ((one & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : one));
  }

  private start = 0;

  /** Makes some calls with either build from the same memory, and compares all that they left there. */
  compare(make: () => { calls: Call[]; scratch?: Scratch[] }): void {
    this.memory.endStep();
    this.start = this.memory.take(64);
    const { calls, scratch = [] } = make();
    const all = new Uint8Array(this.memory.memory.buffer, this.start, this.memory.taken);
    const before = all.slice();
    const run = (kernels: Partial<Kernels>) => {
      all.set(before);
      const gave = calls.map(([name, ...args]) => (kernels[name] as (...args: number[]) => unknown)(...args));
      return { gave, bits: this.bits(scratch) };
    };
    const [wanted, received] = [run(this.wasm), run(this.native)];
    const at = wanted.bits.findIndex((bit, i) => bit !== received.bits[i]);
    if (at >= 0) expect({ calls, at: this.start + 4 * at, bits: received.bits[at] }).toEqual({ bits: wanted.bits[at] });
    for (const [i, gave] of wanted.gave.entries()) if (gave !== undefined) expect(received.gave[i]).toBe(gave);
  }
}
