/**
 * English into Chinese: a GRU reads the sentence both ways, another writes character by character and attends to what was read. After
 * the tutorial "Neural machine translation with attention". Data: `npm run data -- messages` (the TypeScript compiler's).
 */
import { readFile } from "node:fs/promises";
import { data, input, layers, model, ops, type SymbolicTensor, tensor, text, zeros } from "recurve";

/** Three models of the same layers: the one that learns, and the encoder and decoder that write. */
export function network({ sourceSize = 50, targetSize = 60, units = 128 } = {}) {
  const [source, target] = [input({ shape: [null], dtype: "int32" }), input({ shape: [null], dtype: "int32" })];
  const words = layers.embedding({ inputDim: sourceSize, outputDim: units, maskZero: true }).apply(source);
  const gru = layers.gru({ units, returnSequences: true });
  const read = layers.bidirectional({ layer: gru, mergeMode: "sum" }).apply(words);
  const embed = layers.embedding({ inputDim: targetSize, outputDim: units, maskZero: true });
  const write = layers.gru({ units, returnSequences: true, returnState: true });
  const attend = layers.multiHeadAttention({ numHeads: 1, keyDim: units });
  const [normalize, choose] = [layers.layerNormalization(), layers.dense({ units: targetSize, activation: "softmax" })];
  const decode = (memory: SymbolicTensor, before?: SymbolicTensor) => {
    const [hidden, state] = write.apply(embed.apply(target), before && { initialState: [before] });
    const seen = normalize.apply(layers.add().apply([hidden, attend.apply([hidden, memory])]));
    return [choose.apply(seen), state] as const;
  };
  const [memory, before] = [input({ shape: [null, units] }), input({ shape: [units] })];
  return {
    trainer: model({ inputs: [source, target], outputs: decode(read)[0], seed: 1 }),
    encoder: model({ inputs: source, outputs: read }),
    decoder: model({ inputs: [target, memory, before], outputs: decode(memory, before) }),
  };
}

export async function run({ folder = "data/full/messages", units = 192, epochs = 30, written = 80 } = {}) {
  const column = async (part: string, side: number) =>
    Array.from((await readFile(`${folder}/${part}.tsv`, "utf8")).matchAll(/^(.*)\t(.*)$/gm), (pair) => pair[side]!);
  const [english, chinese] = [await column("train", 1), await column("train", 2)];
  const from = text.Vocabulary.fromText(english, { split: "words", lowercase: true });
  const to = text.Vocabulary.fromText(chinese);
  const pad = (ids: number[][]) => data.padSequences(ids, { padding: "post" });

  // the decoder reads what it should have written before; padding is masked and counts nowhere
  const { trainer, encoder, decoder } = network({ sourceSize: from.size, targetSize: to.size, units });
  trainer.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const answers = chinese.map((sentence) => to.encode(sentence));
  const x = [pad(english.map((sentence) => from.encode(sentence))), pad(answers.map((ids) => [to.start, ...ids]))];
  const { history } = await trainer.fit(x, pad(answers.map((ids) => [...ids, to.end])), { epochs, batchSize: 64 });
  const translate = (sentence: string) => {
    const memory = encoder.predict(pad([from.encode(sentence)]));
    let [ids, state, chances] = [[to.start], zeros([1, units]), zeros([])];
    while (ids.length <= written && ids.at(-1) !== to.end) {
      [chances, state] = decoder.predict([tensor([ids.slice(-1)], [1, 1], "int32"), memory, state]);
      ids = [...ids, ops.argMax(chances).item()];
    }
    return to.decode(ids.filter((id) => id !== to.start && id !== to.end));
  };
  const [unseen, right] = [await column("test", 1), await column("test", 2)];
  const found = unseen.map(translate);
  const score = text.chrf(found, right);
  for (const [i, sentence] of unseen.slice(0, 6).entries()) console.log(`${sentence}\n  ${found[i]} (${right[i]})`);
  console.log(`chrF of ${found.length} unseen sentences: ${score.toFixed(1)}`);
  return { accuracy: history.accuracy!, score };
}
