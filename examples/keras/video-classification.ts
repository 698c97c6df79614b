/**
 * What happens in a video: convolutions look at each frame alike, and GRUs follow what they saw through the frames that count, since
 * videos differ in length. The videos are made: a disc moves or grows, in noise. After Keras's video_classification.
 */
import { data, input, layers, model, ops, optimizers, Random, sequential, tensor } from "recurve";

/** The disc's column and radius, at a share of the way. */
const actions: readonly ((way: number) => [column: number, radius: number])[] = [
  (way) => [4 + 8 * way, 2], // to the right
  (way) => [12 - 8 * way, 2], // to the left
  (way) => [8, 1 + 3 * way], // grows
  (way) => [8, 4 - 3 * way], // shrinks
];
const SIDE = 16;
/** Two inputs: frames (batch, time, side, side, 1), and which of them count (batch, time). */
export function network({ frames = 16, filters = 8, units = 16 } = {}) {
  const [video, counts] = [input({ shape: [frames, SIDE, SIDE, 1] }), input({ shape: [frames], dtype: "bool" })];
  const look = { kernelSize: 3, strides: 2, padding: "same", activation: "relu" } as const;
  const eye = sequential([
    layers.conv2d({ filters, inputShape: [SIDE, SIDE, 1], ...look }),
    layers.conv2d({ filters: 2 * filters, ...look }),
    layers.flatten(),
    layers.dense({ units: 2 * units, activation: "relu" }),
  ]);
  const seen = layers.timeDistributed({ layer: eye }).apply(video);
  const followed = layers.gru({ units, returnSequences: true }).apply(seen, { mask: counts });
  const last = layers.dropout({ rate: 0.2 }).apply(layers.gru({ units: units / 2 }).apply(followed));
  const action = layers.dense({ units: actions.length, activation: "softmax" }).apply(last);
  return model({ inputs: [video, counts], outputs: action, seed: 1 });
}

/** Frames of a disc in noise, anywhere in the picture. */
function film(random: Random, action: (typeof actions)[number], length: number) {
  const [right, down] = [2 * random.normal(), 8 + 2 * random.normal()];
  const shade = (x: number, y: number, radius: number) => 1 / (1 + Math.exp(3 * (Math.hypot(x, y) - radius)));
  return Array.from({ length }, (_, t) => {
    const [column, radius] = action(t / (length - 1));
    const pixel = (i: number) => shade((i % SIDE) - column - right, Math.floor(i / SIDE) - down, radius);
    return Array.from({ length: SIDE ** 2 }, (_, i) => pixel(i) + 0.3 * random.normal());
  });
}

export async function run({ videos = 1200, frames = 16, filters = 8, units = 16, epochs = 15 } = {}) {
  const random = new Random(2);
  const labels = Array.from({ length: videos }, () => random.integer(actions.length));
  const films = labels.map((label) => film(random, actions[label]!, frames - random.integer(frames / 2)));
  // short videos are filled up with frames that do not count
  const filled = data.padSequences(films, { padding: "post", maxlen: frames, dtype: "float32" });
  const counts = ops.less(ops.range(frames), tensor(films.map(({ length }) => [length])));
  const inputs = [ops.reshape(filled, [videos, frames, SIDE, SIDE, 1]), counts];
  const at = Math.floor(0.8 * videos);
  const [known, unseen] = [0, 1].map((part) => inputs.map((x) => ops.split(x, [at], 0)[part]!));
  const watcher = network({ frames, filters, units });
  const optimizer = optimizers.adam({ learningRate: 3e-3 });
  watcher.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  await watcher.fit(known!, labels.slice(0, at), { epochs });
  const { accuracy } = await watcher.evaluate(unseen!, labels.slice(at));
  console.log(`${(100 * accuracy!).toFixed(1)} % of ${videos - at} unseen videos are right`);
  return { accuracy: accuracy! };
}
