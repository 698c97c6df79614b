/**
 * What a video shows next: ConvLSTMs watch two handwritten digits drift and bounce, and draw each frame that follows, beside the frame
 * before it drawn again. The videos are made of MNIST's digits (`npm run data -- digits`). After Keras's conv_lstm.
 */
import { readFile } from "node:fs/promises";
import { input, layers, model, ops, optimizers, Random, type Tensor, tensor } from "recurve";

/** The last layer looks at one frame at a time: a window over time, as in Keras's example, sees the frame that it is to draw. */
export function network({ side = 24, filters = 8 } = {}) {
  const frames = input({ shape: [null, side, side, 1] });
  let x = frames;
  for (const kernelSize of [5, 3, 1]) {
    x = layers.convLstm2d({ filters, kernelSize, padding: "same", activation: "relu", returnSequences: true }).apply(x);
    x = layers.batchNormalization({ momentum: 0.9 }).apply(x);
  }
  const draw = layers.conv3d({ filters: 1, kernelSize: [1, 3, 3], padding: "same", activation: "sigmoid" });
  return model({ inputs: frames, outputs: draw.apply(x), seed: 1 });
}

/** Frames, row by row, of two digits that move a pixel or two a frame and turn round at the borders. */
function film(random: Random, digits: readonly (readonly number[])[], frames: number, side: number) {
  const video = Array.from({ length: frames }, () => Array<number>(side ** 2).fill(0));
  for (let i = 0; i < 2; i++) {
    const [digit, most] = [digits[random.integer(digits.length)]!, side - 14];
    const ways = [0, 1].map(() => ({ at: random.integer(most + 1), speed: random.integer(5) - 2 }));
    for (const frame of video) {
      const from = side * ways[0]!.at + ways[1]!.at;
      for (const [k, shade] of digit.entries()) {
        const pixel = from + side * Math.floor(k / 14) + (k % 14);
        frame[pixel] = Math.max(frame[pixel]!, shade);
      }
      for (const way of ways) {
        if (way.at + way.speed < 0 || way.at + way.speed > most) way.speed = -way.speed;
        way.at += way.speed;
      }
    }
  }
  return video;
}

export async function run({ file = "data/full/digits.txt", videos = 300, side = 24, filters = 8, epochs = 10 } = {}) {
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const digits = lines.map((line) => Array.from(line.slice(2), (shade) => Number.parseInt(shade, 16) / 15));
  const [random, frames] = [new Random(9), 10];
  const films = tensor(Array.from({ length: videos }, () => film(random, digits, frames + 1, side)));
  const all = ops.reshape(films, [videos, frames + 1, side, side, 1]);
  // the last tenth is unseen; what follows each frame but the last is the next one
  const [known, unseen] = ops.split(all, [Math.floor(0.9 * videos)], 0) as [Tensor, Tensor];
  const shown = (x: Tensor) => ops.sliceAxis(x, 1, 0, frames);
  const following = (x: Tensor) => ops.sliceAxis(x, 1, 1, frames + 1);

  const painter = network({ side, filters });
  painter.compile({ optimizer: optimizers.adam({ learningRate: 3e-3 }), loss: "binaryCrossentropy" });
  await painter.fit(shown(known), following(known), { epochs, batchSize: 8 });

  const error = (drawn: Tensor) => ops.mean(ops.square(ops.subtract(drawn, following(unseen)))).item();
  const scores = { network: error(painter.predict(shown(unseen)) as Tensor), frameBefore: error(shown(unseen)) };
  console.log(`mean squared error: ${scores.network.toFixed(3)}, the frame before ${scores.frameBefore.toFixed(3)}`);
  return scores;
}
