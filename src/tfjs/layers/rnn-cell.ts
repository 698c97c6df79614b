/** Recurrent cells: the mathematics of one time step. */
import type * as core from "../../index.ts";
import { type AnyCore, faceOf } from "./faces.ts";
import { Layer } from "./layer.ts";
import { OwnCell } from "./own-layer.ts";

/**
 * A recurrent cell. A class of your own extends it with `stateSize`, `build` and `call([x, ...states], kwargs)`, which gives
 * `[output, ...states]` of one step.
 */
export abstract class RNNCell extends Layer {
  /** The width of the state, or of each of the states. A cell of your own sets it. */
  abstract stateSize: number | number[];

  /** @internal */
  protected override makeCore(args: object): AnyCore {
    return new OwnCell(this, args) as AnyCore;
  }
}

/** A cell of `tf.layers`. */
export class CoreCell extends RNNCell {
  declare private ownSize: number | number[] | undefined;

  /** The width of the state, or of each of the states; of a stack of cells those of the last cell first. */
  get stateSize(): number | number[] {
    if (this.ownSize !== undefined) return this.ownSize;
    const { stateSizes } = this.core as unknown as core.layers.RNNCell;
    const { cells } = this.core.config as { cells?: readonly core.layers.RNNCell[] };
    const sizes = cells ? [...cells].reverse().flatMap((cell) => cell.stateSizes) : stateSizes;
    return (sizes.length === 1 && !cells ? sizes[0]! : [...sizes]) as number | number[];
  }
  set stateSize(size: number | number[]) {
    this.ownSize = size;
  }
}

/** Several cells as one. */
export class StackedRNNCells extends CoreCell {
  /** The cells, the first one nearest to the input. */
  get cells(): RNNCell[] {
    return (this.core.config as unknown as { cells: AnyCore[] }).cells.map((cell) => faceOf(cell) as RNNCell);
  }
}
