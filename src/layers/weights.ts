/** Setting many weights at once, and their penalties. */
import type { Variable } from "../autodiff/variable.ts";
import {
  asTensor,
  checkOption,
  formatShape,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";

/** Sets weights from a list, all or none. */
export function assignAll(owner: string, weights: readonly Variable[], values: readonly TensorLike[]): void {
  checkOption(owner, "weights", values, takes.list);
  if (values.length !== weights.length) {
    throw new ShapeError({
      what: `The number of weights does not fit ${owner}.`,
      expected: `${weights.length} tensors: ${weights.map((weight) => `${weight.path} ${formatShape(weight.shape)}`).join(", ") || "none"}`,
      received: `${values.length} tensors`,
      hint:
        weights.length === 0
          ? "the weights do not exist before the model has seen an input shape; call it once, or give inputShape"
          : undefined,
    });
  }
  const tensors = values.map((value) => asTensor(value));
  for (const [i, weight] of weights.entries()) {
    if (!sameShape(tensors[i]!.shape, weight.shape)) {
      throw new ShapeError({
        what: `Weight ${i} ("${weight.path}") of ${owner} has another shape.`,
        expected: formatShape(weight.shape),
        received: formatShape(tensors[i]!.shape),
        hint: "no weight was changed",
      });
    }
  }
  for (const [i, weight] of weights.entries()) weight.assign(tensors[i]!);
}

/** The penalties of those weights that have a regularizer. */
export function penaltiesOf(weights: readonly Variable[]): Tensor[] {
  return weights.flatMap(({ regularizer, value }) => (regularizer ? [regularizer(value)] : []));
}
