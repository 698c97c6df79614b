/** French to English: one GRU reads, another writes, and looks back by Bahdanau's attention. Made sentences. After PyTorch's seq2seq_translation_tutorial. */
import { Layer, layers, lossAndGradients, ops, optimizers, Random, type Tensor, tensor, text } from "recurve";

const who = "je suis/i am,tu es/you are,il est/he is,elle est/she is,nous sommes/we are,ils sont/they are".split(",");
const how = "tres/very,trop/too,toujours/always,encore/still,presque/almost".split(",");
const what = "malade/sick,jeune/young,calme/calm,riche/rich,triste/sad,pauvre/poor,libre/free,sage/wise".split(",");
const parts = who.flatMap((a) => how.flatMap((b) => what.map((c) => [a, b, c].map((part) => part.split("/")))));
const vocabulary = text.Vocabulary.fromText(parts.flat(2), { split: "spaces" });
type Two = [Tensor, Tensor];
const [words, units, steps] = [vocabulary.size, 48, 4];

/** Scores of the words at each step. With teacher forcing it reads the `right` words, otherwise its own. */
class Translator extends Layer {
  readonly read = layers.embedding({ inputDim: words, outputDim: units, maskZero: true });
  readonly encoder = layers.gru({ units, returnSequences: true, returnState: true });
  readonly write = layers.embedding({ inputDim: words, outputDim: units });
  readonly query = layers.dense({ units });
  readonly key = layers.dense({ units });
  readonly attention = layers.additiveAttention();
  readonly decoder = layers.gruCell({ units });
  readonly out = layers.dense({ units: words });

  override call([sentence, right]: readonly Tensor[]): Tensor[] {
    let [heard, state] = this.encoder.apply(this.read.apply(sentence!));
    const [keys, told] = [this.key.apply(heard), right && ops.unstack(right, 1)];
    let word = ops.broadcastTo(vocabulary.start, [sentence!.shape[0]!]);
    const scores = Array.from({ length: steps }, (_, t) => {
      const seen = this.attention.apply([ops.expandDims(this.query.apply(state), 1), heard, keys]);
      const x = ops.concatenate([this.write.apply(word), ops.squeeze(seen, 1)]);
      [state] = this.decoder.apply([x, state]);
      const next = this.out.apply(state);
      word = told?.[t] ?? ops.argMax(next);
      return next;
    });
    return [ops.stack(scores, 1)];
  }
}

export async function run({ epochs = 60, forcing = 0.5 } = {}) {
  const [random, adam, translator] = [new Random(3), optimizers.adam({ learningRate: 5e-3 }), new Translator()];
  const ids = parts.map((pair) => [0, 1].map((i) => vocabulary.encode(pair.map((part) => part[i]).join(" "))));
  const mixed = ids.map((pair) => ({ pair, at: random.uniform() })).sort((a, b) => a.at - b.at);
  const sides = ops.unstack(ops.stack(mixed.map(({ pair }) => tensor(pair, [2, steps], "int32"))), 1);
  const [[x, unseen], [y, truth]] = sides.map((each) => ops.split(each, [0.8 * ids.length], 0)) as [Two, Two];
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < x.shape[0]!; from += 24) {
      const [said, meant] = [x, y].map((each) => ops.sliceAxis(each, 0, from, from + 24)) as Two;
      const inputs = random.uniform() < forcing ? [said, meant] : [said];
      const cost = () => ops.mean(ops.sparseSoftmaxCrossEntropy(translator.apply(inputs), meant));
      const { loss, gradients } = lossAndGradients(translator, cost);
      adam.applyGradients(gradients);
      if (from === 0) losses.push(loss.item());
    }
  }
  const written = ops.argMax(translator.apply([unseen]));
  const right = ops.mean(ops.cast(ops.all(ops.equal(written, truth), -1), "float32")).item();
  console.log(`${(100 * right).toFixed(1)} % of ${unseen.shape[0]} unseen sentences are right`);
  return { losses, right };
}
