/** Scores of generated text against references. */
import { ConfigError, checkOption, editDistance as editsBetween, readOptions, shown, takes } from "../tensor/index.ts";

/** The fewest insertions, deletions and substitutions that turn one sequence into the other (Levenshtein 1966). */
export function editDistance<T>(from: ArrayLike<T>, to: ArrayLike<T>): number {
  checkOption("editDistance", "from", from, aSequence);
  checkOption("editDistance", "to", to, aSequence);
  return editsBetween(from, to);
}

const aSequence = takes.check<ArrayLike<any>>(
  "a text or a list",
  (value) => typeof value === "string" || Array.isArray(value) || takes.numbers.accepts(value),
);

/**
 * Edits per token of the references: the word error rate of words, the phoneme error rate of phonemes, the character error
 * rate of characters. Where there are several references the nearest one counts, with its length.
 * @param references for each hypothesis one sequence of tokens, or several
 */
export function errorRate(
  hypotheses: readonly (readonly string[])[],
  references: readonly (readonly string[] | readonly (readonly string[])[])[],
): number {
  checkPairs(hypotheses, references, takes.list);
  let [edits, length] = [0, 0];
  for (const [i, hypothesis] of hypotheses.entries()) {
    const given = references[i]!;
    const several = (Array.isArray(given[0]) ? given : [given]) as readonly (readonly string[])[];
    const distances = several.map((reference) => editsBetween(hypothesis, reference));
    const nearest = distances.indexOf(Math.min(...distances));
    edits += distances[nearest]!;
    length += several[nearest]!.length;
  }
  return edits / length;
}

/**
 * How BLEU takes text apart: "13a" as mteval-v13a does; "zh" with each Chinese character separately; or by characters.
 */
export type BleuTokenizer = "13a" | "zh" | "char";

/**
 * Corpus BLEU in percent: the geometric mean of the precisions of 1- to 4-grams, times a penalty where the hypotheses are
 * shorter than the references; an n-gram order without any match counts as half of the one before (exponential smoothing).
 *
 * Source: Papineni et al., BLEU, ACL 2002; tokens and smoothing as Post, A Call for Clarity in Reporting BLEU Scores, WMT 2018.
 */
export function bleu(
  hypotheses: readonly string[],
  references: readonly string[],
  options: { tokenize?: BleuTokenizer } = {},
): number {
  const { tokenize } = readOptions("bleu", options, {
    tokenize: takes.withDefault(takes.oneOf("13a", "zh", "char"), "13a"),
  });
  checkPairs(hypotheses, references, takes.text);
  const [matches, totals] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  let [written, wanted] = [0, 0];
  for (const [i, hypothesis] of hypotheses.entries()) {
    const [own, reference] = [bleuTokens(hypothesis, tokenize), bleuTokens(references[i]!, tokenize)];
    written += own.length;
    wanted += reference.length;
    for (let n = 1; n <= 4; n++) {
      const { common, total } = overlap(ngrams(own, n), ngrams(reference, n));
      matches[n - 1]! += common;
      totals[n - 1]! += total;
    }
  }
  if (written === 0 || matches[0] === 0) return 0;
  let [logs, orders, smoothing] = [0, 0, 1];
  for (let n = 0; n < 4 && totals[n]! > 0; n++, orders++) {
    if (matches[n] === 0) smoothing *= 2;
    logs += Math.log(matches[n]! > 0 ? matches[n]! / totals[n]! : 1 / (smoothing * totals[n]!));
  }
  // an order of which there is no n-gram at all leaves no score
  if (orders < 4) return 0;
  return 100 * Math.exp(Math.min(0, 1 - wanted / written) + logs / 4);
}

/**
 * chrF in percent: precision and recall of character n-grams without spaces, over the whole corpus, each the mean over the
 * orders 1 to 6; their F-score, recall counting twice.
 *
 * Source: Popović, chrF: character n-gram F-score for automatic MT evaluation, WMT 2015.
 */
export function chrf(hypotheses: readonly string[], references: readonly string[]): number {
  checkPairs(hypotheses, references, takes.text);
  const beta2 = 2 ** 2;
  const orders = Array.from({ length: 6 }, () => ({ common: 0, written: 0, wanted: 0 }));
  for (const [i, hypothesis] of hypotheses.entries()) {
    const [own, reference] = [hypothesis, references[i]!].map((text) => [...text.replaceAll(/\s+/g, "")]);
    for (const [n, order] of orders.entries()) {
      const { common, total } = overlap(ngrams(own!, n + 1), ngrams(reference!, n + 1));
      const wanted = Math.max(reference!.length - n, 0);
      order.common += common;
      order.wanted += wanted;
      // what has no counterpart in a reference too short for this order is not held against it
      if (wanted > 0) order.written += total;
    }
  }
  const counted = orders.filter(({ written, wanted }) => written > 0 && wanted > 0);
  const mean = (of: (order: (typeof orders)[number]) => number) =>
    counted.reduce((sum, order) => sum + of(order), 0) / counted.length;
  const precision = mean(({ common, written }) => common / written);
  const recall = mean(({ common, wanted }) => common / wanted);
  return precision > 0 ? (100 * (1 + beta2) * precision * recall) / (beta2 * precision + recall) : 0;
}

/** The n-grams of a sequence with how often each occurs. */
function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const gram = tokens.slice(i, i + n).join("\u0000");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function overlap(written: ReadonlyMap<string, number>, wanted: ReadonlyMap<string, number>) {
  let [common, total] = [0, 0];
  for (const [gram, count] of written) {
    total += count;
    common += Math.min(count, wanted.get(gram) ?? 0);
  }
  return { common, total };
}

function bleuTokens(text: string, tokenizer: BleuTokenizer): string[] {
  if (tokenizer === "char") return [...text.replaceAll(/\s+/g, "")];
  // sacrebleu counts U+2001 to U+2A6D, with curly quotes and arrows, among the Chinese characters
  const apart =
    tokenizer === "zh" ? text.replaceAll(/[\p{Script=Han}\u2001-\u2a6d\u3000-\u303f\uff00-\uffef]/gu, " $& ") : text;
  return apart
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/[{-~[-` -&(-+:-@/]/g, " $& ")
    .replaceAll(/([^0-9])([.,])/g, "$1 $2 ")
    .replaceAll(/([.,])([^0-9])/g, " $1 $2")
    .replaceAll(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter((token) => token !== "");
}

function checkPairs(hypotheses: readonly unknown[], references: readonly unknown[], entry: takes.Check): void {
  checkOption("a score", "hypotheses", hypotheses, takes.listOf(entry));
  checkOption("a score", "references", references, takes.listOf(entry));
  if (hypotheses.length === references.length && hypotheses.length > 0) return;
  throw new ConfigError({
    what: "There must be a reference for each hypothesis.",
    expected: `${hypotheses.length} references`,
    received: shown(references.length),
  });
}
