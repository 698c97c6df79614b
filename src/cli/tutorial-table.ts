/** The four recurrent layers on one tiny input, with the numbers that Keras gives. */
import { input, layers, model, ops, sequential, type Tensor, tensor } from "../index.ts";

/** One sequence of three steps of one feature: shape (1, 3, 1). */
const data = tensor([[[0.1], [0.2], [0.3]]]);

/** Weights of one, so that the numbers do not depend on chance. */
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;

/** A line of the table: the model, Keras's numbers, ours. */
export interface TutorialExample {
  title: string;
  expected: readonly number[];
  run(): Tensor | readonly Tensor[];
}

const x = () => input({ shape: [3, 1] });

export const tutorialExamples: readonly TutorialExample[] = [
  {
    title: "LSTM: the last output",
    expected: [0.20281446],
    run() {
      const inputs = x();
      return model({ inputs, outputs: layers.lstm({ units: 1, ...ones }).apply(inputs) }).predict(data);
    },
  },
  {
    title: "LSTM in a sequential model",
    expected: [0.20281446],
    run: () => sequential({ layers: [layers.lstm({ units: 1, ...ones })] }).predict(data),
  },
  {
    title: "LSTM, returnSequences: every output",
    expected: [0.02744377, 0.09097716, 0.20281446],
    run() {
      const inputs = x();
      const lstm = layers.lstm({ units: 1, returnSequences: true, ...ones });
      return model({ inputs, outputs: lstm.apply(inputs) }).predict(data);
    },
  },
  {
    title: "LSTM, returnState: output, h, c",
    expected: [0.20281446, 0.20281446, 0.3540895],
    run() {
      const inputs = x();
      const lstm = layers.lstm({ units: 1, returnState: true, ...ones });
      return model({ inputs, outputs: lstm.apply(inputs) }).predict(data);
    },
  },
  {
    title: "LSTM, both",
    expected: [0.02744377, 0.09097716, 0.20281446, 0.20281446, 0.3540895],
    run() {
      const inputs = x();
      const lstm = layers.lstm({ units: 1, returnSequences: true, returnState: true, ...ones });
      return model({ inputs, outputs: lstm.apply(inputs) }).predict(data);
    },
  },
  {
    title: "two LSTMs, one on the other",
    expected: [0.09769259],
    run: () =>
      sequential({
        layers: [layers.lstm({ units: 1, returnSequences: true, ...ones }), layers.lstm({ units: 1, ...ones })],
      }).predict(data),
  },
  {
    title: "two LSTMs, both returnSequences",
    expected: [0.00704829, 0.03230806, 0.09769259],
    run() {
      const lstm = () => layers.lstm({ units: 1, returnSequences: true, ...ones });
      return sequential({ layers: [lstm(), lstm()] }).predict(data);
    },
  },
  {
    title: "GRU, returnSequences",
    expected: [0.04734437, 0.12427121, 0.21689339],
    run() {
      const inputs = x();
      const [outputs] = layers.gru({ units: 1, returnSequences: true, returnState: true, ...ones }).apply(inputs);
      return model({ inputs, outputs }).predict(data);
    },
  },
  ...bidirectionalExamples(),
];

function bidirectionalExamples(): TutorialExample[] {
  const expected = {
    concat: [0.20281446, 0.20384209],
    sum: [0.40665655],
    mul: [0.04134212],
    ave: [0.20332828],
  } as const;
  return (["concat", "sum", "mul", "ave"] as const).map((mergeMode) => ({
    title: `Bidirectional LSTM, ${mergeMode}`,
    expected: expected[mergeMode],
    run() {
      const inputs = x();
      const both = layers.bidirectional({ layer: layers.lstm({ units: 1, ...ones }), mergeMode });
      return model({ inputs, outputs: both.apply(inputs) }).predict(data);
    },
  }));
}

/** The numbers of an example, outputs one after the other. */
export function obtain(example: TutorialExample): number[] {
  const result = example.run();
  const tensors = Array.isArray(result) ? (result as Tensor[]) : [result as Tensor];
  return tensors.flatMap((output) => [...ops.reshape(output, [-1]).dataSync()]);
}
