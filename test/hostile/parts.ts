/** Cases for the parts of a training: losses, metrics, optimizers, initializers, callbacks and their neighbours. */
import * as recurve from "../../src/index.ts";
import { type Case, forAll, ids, matrix, method, net, type Table, weight } from "./case.ts";

const { ones, ops, optimizers, Random } = recurve;

const lossOptions: Record<string, object> = { pinball: { quantiles: [0.5] } };
const scheduleOptions: Record<string, object> = {
  cosineDecay: { initialLearningRate: 1, decaySteps: 2 },
  cosineDecayRestarts: { initialLearningRate: 1, firstDecaySteps: 2 },
  exponentialDecay: { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
  inverseTimeDecay: { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
  piecewiseConstantDecay: { boundaries: [1], values: [1, 2] },
  polynomialDecay: { initialLearningRate: 1, decaySteps: 2 },
};

function lossCase(name: string): Case {
  const y =
    name === "ctc" ? [ones([1, 1]), ones([1, 3, 2])] : name.startsWith("sparse") ? [ids, matrix] : [matrix, matrix];
  return { args: () => [lossOptions[name] ?? {}], use: (loss) => loss.call?.(...y) ?? loss.compute?.(...y) };
}

const metricCase = (name: string): Case => ({
  args: () => [{}],
  use: (metric) => {
    if (name === "mean" || name === "sum") return metric;
    const shares = ops.softmax(matrix);
    metric.update(/^(sparse|perplexity)/.test(name) ? ids : shares, shares);
    return metric.result();
  },
});

export const partCases: Table = {
  clipByGlobalNorm: () => [new Map([[weight(), ones([2])]]), 1],
  "constraints.nonNeg": { args: () => [{}], use: (made) => made.project(matrix) },
  "constraints.maxNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  "constraints.unitNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  "constraints.minMaxNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  ...forAll("initializers", recurve.initializers, () => ({
    args: () => [{}],
    use: (made) => made.draw([2, 2], new Random(1)),
  })),
  ...forAll("regularizers", recurve.regularizers, () => ({ args: () => [{}], use: (made) => made.penalty(matrix) })),
  ...forAll("losses", recurve.losses, lossCase),
  ...forAll("metrics", recurve.metrics, metricCase),
  ...forAll("optimizers", optimizers, (name) => ({
    args: () => [scheduleOptions[name] ?? {}],
    use: (made) => (typeof made === "function" ? made(1) : net().compile({ optimizer: made, loss: "mse" })),
  })),
  "optimizers.groups": () => [[{ optimizer: "sgd" }]],
  "callbacks.modelCheckpoint": () => ["a.keras", {}],
  "callbacks.backupAndRestore": () => ["backup", {}],
  "callbacks.csvLogger": () => ["log.csv", {}],
  "callbacks.earlyStopping": () => [{}],
  "callbacks.EarlyStopping": () => [{}],
  "callbacks.reduceLROnPlateau": () => [{}],
  "callbacks.ReduceLROnPlateau": () => [{}],
  "callbacks.lambdaCallback": () => [{}],
  "callbacks.learningRateScheduler": () => [() => 1, {}],
  "callbacks.tensorBoard": () => ["logs", {}],
  "callbacks.terminateOnNaN": () => [{}],
  "callbacks.swapEMAWeights": () => [{}],
  "optimizers.Optimizer.applyGradients": method(
    () => optimizers.sgd(),
    () => [new Map([[weight(), ones([2])]])],
  ),
  "optimizers.Optimizer.excludeFromWeightDecay": method(
    () => optimizers.adamw(),
    () => [["bias"]],
  ),
};
