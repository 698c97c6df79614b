/** Tensors in kernel memory: where they lie, how they get there, and the packed forms of weights. */
import {
  bytesPerElement,
  type DType,
  type Shape,
  type Storage,
  sizeOf,
  Tensor,
  type TypedArray,
} from "../../tensor/index.ts";
import { instantiateKernels, type KernelLevel, type Kernels } from "./kernels.ts";
import { ArenaStorage, KernelMemory, VariableStorage } from "./memory.ts";

/** The kernels and their memory. */
export class WasmEngine {
  readonly memory = new KernelMemory();
  readonly kernels: Kernels;
  /** Which build of the kernels runs. */
  readonly level: KernelLevel;
  /** Plain tensors that were copied to kernel memory in this step. */
  private readonly uploads = new Map<Storage, number>();
  /** Where {@link scratch} lies, once it was asked for. */
  private room: number | undefined;

  constructor() {
    const { kernels, level } = instantiateKernels(this.memory.memory);
    this.kernels = kernels;
    this.level = level;
  }

  /** Room for the matmul kernel's own copies. */
  get scratch(): number {
    return (this.room ??= this.memory.allocate(4 * this.kernels.scratchSize()));
  }

  endStep(): void {
    this.memory.endStep();
    this.uploads.clear();
  }

  /** Where a tensor's elements lie; those of a plain tensor are copied there first. */
  address(tensor: Tensor): number {
    const { storage } = tensor;
    if (this.isHere(storage)) return storage.address;
    const known = storage.plain ? this.uploads.get(storage) : undefined;
    if (known !== undefined) return known;
    const address = this.memory.take(tensor.size * bytesPerElement(tensor.dtype));
    this.memory.view(tensor.dtype, address, tensor.size).set(storage.read());
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
    return { tensor: new Tensor(shape, dtype, new ArenaStorage(this.memory, address, dtype, length)), address };
  }

  /** A block of zeros of this step. */
  zeros(length: number): number {
    const address = this.memory.take(4 * length);
    this.memory.view("float32", address, length).fill(0);
    return address;
  }

  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor {
    const address = this.memory.allocate(values.byteLength);
    this.memory.view(dtype, address, values.length).set(values);
    return new Tensor(shape, dtype, new VariableStorage(this.memory, address, dtype, values.length));
  }

  release({ storage, size, dtype }: Tensor): void {
    if (!(storage instanceof VariableStorage)) return;
    this.memory.free(storage.address, size * bytesPerElement(dtype));
    for (const { address, bytes } of storage.panels.values()) this.memory.free(address, bytes);
    storage.panels.clear();
  }

  /** Whether all these are variables of this memory. */
  owns(...tensors: readonly Tensor[]): boolean {
    return tensors.every(({ storage }) => storage instanceof VariableStorage && storage.owner === this.memory);
  }

  /**
   * The panels of K x N matrices inside a tensor for the matmul kernel, one matrix after the other; element (k, n) of one
   * lies its offset + k rowStride + n columnStride elements into the tensor. A variable's panels are kept until its values
   * change.
   */
  packed(
    tensor: Tensor,
    K: number,
    N: number,
    rowStride: number,
    columnStride: number,
    offsets: readonly number[],
  ): number {
    const each = 4 * this.kernels.packedSize(K, N);
    const bytes = each * offsets.length;
    const pack = (from: number, to: number) => {
      for (const [i, offset] of offsets.entries()) {
        this.kernels.pack(K, N, from + 4 * offset, rowStride, columnStride, to + i * each);
      }
    };
    const { storage } = tensor;
    if (!(storage instanceof VariableStorage) || storage.owner !== this.memory) {
      const from = this.address(tensor);
      const address = this.memory.take(bytes);
      pack(from, address);
      return address;
    }
    const key = `${K} ${N} ${rowStride} ${columnStride} ${offsets[0]} ${offsets.length}`;
    let panels = storage.panels.get(key);
    if (!panels) {
      panels = { address: this.memory.allocate(bytes), bytes, version: -1 };
      storage.panels.set(key, panels);
    }
    if (panels.version !== storage.version) {
      pack(storage.address, panels.address);
      panels.version = storage.version;
    }
    return panels.address;
  }

  private isHere(storage: Storage): storage is VariableStorage | ArenaStorage {
    const isKernelMemory = storage instanceof VariableStorage || storage instanceof ArenaStorage;
    return isKernelMemory && storage.owner === this.memory;
  }
}
