/** Values and derivatives where functions bend, jump or tie, against Keras 3.15.1 on TensorFlow. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { setBackend, step } from "../../src/backend/current.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import * as ops from "../../src/ops/index.ts";
import * as regularizers from "../../src/regularizers/index.ts";
import { type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { camel, factoryName, type KerasConfig, made, makeLayer, readGoldens } from "./case.ts";
import { backends, contract, expectAllGradients, expectClose } from "./run.ts";

interface Kink {
  id: string;
  kind: string;
  name: string;
  inputs: NestedArray[];
  expected: NestedArray;
  cotangent: NestedArray;
  grads: NestedArray[];
  /** Of an operation, after its tensors. */
  arguments?: number[];
  config?: KerasConfig;
  weights?: NestedArray[];
  truth?: NestedArray;
}

type Computed = (...inputs: Tensor[]) => Tensor;

const operation = (name: string) => (ops as unknown as Record<string, (...args: unknown[]) => Tensor>)[camel(name)]!;

/** What each kind of case computes. */
const functions = {
  activation: ({ name }: Kink): Computed => {
    const layer = layers.activation({ activation: camel(name) as layers.ActivationName });
    return (x) => layer.apply(x);
  },
  operation:
    (kink: Kink): Computed =>
    (...inputs) =>
      operation(kink.name)(...inputs, ...(kink.arguments ?? [])),
  loss: ({ name, truth }: Kink): Computed => {
    const loss = made(losses, { class_name: name, config: {} }, factoryName) as losses.Loss;
    return (guess) => loss.values(tensor(truth!), guess);
  },
  regularizer: ({ name, config }: Kink): Computed => {
    const factory = name === "L1L2" ? () => "l1l2" : factoryName;
    const rule = made(regularizers, { class_name: name, config: config! }, factory) as regularizers.Regularizer;
    return (w) => rule.penalty(w);
  },
  layer: ({ name, config, weights, inputs }: Kink): Computed => {
    const layer = makeLayer({ class_name: name, config: config! });
    layer.ensureBuilt(inputs.map((input) => tensor(input).shape));
    layer.setWeights(weights!.map((weight) => tensor(weight)));
    return (...given) => layer.apply(given) as unknown as Tensor;
  },
};

const { cases } = readGoldens<{ cases: Kink[] }>("kinks");

describe.each(backends)("on %s", (backend) => {
  test.each(cases.map((kink) => [kink.id, kink] as const))("%s", (_, kink) => {
    setBackend(backend);
    const compute = functions[kink.kind as keyof typeof functions](kink);
    const inputs = kink.inputs.map((input) => tensor(input));
    expectClose(compute(...inputs), kink.expected, "value");
    const { gradients } = step(() =>
      differentiate(
        () => contract([compute(...inputs)], [kink.cotangent]),
        inputs,
        (loss) => loss,
      ),
    );
    expectAllGradients(gradients, kink.grads, "derivative");
  });
});

test("there are cases", () => expect(cases.length).toBeGreaterThan(80));
