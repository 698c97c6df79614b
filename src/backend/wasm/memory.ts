/**
 * The kernels' memory: blocks that last (weights), and an arena for the results of a step, which ends as a whole.
 * Addresses are byte offsets into one WebAssembly memory that grows as needed and never shrinks.
 */
import { nodeProcess } from "../../platform.ts";
import {
  BackendError,
  bytesPerElement,
  type DType,
  formatBytes,
  PlainStorage,
  shown,
  type TypedArray,
  viewArray,
} from "../../tensor/index.ts";
import { type Block, FreeBlocks } from "./free-blocks.ts";

const PAGE = 65536;
/** Every address is a multiple of this: a cache line. */
const ALIGNMENT = 64;
/** Bytes of the arena's first chunk, and the minimum for further ones. */
const CHUNK = 4 << 20;
/** From this many bytes on, a copy to plain memory spends most of its time on touching it for the first time. */
const LARGE = 1 << 20;
/** The same of an arena that lasts, such as a stepper's, of which there may be thousands. */
const OWN_CHUNK = 1 << 10;
/** The least limit to try, in pages: 256 MiB. */
const SMALLEST_LIMIT = 4096;
/** The memory below is reserved by the compiler. */
const FIRST_ADDRESS = PAGE;

/** Types whose elements lie in kernel memory. */
export type NumberType = Exclude<DType, "string">;

const aligned = (bytes: number) => Math.ceil(Math.max(bytes, 1) / ALIGNMENT) * ALIGNMENT;

/** One WebAssembly memory, its lasting blocks and its arena. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  private end = FIRST_ADDRESS;
  private readonly freed = new FreeBlocks();
  /** Whether memory was full in this step. */
  private isFull = false;
  private chunks: Block[] = [];
  private leastChunk = CHUNK;
  private chunk = 0;
  private offset = 0;
  /** Number of the running step: a result of an earlier one is gone. */
  generation = 0;
  /** Bytes of the arena that the current step has taken, and that the largest step so far took. */
  taken = 0;
  mostTaken = 0;
  /** Called when the memory has grown. */
  onGrowth: (() => void) | undefined;
  /** Copies many bytes, where something does so quicker than the engine. */
  copyOf: ((bytes: Uint8Array) => ArrayBuffer) | undefined;
  /** Whether the C library has been told to keep freed memory. */
  private keepsFreed = false;
  /** How often elements of variables or of the arena were read from outside the kernels. */
  reads = 0;

  /** The whole memory as elements of each type, until it grows: arrays that see a part of it cost much to make. */
  private whole!: { float32: Float32Array; int32: Int32Array; bool: Uint8Array };

  constructor(shared = true) {
    this.memory = makeMemory(PAGE, shared);
    this.lookAgain();
  }

  private lookAgain(): void {
    const { buffer } = this.memory;
    this.whole = { float32: new Float32Array(buffer), int32: new Int32Array(buffer), bool: new Uint8Array(buffer) };
  }

  /** Bytes taken from the engine so far. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** A block that lasts until {@link free}. @throws BackendError when memory is full; existing blocks stay valid */
  allocate(bytes: number): number {
    const size = aligned(bytes);
    const reused = this.freed.exactly(size) ?? (this.freed.bytes > this.end / 4 ? this.freed.within(size) : undefined);
    if (reused !== undefined) return reused;
    const address = this.end;
    try {
      // a line more: kernels load whole vectors, and an end at 4 GiB would be address 0
      this.ensure(address + size + ALIGNMENT);
    } catch (error) {
      this.isFull = true;
      // between steps the arena is not needed
      if (this.taken === 0) this.dropArena();
      const found = this.freed.within(size);
      if (found === undefined) throw error;
      return found;
    }
    this.end = address + size;
    return address;
  }

  /** Frees a block from {@link allocate}. */
  free(address: number, bytes: number): void {
    this.freed.add(address, aligned(bytes));
  }

  private dropArena(): void {
    for (const { address, bytes } of this.chunks.splice(0)) this.free(address, bytes);
  }

  /** A block that ends with the running step. */
  take(bytes: number): number {
    const size = aligned(bytes);
    this.taken += size;
    while (this.chunk < this.chunks.length) {
      const chunk = this.chunks[this.chunk]!;
      if (this.offset + size <= chunk.bytes) {
        const address = chunk.address + this.offset;
        this.offset += size;
        return address;
      }
      this.chunk++;
      this.offset = 0;
    }
    const total = this.chunks.reduce((sum, { bytes: length }) => sum + length, 0);
    this.chunks.push(this.allocateChunk(size, Math.max(size, this.leastChunk, total)));
    this.offset = size;
    return this.chunks[this.chunk]!.address;
  }

  /** A chunk of the wanted length, or of the minimum if memory is short. */
  private allocateChunk(least: number, wanted: number): Block {
    try {
      return { address: this.allocate(wanted), bytes: wanted };
    } catch (error) {
      if (least === wanted) throw error;
      return { address: this.allocate(least), bytes: least };
    }
  }

  /** Runs `act` with a separate arena, and returns that arena's blocks, which last until freed. */
  withOwnArena(act: () => void): Block[] {
    const { chunks, leastChunk, chunk, offset } = this;
    Object.assign(this, { chunks: [], leastChunk: OWN_CHUNK, chunk: 0, offset: 0 });
    const own = this.chunks;
    try {
      act();
      return own;
    } catch (error) {
      for (const { address, bytes } of own) this.free(address, bytes);
      throw error;
    } finally {
      Object.assign(this, { chunks, leastChunk, chunk, offset });
    }
  }

  /** Ends the step: all that was taken is free again. */
  endStep(): void {
    this.generation++;
    this.mostTaken = Math.max(this.mostTaken, this.taken);
    this.taken = 0;
    this.chunk = 0;
    this.offset = 0;
    // what a failed step had taken is free again
    if (this.isFull) this.dropArena();
    this.isFull = false;
  }

  /** The elements at an address, valid until memory grows. */
  view(dtype: DType, address: number, length: number): TypedArray {
    return viewArray(dtype, this.memory.buffer, address, length);
  }

  /** Elements for an address. */
  write(dtype: NumberType, address: number, values: ArrayLike<number>): void {
    this.whole[dtype].set(values, address / bytesPerElement(dtype));
  }

  /** A copy of the elements at an address, in plain memory. */
  copy(dtype: NumberType, address: number, length: number): TypedArray {
    const from = address / bytesPerElement(dtype);
    if (!this.copiesQuicker(dtype, length)) {
      if (!this.keepsFreed && length * bytesPerElement(dtype) >= LARGE) {
        this.keepsFreed = true;
        keepFreedMemory();
      }
      return this.whole[dtype].slice(from, from + length);
    }
    return this.quickCopy(dtype, this.view(dtype, address, length));
  }

  /** Whether {@link quickCopy} is there and worth its call. */
  private copiesQuicker(dtype: NumberType, length: number): boolean {
    return this.copyOf !== undefined && length * bytesPerElement(dtype) >= LARGE;
  }

  private quickCopy(dtype: NumberType, { buffer, byteOffset, byteLength, length }: TypedArray): TypedArray {
    return viewArray(dtype, this.copyOf!(new Uint8Array(buffer, byteOffset, byteLength)), 0, length);
  }

  /** Plain memory for some elements, of which those who read them get copies. */
  plain(dtype: DType, values: TypedArray): PlainStorage {
    const quick = dtype !== "string" && this.copiesQuicker(dtype, values.length);
    return quick ? new LargeStorage(values, () => this.quickCopy(dtype, values)) : new PlainStorage(values);
  }

  /**
   * A block of this step that a kernel reads, four bytes for each of its fields; a field without a value is zero.
   * @param places of the fields in the block
   * @param parts values of fields; joining them into one object first would take longer than a small kernel
   */
  block<F extends string>(places: Record<F, number>, ...parts: Partial<Record<F, number>>[]): number {
    const length = Object.keys(places).length;
    const address = this.take(4 * length);
    this.clear(address, length);
    const words = this.whole.int32;
    for (const values of parts) for (const name in values) words[address / 4 + places[name]] = values[name]!;
    return address;
  }

  /** Zeros for some floats. */
  clear(address: number, length: number): void {
    this.whole.float32.fill(0, address / 4, address / 4 + length);
  }

  private ensure(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.lookAgain();
      this.onGrowth?.();
    } catch {
      throw new BackendError({
        what: "The kernels' memory is full.",
        expected: formatBytes(bytes),
        received: `${formatBytes(this.memory.buffer.byteLength)}, and no more to be had (WebAssembly's limit is 4 GiB)`,
        hint: "use smaller batches, shorter sequences or fewer units; fit(..., { truncate: k }) trains long sequences in windows of k steps",
      });
    }
  }
}

