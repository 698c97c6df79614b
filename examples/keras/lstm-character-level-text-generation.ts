/**
 * Text in the manner of a book: an LSTM reads 40 characters and tells the next, and writes by drawing from what it tells. After Keras's
 * lstm_character_level_text_generation, with Melville in place of Nietzsche.
 */
import { readFile } from "node:fs/promises";
import { data, layers, ops, optimizers, Random, sequential, text } from "recurve";

export function network({ length = 40, characters = 50, units = 128 } = {}) {
  const choose = layers.dense({ units: characters, activation: "softmax" });
  return sequential([layers.lstm({ units, inputShape: [length, characters] }), choose], { seed: 1 });
}

export async function run({ limit = 405_665, length = 40, units = 128, epochs = 10, written = 200 } = {}) {
  const book = (await readFile("data/moby-dick.txt", "utf8")).toLowerCase().replaceAll("\n", " ").slice(0, limit);
  const characters = [...new Set(book)].sort();
  const ids = Array.from(book, (character) => characters.indexOf(character));
  const oneHot = (rows: number[] | number[][]) => ops.oneHot(rows, characters.length);

  // windows of the book, three characters apart; a batch is made when it is needed: all at once would not fit into memory
  const windows = Math.floor((ids.length - length) / 3);
  const batches = data
    .dataset(Array.from({ length: windows }, (_, i) => 3 * i))
    .shuffle(windows, { seed: 1 })
    .batch(128)
    .map((batch) => {
      const starts = [...batch.dataSync()];
      const x = starts.map((start) => ids.slice(start, start + length));
      return { x: oneHot(x), y: oneHot(starts.map((start) => ids[start + length]!)) };
    });

  const writer = network({ length, characters: characters.length, units });
  writer.compile({ optimizer: optimizers.rmsprop({ learningRate: 0.01 }), loss: "categoricalCrossentropy" });
  const write = (temperature: number) => {
    const random = new Random(3);
    const read = ids.slice(0, length);
    while (read.length < length + written) {
      const chances = writer.predict(oneHot([read.slice(-length)])).dataSync();
      read.push(text.sample(chances, { temperature }, random));
    }
    return Array.from(read.slice(length), (id) => characters[id]).join("");
  };
  const { history } = await writer.fit(batches, {
    epochs,
    callbacks: [(epoch) => console.log(`after epoch ${epoch + 1}: ${book.slice(0, length)}|${write(0.5)}`)],
  });
  for (const temperature of [0.2, 0.5, 1, 1.2]) console.log(`temperature ${temperature}: ${write(temperature)}`);
  return { loss: history.loss!, sample: write(0.5) };
}
