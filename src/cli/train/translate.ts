/** `recurve train translate`: a translator from pairs of texts. */
import { basename } from "node:path";
import type { Command } from "commander";
import { ConfigError, tasks, text } from "../../index.ts";
import { decodeOptions } from "../../tasks/translator/decode.ts";
import { translatorFitOptions, translatorOptions } from "../../tasks/translator/translator.ts";
import { meanOf, takes } from "../../tensor/index.ts";
import { heatmap } from "../charts.ts";
import { languageOf } from "../language.ts";
import { addFlags, declareFlags, type FlagsOf, like, withDefaults } from "../options.ts";
import { shellWord } from "../print.ts";
import { readPairs } from "../read-pairs.ts";
import { encodingFlag } from "../read-text.ts";
import type { Block } from "../report.ts";
import { measureTranslations } from "../translation-scores.ts";
import { checkCluster, clusterFlag, clusterTrainer, refuseCluster } from "./on-cluster.ts";
import { trainingFlags } from "./options.ts";
import { errorBlocks, type Outcome, type RunOptions, runTraining } from "./run-training.ts";
import { wordsOf } from "./translate-words.ts";

const flagTable = declareFlags({
  ...clusterFlag,
  ...withDefaults(trainingFlags, { ...translatorFitOptions, units: translatorOptions.units }),
  ...encodingFlag,
  validation: { value: "<file>", about: "pairs for choosing the best epoch; by default a twentieth of <pairs>" },
  test: { value: "<file>", about: "pairs to test on; by default another twentieth" },
  sourceSplit: { value: "<kind>", about: "what a token of the source is", choices: text.splittings },
  targetSplit: { value: "<kind>", about: "what a token of the target is", choices: text.splittings },
  vocabulary: {
    value: "<n>",
    about: "maximum number of words or byte pairs",
    number: takes.counts.vocabulary,
    default: 2000,
  },
  attention: { value: "<kind>", about: "the scores", ...like(translatorOptions.attention) },
  embedding: { value: "<n>", about: "width of a token's vector", ...like(translatorOptions.embedding) },
  depth: { value: "<n>", about: "recurrent layers of encoder and decoder each", ...like(translatorOptions.depth) },
  dropout: {
    value: "<x>",
    about: "share of the inputs dropped in training",
    ...like(translatorOptions.dropout),
    default: 0.2,
  },
  scheduledSampling: {
    value: "<p>",
    about: "how often, in the end, the decoder reads its own output in training",
    ...like(translatorFitOptions.scheduledSampling),
  },
  beams: { value: "<n>", about: "the width of the beam search in the evaluation", ...like(decodeOptions.beams) },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument(
      "<pairs>",
      "a line for each pair: a text, a tab, its translation; or CSV, JSON lines (.jsonl), a catalogue (.po)",
    )
    .argument("[targets]", "a file whose lines are the translations of the lines of <pairs>")
    .addHelpText(
      "after",
      `
Without --source-split and --target-split the texts decide: few different words are tokens, short texts are cut into
characters, long ones into byte pairs. Beside the network, copying the source and taking the most alike of the known pairs are measured: what
has the highest chrF on the pairs that the epoch is chosen by is what \`recurve translate\` does.

Examples:
  recurve train translate data/dates.tsv
  recurve train translate de.po
  recurve train translate english.txt german.txt
  recurve train translate cmudict/train.tsv --validation cmudict/valid.tsv --test cmudict/test.tsv
  recurve translate runs/translate-dates "the 3rd of May, 1999"`,
    )
    .action((pairs: string, targets: string | undefined, flags: Flags) => train(pairs, targets, flags));
}

async function train(path: string, other: string | undefined, flags: Flags): Promise<void> {
  if (flags.scheduledSampling > 0)
    refuseCluster(flags, "translate --scheduled-sampling", "the decoder reads in each step what it says in that step");
  checkCluster(flags);
  const { seed, units, embedding, depth, dropout, attention, epochs, batchSize, learningRate, beams } = flags;
  const parts = await readParts(path, other, flags);
  const said = wordsOf(languageOf(flags));
  const read = tasks.carriedPairs(parts.train);
  const carry = read.some(([source], i) => source !== parts.train[i]![0]);
  const [sources, targets] = [0, 1].map((side) => read.map((pair) => pair[side]!)) as [string[], string[]];
  const splits = { source: flags.sourceSplit ?? guessSplit(sources), target: flags.targetSplit ?? guessSplit(targets) };
  const made = tasks.translator({
    units,
    embedding,
    depth,
    dropout,
    attention,
    carry,
    seed,
    source: text.Vocabulary.fromText(sources, { split: splits.source, maxSize: flags.vocabulary }),
    target: text.Vocabulary.fromText(targets, { split: splits.target, maxSize: flags.vocabulary }),
  });
  const training = {
    use: "translate",
    source: path,
    about: [
      said.about(
        path,
        parts.train.length,
        `${made.source.size} ${splits.source}`,
        `${made.target.size} ${splits.target}`,
      ),
    ],
    fit: (options: RunOptions) =>
      made.fit(parts.train, {
        epochs,
        batchSize,
        learningRate,
        scheduledSampling: flags.scheduledSampling,
        validation: parts.validation,
        trainer: clusterTrainer(flags, options, { path, other }),
        ...options,
      }),
    async measure(): Promise<Outcome> {
      const chosen = made.way;
      const nearest = tasks.nearestKnown(parts.train);
      made.way = "network";
      const byNetwork = (texts: readonly string[]) => made.translate(texts, { beams }).map((each) => each.text);
      const measured = [
        { way: "network" as const, ...measureTranslations(made, parts.test, byNetwork) },
        { way: "copy" as const, ...measureTranslations(made, parts.test, (texts) => [...texts]) },
        { way: "nearest" as const, ...measureTranslations(made, parts.test, (texts) => texts.map(nearest)) },
      ];
      made.way = chosen;
      const { figures, errors } = measured.find(({ way }) => way === chosen)!;
      const scores = {
        headers: [said.held, ...measured[0]!.rows.map(([name]) => said.scores[name] ?? name)],
        rows: measured.map(({ way, rows }) => [
          `${way === chosen ? "> " : ""}${said.ways[way]}`,
          ...rows.map(([, value]) => value),
        ]),
      };
      const chrf = Object.fromEntries(measured.map(({ way, figures }) => [way, figures.chrf])) as Record<
        tasks.Way,
        number
      >;
      const byExact = measured.reduce((a, b) => (b.figures.exactMatch > a.figures.exactMatch ? b : a));
      const verdicts = [
        said.verdict(chosen, chrf, figures.pairs),
        // the choice is by chrF: what another way has more of is said
        ...(byExact.figures.exactMatch > figures.exactMatch
          ? [said.moreExact(byExact.way, byExact.figures.exactMatch, figures.exactMatch)]
          : []),
      ];
      return {
        title: said.title(basename(path)),
        model: made.model,
        config: {
          pairs: path,
          targets: other,
          ...flags,
          ...splits,
          rows: parts.train.length,
          steps: made.model.optimizer?.iterations,
        },
        figures: { ...figures, way: chosen, chrfOfEach: chrf },
        json: { ...figures, way: chosen, chrfOfEach: chrf },
        summary: verdicts,
        scores,
        blocks: [
          ...verdicts,
          said.counts(parts.train.length, parts.test.length),
          { table: scores },
          ...(await samples(made, parts.test, said.looksAt)),
          ...errorBlocks(said.errors, errors),
        ],
        next: (folder) => `recurve translate ${folder} ${shellWord(parts.test[0]![0])}`,
      };
    },
  };
  await runTraining(training, flags);
}

interface Parts {
  train: tasks.Pair[];
  validation: tasks.Pair[];
  test: tasks.Pair[];
}

/** The pairs in three parts; without a file, a part is every twentieth pair. */
async function readParts(
  path: string,
  targets: string | undefined,
  { validation, test, encoding }: Flags,
): Promise<Parts> {
  const pairs = await readPairs(path, targets, encoding);
  const held = async (file: string | undefined, place: number) =>
    file === undefined ? pairs.filter((_, i) => i % 20 === place) : readPairs(file, undefined, encoding);
  const train = pairs.filter(
    (_, i) => (test !== undefined || i % 20 !== 19) && (validation !== undefined || i % 20 !== 18),
  );
  const parts = { train, validation: await held(validation, 18), test: await held(test, 19) };
  if (train.length >= 20 && parts.validation.length > 0 && parts.test.length > 0) return parts;
  throw new ConfigError({
    what: `${path} holds too few pairs.`,
    expected: "20 pairs or more",
    received: `${pairs.length}`,
  });
}

/** The kind of tokens: words if there are few different ones; characters for short texts; byte pairs for long ones. */
function guessSplit(texts: readonly string[]): text.Splitting {
  const some = texts.slice(0, 5000);
  const words = some.map((each) => each.split(/\s+/));
  const perText = meanOf(words.map((each) => each.length));
  if (perText >= 2 && new Set(words.flat()).size <= 200) return "spaces";
  const length = meanOf(some.map((each) => each.length));
  return length <= 40 ? "characters" : "bytePairs";
}

/** Translations with their attention. */
async function samples(made: tasks.Translator, test: readonly tasks.Pair[], heading: string): Promise<Block[]> {
  const short = test.filter(([source]) => source.length <= 40).slice(0, 3);
  const found = made.translate((short.length > 0 ? short : test.slice(0, 1)).map(([source]) => source));
  const pictures = found.map(async (each) => ({ svg: await attentionPicture(each), caption: each.text }));
  return [{ heading }, ...(await Promise.all(pictures))];
}

/** The attention of a translation: a row for each output token, a column for each input token. */
export function attentionPicture({ sourceTokens, targetTokens, attention }: tasks.Translation): Promise<string> {
  const shown = (tokens: readonly string[]) =>
    tokens.map((token) => (token === "" ? "end" : token.replace(/^ $/, "␣")));
  return heatmap({
    title: `What ${targetTokens.join("")} looks at`,
    rows: shown(targetTokens),
    columns: shown(sourceTokens),
    values: attention,
  });
}
