/**
 * All that recurrent layers can do: outputs of every step, states out and in, states across batches, both directions, cells of your own,
 * several tensors in each step, and constants. After Keras's guide "Working with RNNs"; the data are made.
 */
import { input, layers, model, ops, Random, sequential, type Tensor, zeros } from "recurve";

/** The guide's models: one vector; every step; an encoder whose states start a decoder; both directions. */
export function network({ words = 100, units = 16 } = {}) {
  const embed = () => layers.embedding({ inputDim: words, outputDim: units, inputShape: [null] });
  const [source, target] = [input({ shape: [null], dtype: "int32" }), input({ shape: [null], dtype: "int32" })];
  const [output, ...states] = layers.lstm({ units, returnState: true }).apply(embed().apply(source));
  const decoded = layers.lstm({ units }).apply(embed().apply(target), { initialState: states });
  const both = layers.concatenate().apply([output, decoded]);
  const [forward, back] = [layers.lstm({ units, returnSequences: true }), layers.lstm({ units })];
  const twoWays = [
    layers.bidirectional({ layer: forward, inputShape: [5, 10] }),
    layers.bidirectional({ layer: back }),
  ];
  return {
    decoder: model({ inputs: [source, target], outputs: layers.dense({ units: 10 }).apply(both) }),
    bidirectional: sequential([...twoWays, layers.dense({ units: 10 })]),
  };
}

/** Two tensors in each step, (B, 6) and (B, 3, 2), and a state for each; the constant is added to the first. */
class NestedCell extends layers.RNNCell<readonly Tensor[], readonly Tensor[]> {
  readonly stateSizes: readonly [number, readonly number[]] = [4, [2, 2]];
  readonly one = this.addWeight("kernel_1", [6, 4], { initializer: "glorotUniform" });
  readonly two = this.addWeight("kernel_2_3", [3, 2, 2, 2], { initializer: "uniform" });
  override get outputSize() {
    return this.stateSizes;
  }
  step([x1, x2]: readonly Tensor[], [s1, s2]: readonly Tensor[], { constants = [] }: layers.SequenceContext) {
    const first = ops.add(ops.add(s1!, ops.matmul(x1!, this.one.value)), constants[0] ?? 0);
    const second = ops.add(s2!, ops.einsum("bij,ijkl->bkl", x2!, this.two.value));
    return { output: [first, second], states: [first, second] };
  }
}

export async function run({ sequences = 512, units = 16, epochs = 6 } = {}) {
  const random = new Random(1);
  const noise = (...shape: number[]) => ops.randomNormal(shape, { seed: random.uint32() });

  // states across batches: a sequence in two parts gives what the whole gives
  const x = noise(4, 10, 3);
  const lstm = layers.lstm({ units, stateful: true });
  const carried = [0, 5].map((from) => lstm.apply(ops.sliceAxis(x, 1, from, from + 5))).at(-1)!;
  lstm.resetStates();
  const whole = lstm.apply(x);

  // several tensors in each step, and a constant beside them
  const [a, b, constant] = [input({ shape: [null, 6] }), input({ shape: [null, 3, 2] }), input({ shape: [4] })];
  const outputs = layers.rnn({ cell: new NestedCell() }).apply([a, b], { constants: [constant] });
  const nested = model({ inputs: [a, b, constant], outputs: outputs as layers.SymbolicTensor[], seed: 1 });
  nested.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const [x1, x2] = [noise(sequences, 5, 6), noise(sequences, 5, 3, 2)];
  const sums = [ops.sliceAxis(ops.sum(x1, 1), 1, 0, 4), zeros([sequences, 2, 2])];
  const { history } = await nested.fit([x1, x2, zeros([sequences, 4])], sums, { epochs, batchSize: 16 });
  return { loss: history.loss!, carried, whole };
}
