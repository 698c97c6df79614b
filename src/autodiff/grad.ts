/** Gradients of a user's own function. */
import { step } from "../backend/current.ts";
import { asTensor, checkOption, Tensor, type TensorLike, takes, zeros } from "../tensor/index.ts";
import { differentiate, withoutTape } from "./tape.ts";
import { Variable, variableOf } from "./variable.ts";

/** The arguments of a function to differentiate. */
type Arguments = readonly Tensor[];
/** The gradient of each argument: the bare tensor for a function of one argument, otherwise a list. */
type GradientsOf<A extends Arguments> = A extends readonly [Tensor] ? Tensor : { [K in keyof A]: Tensor };
/** The same arguments, each as anything that a tensor can be made of. */
type Loose<A extends Arguments> = { [K in keyof A]: TensorLike };

/**
 * A function that returns the value of `f` and its gradient with respect to every argument.
 * @param f returns a tensor of one element
 * @throws ShapeError when the value has more elements
 */
export function valueAndGrad<A extends Arguments>(
  f: (...args: A) => Tensor,
): (...args: Loose<A>) => { value: Tensor; grad: GradientsOf<A> } {
  checkOption("valueAndGrad", "f", f, takes.callable);
  return (...args) =>
    step(() => {
      const sources = args.map((argument) => asTensor(argument as TensorLike));
      const { result, gradients } = differentiate(
        () => f(...(sources as unknown as A)),
        sources,
        (value) => value,
      );
      const full = sources.map((source, i) => gradients[i] ?? zeros(source.shape));
      return { value: result, grad: (f.length === 1 && full.length === 1 ? full[0] : full) as GradientsOf<A> };
    });
}

/** A function that returns the gradient of `f`; see {@link valueAndGrad}. */
export function grad<A extends Arguments>(f: (...args: A) => Tensor): (...args: Loose<A>) => GradientsOf<A> {
  const both = valueAndGrad(f);
  return (...args) => both(...args).grad;
}

/** What to differentiate with respect to: a variable, several, or the trainable weights of a layer or model. */
export type Trainable =
  | Variable
  | readonly Variable[]
  | {
      /** The weights to differentiate with respect to. */
      readonly trainableWeights: readonly Variable[];
    };

/** Gradients by variable; one that the loss does not depend on has none. */
export type Gradients = ReadonlyMap<Variable, Tensor>;

/** A list of variables. */
export const theVariables = /* @__PURE__ */ takes.check<readonly Variable[]>(
  "a variable, a list of them, a layer or a model",
  (value) => Array.isArray(value) && value.every((each) => each instanceof Variable),
);

/** The result of {@link lossAndGradients}: the loss, whatever else the function returned, and the gradients. */
export type LossAndGradients<R> = (R extends Tensor ? { loss: R } : R) & {
  /** The gradient of the loss by each variable, in the variable's shape. */
  gradients: Gradients;
};

/**
 * The loss that `compute` returns, and its gradients with respect to the weights of a model or layer, or the given
 * variables. For your own training loops: `optimizer.applyGradients(gradients)` updates the weights.
 * @param compute returns the loss, a tensor of one element; or a record with `loss` and anything else, which is returned, too
 * @throws ShapeError when the loss has more elements
 */
export function lossAndGradients<R extends Tensor | { readonly loss: Tensor }>(
  of: Trainable,
  compute: () => R,
): LossAndGradients<R> {
  checkOption("lossAndGradients", "compute", compute, takes.callable);
  const variables =
    of instanceof Variable ? [of] : ((of as { trainableWeights?: readonly Variable[] })?.trainableWeights ?? of);
  checkOption("lossAndGradients", "of", variables, theVariables);
  const { result, gradients } = step(() =>
    gradientsOf(
      () => {
        const given: Tensor | { readonly loss: Tensor } = compute();
        return given instanceof Tensor || !given ? { loss: given } : given;
      },
      variables,
      ({ loss }) => loss,
    ),
  );
  const found = variables.flatMap((variable, i) => (gradients[i] ? [[variable, gradients[i]] as const] : []));
  return { ...result, gradients: new Map(found) } as unknown as LossAndGradients<R>;
}

/**
 * Runs `compute` as one step without gradients: intermediate results stay in kernel memory, and only the tensors that
 * it returns are copied out. For loops over eager calls, such as a decoder that writes word after word.
 */
export function noGrad<R>(compute: () => R): R {
  checkOption("noGrad", "compute", compute, takes.callable);
  return withoutTape(() => step(compute));
}

/** The result of `compute` and the gradients of its loss with respect to variables; undefined for those not involved. */
export function gradientsOf<R>(
  compute: () => R,
  variables: readonly Variable[],
  lossOf: (result: R) => Tensor,
): { result: R; gradients: (Tensor | undefined)[] } {
  const { result, gradients } = differentiate(
    compute,
    variables.map((variable) => variable.value),
    lossOf,
  );
  return { result, gradients };
}

/** The result of `compute` and the gradients of its loss with respect to every trainable variable that it uses. */
export function gradientsOfMet<R>(
  compute: () => R,
  lossOf: (result: R) => Tensor,
): { result: R; gradients: Map<Variable, Tensor> } {
  const { result, gradients, sources } = differentiate(
    compute,
    [],
    lossOf,
    (met) => variableOf(met)?.trainable === true,
  );
  const found = sources.flatMap((source, i) => (gradients[i] ? [[variableOf(source)!, gradients[i]] as const] : []));
  return { result, gradients: new Map(found) };
}
