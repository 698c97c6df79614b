/** Recurrent cells: the mathematics of one time step. */
import type * as core from "../../index.ts";
import type { AnyCore } from "./faces.ts";
import { Layer } from "./layer.ts";
import { OwnCell } from "./own-layer.ts";

/**
 * A recurrent cell. A class of your own extends it with `stateSize`, `build` and `call([x, ...states], kwargs)`, which gives
 * `[output, ...states]` of one step.
 */
export class RNNCell extends Layer {
  /** @internal */
  protected override makeCore(args: object): AnyCore {
    return new OwnCell(this, args) as AnyCore;
  }

  /** The width of the state, or of each of the states; of a stack of cells those of the last cell first. */
  get stateSize(): number | number[] {
    const { stateSizes } = this.core as unknown as core.layers.RNNCell;
    const { cells } = this.core.config as { cells?: readonly core.layers.RNNCell[] };
    const sizes = cells ? [...cells].reverse().flatMap((cell) => cell.stateSizes) : stateSizes;
    return (sizes.length === 1 ? sizes[0]! : [...sizes]) as number | number[];
  }
}
