/** Layers in a learner's words: what each does with the shapes that it meets in a model. */
import { Bidirectional } from "../layers/rnn/bidirectional.ts";
import { RNN } from "../layers/rnn/rnn.ts";
import { TimeDistributed } from "../layers/rnn/time-distributed.ts";
import { explainBidirectional, explainGiving, explainReading } from "./explain-recurrent.ts";
import { contentOf, counted, type ExplainedCall, shapesOf } from "./explain-words.ts";

/** The sentences about a call. */
export function explainCall(call: ExplainedCall): string[] {
  const { layer } = call;
  if (layer instanceof Bidirectional) return explainBidirectional(layer, call);
  if (layer instanceof RNN) return [...explainReading(layer, call), explainGiving(layer, call)];
  if (layer instanceof TimeDistributed) {
    const { layer: inner } = layer;
    return [`Applies "${inner.name}" (${inner.className}) to each step alone, with the same weights each time.`];
  }
  return wordsFor(layer.className, call);
}

/** Functions behind a layer that change what its numbers mean. */
const activations: Readonly<Record<string, string>> = {
  softmax: "Softmax makes probabilities of them: from 0 to 1, adding up to 1.",
  sigmoid: "Sigmoid brings each between 0 and 1.",
  tanh: "Tanh brings each between -1 and 1.",
  relu: "ReLU makes zeros of the negative ones.",
};

const onlyInTraining = "Only training is changed by it; in a prediction everything passes as it is.";
const oneByOne = (does: string) => () => [`${does}, element by element.`];

const words: Readonly<Record<string, (call: ExplainedCall, config: Readonly<Record<string, unknown>>) => string[]>> = {
  Dense: ({ inputs, outputs }, { activation, units }) => [
    inputs[0]!.length > 2
      ? `Makes ${counted(units as number, "number")} of the ${inputs[0]!.at(-1) ?? ""} of each step, with the same weights at every step: ${shapesOf(outputs)}.`
      : `Makes ${counted(units as number, "number")} of ${contentOf(inputs[0]!)}: weighted sums, each with a bias.`,
    ...(activations[String(activation)] ? [activations[String(activation)]!] : []),
  ],
  Embedding: ({ outputs }, { inputDim, outputDim, maskZero }) => [
    `Takes whole numbers from 0 to ${(inputDim as number) - 1} and gives for each its own ${counted(outputDim as number, "learned number")}: ${shapesOf(outputs)}.`,
    ...(maskZero ? ["The number 0 is padding (maskZero): a mask tells the next layers to leave these steps out."] : []),
  ],
  Masking: (_, { maskValue }) => [
    `Changes nothing, but marks the steps of which all values are ${maskValue}: a mask tells the next layers to leave them out.`,
  ],
  Dropout: (_, { rate }) => [`Sets a random ${100 * (rate as number)} % of the numbers to zero. ${onlyInTraining}`],
  GaussianNoise: () => [`Adds random noise. ${onlyInTraining}`],
  Activation: (_, { activation }) => [
    activations[String(activation)] ??
      `Applies ${typeof activation === "string" ? activation : "a function"} to each number.`,
  ],
  Softmax: () => [activations.softmax!],
  Flatten: ({ outputs }) => [
    `Puts all numbers of a sample into one row: ${shapesOf(outputs)}. Time is no axis any more.`,
  ],
  RepeatVector: ({ outputs }, { n }) => [
    `Gives the same numbers at each of ${counted(n as number, "step")}: ${shapesOf(outputs)}.`,
  ],
  Reshape: ({ outputs }) => [`The same numbers in another shape: ${shapesOf(outputs)}.`],
  Permute: ({ outputs }) => [`The same numbers with the axes in another order: ${shapesOf(outputs)}.`],
  Add: oneByOne("Adds its inputs"),
  Subtract: oneByOne("Subtracts the second input from the first"),
  Multiply: oneByOne("Multiplies its inputs"),
  Average: oneByOne("Takes the mean of its inputs"),
  Maximum: oneByOne("Takes the largest of its inputs"),
  Minimum: oneByOne("Takes the smallest of its inputs"),
  Concatenate: ({ inputs, outputs }, { axis }) => [
    `Puts ${counted(inputs.length, "input")} one behind the other along axis ${axis}: ${shapesOf(outputs)}.`,
  ],
  LayerNormalization: () => [
    "Shifts and scales the numbers of each step to mean 0 and deviation 1, then by learned factors.",
  ],
  BatchNormalization: () => [
    "Shifts and scales each number by the mean and deviation that training has seen, then by learned factors.",
  ],
  Attention: (call) => attending(call, "their dot product"),
  AdditiveAttention: (call) => attending(call, "a tanh of their sum"),
  MultiHeadAttention: ({ masked, outputs }, { numHeads }) => [
    `In each of ${counted(numHeads as number, "head")}, every step of the first input weighs all steps of the second by how well they fit, and takes their mean with these weights: ${shapesOf(outputs)}.`,
    ...(masked ? ["Steps that the mask leaves out get no weight."] : []),
  ],
  GlobalAveragePooling1D: ({ masked, outputs }) => [
    `Takes the mean over all steps${masked ? " that the mask lets count" : ""}: ${shapesOf(outputs)}. Time is no axis any more.`,
  ],
  GlobalMaxPooling1D: ({ outputs }) => [
    `Takes of each number the largest over all steps: ${shapesOf(outputs)}. Time is no axis any more.`,
  ],
};

function attending({ masked, outputs }: ExplainedCall, score: string): string[] {
  return [
    `Every step of the first input (query) weighs all steps of the second (value) by ${score}, and takes their mean with these weights: ${shapesOf(outputs)}.`,
    ...(masked ? ["Steps that the mask leaves out get no weight."] : []),
  ];
}

function wordsFor(className: string, call: ExplainedCall): string[] {
  const config = call.layer.config as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(words, className)) return words[className]!(call, config);
  return [`Makes ${shapesOf(call.outputs)} of ${shapesOf(call.inputs)}.`];
}
