/** Gradients through TensorFlow.js's names, and where its rules are others than Keras's. */
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/autodiff/testing.ts";
import * as tf from "../../src/tfjs/index.ts";
import { tensorOf } from "../../src/tfjs/tensors/index.ts";
import { expectNumbers } from "../numbers.ts";
import { onEachBackend } from "../on-each-backend.ts";
import { tolerance } from "../tolerance.ts";

type Step = (x: tf.Tensor) => tf.Tensor;

/** Every kind of step between a weight and a loss; x is (2, 4) between 0.2 and 0.9. */
const steps: Record<string, Step> = {
  "add, sub, mul, div": (x) => x.add(1).mul(x).sub(2).div(x.add(1)),
  "pow, squaredDifference": (x) => x.pow(3).squaredDifference(x),
  "maximum, minimum": (x) => x.maximum(0.5).minimum(0.7),
  "mod, divNoNan": (x) => tf.mod(x, 0.15).add(x.divNoNan(2)),
  trigonometry: (x) => x.sin().add(x.cos()).add(x.tan()).add(x.asin()).add(x.acos()).add(x.atan()),
  hyperbolas: (x) => x.sinh().add(x.cosh()).add(x.tanh()).add(x.asinh()).add(x.atanh()).add(x.add(1).acosh()),
  exponentials: (x) => x.exp().add(x.expm1()).add(x.log()).add(x.log1p()).add(x.sqrt()).add(x.rsqrt()),
  activations: (x) => x.sigmoid().add(x.softplus()).add(x.elu()).add(x.selu()).add(x.logSigmoid()).add(x.erf()),
  rectifiers: (x) =>
    x
      .sub(0.47)
      .leakyRelu(0.1)
      .add(x.relu6())
      .add(x.sub(0.47).prelu(tf.scalar(0.3))),
  "sum, mean, max, min, prod": (x) => x.sum(0).add(x.mean(0)).add(x.max(0)).add(x.min(0)).add(x.prod(0)),
  "softmax, logSoftmax": (x) => x.softmax().add(tf.logSoftmax(x, 0)),
  "logSumExp, norm": (x) => tf.logSumExp(x, 1).add(x.norm("euclidean", 1)),
  "cumsum, cumprod": (x) => x.cumsum(1, true).add(tf.cumprod(x, 1)),
  topk: (x) => x.topk(2).values,
  "reshape, transpose, squeeze, expandDims": (x) => x.reshape([4, 2]).transpose().expandDims(1).squeeze([1]).square(),
  "tile, broadcastTo": (x) => x.tile([2, 1]).sum(0).broadcastTo([3, 4]).square(),
  "gather along axes": (x) => x.gather([1, 1, 0], 1).add(tf.gather(x, [0], 0).mean()),
  "gather with batchDims": (x) =>
    tf
      .gather(
        x,
        tf.tensor2d(
          [
            [0, 3],
            [1, 1],
          ],
          [2, 2],
          "int32",
        ),
        1,
        1,
      )
      .square(),
  "slice, stridedSlice": (x) =>
    x
      .slice([0, 1], [2, 2])
      .add(x.stridedSlice([0, 0], [2, 4], [1, 2]))
      .square(),
  "split, unstack, stack, concat": (x) => tf.concat([tf.stack(x.unstack()), ...tf.split(x, 2, 1)], 1).square(),
  "pad, mirrorPad, reverse": (x) =>
    x
      .pad(
        [
          [1, 0],
          [0, 2],
        ],
        3,
      )
      .mirrorPad(
        [
          [1, 1],
          [2, 0],
        ],
        "reflect",
      )
      .reverse(1)
      .square(),
  "where, clipByValue": (x) => tf.where(x.greater(0.5), x.square(), x.mul(3)).add(x.clipByValue(0.3, 0.8)),
  "gatherND, unsortedSegmentSum": (x) =>
    tf
      .gatherND(
        x,
        tf.tensor2d(
          [
            [0, 1],
            [1, 2],
          ],
          [2, 2],
          "int32",
        ),
      )
      .sum()
      .add(x.unsortedSegmentSum(tf.tensor1d([0, 0], "int32"), 1).square()),
  "matMul, dot, outerProduct, einsum": (x) =>
    x
      .matMul(x, false, true)
      .sum()
      .add(x.dot(tf.ones([4])).sum())
      .add(tf.outerProduct(x.flatten(), [1, 2]).square().sum())
      .add(tf.einsum("ij,kj->ik", x, x).square().sum()),
  "conv1d, conv2d, depthwiseConv2d": (x) => {
    const image = x.reshape([1, 2, 4, 1]);
    const filter = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
    return tf
      .conv1d(x.reshape([2, 4, 1]), tf.ones([2, 1, 1]), 1, "same")
      .square()
      .sum()
      .add(image.conv2d(filter, 1, 1).square().sum())
      .add(image.depthwiseConv2d(filter, 1, "same").square().sum());
  },
  "avgPool, maxPool": (x) =>
    x
      .reshape([1, 2, 4, 1])
      .avgPool(2, 1, "same")
      .add(x.reshape([1, 2, 4, 1]).maxPool(2, 1, "same")),
  "batchNorm, moments": (x) =>
    tf.batchNorm(x, tf.moments(x, 0).mean, tf.moments(x, 0).variance, null, null, 0.1).square(),
  losses: (x) =>
    tf.losses.huberLoss(tf.zeros([2, 4]), x).add(tf.losses.softmaxCrossEntropy(tf.eye(2, 4), x)) as tf.Tensor,
  metrics: (x) =>
    tf.metrics.categoricalCrossentropy(tf.eye(2, 4), x).add(tf.metrics.binaryCrossentropy(tf.eye(2, 4), x)),
  basicLSTMCell: (x) =>
    tf.basicLSTMCell(tf.scalar(1), tf.ones([6, 8]).mul(0.1), tf.zeros([8]), x, tf.ones([2, 2]), tf.ones([2, 2]))[1],
  "clone, cast, keep, tidy": (x) => tf.tidy(() => tf.keep(x.clone().cast("float32")).square()),
};

