/** What elementwise layers share: the shape of the output, masks, steps. */
import type { Tensor } from "../tensor/index.ts";
import type { CallContext, RunContext } from "./context.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** A layer whose output has the shape and mask of its input. */
export abstract class ElementwiseLayer extends UnaryLayer {
  override readonly supportsMasking = true;

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }
}

/** A layer that disturbs its input while training; otherwise the input passes unchanged. */
export abstract class NoiseLayer extends ElementwiseLayer {
  /** How strong the noise is; at 0 the input always passes. */
  protected abstract readonly strength: number;

  /** The input with noise. */
  protected abstract disturb(x: Tensor, run: RunContext): Tensor;

  override call([x]: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    return [training && this.strength > 0 ? this.disturb(x!, run) : x!];
  }
}
