/** Names in a novel: a BiLSTM scores each word, a CRF the ways from tag to tag. Moby-Dick, in small letters. After PyTorch's advanced_tutorial. */
import { readFile } from "node:fs/promises";
import { data, grad, Layer, layers, ops, sequential, type Tensor, text } from "recurve";

const K = 3; // tags: 0 begins a name, 1 is inside of one, 2 is no name

/** Knows the scores of ways: row j of what follows tag j, row K of the first tag, row K + 1 of the end after each. */
export class Crf extends Layer {
  private readonly ways = this.addWeight("ways", [K + 2, K], { initializer: "zeros" });
  override call = ([scores]: readonly Tensor[]) => [scores!];

  /** The forward algorithm, log Σ exp(score) over all sequences of tags, (batch); with a maximum for the sum it is Viterbi's. */
  partition(scores: Tensor, counts: Tensor, join = ops.logSumExp): Tensor {
    const [begin, ...rest] = ops.unstack(scores, 1);
    const [, ...marks] = ops.unstack(ops.expandDims(counts, 2), 1);
    const [between, first, last] = ops.split(this.ways.value, [K, K + 1], 0);
    let alpha = ops.add(begin!, first!);
    const after = (step: Tensor) => ops.add(join(ops.add(ops.expandDims(alpha, 2), between!), 1), step);
    for (const [t, step] of rest.entries()) alpha = ops.where(marks[t]!, after(step), alpha);
    return join(ops.add(alpha, last!), -1);
  }

  /** -log p of the right tags: their score is such a sum too, where no other tag has a chance. */
  loss(tags: Tensor, scores: Tensor): Tensor {
    const [right, counts] = [ops.where(ops.oneHot(tags, K), scores, -1e9), ops.greaterEqual(tags, 0)];
    return ops.subtract(this.partition(scores, counts), this.partition(right, counts));
  }
}

export function network({ words = 604, width = 32, units = 32, crf = new Crf() } = {}) {
  const lstm = layers.lstm({ units, returnSequences: true });
  const embedding = { inputDim: words, outputDim: width, maskZero: true, inputShape: [null], name: "words" };
  const head = layers.dense({ units: K, name: "head" });
  return sequential([layers.embedding(embedding), layers.bidirectional({ layer: lstm, name: "rnn" }), head, crf]);
}

export async function run({ most = 1200, units = 32, epochs = 12 } = {}) {
  // a name in each, and not as the first word, which is large anyway
  const clauses = (await readFile("data/moby-dick.txt", "utf8")).match(/[\w']+( [\w']+){3,20}/g)!;
  const book = clauses.filter((clause) => / [A-Z][a-z]/.test(clause)).slice(0, most);
  const lines = book.map((line) => line.split(" ").slice(1));
  const large = (word = "") => /^[A-Z][a-z]/.test(word);
  const tags = lines.map((line) => line.map((word, i) => (large(word) ? Number(large(line[i - 1])) : 2)));
  const vocabulary = text.Vocabulary.fromText(book, { split: "spaces", lowercase: true, maxSize: 600 });
  const ids = lines.map((line) => vocabulary.encode(line.join(" ")));
  const cut = (padded: Tensor) => ops.split(padded, [Math.floor(0.9 * ids.length)], 0) as [Tensor, Tensor];
  const [x, unseen] = cut(data.padSequences(ids, { padding: "post" }));
  const [y, truth] = cut(data.padSequences(tags, { padding: "post", value: -1 }));

  const crf = new Crf();
  const tagger = network({ words: vocabulary.size, units, crf });
  tagger.compile({ optimizer: "adam", loss: (tags, scores) => crf.loss(tags, scores) });
  const { history } = await tagger.fit(x, y, { epochs, batchSize: 32, seed: 1 }); // the best way is the derivative of the best score: 1 for each tag on it
  const counts = ops.greaterEqual(truth, 0);
  const best = grad((scores: Tensor) => ops.sum(crf.partition(scores, counts, ops.max)))(tagger.predict(unseen));
  const same = ops.logicalOr(ops.equal(ops.argMax(best), truth), ops.logicalNot(counts));
  const right = ops.mean(ops.cast(ops.all(same, -1), "float32")).item();
  console.log(`${(100 * right).toFixed(1)} % of the unseen clauses have all their tags right`);
  return { loss: history.loss!, right };
}
