/**
 * What can be kept of a model, and how it comes back: the whole in one file, weights alone, the architecture as JSON, classes of your own,
 * and layers for another model. After Keras's guide "Save, serialize, and export models", with recurrent networks; the data are made.
 */

import type { Tensor } from "recurve";
import { layers, loadModel, loadWeights, modelToJSON, ops, saveModel, saveWeights, sequential, tensor } from "recurve";

export function network({ units = 16, classes = 1 } = {}) {
  const read = layers.gru({ units, name: "reader", inputShape: [null, 1] });
  return sequential([read, layers.dense({ units: classes, name: `head_${classes}` })], { seed: 1 });
}

/** A cell of your own; `config` is saved in files, and the cell is rebuilt from it. */
class Decay extends layers.RNNCell {
  override readonly className = "Decay";
  readonly stateSizes = [1];
  constructor(override readonly config: { keep: number }) {
    super();
  }
  override step(x: Tensor, [state]: readonly Tensor[]) {
    const next = ops.add(ops.multiply(state!, this.config.keep), x);
    return { output: next, states: [next] };
  }
}

export async function run({ folder = "runs", units = 16, epochs = 10 } = {}) {
  const waves = Array.from({ length: 256 }, (_, i) => Array.from({ length: 12 }, (_, t) => [Math.sin(i + 0.5 * t)]));
  const [x, y] = [tensor(waves), tensor(waves.map((_, i) => [Math.sin(i + 6)]))];
  const first = network({ units });
  first.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const { history } = await first.fit(x, y, { epochs });
  const same = (a: unknown, b: unknown) => ops.all(ops.equal(a as Tensor, b as Tensor)).item() === 1;
  const [expected, checks] = [first.predict(x), {} as Record<string, boolean>];

  // the whole: architecture, weights, how it was compiled and the optimizer's state; training goes on
  await saveModel(first, `${folder}/whole.keras`);
  const whole = await loadModel(`${folder}/whole.keras`);
  checks.whole = same(whole.predict(x), expected);
  checks.goesOn = (await whole.fit(x, y, { epochs: 1 })).history.loss![0]! < history.loss![0]!;
  // weights alone
  await saveWeights(first, `${folder}/first.weights.h5`);
  const second = network({ units });
  await loadWeights(second, `${folder}/first.weights.h5`);
  checks.weights = same(second.predict(x), expected);
  // the architecture alone is text
  checks.architecture = (await loadModel(modelToJSON(first))).countParams() === first.countParams();
  // a class of your own is named when its file is read
  const decaying = sequential([layers.rnn({ cell: new Decay({ keep: 0.5 }), inputShape: [null, 1] })]);
  await saveModel(decaying, `${folder}/decay.keras`);
  const again = await loadModel(`${folder}/decay.keras`, { customLayers: { Decay } });
  checks.ownClass = same(again.predict(x), decaying.predict(x));
  // transfer: the reader goes into a model with another head, and does not train there
  const third = network({ units, classes: 3 });
  third.getLayer("reader").setWeights(first.getLayer("reader").getWeights());
  third.getLayer("reader").trainable = false;
  checks.transfer = third.trainableWeights.length === 2;
  console.log(checks);
  return { loss: history.loss!, checks };
}
