/** What sentences about layers are made of. */
import type { Layer } from "../layers/layer.ts";
import type { CallOptions, OpenShape } from "../layers/symbolic.ts";
import { formatShape } from "../tensor/index.ts";

/** One call of a layer in a model's graph. */
export interface ExplainedCall {
  readonly layer: Layer<number>;
  readonly inputs: readonly OpenShape[];
  readonly outputs: readonly OpenShape[];
  /** Whether what it takes carries a mask. */
  readonly masked: boolean;
  readonly options: CallOptions;
}

/** `1 step`, `3 steps`, `any number of steps`. */
export const counted = (count: number | null | undefined, word: string) =>
  `${count ?? "any number of"} ${word}${count === 1 ? "" : "s"}`;

/** What one sample of a shape holds: `10 steps of 3 numbers`. */
export function contentOf([, ...lengths]: OpenShape): string {
  const [first, second] = lengths;
  if (lengths.length === 0) return "one number";
  if (lengths.length === 1) return counted(first, "number");
  if (lengths.length === 2) return `${counted(first, "step")} of ${counted(second, "number")}`;
  return `${lengths.map((length) => length ?? "any").join(" × ")} numbers`;
}

/** Shapes as Keras prints them. */
export const shapesOf = (shapes: readonly OpenShape[]) => shapes.map(formatShape).join(", ");
