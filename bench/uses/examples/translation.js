/**
 * Messages of programs from English to French, letter by letter, at the sizes of the example translation: an encoder and a decoder of
 * 256 units, RMSprop, batches of 64. The pairs are those of the package `typescript` of no more than 40 and 60 letters; it learns
 * the shorter ones, in batches of 16. Or PAIRS names a folder with files .mo of any programs (of Debian's packages
 * libreoffice-l10n-fr, krita-l10n and gimp-data, unpacked by dpkg -x): 10,000 pairs of at most 16 and 57 letters, as the example has.
 * As in the example, it translates what it has learned from, and some that it has not seen.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chance, mixed } from "./beside.js";
import { readMessages } from "./messages.js";

export const name = "translation";
export const [batches, batchSize, epochs] = [5, 64, process.env.PAIRS ? 100 : 200];
const [units, longest] = [256, [40, 60]];

/** Pairs of an English message and its French, which begins with a tab and ends with a line, as in the example. */
function readPairs() {
  const require = createRequire(import.meta.url);
  const source = readFileSync(require.resolve("typescript"), "utf8");
  const french = require("typescript/lib/fr/diagnosticMessages.generated.json");
  const messages = [...source.matchAll(/diag\(\d+, \d+ \/\* \w+ \*\/, "([^"]+)", ("(?:[^"\\]|\\.)*")/g)];
  return messages
    .map(([, key, text]) => [JSON.parse(text), french[key]])
    .filter(([text, other]) => other !== undefined && text.length <= longest[0] && other.length <= longest[1]);
}

/** As many and as short ones as the example has: letters and what stands between them, no placeholders, not the same in both. */
function shortMessages(folder) {
  const said = ([text, other]) =>
    /^[a-z][a-z' ,.!?:-]+$/i.test(text) && /[a-z]/.test(text) && /^[\p{L}\p{P}\s]+$/u.test(other);
  return readMessages(folder, "fr").filter(
    (pair) => said(pair) && pair[0].length <= 16 && pair[1].length <= 57 && pair[0] !== pair[1],
  );
}

const folder = process.env.PAIRS;
const found = mixed(folder ? shortMessages(folder) : readPairs(), chance()).slice(0, 10000);
const pairs = found.map(([text, other]) => [text, `\t${other}\n`]);
const alphabet = (side) => [...new Set(pairs.flatMap((pair) => [...pair[side]]))].sort();
const [from, to] = [alphabet(0), alphabet(1)];
const lengthsOf = (some) => [0, 1].map((side) => Math.max(...some.map((pair) => pair[side].length)));
// without a folder the shorter ones, for a training of minutes
const short = pairs.filter(([text, other]) => folder || (text.length <= 24 && other.length <= 38));

function tensors(tf, some, lengths) {
  const [x, given, truth] = [from, to, to].map((letters, i) =>
    tf.buffer([some.length, lengths[Math.min(i, 1)], letters.length]),
  );
  for (const [row, [text, other]] of some.entries()) {
    for (const [i, letter] of [...text].entries()) x.set(1, row, i, from.indexOf(letter));
    [...other].forEach((letter, i) => {
      given.set(1, row, i, to.indexOf(letter));
      if (i > 0) truth.set(1, row, i - 1, to.indexOf(letter));
    });
  }
  return [[x.toTensor(), given.toTensor()], truth.toTensor()];
}

export function program(tf) {
  const encoderInputs = tf.layers.input({ shape: [null, from.length] });
  const [, ...states] = tf.layers.lstm({ units, returnState: true }).apply(encoderInputs);
  const decoderInputs = tf.layers.input({ shape: [null, to.length] });
  const decoder = tf.layers.lstm({ units, returnSequences: true, returnState: true });
  const dense = tf.layers.dense({ units: to.length, activation: "softmax" });
  const outputs = dense.apply(decoder.apply([decoderInputs, ...states])[0]);
  const model = tf.model({ inputs: [encoderInputs, decoderInputs], outputs });
  model.compile({ optimizer: "rmsprop", loss: "categoricalCrossentropy" });
  const encoding = tf.model({ inputs: encoderInputs, outputs: states });
  const given = [tf.layers.input({ shape: [units] }), tf.layers.input({ shape: units })];
  const [stepped, ...next] = decoder.apply([decoderInputs, ...given]);
  const decoding = tf.model({ inputs: [decoderInputs, ...given], outputs: [dense.apply(stepped), ...next] });
  return {
    model,
    first: (count) => tensors(tf, pairs.slice(0, count), lengthsOf(pairs)),
    async train(count, onEpochEnd) {
      const how = { validationSplit: 0.2, yieldEvery: "never", verbose: 0, callbacks: { onEpochEnd } };
      const options = { epochs: count, batchSize: folder ? batchSize : 16, ...how };
      const { history } = await model.fit(...tensors(tf, short, lengthsOf(short)), options);
      return [history.loss.at(-1), history.val_loss.at(-1)];
    },
    translate(text) {
      const [length, limit] = lengthsOf(short);
      const x = tf.buffer([1, length, from.length]);
      for (const [i, letter] of [...text].entries()) x.set(1, 0, i, from.indexOf(letter));
      let kept = encoding.predict(x.toTensor());
      let said = "\t";
      while (!said.endsWith("\n") && said.length <= limit) {
        const last = tf.buffer([1, 1, to.length]);
        last.set(1, 0, 0, to.indexOf(said.at(-1)));
        const [scores, ...after] = decoding.predict([last.toTensor(), ...kept]);
        said += to[scores.squeeze().argMax(-1).arraySync()];
        kept = after;
      }
      return said;
    },
  };
}

export async function learn({ train, translate }, count) {
  const cut = Math.floor(short.length * 0.8);
  console.log(`${cut} pairs, and ${short.length - cut} that it does not see`);
  await train(count, (epoch, { loss, val_loss }) => {
    console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(4)}, of the unseen ${val_loss.toFixed(4)}`);
    if ((epoch + 1) % 20 !== 0 && epoch + 1 < count) return;
    for (const [what, asked] of Object.entries({ learned: short.slice(0, cut), unseen: short.slice(cut) })) {
      const some = asked.slice(0, 500);
      const answers = some.map(([text]) => translate(text));
      const right = answers.filter((text, i) => text === some[i][1]).length;
      console.log(`${what}: ${right} of ${some.length} right to the last letter`);
      for (const i of [0, 1, 2, 3]) console.log(`${some[i][0]} -> ${answers[i].trim()}`);
    }
  });
}
