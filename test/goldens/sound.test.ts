/** Sound against Keras 3.15.1: Fourier transforms, spectrogram layers, their kernels, all with gradients. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { setBackend, step } from "../../src/backend/current.ts";
import { add, irfft, istft, multiply, rfft, stft, sum } from "../../src/ops/index.ts";
import { type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { camel, type LayerCase, makeLayer, readGoldens } from "./case.ts";
import { backends, checkLayerCase, expectAllClose, expectClose } from "./run.ts";

interface OperationCase {
  id: string;
  operation: "rfft" | "irfft" | "stft" | "istft";
  options: Record<string, unknown>;
  input: NestedArray[];
  expected: NestedArray[];
  grads?: { cotangent: NestedArray[]; input: NestedArray };
}

interface KernelCase {
  id: string;
  config: Record<string, unknown>;
  weights: NestedArray[];
}

const { cases, operations, kernels } = readGoldens<{
  cases: LayerCase[];
  operations: OperationCase[];
  kernels: KernelCase[];
}>("sound");

describe.each(backends)("sound on %s", (backend) => {
  for (const given of cases) {
    test(given.id, () => {
      setBackend(backend);
      checkLayerCase(given);
    });
  }
  for (const given of operations) {
    test(given.id, () => {
      setBackend(backend);
      checkOperation(given);
    });
  }
  for (const { id, config, weights } of kernels) {
    test(id, () => {
      setBackend(backend);
      const layer = makeLayer({ class_name: "STFTSpectrogram", config });
      layer.ensureBuilt([[null, 20, 1]]);
      expectAllClose(layer.getWeights(), weights, "kernel");
    });
  }
});

function checkOperation({ operation, options, input, expected, grads }: OperationCase): void {
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), value])) as never;
  const inputs = input.map((value) => tensor(value));
  const compute = (): readonly Tensor[] => {
    if (operation === "rfft") return rfft(inputs[0]!, named);
    if (operation === "stft") return stft(inputs[0]!, named);
    return [(operation === "irfft" ? irfft : istft)(inputs as [Tensor, Tensor], named)];
  };
  expectAllClose(compute(), expected, "output");
  if (!grads) return;
  const { gradients } = step(() =>
    differentiate(compute, inputs, (outputs) =>
      outputs.map((output, i) => sum(multiply(output, tensor(grads.cotangent[i]!)))).reduce((a, b) => add(a, b)),
    ),
  );
  const wanted = inputs.length === 1 ? [grads.input] : (grads.input as NestedArray[]);
  expect(gradients.length).toBe(wanted.length);
  for (const [i, gradient] of gradients.entries()) expectClose(gradient, wanted[i]!, `gradient ${i}`);
}
