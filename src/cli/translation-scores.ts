/** Scores of translations, however they were made. */

import { type tasks, text } from "../index.ts";
import { percent } from "./print.ts";

/** The scores of translations; if a source is in several pairs, each of its targets is right. */
export function measureTranslations(
  made: tasks.Translator,
  pairs: readonly tasks.Pair[],
  translate: (sources: readonly string[]) => string[],
) {
  const wanted = new Map<string, string[]>();
  for (const [source, target] of pairs) wanted.set(source, [...(wanted.get(source) ?? []), target]);
  const sources = [...wanted.keys()];
  const written = translate(sources);
  const tokens = (target: string) => Array.from(made.target.encode(target), String);
  const references = sources.map((source) => wanted.get(source)!);
  const isRight = written.map((each, i) => references[i]!.includes(made.target.lowercase ? each.toLowerCase() : each));
  const firsts = references.map(([first]) => first!);
  const tokenize = /\p{Script=Han}/u.test(firsts.join("")) ? "zh" : "13a";
  const figures = {
    pairs: sources.length,
    exactMatch: isRight.filter(Boolean).length / sources.length,
    tokenErrorRate: text.errorRate(
      written.map(tokens),
      references.map((each) => each.map(tokens)),
    ),
    chrf: text.chrf(written, firsts),
    bleu: text.bleu(written, firsts, { tokenize }),
  };
  const rows: [string, string][] = [
    ["exactly right", percent(figures.exactMatch, 2)],
    ["token error rate", percent(figures.tokenErrorRate, 2)],
    ["chrF", figures.chrf.toFixed(1)],
    ["BLEU", figures.bleu.toFixed(1)],
  ];
  const errors = sources.flatMap((source, i) =>
    isRight[i] ? [] : [[source, written[i]!, references[i]!.join(" / ")]],
  );
  return { figures, rows, errors };
}
