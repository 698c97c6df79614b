/** Tensors in kernel memory: their addresses, copying them there, and packed weights. */
import {
  bytesPerElement,
  type DType,
  type Shape,
  type Storage,
  sizeOf,
  Tensor,
  type TypedArray,
} from "../../tensor/index.ts";
import { callKernel, type KernelName, listed } from "./call-kernel.ts";
import { chooseKernels, type KernelChoice, type KernelObstacles } from "./choose-kernels.ts";
import type { Compiled, KernelLevel } from "./compiled.ts";
import { ArenaStorage, type Panels, VariableStorage } from "./kernel-storage.ts";
import type { KernelArguments, Kernels } from "./kernels.generated.ts";
import { isShared } from "./levels.ts";
import { KernelMemory, type NumberType } from "./memory.ts";
import { coresAvailable, type KernelCall, obstacleToThreads, ThreadPool } from "./thread-pool.ts";

/** Multiply-adds, or work that takes as long: a call of this size or more runs on several threads. */
const WORTH_THREADS = 500_000;

/** Called before each kernel call, with the check of its result. */
type Listener = (call: KernelCall, check?: (result: number) => void) => void;

/** Packed panels, stale once their variable has changed. */
export interface Packing {
  storage: VariableStorage;
  renew: () => void;
}

/** How to compute; see `init` in `../current.ts`. */
export interface EngineOptions extends KernelChoice {
  threads?: number | undefined;
}

/** The kernels and their memory. */
export class WasmEngine {
  readonly memory: KernelMemory;
  private compiled: Compiled;
  private pool: ThreadPool | undefined;
  private threads = 1;
  /** Why machine code, the `wide` level or threads are not available although requested. */
  readonly obstacles: KernelObstacles & { threads?: string } = {};
  /** The calls made, if someone listens. */
  private listener: Listener | undefined;
  /** Plain tensors that were copied to kernel memory in this step. */
  private readonly uploads = new Map<Storage, number>();
  /** Address of each thread's {@link room}, allocated on first use. */
  private readonly rooms: number[] = [];

  constructor({ threads = coresAvailable(), level, native, module }: EngineOptions = {}) {
    this.memory = new KernelMemory(module === undefined);
    const { memory } = this.memory;
    this.compiled = chooseKernels({ level, native, module }, this.memory, this.obstacles);
    this.obstacles.threads = module
      ? "the module given to init works on memory that is not shared"
      : obstacleToThreads(isShared(memory));
    this.threads = this.obstacles.threads === undefined ? threads : 1;
  }

  get kernels(): Kernels {
    return this.compiled.kernels;
  }

  /** Which build of the kernels runs. */
  get level(): KernelLevel {
    return this.compiled.level;
  }

  /** The instructions that its machine code uses, where there is some. */
  get instructions(): string | undefined {
    return this.compiled.native?.instructions;
  }

  /** How many threads a large call is shared among: those that run, and those that are starting. */
  get threadCount(): number {
    this.threadsRunning();
    const { failure, failed } = this.pool ?? { failed: 0 };
    this.obstacles.threads ??= failure;
    return this.threads - failed;
  }

  /** Calls a kernel with its arguments by name. @param check of its result, where that is a status */
  call<K extends KernelName>(name: K, args: KernelArguments[K], check?: (result: number) => void): void {
    if (this.listener) this.listener([name, ...listed(name, args)], check);
    const result = callKernel(this.kernels, name, args);
    check?.(result);
  }

  /**
   * Calls a kernel for all of [0, count): at once, or in parallel ranges if `work` (in multiply-adds) is worth it.
   * @param grain ranges begin at multiples of it
   * @param argsOf the arguments for a range, which is that of the thread with this number, one of `threads`
   * @param barrier the address at which the threads wait for each other, if they do
   */
  split<K extends KernelName>(
    name: K,
    count: number,
    grain: number,
    work: number,
    argsOf: (begin: number, end: number, thread: number, threads: number) => KernelArguments[K],
    barrier?: number,
  ): void {
    const threads = Math.min(this.threadsFor(work), Math.ceil(count / grain));
    // the number of rows without elements is NaN
    if (!(threads > 1)) {
      this.call(name, argsOf(0, count, 0, 1));
      return;
    }
    const each = Math.ceil(count / grain / threads) * grain;
    const parts = Math.ceil(count / each);
    const calls = Array.from({ length: parts }, (_, i): KernelCall => {
      return [name, ...listed(name, argsOf(i * each, Math.min((i + 1) * each, count), i, parts))];
    });
    this.pool!.run(calls, this.kernels, barrier);
  }

  /** Reports every call to `listener` while `act` runs, all on one thread. */
  listen(listener: Listener | undefined, act: () => void): void {
    const before = this.listener;
    this.listener = listener;
    try {
      act();
    } finally {
      this.listener = before;
    }
  }

  /** Variables that the running {@link listen} found packed, with a way to pack them again. */
  readonly packings = new Map<Panels, Packing>();

  /** Room for the matmul kernel's own copies, on a thread. */
  room(thread: number): number {
    return (this.rooms[thread] ??= this.memory.allocate(4 * this.kernels.scratchSize()));
  }

  /** Stops the threads. */
  stop(): void {
    this.pool?.stop();
    this.pool = undefined;
    this.threads = 1;
  }

  /** How many threads a call of some work is shared among. */
  threadsFor(work: number): number {
    return work < WORTH_THREADS || this.listener ? 1 : this.threadsRunning();
  }

