/** A translator of dates: it learns to read them as people write them and to write ISO 8601, and shows where it looks. */
import { readFile } from "node:fs/promises";
import { loadModel, saveModel, tasks, text } from "recurve";

export async function run({ pairs = Number.POSITIVE_INFINITY, units = 128, epochs = 12, folder = "runs" } = {}) {
  const lines = (await readFile("data/dates.tsv", "utf8")).trim().split("\n").slice(0, pairs);
  const dates = lines.map((line) => line.split("\t") as [human: string, iso: string]);
  const at = Math.floor(dates.length * 0.9);
  const [learned, unseen] = [dates.slice(0, at), dates.slice(at)];

  // an encoder that reads both ways, a decoder that attends to what was read
  const translator = tasks.translator({
    source: text.Vocabulary.fromText(learned.map(([human]) => human)),
    target: text.Vocabulary.fromText(learned.map(([, iso]) => iso)),
    units,
    attention: "bahdanau",
    seed: 1,
  });
  translator.model.summary();
  const { history } = await translator.fit(learned, { epochs, batchSize: 32, learningRate: 5e-3, validation: unseen });

  const found = translator.translate(unseen.map(([human]) => human));
  const right = found.filter((each, i) => each.text === unseen[i]![1]).length;
  console.log(`${right} of ${unseen.length} unseen dates are right`);

  // encoder, decoder and both vocabularies are one file
  await saveModel(translator.model, `${folder}/dates.keras`);
  const again = tasks.Translator.from(await loadModel(`${folder}/dates.keras`));
  const { text: iso, attention, sourceTokens } = again.translate("the 3rd of May, 1999", { beams: 4 });
  console.log(iso);
  for (const [t, weights] of attention.entries()) {
    const most = weights.indexOf(Math.max(...weights));
    console.log(`${iso[t]} looks at "${sourceTokens.slice(Math.max(0, most - 1), most + 2).join("")}"`);
  }
  return { exact: right / unseen.length, accuracy: history.val_accuracy! };
}
