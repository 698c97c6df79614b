/** Gradients of a user's own function. */
import { step } from "../backend/current.ts";
import { asTensor, type Tensor, type TensorLike, zeros } from "../tensor/index.ts";
import { differentiate } from "./tape.ts";
import type { Variable } from "./variable.ts";

type Arguments = readonly [Tensor, ...Tensor[]];
/** A gradient for each argument: the bare tensor for one argument, a tuple for several. */
type GradientsOf<A extends Arguments> = A extends readonly [Tensor] ? Tensor : { [K in keyof A]: Tensor };
type Loose<A extends Arguments> = { [K in keyof A]: TensorLike };

/**
 * The function that gives the value of `f` and its gradient with respect to every argument.
 * @param f gives a tensor of one element
 * @throws ShapeError when the value has more elements
 */
export function valueAndGrad<A extends Arguments>(
  f: (...args: A) => Tensor,
): (...args: Loose<A>) => { value: Tensor; grad: GradientsOf<A> } {
  return (...args) =>
    step(() => {
      const sources = args.map((argument) => asTensor(argument as TensorLike));
      const { result, gradients } = differentiate(
        () => f(...(sources as unknown as A)),
        sources,
        (value) => value,
      );
      const full = sources.map((source, i) => gradients[i] ?? zeros(source.shape));
      return { value: result, grad: (full.length === 1 ? full[0] : full) as GradientsOf<A> };
    });
}

/** The function that gives the gradient of `f`; see {@link valueAndGrad}. */
export function grad<A extends Arguments>(f: (...args: A) => Tensor): (...args: Loose<A>) => GradientsOf<A> {
  const both = valueAndGrad(f);
  return (...args) => both(...args).grad;
}

/** The result of `compute` and the gradients of its loss with respect to variables; undefined for those not involved. */
export function gradientsOf<R>(
  compute: () => R,
  variables: readonly Variable[],
  lossOf: (result: R) => Tensor,
): { result: R; gradients: (Tensor | undefined)[] } {
  return differentiate(
    compute,
    variables.map((variable) => variable.value),
    lossOf,
  );
}
