/** A program for each operation: the reference shows what stands in it and prints. */
import { grad, ops, Random, tensor, zeros } from "recurve";

export const examples = {
  abs: () => ops.abs(tensor([-1.5, 2])).print(),
  add: () => ops.add(tensor([1, 2]), 10).print(),
  all: () =>
    ops
      .all(
        tensor([
          [true, true],
          [true, false],
        ]),
        1,
      )
      .print(),
  any: () =>
    ops
      .any(
        tensor([
          [false, false],
          [true, false],
        ]),
        1,
      )
      .print(),
  arccos: () => ops.arccos(tensor([1, 0, -1])).print(),
  arccosh: () => ops.arccosh(tensor([1, 2])).print(),
  arcsin: () => ops.arcsin(tensor([-1, 0, 1])).print(),
  arcsinh: () => ops.arcsinh(tensor([0, 1])).print(),
  arctan: () => ops.arctan(tensor([0, 1])).print(),
  arctan2: () => ops.arctan2(tensor([1, -1]), tensor([0, -1])).print(),
  arctanh: () => ops.arctanh(tensor([0, 0.5])).print(),
  argMin: () =>
    ops
      .argMin(
        tensor([
          [3, 1, 2],
          [0, 5, 4],
        ]),
      )
      .print(),
  argsort: () => ops.argsort(tensor([3, 1, 2])).print(),
  averagePool: () => ops.averagePool(tensor([[[1], [3], [5], [7]]]), 2).print(),
  broadcastTo: () => ops.broadcastTo(tensor([1, 2]), [2, 2]).print(),
  cast: () => ops.cast(tensor([1.7, -1.7]), "int32").print(),
  ceil: () => ops.ceil(tensor([1.2, -1.2])).print(),
  clip: () => ops.clip(tensor([-3, 0.5, 9]), 0, 1).print(),
  concatenate: () => ops.concatenate([tensor([[1], [2]]), tensor([[3], [4]])], 1).print(),
  conv: () => ops.conv(tensor([[[1], [2], [4], [8]]]), tensor([[[-1]], [[1]]])).print(),
  convTranspose: () => ops.convTranspose(tensor([[[1], [2]]]), tensor([[[1]], [[10]]]), { strides: 2 }).print(),
  cos: () => ops.cos(tensor([0, Math.PI])).print(),
  cosh: () => ops.cosh(tensor([0, 1])).print(),
  ctcDecode: () => {
    // (batch, time, classes); the last class is the blank
    const scores = tensor([
      [
        [5, 0, 0],
        [5, 0, 0],
        [0, 0, 5],
        [0, 5, 0],
      ],
    ]);
    ops.ctcDecode(scores, { maskIndex: 2 }).decoded.print();
  },
  ctcLoss: () =>
    ops
      .ctcLoss(
        tensor([[1, 2]], [1, 2], "int32"),
        tensor([
          [
            [0, 4, 0],
            [0, 0, 4],
            [4, 0, 0],
          ],
        ]),
      )
      .print(),
  divide: () => ops.divide(tensor([1, 2]), tensor([4, 8])).print(),
  dropout: () => ops.dropout(tensor([1, 1, 1, 1]), 0.5, new Random(1)).print(),
  dropoutMask: () => ops.dropoutMask([2, 3], 0.5, new Random(1)).print(),
  equal: () => ops.equal(tensor([1, 2]), tensor([1, 3])).print(),
  erf: () => ops.erf(tensor([0, 1])).print(),
  exp: () => ops.exp(tensor([0, 1])).print(),
  expm1: () => ops.expm1(tensor([0, 1e-5])).print(),
  eye: () => ops.eye(2, 3).print(),
  flip: () =>
    ops
      .flip(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        1,
      )
      .print(),
  floor: () => ops.floor(tensor([1.7, -1.2])).print(),
  gather: () =>
    ops
      .gather(
        tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        tensor([2, 0], [2], "int32"),
      )
      .print(),
  greater: () => ops.greater(tensor([1, 2, 3]), 2).print(),
  greaterEqual: () => ops.greaterEqual(tensor([1, 2, 3]), 2).print(),
  interpolate: () => ops.interpolate(tensor([[0, 10]]), 2, 1).print(),
  irfft: () => ops.irfft(ops.rfft(tensor([1, 2, 3, 4]))).print(),
  isFinite: () => ops.isFinite(tensor([1, Number.POSITIVE_INFINITY])).print(),
  isNaN: () => ops.isNaN(tensor([1, Number.NaN])).print(),
  istft: () => {
    const x = tensor([1, 2, 3, 4, 5, 6, 7, 8]);
    const how = { sequenceLength: 4, sequenceStride: 2, fftLength: 4 };
    ops.istft(ops.stft(x, how), { ...how, length: 8 }).print();
  },
  layerNorm: () =>
    ops
      .layerNorm(
        tensor([
          [1, 3],
          [10, 30],
        ]),
      )
      .print(),
  less: () => ops.less(tensor([1, 2, 3]), 2).print(),
  lessEqual: () => ops.lessEqual(tensor([1, 2, 3]), 2).print(),
  log: () => ops.log(tensor([1, Math.E])).print(),
  log1p: () => ops.log1p(tensor([0, 1e-5])).print(),
  logicalAnd: () => ops.logicalAnd(tensor([true, true]), tensor([true, false])).print(),
  logicalNot: () => ops.logicalNot(tensor([true, false])).print(),
  logicalOr: () => ops.logicalOr(tensor([true, false]), tensor([false, false])).print(),
  logitsOf: () => {
    const scores = tensor([-2, 0, 3]);
    ops.logitsOf(ops.withLogits(ops.sigmoid(scores), scores, "sigmoid"), "sigmoid")!.print();
  },
  logSoftmax: () => ops.logSoftmax(tensor([1, 2, 3])).print(),
  matmul: () =>
    ops
      .matmul(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        tensor([[1], [10]]),
      )
      .print(),
  max: () =>
    ops
      .max(
        tensor([
          [1, 5],
          [7, 2],
        ]),
        1,
      )
      .print(),
  maximum: () => ops.maximum(tensor([1, 5]), tensor([3, 3])).print(),
  maxPool: () => ops.maxPool(tensor([[[1], [3], [2], [0]]]), 2).print(),
  min: () =>
    ops
      .min(
        tensor([
          [1, 5],
          [7, 2],
        ]),
        1,
      )
      .print(),
  minimum: () => ops.minimum(tensor([1, 5]), tensor([3, 3])).print(),
  multiply: () => ops.multiply(tensor([1, 2]), tensor([3, 4])).print(),
  negative: () => ops.negative(tensor([1, -2])).print(),
  norm: () => ops.norm(tensor([3, 4])).print(),
  notEqual: () => ops.notEqual(tensor([1, 2]), tensor([1, 3])).print(),
  oneHot: () => ops.oneHot(tensor([2, 0], [2], "int32"), 3).print(),
  pad: () => ops.pad(tensor([1, 2]), [[1, 2]]).print(),
  power: () => ops.power(tensor([2, 3]), 2).print(),
  randomNormal: () => ops.randomNormal([3], { seed: 1 }).print(),
  randomUniform: () => ops.randomUniform([3], { seed: 1 }).print(),
  range: () => ops.range(1, 10, 3).print(),
  reciprocal: () => ops.reciprocal(tensor([2, 4])).print(),
  recurrent: () => {
    // a SimpleRNN of one unit over three steps: h = tanh(x + h)
    const { hidden } = ops.recurrent({
      cell: "simpleRNN",
      activation: "tanh",
      recurrentActivation: "sigmoid",
      resetAfter: false,
      projected: tensor([[[1]], [[0]], [[0]]]),
      recurrentKernel: tensor([[1]]),
      initialHidden: tensor([[0]]),
    });
    hidden.print();
  },
  recurrentPrediction: () => {
    const found = ops.recurrentPrediction(zeros([1, 3, 2]), zeros([2, 1]), undefined, () => ({
      cell: "simpleRNN",
      activation: "tanh",
      recurrentActivation: "sigmoid",
      resetAfter: false,
      recurrentKernel: tensor([[1]]),
      initialHidden: tensor([[0]]),
      backwards: false,
      keepsSequence: true,
    }));
    // small problems gain nothing by it
    console.log(found === undefined);
  },
  relu: () => ops.relu(tensor([-1, 2])).print(),
  repeat: () => ops.repeat(tensor([1, 2]), 2, 0).print(),
  rfft: () => {
    const [real, imaginary] = ops.rfft(tensor([1, 0, -1, 0]));
    real.print();
    imaginary.print();
  },
  round: () => ops.round(tensor([1.4, 1.5, 2.5])).print(),
  rsqrt: () => ops.rsqrt(tensor([4, 16])).print(),
  segmentMax: () => ops.segmentMax(tensor([1, 5, 2]), tensor([0, 0, 1], [3], "int32")).print(),
  segmentSum: () => ops.segmentSum(tensor([1, 5, 2]), tensor([0, 0, 1], [3], "int32")).print(),
  sigmoid: () => ops.sigmoid(tensor([-2, 0, 2])).print(),
  sigmoidCrossEntropy: () => ops.sigmoidCrossEntropy(tensor([2, -1]), tensor([1, 0])).print(),
  sign: () => ops.sign(tensor([-3, 0, 2])).print(),
  sin: () => ops.sin(tensor([0, Math.PI / 2])).print(),
  sinh: () => ops.sinh(tensor([0, 1])).print(),
  slice: () =>
    ops
      .slice(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        [0, 1],
        [2, 2],
      )
      .print(),
  sliceAxis: () =>
    ops
      .sliceAxis(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        1,
        1,
        3,
      )
      .print(),
  softmax: () => ops.softmax(tensor([1, 2, 3])).print(),
  softmaxCrossEntropy: () => ops.softmaxCrossEntropy(tensor([[1, 2, 3]]), tensor([[0, 0, 1]])).print(),
  softplus: () => ops.softplus(tensor([-1, 0, 1])).print(),
  sparseSoftmaxCrossEntropy: () =>
    ops.sparseSoftmaxCrossEntropy(tensor([[1, 2, 3]]), tensor([2], [1], "int32")).print(),
  split: () => {
    for (const part of ops.split(tensor([1, 2, 3, 4]), 2)) part.print();
  },
  sqrt: () => ops.sqrt(tensor([4, 2])).print(),
  square: () => ops.square(tensor([3, -2])).print(),
  squeeze: () => console.log(ops.squeeze(tensor([[[1], [2]]]), 2).shape),
  stack: () => ops.stack([tensor([1, 2]), tensor([3, 4])]).print(),
  stopGradient: () => {
    // only the first factor counts for the gradient
    grad((x) => ops.sum(ops.multiply(x, ops.stopGradient(x))))(tensor([3])).print();
  },
  subtract: () => ops.subtract(tensor([5, 7]), tensor([1, 2])).print(),
  takeAlongLast: () =>
    ops
      .takeAlongLast(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        tensor([1, 0], [2], "int32"),
      )
      .print(),
  tan: () => ops.tan(tensor([0, Math.PI / 4])).print(),
  tanh: () => ops.tanh(tensor([-1, 0, 1])).print(),
  tile: () => ops.tile(tensor([1, 2]), [2]).print(),
  transpose: () =>
    ops
      .transpose(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      )
      .print(),
  unary: () => ops.unary("square", tensor([3])).print(),
  unstack: () => {
    for (const row of ops.unstack(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ))
      row.print();
  },
  variance: () => ops.variance(tensor([1, 2, 3, 4])).print(),
  where: () => ops.where(tensor([true, false]), tensor([1, 2]), tensor([10, 20])).print(),
  withLogits: () => {
    // losses then compute from the scores, without loss of precision
    const scores = tensor([-2, 0, 3]);
    ops.withLogits(ops.sigmoid(scores), scores, "sigmoid").print();
  },
};
