/** Cases for the factories of layers, and what each is applied to. */
import * as recurve from "../../src/index.ts";
import { type Case, forAll, ids, matrix, steps, type Table } from "./case.ts";

const { layers, ones, tensor } = recurve;

/** Options that factories of layers need. */
const needed: Record<string, () => object> = {
  activation: () => ({ activation: "relu" }),
  bidirectional: () => ({ layer: layers.lstm({ units: 2 }) }),
  timeDistributed: () => ({ layer: layers.dense({ units: 2 }) }),
  rnn: () => ({ cell: layers.lstmCell({ units: 2 }) }),
  stackedRNNCells: () => ({ cells: [layers.lstmCell({ units: 2 })] }),
  dot: () => ({ axes: 1 }),
  dropout: () => ({ rate: 0.5 }),
  spatialDropout1d: () => ({ rate: 0.5 }),
  spatialDropout2d: () => ({ rate: 0.5 }),
  spatialDropout3d: () => ({ rate: 0.5 }),
  alphaDropout: () => ({ rate: 0.5 }),
  gaussianDropout: () => ({ rate: 0.5 }),
  gaussianNoise: () => ({ stddev: 0.5 }),
  rescaling: () => ({ scale: 2 }),
  depthwiseConv1d: () => ({ kernelSize: 2 }),
  depthwiseConv2d: () => ({ kernelSize: 2 }),
  einsumDense: () => ({ equation: "abc,cd->abd", outputShape: [3, 2] }),
  embedding: () => ({ inputDim: 3, outputDim: 2 }),
  groupNormalization: () => ({ groups: 1 }),
  lambda: () => ({ function: (value: unknown) => value }),
  multiHeadAttention: () => ({ numHeads: 2, keyDim: 3 }),
  permute: () => ({ dims: [2, 1] }),
  repeatVector: () => ({ n: 2 }),
  reshape: () => ({ targetShape: [6] }),
  input: () => ({ shape: [2] }),
  reversibleEmbedding: () => ({ inputDim: 3, outputDim: 2 }),
  integerLookup: () => ({ vocabulary: [1, 2] }),
  stringLookup: () => ({ vocabulary: ["a"] }),
  melSpectrogram: () => ({ fftLength: 16, sequenceStride: 8, sequenceLength: 16, numMelBins: 2 }),
  stftSpectrogram: () => ({ frameLength: 16, frameStep: 8, fftLength: 16 }),
  textVectorization: () => ({ vocabulary: ["a"] }),
};
const severalInputs = /^(add|subtract|multiply|average|maximum|minimum|concatenate|dot|attention|additiveAttention)$/;

/** What a layer made by a factory is applied to. */
function applied(name: string): (layer: any) => unknown {
  const rank = /(\d)d/i.exec(name)?.[1];
  let given: unknown = rank ? ones([1, ...new Array<number>(Number(rank)).fill(4), 2]) : steps;
  if (/^convLstm/.test(name)) given = ones([1, 2, ...new Array<number>(Number(rank)).fill(4), 2]);
  if (name === "repeatVector") given = matrix;
  if (name === "embedding" || name === "reversibleEmbedding") given = ids;
  if (name === "integerLookup") given = ids;
  if (name === "melSpectrogram") given = ones([1, 64]);
  if (name === "stftSpectrogram") given = ones([1, 64, 1]);
  if (/^(stringLookup|textVectorization)$/.test(name)) given = tensor(["a b"], [1], "string");
  if (severalInputs.test(name)) given = [steps, steps];
  if (name === "multiHeadAttention") given = [steps, steps];
  if (/Cell/.test(name)) return (cell) => layers.rnn({ cell }).apply(steps);
  return (layer) => (name === "input" ? layer : layer.apply(given));
}

function optionsOf(name: string): object {
  const make = needed[name];
  if (make) return make();
  if (/^(conv|separable)/i.test(name)) return { filters: 2, kernelSize: 2 };
  if (/^(dense|lstm|gru|simpleRNN)/.test(name)) return { units: 2 };
  return {};
}

export const layerCase = (name: string): Case => ({ args: () => [optionsOf(name)], use: applied(name) });

export const layerCases: Table = {
  ...forAll("layers", layers, layerCase),
};
