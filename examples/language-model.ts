/** A language model of Tang poems: it learns which character comes next, is measured, writes, and is kept in one file. */
import { readFile } from "node:fs/promises";
import { loadModel, saveModel, tasks, text } from "recurve";

export async function run({ poems = Number.POSITIVE_INFINITY, units = 128, epochs = 5, folder = "runs" } = {}) {
  const lines = (await readFile("data/tang-poems.txt", "utf8")).trim().split("\n").slice(0, poems);
  const at = Math.floor(lines.length * 0.9);
  const [learned, heldOut] = [lines.slice(0, at), lines.slice(at)];

  // an embedding, an LSTM and a softmax over the characters
  const vocabulary = text.Vocabulary.fromText(lines, { maxSize: 1500 });
  const poet = tasks.languageModel({ vocabulary, documents: true, units, seed: 1 });
  poet.model.summary();
  await poet.fit(learned, { epochs, window: 26, learningRate: 1e-2, validation: heldOut });

  // the yardstick: n-grams with Kneser-Ney smoothing
  const ngrams = new text.KneserNeyModel(vocabulary.size, 5);
  for (const { ids } of poet.sequences(learned)) ngrams.learn(ids);
  const bits = poet.bitsPerCharacter(heldOut);
  const ngramBits = ngrams.bitsPerToken(poet.sequences(heldOut).map(({ ids }) => ids));
  console.log(`bits per character: ${bits.toFixed(2)}, n-grams ${ngramBits.toFixed(2)}`);

  for (const temperature of [0.5, 0.8, 1]) {
    process.stdout.write(`temperature ${temperature}: 明月`);
    for (const piece of poet.generate({ prompt: "明月", temperature, topP: 0.95, seed: 3 }))
      process.stdout.write(piece);
    process.stdout.write("\n");
  }

  // network and vocabulary are one file
  await saveModel(poet.model, `${folder}/poet.keras`);
  const again = tasks.LanguageModel.from(await loadModel(`${folder}/poet.keras`));
  console.log([...again.generate({ prompt: "春", temperature: 0.8, seed: 7 })].join(""));
  return { bits, ngramBits };
}
