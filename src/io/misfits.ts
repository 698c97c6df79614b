/** Layers whose weights in a file do not match the model: an error, or skipped if the caller wants so. */
import type { Variable } from "../autodiff/variable.ts";
import type { Layer } from "../layers/layer.ts";
import { Model } from "../models/model.ts";
import { type FormatError, warn } from "../tensor/index.ts";
import type { LoadWeightsOptions } from "./format.ts";
import { storedWeights } from "./ties.ts";

/** Collects mismatches while the weights of one file are read. */
export class Misfits {
  private readonly reasons = new Map<string, string>();

  constructor(private readonly options: Pick<LoadWeightsOptions, "skipMismatch">) {}

  /**
   * Reports a layer, or a name in the file, that does not match.
   * @throws the error, unless mismatches are skipped
   */
  meet(layer: string, error: () => FormatError, reason?: string): void {
    const made = error();
    if (!this.options.skipMismatch) throw made;
    const { expected, received } = made;
    if (!this.reasons.has(layer)) this.reasons.set(layer, reason ?? `${expected}; in the file ${received}`);
  }

  /** Whether a layer did not match. */
  has(layer: string): boolean {
    return this.reasons.has(layer);
  }

  /** Warns of what was skipped. */
  tell(): void {
    if (this.reasons.size === 0) return;
    const list = [...this.reasons].map(([layer, reason]) => `"${layer}" (${reason})`);
    warn(`loadWeights skipped what does not fit; layers keep their values: ${list.join(", ")}.`);
  }
}

/** The layer that a weight belongs to, as messages name it: `backbone/dense` for one in a model inside. */
export function ownerOf(owner: Layer<any, any>, variable: Variable): string {
  const layer =
    owner instanceof Model ? owner.layers.find((each) => storedWeights(each).includes(variable)) : undefined;
  if (!layer) return owner.name;
  return layer instanceof Model ? `${layer.name}/${ownerOf(layer, variable)}` : layer.name;
}
