/** Where tensors in the kernels' memory have their elements: a variable's last until it is released, a step's until it ends. */
import { BackendError, type Storage, type TypedArray } from "../../tensor/index.ts";
import type { KernelMemory, NumberType } from "./memory.ts";

/** Panels of matrices inside a variable, as they were at some version of it; see `packed` of the engine for the sizes. */
export interface Panels {
  readonly K: number;
  readonly N: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** Where the first matrix begins, how many there are, and of how many taps. */
  readonly offset: number;
  readonly count: number;
  readonly taps: number;
  readonly address: number;
  readonly bytes: number;
  version: number;
}

/** Elements in the kernels' memory. */
abstract class KernelStorage implements Storage {
  readonly plain = false;
  /** Where the elements begin. */
  abstract readonly address: number;

  constructor(
    readonly owner: KernelMemory,
    private readonly dtype: NumberType,
    private readonly length: number,
  ) {}

  read(): TypedArray {
    this.owner.reads++;
    return this.owner.view(this.dtype, this.address, this.length);
  }

  copy(): TypedArray {
    this.owner.reads++;
    return this.owner.copy(this.dtype, this.address, this.length);
  }
}

/** Elements that a variable keeps until it is released. */
export class VariableStorage extends KernelStorage {
  /** Counts the changes of the values. */
  version = 0;
  /** Packed forms of the values, few. */
  readonly panels: Panels[] = [];

  constructor(
    owner: KernelMemory,
    readonly address: number,
    dtype: NumberType,
    length: number,
  ) {
    super(owner, dtype, length);
  }

  changed(): void {
    this.version++;
  }

  /** The panels of these matrices, if there are any. */
  panelsOf(K: number, N: number, rowStride: number, columnStride: number, offsets: readonly number[], taps: number) {
    for (const panels of this.panels) {
      const fits = panels.K === K && panels.N === N && panels.taps === taps && panels.rowStride === rowStride;
      const isThere = panels.columnStride === columnStride && panels.offset === offsets[0];
      if (fits && isThere && panels.count === offsets.length) return panels;
    }
    return undefined;
  }
}

/** Elements in the arena: there while their step runs. */
export class ArenaStorage extends KernelStorage {
  private readonly generation: number;

  constructor(
    owner: KernelMemory,
    private readonly start: number,
    dtype: NumberType,
    length: number,
  ) {
    super(owner, dtype, length);
    this.generation = owner.generation;
  }

  /** Where the elements lie. @throws BackendError when their step has ended */
  get address(): number {
    if (this.generation !== this.owner.generation) {
      throw new BackendError({
        what: "This tensor was an intermediate result of a step that has ended.",
        hint: "return it from the function that runs in the step, or copy it with dataSync() there",
      });
    }
    return this.start;
  }
}
