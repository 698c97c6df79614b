/**
 * Reads captchas: convolutions look at the image, LSTMs read its columns both ways, and CTC finds out by itself where each digit
 * stands. The images are made: slanted digits, a line across them, and noise. After Keras's captcha_ocr.
 */
import { input, layers, model, ops, optimizers, Random, type Tensor, tensor } from "recurve";

const HEIGHT = 20;
/** The digits 0 to 9, three pixels wide and five high, each a number of 15 bits. */
const glyphs = [0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7249, 0x7bef, 0x7bcf];

/** The image lies on its side, (batch, width, height, 1), so that columns are steps; a blank and ten digits are scored at each. */
export function network({ width = 64, filters = 16, units = 48 } = {}) {
  const image = input({ shape: [width, HEIGHT, 1] });
  let x = image;
  for (const wider of [1, 2]) {
    x = layers.conv2d({ filters: wider * filters, kernelSize: 3, padding: "same", activation: "relu" }).apply(x);
    x = layers.maxPooling2d({ poolSize: 2 }).apply(x);
  }
  x = layers.reshape({ targetShape: [width / 4, (HEIGHT / 4) * 2 * filters] }).apply(x);
  x = layers.dropout({ rate: 0.2 }).apply(layers.dense({ units: 64, activation: "relu" }).apply(x));
  for (const wide of [units, units / 2])
    x = layers.bidirectional({ layer: layers.lstm({ units: wide, returnSequences: true, dropout: 0.25 }) }).apply(x);
  return model({ inputs: image, outputs: layers.dense({ units: 11 }).apply(x), seed: 1 });
}

/** The columns of an image of digits, three times as large, each slanted and shifted by chance. */
function draw(random: Random, digits: readonly number[], width = 16 * digits.length) {
  const columns = Array.from({ length: width }, () => Array.from({ length: HEIGHT }, () => 0.15 * random.normal()));
  const [slope, height] = [random.uniform() - 0.5, 6 + random.integer(8)];
  for (const [x, column] of columns.entries()) column[Math.round(height + slope * (x / 4 - 8))] = 0.7;
  let left = 2 + random.integer(width - 2 - 13 * digits.length);
  for (const digit of digits) {
    const [slant, top] = [0.6 * random.uniform() - 0.3, random.integer(6)];
    for (let i = 0; i < 9 * 15; i++) {
      const [x, y, bit] = [i % 9, Math.floor(i / 9), 14 - 3 * Math.floor(i / 27) - Math.floor((i % 9) / 3)];
      if ((glyphs[digit]! >> bit) & 1) columns[Math.round(left + x + slant * (7 - y))]![top + y] = 1;
    }
    left += 11 + random.integer(3);
  }
  return columns;
}

export async function run({ captchas = 3000, length = 4, filters = 16, units = 48, epochs = 10 } = {}) {
  const random = new Random(4);
  const at = Math.floor(captchas * 0.9);
  const texts = Array.from({ length: captchas }, () => Array.from({ length }, () => random.integer(10)));
  const images = ops.expandDims(tensor(texts.map((digits) => draw(random, digits))), -1);
  const labels = ops.add(texts, 1); // as 0 is the blank
  const [known, unseen] = ops.split(images, [at], 0) as [Tensor, Tensor];
  const reader = network({ width: 16 * length, filters, units });
  reader.compile({ optimizer: optimizers.adam({ learningRate: 3e-3 }), loss: "ctc" });
  const options = { epochs, batchSize: 16, validationSplit: 0.1 };
  const { history } = await reader.fit(known, ops.sliceAxis(labels, 0, 0, at), options);

  const { decoded } = ops.ctcDecode(reader.predict(unseen) as Tensor, { strategy: "beamSearch", beamWidth: 10 });
  const [read] = ops.subtract(decoded, 1).arraySync() as number[][][];
  const right = texts.slice(at).filter((digits, i) => digits.join() === read![i]!.filter((digit) => digit >= 0).join());
  console.log(`${right.length} of ${captchas - at} unseen captchas are right`);
  return { right: right.length / (captchas - at), loss: history.val_loss! };
}