/**
 * Shared, so that threads can work on it; not shared where the engine forbids that (a page without cross-origin isolation
 * in some browsers), and with a smaller limit where it forbids so large a memory.
 */
function makeMemory(maximum: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 2, maximum, shared });
  } catch (error) {
    if (maximum > SMALLEST_LIMIT) return makeMemory(maximum / 2, shared);
    if (shared) return makeMemory(PAGE, false);
    throw new BackendError({
      what: "The engine has no memory for the kernels.",
      expected: `room for addresses of ${formatBytes(maximum * PAGE)}, of which little is used at first`,
      received: shown((error as Error)?.message ?? error),
      hint: 'free memory, or call setBackend("js"), which needs no kernel memory',
    });
  }
}

/**
 * Lets the C library of Linux keep up to 64 MB of freed memory for the next large results. It gives larger blocks than it ever got
 * back to the system at once, and asks for fresh pages again, which costs as much as the copy. So it gets one of nearly 32 MB,
 * the most that it learns from; nobody touches that block, so that it takes no memory. The user's MALLOC_... variables go first.
 */
function keepFreedMemory(): void {
  if (nodeProcess()?.platform !== "linux") return;
  const block: ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer } = new ArrayBuffer((32 << 20) - PAGE);
  // Node 20 has no transfer, and frees the block at its next collection
  block.transfer?.(0);
}

/** Many elements in plain memory, and a quick way to copy them. */
class LargeStorage extends PlainStorage {
  constructor(
    values: TypedArray,
    readonly copy: () => TypedArray,
  ) {
    super(values);
  }
}
