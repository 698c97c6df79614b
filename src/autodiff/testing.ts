/** For tests of your own operations, layers and losses (`recurve/testing`): gradients checked against differences. */
import { run } from "../backend/current.ts";
import {
  asTensor,
  aTensor,
  checkOption,
  readOptions,
  ShapeError,
  Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { valueAndGrad } from "./grad.ts";
import { record } from "./tape.ts";

/** Options of {@link checkGradients}: the distance of the points, and the tolerance. */
export interface GradientCheckOptions {
  /** Half the distance between the two points of each difference. Default 1e-2, good for float32. */
  epsilon?: number | undefined;
  /** Allowed |difference| / max(1, |numeric|). Default 2e-3. */
  tolerance?: number | undefined;
}

/**
 * Compares the gradients of `f` with central differences, element by element.
 * @param f any number of float32 arguments, any output shape; a fixed pattern of weights sums the output to one number
 * @throws Error naming the first argument and element whose gradient is off
 */
export function checkGradients(
  f: (...args: Tensor[]) => Tensor,
  args: readonly TensorLike[],
  options: GradientCheckOptions = {},
): void {
  checkOption("checkGradients", "f", f, takes.callable);
  checkOption("checkGradients", "args", args, takes.list);
  const { epsilon, tolerance } = readOptions("checkGradients", options, {
    epsilon: takes.withDefault(takes.positiveNumber, 1e-2),
    tolerance: takes.withDefault(takes.nonNegativeNumber, 2e-3),
  });
  const inputs = args.map(asTensor);
  const analytic = gradientsByTape(f, inputs);
  for (const [k, input] of inputs.entries()) {
    const values = Float32Array.from(input.read());
    for (let i = 0; i < values.length; i++) {
      const at = (shift: number) => {
        const moved = values.slice();
        moved[i]! += shift;
        const point = inputs.map((other, j) => (j === k ? wrap(moved, input.shape, "float32") : other));
        return { sum: weightedSum(f(...point)), x: moved[i]! };
      };
      const [above, below] = [at(epsilon), at(-epsilon)];
      const numeric = (above.sum - below.sum) / (above.x - below.x);
      const difference = Math.abs(numeric - analytic[k]![i]!);
      if (!(difference <= tolerance * Math.max(1, Math.abs(numeric)))) {
        throw new Error(`gradient of argument ${k}, element ${i}: tape ${analytic[k]![i]}, differences ${numeric}`);
      }
    }
  }
}

/** Weights that differ from element to element, so that no swapped or transposed gradient cancels out. */
const weightOf = (index: number) => Math.cos(1.7 * index + 0.3);

function weightedSum(output: Tensor): number {
  let sum = 0;
  for (const [i, value] of output.read().entries()) sum += value * weightOf(i);
  return sum;
}

function gradientsByTape(f: (...args: Tensor[]) => Tensor, inputs: readonly Tensor[]): Float32Array[] {
  if (inputs.length === 0) throw new ShapeError("checkGradients needs at least one argument to differentiate.");
  const both = valueAndGrad((...args: [Tensor, ...Tensor[]]) => dotWithWeights(f(...args)));
  const { grad } = both(...(inputs as [Tensor, ...Tensor[]]));
  return ((grad as unknown) instanceof Tensor ? [grad as unknown as Tensor] : (grad as readonly Tensor[])).map(
    (gradient) => Float32Array.from(gradient.read()),
  );
}

/** The same sum as {@link weightedSum}, recorded on the tape. */
function dotWithWeights(output: Tensor): Tensor {
  checkOption("checkGradients", "what f gives", output, aTensor);
  const weights = wrap(
    Float32Array.from({ length: output.size }, (_, i) => weightOf(i)),
    output.shape,
    "float32",
  );
  const axes = output.shape.map((_, axis) => axis);
  const sum = run((engine) => engine.reduce("sum", engine.binary("multiply", output, weights), axes));
  return record(sum, [output], (dy) => [() => run((engine) => engine.binary("multiply", weights, dy))]);
}
