/** How layers and models are let go of: after as many calls of `dispose` as they had uses, as in TensorFlow.js. */
import { ConfigError } from "../../index.ts";
import type { AnyCore } from "./faces.ts";
import { retire } from "./layer-variable.ts";

/** What `dispose` gives: uses that are left, and weights that were freed. */
export interface DisposeResult {
  /** How many uses are left. */
  refCountAfterDispose: number;
  /** How many weights were freed. */
  numDisposedVariables: number;
}

/** What has weights, and is held by each of its uses. */
export abstract class Held {
  /** The layer in Recurve's own form. */
  abstract readonly core: AnyCore;
  /** What errors call it. */
  abstract get name(): string;
  /** @internal The calls in graphs. */
  abstract get calls(): readonly object[];
  private disposals = 0;
  private beganOnTensors = false;

  /**
   * Lets go of one use of the layer; after the last (its calls in graphs) the weights are freed, and the layer throws when it is used.
   * @throws ConfigError before the first use, and once it is disposed
   */
  dispose(): DisposeResult {
    if (this.core.className === "InputLayer") return { refCountAfterDispose: null as never, numDisposedVariables: 0 };
    if (this.uses === 0) {
      throw new ConfigError({ what: `The layer "${this.name}" cannot be disposed: it was not used yet.` });
    }
    this.checkHeld();
    this.disposals++;
    const refCountAfterDispose = this.uses - this.disposals;
    return { refCountAfterDispose, numDisposedVariables: refCountAfterDispose === 0 ? this.free() : 0 };
  }
  /** @internal How often the layer came to be used. */
  protected get uses(): number {
    return this.calls.length + Number(this.beganOnTensors);
  }
  /** @internal A first call on tensors is a use, later ones are none. */
  protected usedOnTensors(): void {
    if (this.uses === 0) this.beganOnTensors = true;
  }
  /** @internal Whether {@link dispose} ended it. */
  get isDisposed(): boolean {
    return this.disposals > 0 && this.disposals >= this.uses;
  }
  /** @internal Throws once it is disposed. */
  protected checkHeld(): void {
    if (this.isDisposed) throw new ConfigError({ what: `The layer "${this.name}" is disposed.` });
  }
  /** @internal Frees the weights, and says how many. */
  protected free(): number {
    const { weights } = this.core;
    for (const weight of weights) retire(weight);
    return weights.length;
  }
}