onEachBackend(() => {
  describe("a tensor keeps its gradient through", () => {
    it.each(Object.entries(steps))("%s", (_, step) => {
      checkGradients(
        (x) => step(tensorOf(x)).sum(),
        [
          [
            [0.21, 0.44, 0.83, 0.31],
            [0.62, 0.38, 0.52, 0.71],
          ],
        ],
      );
    });
  });
});

describe("variables and optimizers", () => {
  it("variableGrads finds the variables that the function meets, also in layers", () => {
    const [a, b, frozen] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3)), tf.variable(tf.scalar(4), false)];
    const { value, grads } = tf.variableGrads(() => a.mul(frozen).square().asScalar());
    expect(value.arraySync()).toBe(64);
    expect(Object.keys(grads)).toEqual([a.name]);
    expect(grads[a.name]!.arraySync()).toBe(64);
    expect(grads[b.name]).toBeUndefined();
  });

  it("minimize trains without being told what", () => {
    const [w, b] = [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(0))];
    const x = tf.tensor1d([-1, 0, 1, 2]);
    const optimizer = tf.train.adam(0.1);
    for (let i = 0; i < 20; i++) {
      optimizer.minimize(() => tf.losses.meanSquaredError(x.mul(3).add(1), x.mul(w).add(b)));
    }
    // of TensorFlow.js 4.22
    expectNumbers([w.arraySync(), b.arraySync()], [1.8458352088928223, 1.691272258758545], tolerance.training);
  });

  it("what was taken of a variable stays when the variable changes", () => {
    const w = tf.variable(tf.tensor2d([[1, 2]]));
    const taken = [
      w.clone(),
      w.reshape([2]),
      w.flatten(),
      w.slice([0, 0]),
      w.cast("float32"),
      w.squeeze(),
      tf.split(w, 1)[0]!,
    ];
    w.assign(tf.tensor2d([[8, 9]]));
    for (const each of taken) expect(Array.from(each.dataSync())).toEqual([1, 2]);
    expect(
      tf
        .grad((x) => x.mul(w.reshape([2])).sum())(tf.tensor1d([1, 1]))
        .arraySync(),
    ).toEqual([8, 9]);
    expect(tf.variableGrads(() => w.flatten().square().sum(), [w]).grads[w.name]!.arraySync()).toEqual([[16, 18]]);
  });

  it("an optimizer's state goes from one to another", async () => {
    const make = () => [tf.variable(tf.tensor1d([1, -2])), tf.train.adam(0.1)] as const;
    const run = ([w, optimizer]: ReturnType<typeof make>) => optimizer.minimize(() => w.square().sum());
    const [first, second] = [make(), make()];
    run(first);
    second[0].assign(first[0].clone());
    await second[1].setWeights(await first[1].getWeights());
    run(first);
    run(second);
    expect(second[0].arraySync()).toEqual(first[0].arraySync());
    expect(second[1].iterations).toBe(2);
  });

  it("refuses what has no gradient, and gradients for unknown names", () => {
    expect(() => tf.grad(() => tf.scalar(1))(tf.scalar(2))).toThrow(/does not depend/);
    expect(() => tf.variableGrads(() => tf.scalar(1))).toThrow(/No trainable variable/);
    expect(() => tf.train.sgd(1).applyGradients({ nobody: tf.scalar(1) })).toThrow(/nobody/);
    expect(() => tf.variable(tf.scalar(1)).assign(tf.tensor1d([1, 2]) as never)).toThrow(/do not fit/);
  });
});

