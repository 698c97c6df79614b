/**
 * From raw text to a class, with the text inside the model: `predict` takes strings. After Keras's text_classification_from_scratch, with
 * mails in place of reviews of films: Spam Assassin's public corpus, `npm run data -- mails`.
 */
import { data, input, layers, loadModel, model, saveModel } from "recurve";

/** Ids to the chance of spam: vectors, two convolutions, the largest of each feature. */
export function network({ words = 20_000, width = 128, length = 300 } = {}) {
  const ids = input({ shape: [length], dtype: "int32" });
  const chain = [
    layers.embedding({ inputDim: words, outputDim: width }),
    layers.dropout({ rate: 0.5 }),
    layers.conv1d({ filters: width, kernelSize: 7, strides: 3, activation: "relu" }),
    layers.conv1d({ filters: width, kernelSize: 7, strides: 3, activation: "relu" }),
    layers.globalMaxPooling1d(),
    layers.dense({ units: width, activation: "relu" }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 1, activation: "sigmoid" }),
  ];
  const outputs = chain.reduce((x, layer) => layer.apply(x), ids);
  return model({ inputs: ids, outputs, seed: 1 });
}

export async function run({ folder = "data/full/mails", words = 20_000, length = 300, width = 128, epochs = 3 } = {}) {
  const read = async (part: string) => {
    const { rows } = await data.readTable(`${folder}/${part}.csv`);
    return { texts: rows.map((mail) => String(mail.text)), isSpam: rows.map((mail) => Number(mail.label === "spam")) };
  };
  const [learned, unseen] = [await read("train"), await read("test")];

  // the layer learns the most frequent words, and is part of the model
  const vectorize = layers.textVectorization({ maxTokens: words, outputSequenceLength: length });
  await vectorize.adapt(learned.texts);
  const mails = input({ shape: [1], dtype: "string" });
  const judge = model({
    inputs: mails,
    outputs: network({ words, width, length }).apply(vectorize.apply(mails)),
    seed: 1,
  });
  judge.summary();
  judge.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
  const column = (texts: string[]) => texts.map((each) => [each]);
  const validationData = [column(unseen.texts), unseen.isSpam] as const;
  const { history } = await judge.fit(column(learned.texts), learned.isSpam, { epochs, batchSize: 32, validationData });

  // one file holds words and weights
  const again = await loadModel(await saveModel(judge));
  const examples = ["You have won a million dollars! Click here to claim", "The patch fails its tests, see the log"];
  const chances = [judge, again].map((each) => each.predict(column(examples)));
  console.log(chances[0]!.toString());
  return { accuracy: history.val_accuracy!, chances };
}
