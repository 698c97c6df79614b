/** Models to look at for those who have no file: made here, with weights of a seed. */
import { input, layers, type Model, model, sequential } from "recurve";

export const exampleNames = ["none", "chain", "branches"] as const;
export type ExampleName = (typeof exampleNames)[number];

export const examples: Readonly<Record<Exclude<ExampleName, "none">, () => Model<any>>> = {
  /** Classifies sequences of ids. */
  chain: () =>
    sequential({
      name: "classifier",
      seed: 1,
      layers: [
        input({ shape: [12] }),
        layers.embedding({ inputDim: 50, outputDim: 8, maskZero: true, name: "words" }),
        layers.bidirectional({ layer: layers.lstm({ units: 8, returnSequences: true }), name: "both_ways" }),
        layers.gru({ units: 6, name: "reader" }),
        layers.dense({ units: 3, activation: "softmax", name: "answer" }),
      ],
    }),

  /** Two ways from the input, one of them with attention, joined again. */
  branches: () => {
    const x = input({ shape: [10, 2], name: "series" });
    const memory = layers.lstm({ units: 8, returnSequences: true, name: "memory" }).apply(x);
    const seen = layers.attention({ name: "attention" }).apply([memory, memory]);
    const summary = layers.globalAveragePooling1d({ name: "average" }).apply(seen);
    const trend = layers.simpleRNN({ units: 4, name: "trend" }).apply(x);
    const joined = layers.concatenate({ name: "joined" }).apply([summary, trend]);
    const next = layers.dense({ units: 1, name: "next" }).apply(joined);
    return model({ name: "two_branches", inputs: x, outputs: next, seed: 1 });
  },
};
