/**
 * Reads handwritten numbers of one to five digits: convolutions, LSTMs both ways, CTC; after each epoch it tells how many edits its
 * readings need. Data: MNIST's digits side by side (`npm run data -- digits`). After Keras's handwriting_recognition.
 */
import { readFile } from "node:fs/promises";
import { data, input, layers, model, ops, optimizers, Random, type Tensor, tensor, text } from "recurve";

const SIDE = 14;
/** Columns are steps: (batch, width, height, 1) gives scores (batch, width / 4, 11), of a blank and ten digits. */
export function network({ width = 80, filters = 16, units = 64 } = {}) {
  const image = input({ shape: [width, SIDE, 1] });
  let x = image;
  for (const wider of [1, 2]) {
    const look = { kernelSize: 3, padding: "same", activation: "relu", kernelInitializer: "heNormal" } as const;
    x = layers.maxPooling2d({ poolSize: 2 }).apply(layers.conv2d({ filters: wider * filters, ...look }).apply(x));
  }
  x = layers.reshape({ targetShape: [-1, 3 * 2 * filters] }).apply(x);
  x = layers.dropout({ rate: 0.2 }).apply(layers.dense({ units, activation: "relu" }).apply(x));
  for (const wide of [units, units / 2])
    x = layers.bidirectional({ layer: layers.lstm({ units: wide, returnSequences: true }) }).apply(x);
  return model({ inputs: image, outputs: layers.dense({ units: 11 }).apply(x), seed: 1 });
}

/** Digits and the columns of their image. A line of the file is a digit and a letter for each pixel's shade. */
function write(random: Random, lines: readonly string[], width: number) {
  const length = 1 + random.integer(Math.floor(width / SIDE));
  const chosen = Array.from({ length }, () => lines[random.integer(lines.length)]!);
  const columns = Array.from({ length: width }, () => Array<number>(SIDE).fill(0));
  let left = random.integer(width + 1 - SIDE * length);
  for (const line of chosen) {
    for (let k = 0; k < SIDE ** 2; k++)
      columns[left + (k % SIDE)]![Math.floor(k / SIDE)]! += Number.parseInt(line[2 + k]!, 16) / 15;
    left += SIDE - random.integer(3);
  }
  return { columns, digits: chosen.map((line) => line[0]!) };
}

export async function run({ file = "data/full/digits.txt", numbers = 6000, width = 80, units = 64, epochs = 8 } = {}) {
  // the last tenth of the digits is unseen
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const [random, at] = [new Random(8), Math.floor(lines.length * 0.9)];
  const known = Array.from({ length: numbers }, () => write(random, lines.slice(0, at), width));
  const unseen = Array.from({ length: numbers / 10 }, () => write(random, lines.slice(at), width));
  const images = (all: typeof known) => ops.expandDims(tensor(all.map(({ columns }) => columns)), -1);
  const written = unseen.map(({ digits }) => digits);
  const reader = network({ width, units });
  reader.compile({ optimizer: optimizers.adam({ learningRate: 3e-3 }), loss: "ctc" });
  const errors: number[] = [];
  const count = () => {
    const { decoded } = ops.ctcDecode(reader.predict(images(unseen)) as Tensor);
    const [rows] = ops.subtract(decoded, 1).arraySync() as number[][][];
    const read = rows!.map((row) => row.filter((digit) => digit >= 0).map(String));
    errors.push(text.errorRate(read, written));
    console.log(`${(100 * errors.at(-1)!).toFixed(1)} edits for 100 digits; ${written[0]} is read as ${read[0]}`);
  };
  const labels = known.map(({ digits }) => digits.map((digit) => Number(digit) + 1)); // 0 is the blank
  const y = data.padSequences(labels, { padding: "post" });
  await reader.fit(images(known), y, { epochs, batchSize: 16, callbacks: [count] });
  return { errors };
}
