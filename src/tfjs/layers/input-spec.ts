/** What a layer's inputs must be, as a layer of a user's class notes it. */
import type { DataType } from "../types.ts";

/** What an input must be: its shape, its number of axes, lengths of some axes. */
export interface InputSpecArgs {
  /** The type of the elements. */
  dtype?: DataType;
  /** The length of each axis; null for any. */
  shape?: (number | null)[];
  /** The number of axes. */
  ndim?: number;
  /** The largest number of axes. */
  maxNDim?: number;
  /** The least number of axes. */
  minNDim?: number;
  /** Lengths of some axes, by number. */
  axes?: Record<number, number>;
}

/** A note of what an input must be. Recurve's own checks decide. */
export class InputSpec {
  /** The type of the elements. */
  dtype?: DataType;
  /** The length of each axis; null for any. */
  shape?: (number | null)[];
  /** The number of axes. */
  ndim?: number;
  /** The largest number of axes. */
  maxNDim?: number;
  /** The least number of axes. */
  minNDim?: number;
  /** Lengths of some axes, by number. */
  axes: Record<number, number>;

  constructor({ axes, ...args }: InputSpecArgs = {}) {
    Object.assign(this, args);
    this.ndim ??= args.shape?.length as number;
    this.axes = axes ?? {};
  }
}
