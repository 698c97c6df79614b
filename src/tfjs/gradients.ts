/** Gradients of functions, and with respect to variables. */
import { gradientsOf, gradientsOfMet } from "../autodiff/grad.ts";
import { differentiate, recordMany, withoutTape } from "../autodiff/tape.ts";
import { step } from "../backend/current.ts";
import { ops } from "../index.ts";
import { ConfigError, checkOption, type Tensor as Plain, ShapeError, takes, viewAs } from "../tensor/index.ts";
import { chained, coreOf, inOrder, nameOf, register, Tensor, tensorOf, Variable } from "./tensors/index.ts";
import { operand } from "./tensors/rules.ts";
import type { Like, NamedTensorMap, Scalar } from "./types.ts";

interface Differentiated {
  value: Tensor;
  grads: Tensor[];
}

/** The value of f and the gradients of Σ value · dy (dy is 1 by default) by its arguments. */
function differentiated(
  f: (...args: any[]) => Tensor,
  args: readonly Like[],
  dy: Like | null | undefined,
): Differentiated {
  return step(() => {
    // f may use its arguments by their outer names; one given twice is a view the second time, and has two gradients
    const given = args.map(operand);
    const sources = given.map((x, i) => chained(given.indexOf(x) === i ? x : viewAs(x, x.shape)));
    const { result, gradients } = differentiate(
      () => f(...sources),
      sources,
      (value) => {
        const numbers = ops.cast(value, "float32");
        return ops.sum(dy == null ? numbers : ops.multiply(numbers, seed(dy, value)));
      },
    );
    if (gradients.some((gradient) => !gradient)) {
      throw new ConfigError({
        what: "f does not depend on one of its arguments, so that there is no gradient with respect to it.",
        hint: "compute within f all that leads from its arguments to its result",
      });
    }
    return { value: chained(result), grads: gradients.map((gradient) => chained(gradient!)) };
  });
}

function seed(dy: Like, value: Plain): Plain {
  const given = operand(dy);
  if (given.shape.join() === value.shape.join()) return given;
  throw new ShapeError({
    what: "dy does not have the shape of f's result.",
    expected: `[${value.shape}]`,
    received: `[${given.shape}]`,
  });
}

/**
 * A function that returns the gradient of f with respect to its argument; for a result with several elements that of
 * their sum, weighted by dy.
 */
export function grad(f: (x: Tensor) => Tensor): (x: Like, dy?: Like | null) => Tensor {
  checkOption("grad", "f", f, takes.callable);
  return (x, dy) => differentiated(f, [x], dy).grads[0]!;
}

/** A function that returns the gradients of f with respect to all arguments, which it takes as a list. */
export function grads(f: (...args: Tensor[]) => Tensor): (args: readonly Like[], dy?: Like | null) => Tensor[] {
  checkOption("grads", "f", f, takes.callable);
  return (args, dy) => {
    checkOption("grads", "args", args, takes.list);
    return differentiated(f, args, dy).grads;
  };
}

/** As {@link grad}, together with the value of f. */
export function valueAndGrad<I extends Tensor, O extends Tensor>(
  f: (x: I) => O,
): (x: I, dy?: O | null) => { value: O; grad: I } {
  checkOption("valueAndGrad", "f", f, takes.callable);
  return (x, dy) => {
    const { value, grads: all } = differentiated(f, [x], dy);
    return { value: value as O, grad: all[0] as I };
  };
}

/** As {@link grads}, together with the value of f. */
export function valueAndGrads<O extends Tensor>(
  f: (...args: Tensor[]) => O,
): (args: Tensor[], dy?: O | null) => { grads: Tensor[]; value: O } {
  checkOption("valueAndGrads", "f", f, takes.callable);
  return (args, dy) => {
    checkOption("valueAndGrads", "args", args, takes.list);
    const { value, grads: all } = differentiated(f, args, dy);
    return { grads: all, value: value as O };
  };
}

