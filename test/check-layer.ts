/** What every layer is tested for: gradients of its inputs and of its weights, against differences. */
import { expect } from "vitest";
import { gradientsOf } from "../src/autodiff/grad.ts";
import { checkGradients } from "../src/autodiff/testing.ts";
import { step } from "../src/backend/current.ts";
import { RunContext } from "../src/layers/context.ts";
import type { Layer } from "../src/layers/layer.ts";
import { type CallOptions, listOf } from "../src/layers/symbolic.ts";
import { add, multiply, sum } from "../src/ops/index.ts";
import type { Tensor } from "../src/tensor/index.ts";
import { normal } from "./numbers.ts";
import { isClose, tolerance } from "./tolerance.ts";

/** Half the distance of the two points of a difference. */
const EPSILON = 1e-2;

/**
 * Checks the gradients of every output with respect to every input and weight. Weights get seeded normal values, those that do not learn keep theirs.
 * Dropout masks must not change from call to call: give the layer a seed.
 */
export function checkLayer(layer: Layer<number>, inputs: readonly Tensor[], options: CallOptions<Tensor> = {}): void {
  layer.ensureBuilt(inputs.map((input) => input.shape));
  layer.setWeights(
    layer.weights.map((weight, i) => (weight.trainable ? normal(weight.shape, 100 + i, 0.7) : weight.snapshot())),
  );
  const outputs = (given: readonly Tensor[]) =>
    layer.run(given, { mask: inputs.map((input) => input.mask ?? null), ...options }, new RunContext(false, 5));
  const count = step(() => outputs(inputs)).length;
  for (let k = 0; k < count; k++) {
    if (inputs.every((input) => input.dtype === "float32")) checkGradients((...given) => outputs(given)[k]!, inputs);
  }
  checkWeights(layer, () => listOf<Tensor>(outputs(inputs)));
}

function checkWeights(layer: Layer<number>, outputs: () => readonly Tensor[]): void {
  const loss = () =>
    outputs()
      .map((output, k) => sum(multiply(output, normal(output.shape, 200 + k))))
      .reduce((a, b) => add(a, b));
  const { gradients } = step(() => gradientsOf(loss, layer.trainableWeights, (value) => value));
  for (const [k, weight] of layer.trainableWeights.entries()) {
    const values = weight.snapshot().dataSync() as Float32Array;
    const at = (i: number, shift: number) => {
      const moved = values.slice();
      moved[i]! += shift;
      weight.assign({ data: moved, shape: weight.shape });
      return { loss: step(loss).item(), x: moved[i]! };
    };
    for (let i = 0; i < values.length; i++) {
      const [above, below] = [at(i, EPSILON), at(i, -EPSILON)];
      const numeric = (above.loss - below.loss) / (above.x - below.x);
      const analytic = gradients[k]?.dataSync()[i] ?? 0;
      if (!isClose(analytic, numeric, tolerance.difference))
        expect.fail(`gradient of ${weight.name}, element ${i}: tape ${analytic}, differences ${numeric}`);
    }
    weight.assign({ data: values, shape: weight.shape });
  }
}