  /** How many threads can take part now, including the calling one; they are started when first needed. */
  threadsRunning(): number {
    if (this.threads === 1) return 1;
    this.pool ??= new ThreadPool(this.compiled, this.memory.memory, this.threads - 1);
    return this.pool.ready;
  }

  endStep(): void {
    this.memory.endStep();
    this.uploads.clear();
  }

  /** A plain tensor's elements have changed: its copy in this step is stale. */
  forget({ storage }: Tensor): void {
    this.uploads.delete(storage);
  }

  /** Address of a tensor's elements; those of a plain tensor are copied to kernel memory first. */
  address(tensor: Tensor): number {
    const { storage } = tensor;
    if (this.isHere(storage)) return storage.address;
    const known = storage.plain ? this.uploads.get(storage) : undefined;
    if (known !== undefined) return known;
    const address = this.memory.take(tensor.size * bytesPerElement(tensor.dtype));
    this.memory.write(tensor.dtype as NumberType, address, storage.read());
    if (storage.plain) this.uploads.set(storage, address);
    return address;
  }

  /** A tensor of this step, filled by a kernel. */
  result(shape: Shape, compute: (to: number) => void, dtype: DType = "float32"): Tensor {
    const { tensor, address } = this.reserve(shape, dtype);
    compute(address);
    return tensor;
  }

  /** A tensor of this step whose elements are still to be written. */
  reserve(shape: Shape, dtype: DType = "float32"): { tensor: Tensor; address: number } {
    const length = sizeOf(shape);
    const address = this.memory.take(length * bytesPerElement(dtype));
    return {
      tensor: new Tensor(shape, dtype, new ArenaStorage(this.memory, address, dtype as NumberType, length)),
      address,
    };
  }

  /** Floats of this step that lie at an address, as a tensor. */
  at(address: number, shape: Shape): Tensor {
    return new Tensor(shape, "float32", new ArenaStorage(this.memory, address, "float32", sizeOf(shape)));
  }

  /** A block of zeros of this step. */
  zeros(length: number): number {
    const address = this.memory.take(4 * length);
    this.memory.clear(address, length);
    return address;
  }

  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor {
    const address = this.memory.allocate(values.byteLength);
    this.memory.write(dtype as NumberType, address, values);
    return new Tensor(shape, dtype, new VariableStorage(this.memory, address, dtype as NumberType, values.length));
  }

  release({ storage, size, dtype }: Tensor): void {
    if (!(storage instanceof VariableStorage)) return;
    this.memory.free(storage.address, size * bytesPerElement(dtype));
    for (const { address, bytes } of storage.panels.splice(0)) this.memory.free(address, bytes);
  }

  /** Whether all these are variables of this memory. */
  owns(...tensors: readonly Tensor[]): boolean {
    return tensors.every(({ storage }) => storage instanceof VariableStorage && storage.owner === this.memory);
  }

  /**
   * The panels of K x N matrices inside a tensor for the matmul kernel, one matrix after the other; element (k, n) of one
   * lies its offset + k rowStride + n columnStride elements into the tensor. A variable's panels are kept until its values
   * change. With taps the rows are so many times K, those of each tap its stride after those of the one before.
   */
  packed(
    tensor: Tensor,
    K: number,
    N: number,
    rowStride: number,
    columnStride: number,
    offsets: readonly number[],
    taps = { count: 1, stride: 0 },
  ): number {
    const { storage } = tensor;
    const own = storage instanceof VariableStorage && storage.owner === this.memory ? storage : undefined;
    const known = own?.panelsOf(K, N, rowStride, columnStride, offsets, taps.count);
    // while someone listens, packing is recorded
    if (known && known.version === own!.version && !this.listener) return known.address;
    const each = 4 * this.kernels.packedSize(K * taps.count, N);
    const bytes = each * offsets.length;
    const pack = (from: number, to: number) => {
      for (const [i, offset] of offsets.entries()) {
        this.split("packTaps", N, 16, taps.count * K * N * 4, (n0, n1) => ({
          taps: taps.count,
          K,
          n0,
          n1,
          N,
          b: from + 4 * offset,
          tapStride: taps.stride,
          rowStride,
          columnStride,
          to: to + i * each,
        }));
      }
    };
    if (!own) {
      const from = this.address(tensor);
      const address = this.memory.take(bytes);
      pack(from, address);
      return address;
    }
    const kept = known ?? {
      K,
      N,
      rowStride,
      columnStride,
      offset: offsets[0]!,
      count: offsets.length,
      taps: taps.count,
      address: this.memory.allocate(bytes),
      bytes,
      version: -1,
    };
    if (!known) own.panels.push(kept);
    const renew = () => {
      if (kept.version === own.version) return;
      // the listener repacks the panels when needed
      this.listen(undefined, () => pack(own.address, kept.address));
      kept.version = own.version;
    };
    renew();
    if (this.listener) this.packings.set(kept, { storage: own, renew });
    return kept.address;
  }

  /** Whether a tensor is a result of the running step, and nothing that was copied here. */
  isIntermediate({ storage }: Tensor): boolean {
    return storage instanceof ArenaStorage && storage.owner === this.memory;
  }

  private isHere(storage: Storage): storage is VariableStorage | ArenaStorage {
    const isKernelMemory = storage instanceof VariableStorage || storage instanceof ArenaStorage;
    return isKernelMemory && storage.owner === this.memory;
  }
}