describe("rules of TensorFlow.js", () => {
  it("whole numbers are divided to their floor and stay whole", () => {
    const x = tf.tensor1d([7, -7], "int32");
    expect(x.div(tf.scalar(2, "int32")).arraySync()).toEqual([3, -4]);
    expect([x.add(1).dtype, x.abs().dtype, x.sum().dtype, x.mean().dtype]).toEqual([
      "float32",
      "int32",
      "int32",
      "float32",
    ]);
    expect(tf.sum([true, true]).arraySync()).toBe(2);
  });

  it("what is not there throws by name", () => {
    expect(() => tf.image.resizeBilinear(tf.zeros([1, 2, 2, 1]), [4, 4])).toThrow(
      /tf.image.resizeBilinear is not in Recurve/,
    );
    expect(() => tf.zeros([1], "complex64")).toThrow(/complex/);
    expect(() => tf.maxPool(tf.zeros([1, 2, 2, 1]), 2, 1, "same", "ceil")).toThrow(/dimRoundingMode/);
  });

  it("a printed tensor looks as there", () => {
    expect(
      tf
        .tensor2d([
          [1, 20],
          [3.5, 4],
        ])
        .toString(),
    ).toBe("Tensor\n    [[1  , 20],\n     [3.5, 4 ]]");
    expect(tf.tensor2d([[1, 2]]).toString(true)).toBe(
      "Tensor\n  dtype: float32\n  rank: 2\n  shape: [1,2]\n  values:\n     [[1, 2],]",
    );
  });
});

it("a frame may be infinite; whole numbers have none, and TensorFlow.js puts 0", () => {
  const framed = (x: tf.Tensor, value: number) => [...tf.pad(x, [[1, 0]], value).dataSync()];
  for (const value of [Infinity, -Infinity]) {
    expect(framed(tf.tensor1d([1]), value)).toEqual([value, 1]);
    expect(framed(tf.tensor1d([1], "int32"), value)).toEqual([0, 1]);
  }
});

it("an optimizer is made again from its options whatever their order", () => {
  const given = { useNesterov: true, momentum: 0.5, learningRate: 0.1 };
  expect(tf.Optimizer.fromConfig(tf.MomentumOptimizer, given).getConfig()).toEqual(given);
});

// the values are TensorFlow.js 4.22's
it("whole numbers that float32 does not hold stay exact, a division by 0 is 0, truths times truths are a condition", () => {
  const x = tf.tensor1d([16777217, 2147483647, -7], "int32");
  const y = tf.tensor1d([0, 10, 2], "int32");
  const results = [x, x.div(y), x.mod(y)].map((each) => [...each.dataSync()]);
  expect(results).toEqual([
    [16777217, 2147483647, -7],
    [0, 214748364, -4],
    [0, 7, 1],
  ]);
  const above = tf.tensor1d([1, 2, 3]).greater(1);
  expect(tf.where(above.mul(above), 1, 0).arraySync()).toEqual([0, 1, 1]);
});
