/** The result of a forecast trial, in words, as a table and as pictures. */
import type { tasks } from "../index.ts";
import { forecastChart, type Past, percent } from "./forecast-chart.ts";
import { forecastWords } from "./forecast-words.ts";
import type { Language } from "./language.ts";
import type { Block } from "./report.ts";

/** The outcome of a run for its reader. */
export interface Outcome {
  /** Which method won, by how much, and that it forecasts now. */
  sentences: string[];
  table: { headers: string[]; rows: (string | number)[][] };
  /** Where it was measured, and how much of the truth was in the band. */
  measured: string;
  /** The same as data. */
  figures: Record<string, unknown>;
}

/** The outcome of a forecaster that was just trained. */
export function outcomeOf(forecaster: tasks.Forecaster, series: tasks.Series, language: Language): Outcome {
  const said = forecastWords(language);
  const verdicts = forecaster.verdicts ?? {};
  const targets = forecaster.targets.filter((name) => verdicts[name]);
  if (targets.length === 0) return networkAlone(forecaster, series, language);
  const of = (name: string) => verdicts[name]!;
  const rows = targets.flatMap((target) =>
    of(target).scores.map((score) => [
      `${score.name === of(target).winner ? "> " : ""}${score.name}`,
      ...(targets.length > 1 ? [target] : []),
      ...[score.relative, score.mase, score.smape, score.mae].map(short),
    ]),
  );
  const asked = forecaster.quantiles.at(-1)! - forecaster.quantiles[0]!;
  const shares = targets
    .map((name) => said.shareOf(percent(Math.round(100 * of(name).coverage) / 100), name))
    .join(", ");
  const isAsked = forecaster.config.method !== "best";
  const { places, rows: held } = of(targets[0]!);
  return {
    sentences: targets.map((name) => verdictSentence(name, of(name), isAsked, language)),
    table: {
      headers: [
        said.forecast,
        ...(targets.length > 1 ? [said.column] : []),
        said.relative,
        "MASE",
        "sMAPE",
        said.error,
      ],
      rows,
    },
    measured: [
      said.measured(places, held, series.length, shares, percent(asked)),
      ...(isAsked ? [] : remarksOn(targets.map(of), language)),
    ].join(" "),
    figures: {
      scores: targets.flatMap((target) => of(target).scores.map((score) => ({ target, ...score }))),
      coverage: Object.fromEntries(targets.map((name) => [name, of(name).coverage])),
      winner: Object.fromEntries(targets.map((name) => [name, of(name).winner])),
      weights: Object.fromEntries(targets.map((name) => [name, Object.fromEntries(of(name).weights)])),
    },
  };
}

/** What the table alone leaves open, where the trial chose. */
function remarksOn(verdicts: readonly tasks.Verdict[], language: Language): string[] {
  const said = forecastWords(language);
  const isAhead = verdicts.some(({ scores, winner }) => scores[0]!.name !== winner);
  const hasNetwork = verdicts.some(({ scores }) => scores.some(({ name }) => name === "network"));
  return [...(isAhead ? [said.hindsight] : []), ...(hasNetwork ? [] : [said.noNetwork])];
}

/** A hundred times the error of another, and more, is no measure: that one made none, or hardly any. */
const FAR = 100;

/** One sentence: who won, by how much, and that it forecasts now. */
function verdictSentence(
  target: string,
  { winner, isNear = false, scores, weights, places }: tasks.Verdict,
  isAsked: boolean,
  language: Language = "en",
): string {
  const said = forecastWords(language);
  const own = scores.find(({ name }) => name === winner)!;
  const simple = scores.find(({ isSimple, name }) => isSimple && name !== winner);
  const by = !simple || own.relative === simple.relative ? 0 : 1 - own.relative / simple.relative;
  const parts = [...weights]
    .sort((a, b) => b[1] - a[1])
    .map(([name, weight]) => `${name} ${percent(Math.round(100 * weight) / 100)}`);
  const what = winner === "combination" ? said.combination(parts.join(", ")) : winner;
  const beside = () => {
    if (!simple) return said.nothingBeside;
    if (Math.abs(by) >= FAR) return said.besideNone(simple.name);
    const percent = Math.abs(100 * by).toFixed(0);
    if (percent === "0") return said.even(simple.name);
    const lead = said.beside(percent, by > 0, simple.name, own.isSimple && by > 0);
    return `${lead}${isNear ? said.isNear(places) : ""}`;
  };
  return said.by(target, isAsked ? said.asked(what) : what, beside());
}

function networkAlone(forecaster: tasks.Forecaster, series: tasks.Series, language: Language): Outcome {
  const said = forecastWords(language);
  const test = forecaster.backtest(series);
  return {
    sentences: [said.networkAlone(said.and(forecaster.targets))],
    table: {
      headers: [said.column, said.forecast, "MASE", "sMAPE", said.error],
      rows: test.scores.map((score) => [score.target, score.name, ...[score.mase, score.smape, score.mae].map(short)]),
    },
    measured: said.placesLearned(test.forecasts.length),
    figures: { scores: test.scores, coverage: test.coverage },
  };
}

/** The forecast after its history. */
export function comingPictures(forecaster: tasks.Forecaster, language: Language): Promise<Block[]> {
  const made = forecaster.forecast();
  const { times, values } = forecaster.past(4 * made.times.length);
  return Promise.all(
    forecaster.targets.map(async (target) => ({
      svg: await forecastChart(target, [made], forecaster.quantiles, { times, values: values[target]! }, language),
      caption: target,
    })),
  );
}

/** The forecast of one of several series, after its history. */
export function seriesPicture(
  panel: tasks.PanelForecaster,
  { id, ...made }: tasks.NamedForecast,
  language: Language,
): Promise<Block[]> {
  const past = panel.members.get(id)?.past(4 * made.times.length) ?? { times: [], values: {} };
  return Promise.all(
    panel.targets.map(async (target) => {
      const before = { times: past.times, values: past.values[target] ?? [] };
      const caption = panel.targets.length > 1 ? `${id}, ${target}` : id;
      return { svg: await forecastChart(target, [made], panel.quantiles, before, language), caption };
    }),
  );
}

/** The winner's forecasts at the last places of the trial, over the true values. */
export function triedPictures(
  forecaster: tasks.Forecaster,
  series: tasks.Series,
  language: Language,
): Promise<Block[]> {
  const { places, horizon } = forecaster;
  return Promise.all(
    forecaster.targets.map(async (target) => {
      const apart = places[target]!.filter(
        (_, i, all) => (all.length - 1 - i) % Math.max(1, Math.ceil(all.length / 4)) === 0,
      );
      const first = apart[0]?.at ?? series.length;
      const all = forecaster.past(series.length - first + horizon);
      const timeOf = (row: number) => all.times[all.times.length - series.length + row]!;
      const made = apart.map(({ at, values }) => ({
        times: Array.from(values, (_, h) => timeOf(at + h)),
        values: { [target]: Array.from(values) },
        quantiles: { [target]: [Array.from(values)] },
      }));
      const truth: Past = { times: all.times, values: all.values[target]! };
      return { svg: await forecastChart(target, made, [0.5], truth, language), caption: target };
    }),
  );
}

const short = (value: number) => Number(value.toPrecision(4));
