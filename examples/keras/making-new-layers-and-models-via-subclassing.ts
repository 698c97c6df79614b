/**
 * Layers and models of your own: weights, layers inside layers, losses from within, a call that depends on training, and a variational
 * autoencoder of sequences. After Keras's guide "Making new layers and models via subclassing"; the waves are made.
 */
import { Layer, layers, Model, ops, type SymbolicTensor, sequential, type Tensor, tensor, Variable } from "recurve";

/** The half that writes: a sequence of 16 steps from a point of the plane. */
export function network({ units = 32 } = {}) {
  const write = layers.gru({ units, returnSequences: true });
  return sequential([layers.repeatVector({ n: 16, inputShape: [2] }), write, layers.dense({ units: 1 })]);
}

/** Weights that are made once the shape of the input is known: one that trains, one that counts calls and does not. */
class Linear extends Layer {
  private w!: Variable;
  readonly calls = new Variable({ name: "calls", trainable: false, initialize: 0 });
  constructor(override readonly config: { units: number }) {
    super();
  }
  protected override build([shape]: readonly layers.OpenShape[]) {
    this.w = this.addWeight("w", [shape!.at(-1)!, this.config.units], { initializer: "glorotUniform" });
  }
  override call([x]: readonly Tensor[]) {
    this.calls.assign(ops.add(this.calls.value, 1));
    return [ops.matmul(x!, this.w.value)];
  }
}

/** Reads a sequence into a region of points and writes it again from one of them. */
class SequenceVAE extends Model<SymbolicTensor> {
  readonly read = layers.gru({ units: 32 });
  readonly region = [new Linear({ units: 2 }), new Linear({ units: 2 })];
  readonly write = network();
  constructor(override readonly config = { seed: 1 }) {
    super();
  }
  override call([x]: readonly Tensor[], { training, run }: layers.CallContext) {
    const read = this.read.apply(x!);
    const [mean, logVariance] = this.region.map((layer) => layer.apply(read)) as [Tensor, Tensor];
    // the distance of the region from the standard normal
    const spread = ops.subtract(ops.add(ops.square(mean), ops.exp(logVariance)), ops.add(logVariance, 1));
    this.addLoss(ops.multiply(ops.mean(ops.sum(spread, -1)), 0.002));
    const noise = training ? ops.randomNormal(mean.shape, { seed: run.nextRandom().uint32() }) : 0;
    const point = ops.add(mean, ops.multiply(ops.exp(ops.multiply(logVariance, 0.5)), noise));
    return [this.write.apply(point)];
  }
}

export async function run({ waves = 1000, epochs = 30 } = {}) {
  const x = tensor(
    Array.from({ length: waves }, (_, i) => Array.from({ length: 16 }, (_, t) => [Math.sin(i + 0.4 * t)])),
  );
  const vae = new SequenceVAE();
  vae.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const { history } = await vae.fit(x, x, { epochs, batchSize: 32 });
  const error = ops.mean(ops.square(ops.subtract(x, vae.predict(x)))).item();
  console.log(`mean squared error of the waves written again: ${error.toFixed(4)}`);
  return { loss: history.loss!, error };
}
