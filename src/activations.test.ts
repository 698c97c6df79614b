import { describe, expect, it } from "vitest";
import { expectNumbers } from "../test/numbers.ts";
import { type ActivationName, type ActivationSpec, resolveActivation } from "./activations.ts";
import { grad } from "./autodiff/grad.ts";
import { checkGradients } from "./autodiff/testing.ts";
import { logitsOf, multiply, sum } from "./ops/index.ts";
import { type Tensor, tensor } from "./tensor/index.ts";

const points = [-3.5, -1.25, -0.4, 0.3, 0.75, 4];

// printed by Keras 3.15.1 for the points above
const keras: Partial<Record<ActivationName, number[]>> = {
  linear: [-3.5, -1.25, -0.4, 0.3, 0.75, 4.0],
  tanh: [-0.9981779, -0.84828364, -0.37994896, 0.29131261, 0.63514895, 0.9993293],
  sigmoid: [0.029312231, 0.22270014, 0.40131234, 0.57444252, 0.6791787, 0.98201379],
  relu: [0.0, 0.0, 0.0, 0.3, 0.75, 4.0],
  relu6: [0.0, 0.0, 0.0, 0.3, 0.75, 4.0],
  leakyRelu: [-0.70000001, -0.25, -0.080000001, 0.3, 0.75, 4.0],
  elu: [-0.96980262, -0.7134952, -0.32967995, 0.3, 0.75, 4.0],
  celu: [-0.96980262, -0.7134952, -0.32967995, 0.3, 0.75, 4.0],
  selu: [-1.7050093, -1.2543954, -0.57961011, 0.3152103, 0.78802574, 4.2028039],
  softplus: [0.029750418, 0.25192908, 0.51301525, 0.85435524, 1.136871, 4.0181499],
  softsign: [-0.77777778, -0.55555556, -0.28571429, 0.23076923, 0.42857143, 0.8],
  hardSigmoid: [0.0, 0.29166667, 0.43333333, 0.55, 0.625, 1.0],
  silu: [-0.10259281, -0.27837517, -0.16052494, 0.17233276, 0.50938402, 3.9280552],
  swish: [-0.10259281, -0.27837517, -0.16052494, 0.17233276, 0.50938402, 3.9280552],
  hardSilu: [-0.0, -0.36458333, -0.17333333, 0.165, 0.46875, 4.0],
  hardSwish: [-0.0, -0.36458333, -0.17333333, 0.165, 0.46875, 4.0],
  gelu: [-0.00081420196, -0.13206222, -0.1378313, 0.18537343, 0.58002948, 3.9998733],
  // gelu with approximate=True
  geluNew: [-0.00061625242, -0.13228577, -0.13783883, 0.18537094, 0.57996058, 3.9999299],
  mish: [-0.10409575, -0.30841396, -0.18891648, 0.20800137, 0.61001834, 3.9974128],
  exponential: [0.030197383, 0.2865048, 0.67032005, 1.3498588, 2.117, 54.59815],
  softmax: [0.00051136909, 0.0048517348, 0.011351346, 0.022858804, 0.035849741, 0.924577],
  logSoftmax: [-7.5784189, -5.3284189, -4.4784189, -3.7784189, -3.3284189, -0.078418938],
  logSigmoid: [-3.5297504, -1.5019291, -0.91301525, -0.55435524, -0.38687101, -0.018149928],
  hardTanh: [-1.0, -1.0, -0.4, 0.3, 0.75, 1.0],
  hardShrink: [-3.5, -1.25, 0.0, 0.0, 0.75, 4.0],
  softShrink: [-3.0, -0.75, 0.0, 0.0, 0.25, 3.5],
  tanhShrink: [-2.5018221, -0.40171636, -0.020051038, 0.0086873875, 0.11485105, 3.0006707],
  sparsePlus: [0.0, 0.0, 0.09, 0.4225, 0.765625, 4.0],
  sparseSigmoid: [0.0, 0.0, 0.3, 0.65, 0.875, 1.0],
  squareplus: [0.26556444, 0.55424764, 0.8198039, 1.1611874, 1.4430005, 4.236068],
  glu: [-2.0105488, -0.84897337, -0.39280552],
  sparsemax: [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
};

const apply = (spec: ActivationSpec, x: Tensor) => resolveActivation(spec).apply(x);

it.each(Object.entries(keras) as [ActivationName, number[]][])(
  "gives Keras's numbers and their gradient: %s",
  (name, expected) => {
    const x = tensor(points);
    expectNumbers(apply(name, x).dataSync(), expected);
    checkGradients((at) => apply(name, at), [x], { epsilon: 1e-3, tolerance: 5e-3 });
  },
);

describe("resolveActivation", () => {
  it("knows the kernel behind functions of one number, aliases included", () => {
    const kernel = (spec: ActivationSpec) => resolveActivation(spec).pointwise;
    expect([kernel("tanh"), kernel("swish"), kernel("hardSwish"), kernel("exponential"), kernel(null)]).toEqual([
      "tanh",
      "silu",
      "hardSilu",
      "exp",
      "linear",
    ]);
    expect([kernel("softmax"), kernel("glu"), kernel((x) => x)]).toEqual([undefined, undefined, undefined]);
  });

  it("names a user's function", () => {
    const double = (x: Tensor) => multiply(x, 2);
    expect(resolveActivation(double).name).toBe("double()");
    expect(
      resolveActivation(
        (
          () => (x: Tensor) =>
            x
        )(),
      ).name,
    ).toBe("custom()");
    expect(apply(double, tensor([1, 2])).arraySync()).toEqual([2, 4]);
    const own = { name: "own", pointwise: undefined, apply: double };
    expect(resolveActivation(own)).toBe(own);
  });

  it("notes the logits of sigmoid and softmax, each by its kind", () => {
    const x = tensor([[1, 2]]);
    expect(logitsOf(apply("sigmoid", x), "sigmoid")).toBe(x);
    expect(logitsOf(apply("softmax", x), "softmax")).toBe(x);
    expect(logitsOf(apply("softmax", x), "sigmoid")).toBeUndefined();
    expect(logitsOf(apply("tanh", x), "sigmoid")).toBeUndefined();
  });

  it("tells what is wrong", () => {
    expect(() => resolveActivation("reluu" as "relu")).toThrow('did you mean "relu"?');
    expect(() => resolveActivation(3 as unknown as null)).toThrow("This is not an activation.");
  });
});

describe("sparsemax", () => {
  // Keras 3.15.1: activations.sparsemax, and the gradient of its sum weighted by 1, 2, 3, 4
  const rows = [
    [0.5, 0.3, 0.1, -1],
    [1, 0.9, 0.2, 0.1],
    [3, 0, -1, 2.5],
    [0.1, 0.2, 0.15, -2],
  ];

  it("is Keras's, whose threshold sums sums", () => {
    const expected = [0.1, 0, 0, 0, 0.05, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.15, 0];
    expectNumbers(apply("sparsemax", tensor(rows)).dataSync(), expected);
  });

  it("has Keras's gradient", () => {
    const weighted = grad((x: Tensor) => sum(multiply(apply("sparsemax", x), [1, 2, 3, 4])));
    const expected = [0, -2 / 3, -1 / 3, 0, 0, -0.5, 0, 0, 0, 0, 0, 0, -1, -4, -1, 0];
    expectNumbers((weighted(tensor(rows)) as Tensor).dataSync(), expected);
  });
});