/**
 * The loss of f and its gradients by variable name: for the variables of the list, or for all trainable ones that f
 * uses.
 * @throws ShapeError when the loss is not a scalar; ConfigError when no variable leads to it
 */
export function variableGrads(f: () => Scalar, varList?: Variable[] | null): { value: Scalar; grads: NamedTensorMap } {
  checkOption("variableGrads", "f", f, takes.callable);
  if (varList != null && !(Array.isArray(varList) && varList.every((each) => each instanceof Variable))) {
    throw new ConfigError({ what: "variableGrads: varList is a list of variables.", hint: "tf.variable makes one" });
  }
  const lossOf = (loss: Tensor) => {
    if (loss instanceof Tensor && loss.rank > 0) {
      throw new ShapeError({
        what: "variableGrads needs a scalar to differentiate.",
        received: `[${loss.shape}]`,
        hint: "take its sum or mean first",
      });
    }
    return loss;
  };
  const { result, gradients } = step(() => {
    if (varList == null) return listed(gradientsOfMet(f, lossOf));
    const cores = varList.map(coreOf).filter(({ trainable }) => trainable);
    const found = gradientsOf(f, cores, lossOf);
    return { result: found.result, gradients: cores.map((core, i) => ({ core, gradient: found.gradients[i] })) };
  });
  const known = gradients.flatMap(({ core, gradient }) => (gradient ? [{ core, gradient }] : []));
  if (known.length === 0) {
    throw new ConfigError({
      what: "No trainable variable leads to the loss.",
      hint: "compute within f all that leads from the variables to the loss",
    });
  }
  for (const { core } of known) register(core);
  return {
    value: chained(result),
    grads: Object.fromEntries(known.map(({ core, gradient }) => [nameOf(core), chained(gradient)])),
  };
}

const listed = ({ result, gradients }: ReturnType<typeof gradientsOfMet<Scalar>>) => ({
  result,
  gradients: [...gradients]
    .map(([core, gradient]) => ({ core, gradient: gradient as Plain | undefined }))
    .sort((a, b) => inOrder(a.core, b.core)),
});

/** Saves tensors of the forward pass for {@link CustomGradientFunc}'s gradient. */
export type GradSaveFunc = (save: Tensor[]) => void;
/** A function that returns a value and its gradient function. Its last argument saves tensors for the gradient. */
export type CustomGradientFunc<T extends Tensor> = (...inputs: (Tensor | GradSaveFunc)[]) => {
  /** The value. */
  value: T;
  /** The gradients with respect to the inputs, from that with respect to the value and the saved tensors. */
  gradFunc: (dy: T, saved: Tensor[]) => Tensor | Tensor[];
};

/** The function with a custom gradient instead of that of its operations. */
export function customGrad<T extends Tensor>(f: CustomGradientFunc<T>): (...args: Tensor[]) => T {
  checkOption("customGrad", "f", f, takes.callable);
  return (...args) => {
    const inputs = args.map((each) => tensorOf(each));
    const saved: Tensor[] = [];
    const { value, gradFunc } = withoutTape(() => f(...inputs, (tensors) => void saved.push(...tensors)));
    if (!((value as unknown) instanceof Tensor) || typeof gradFunc !== "function") {
      throw new ConfigError({
        what: "The function of customGrad gives a record of a tensor and a gradient.",
        expected: "{ value, gradFunc }",
      });
    }
    const output = chained(viewAs(value, value.shape));
    recordMany([output], inputs, ([dy]) => {
      const gradients = [gradFunc(chained(dy!) as unknown as T, saved)].flat();
      if (gradients.length === inputs.length) return gradients;
      throw new ConfigError({
        what: "gradFunc gives a gradient for each input.",
        expected: `${inputs.length}`,
        received: `${gradients.length}`,
      });
    });
    return output as unknown as T;
  };
}
