/** An LSTM cell of your own, normalized at each gate, on the adding problem: the sum of the two marked numbers. Made. After PyTorch's custom_lstms. */
import { input, layers, ops, optimizers, Random, sequential, type Tensor, tensor } from "recurve";

/** The products of the input and of the hidden state are normalized before they are added up, the cell state before it goes out. */
export class LayerNormLSTMCell extends layers.RNNCell {
  override readonly className = "LayerNormLSTMCell";
  readonly stateSizes: readonly number[];
  private readonly fromInput: layers.Dense;
  private readonly fromHidden: layers.Dense;
  private readonly norms = ["normInput", "normHidden", "normCell"].map((name) =>
    layers.layerNormalization({ epsilon: 1e-5, name }),
  );

  constructor(override readonly config: { units: number }) {
    super();
    this.stateSizes = [config.units, config.units];
    this.fromInput = layers.dense({ units: 4 * config.units, useBias: false });
    this.fromHidden = layers.dense({ units: 4 * config.units, useBias: false });
  }

  step(x: Tensor, [h, c]: readonly Tensor[]) {
    const [normInput, normHidden, normCell] = this.norms;
    const gates = ops.add(normInput!.apply(this.fromInput.apply(x)), normHidden!.apply(this.fromHidden.apply(h!)));
    const [i, f, g, o] = ops.split(gates, 4) as [Tensor, Tensor, Tensor, Tensor];
    const kept = ops.multiply(ops.sigmoid(f), c!);
    const cell = normCell!.apply(ops.add(kept, ops.multiply(ops.sigmoid(i), ops.tanh(g))));
    const hidden = ops.multiply(ops.sigmoid(o), ops.tanh(cell));
    return { output: hidden, states: [hidden, cell] };
  }
}

export function network({ units = 64 } = {}) {
  const rnn = layers.rnn({ cell: new LayerNormLSTMCell({ units }), name: "rnn" });
  return sequential([input({ shape: [null, 2] }), rnn, layers.dense({ units: 1, name: "head" })], { seed: 1 });
}

export async function run({ samples = 4000, length = 50, units = 64, epochs = 12 } = {}) {
  // a number from 0 to 1 at each step, and a mark at two of them, one in each half
  const random = new Random(4);
  const half = Math.floor(length / 2);
  const numbers = Array.from({ length: samples }, () => Array.from({ length }, () => random.uniform()));
  const marks = numbers.map(() => [random.integer(half), half + random.integer(length - half)]);
  const xs = tensor(numbers.map((row, i) => row.map((number, t) => [number, Number(marks[i]!.includes(t))])));
  const ys = tensor(numbers.map((row, i) => [row[marks[i]![0]!]! + row[marks[i]![1]!]!]));

  const adder = network({ units });
  adder.summary();
  adder.compile({ optimizer: optimizers.adam({ learningRate: 3e-3, clipnorm: 1 }), loss: "meanSquaredError" });
  const { history } = await adder.fit(xs, ys, { epochs, batchSize: 50, validationSplit: 0.1 });
  const loss = history.val_loss!;
  console.log(`mean squared error ${loss.at(-1)!.toFixed(4)}; of always saying 1: ${(1 / 6).toFixed(4)}`);
  return { loss };
}
