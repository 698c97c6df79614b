/** `recurve train forecast` on a table of several series: one network for all, a report on each. */
import { basename } from "node:path";
import { type data, tasks } from "../../index.ts";
import { forecastTable, percent } from "../forecast-chart.ts";
import { seriesPicture } from "../forecast-outcome.ts";
import { forecastWords } from "../forecast-words.ts";
import { languageOf } from "../language.ts";
import type { ForecastFlags } from "./forecast-flags.ts";
import { clusterTrainer, saidWhetherSent } from "./on-cluster.ts";
import { type Outcome, type RunOptions, runTraining } from "./run-training.ts";

/** The most series in a report; more would make it slow to open. */
const DRAWN = 12;

interface Given {
  rows: readonly data.CsvRecord[];
  /** The columns that name the series. */
  id: string | readonly string[];
  options: Omit<tasks.PanelForecasterOptions, "id" | "target"> & { target: readonly string[] };
}

export async function trainPanel(path: string, flags: ForecastFlags, { rows, id, options }: Given): Promise<void> {
  const { horizon, dateFormat, timezone: timeZone, epochs, batchSize, learningRate, test: validation } = flags;
  const language = languageOf(flags);
  const said = forecastWords(language);
  const { target, inputs = [], known, time, gaps } = options;
  const columns = [...target, ...inputs];
  const series = tasks.readPanel(rows, { id, columns, known, time, gaps, dateFormat, timeZone });
  const panel = tasks.panelForecaster(series, { ...options, id, horizon, dateFormat, timeZone });
  panel.checkAhead(series);
  const { frequency, window } = panel.config.plan;
  const targets = said.and(panel.targets);
  const named = flags.target ? targets : said.lastColumn(targets);
  const every = said.every(frequency.unit, frequency.count);
  await runTraining(
    {
      use: "forecast",
      source: path,
      about: [said.panelRows(path, rows.length, series.length, panel.id, every, named, panel.horizon)],
      fit: (run: RunOptions) =>
        saidWhetherSent(
          flags,
          panel.fit(series, {
            epochs,
            batchSize,
            learningRate,
            validation,
            trainer: clusterTrainer(flags, run, { path }),
            ...run,
          }),
        ),
      async measure(): Promise<Outcome> {
        const { found, sentences, table, measured } = outcomeOf(panel, language);
        const forecasts = panel.forecast();
        const pictures = forecasts.slice(0, DRAWN).map((made) => seriesPicture(panel, made, language));
        return {
          title: said.title(targets, basename(path)),
          model: panel.model,
          config: { data: path, ...flags, id, target: panel.targets, horizon: panel.horizon, window },
          figures: { series: found },
          json: { series: found },
          summary: sentences,
          scores: table,
          remarks: [measured],
          blocks: [
            ...sentences,
            { table },
            measured,
            { heading: said.comes },
            ...(await Promise.all(pictures)).flat(),
            { table: panelTable(panel, forecasts) },
          ],
          next: (folder) => `recurve forecast ${folder}`,
        };
      },
    },
    flags,
  );
}

/** All forecasts as one table: the name of the series, then as that of one. */
export function panelTable(panel: tasks.PanelForecaster, forecasts: readonly tasks.NamedForecast[]) {
  const tables = forecasts.map(({ id, ...made }) => ({ id, ...forecastTable(made, panel.quantiles) }));
  return {
    headers: [panel.id, ...(tables[0]?.headers ?? [])],
    rows: tables.flatMap(({ id, rows }) => rows.map((row) => [id, ...row])),
  };
}

function outcomeOf(panel: tasks.PanelForecaster, language: "en" | "zh") {
  const said = forecastWords(language);
  const all = [...panel.members].flatMap(([id, member]) =>
    Object.entries(member.verdicts ?? {}).map(([target, verdict]) => ({ id, target, ...verdict })),
  );
  // too short for a trial
  const untried = new Set(all.filter(({ places }) => places === 0).map(({ id }) => id));
  const found = all
    .filter(({ places }) => places > 0)
    .map((each) => {
      const own = each.scores.find(({ name }) => name === each.winner)!;
      const simple = each.scores.find(({ isSimple }) => isSimple);
      // two ways without an error are even
      const beside = simple && (own.relative === simple.relative ? 1 : own.relative / simple.relative);
      return { ...each, own, beside };
    });
  const shares = found.flatMap(({ beside }) =>
    beside !== undefined && beside > 0 && Number.isFinite(beside) ? [Math.log(beside)] : [],
  );
  const by = 1 - Math.exp(shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length));
  const wins = new Map<string, number>();
  for (const { winner } of found) wins.set(winner, (wins.get(winner) ?? 0) + 1);
  const parts = [...wins].sort((a, b) => b[1] - a[1]).map(([name, times]) => `${name} (${times})`);
  const { method } = panel.config;
  const count = panel.members.size - untried.size;
  const won = method === "best" ? said.panelWon(count, parts.join(", ")) : said.panelAsked(count, method);
  const byText = Math.abs(100 * by).toFixed(0);
  const beside = byText === "0" ? said.panelEven : said.panelBeside(byText, by > 0);
  const isSeveral = panel.targets.length > 1;
  const held = found.map(({ rows }) => rows);
  const [low, high] = [Math.min(...held), Math.max(...held)];
  const asked = percent(panel.quantiles.at(-1)! - panel.quantiles[0]!);
  return {
    found: all.map(({ id, target, winner, scores, weights, coverage, rows }) => ({
      id,
      target,
      winner,
      scores,
      weights,
      coverage,
      rows,
    })),
    sentences:
      all.length === 0
        ? [said.networkAlone(said.and(panel.targets))]
        : [
            [won, ...(shares.length > 0 ? [beside] : [])].join(" "),
            ...(untried.size > 0 ? [said.panelUntried([...untried])] : []),
          ],
    table: {
      headers: [
        said.series,
        ...(isSeveral ? [said.column] : []),
        said.method,
        said.besideSimple,
        "MASE",
        said.error,
        said.coverage,
      ],
      rows: found.map(({ id, target, winner, own, beside, coverage }) => [
        id,
        ...(isSeveral ? [target] : []),
        winner,
        short(beside ?? Number.NaN),
        short(own.mase),
        short(own.mae),
        percent(Math.round(100 * coverage) / 100),
      ]),
    },
    measured: found.length === 0 ? "" : said.panelMeasured(low === high ? String(low) : `${low}–${high}`, asked),
  };
}

const short = (value: number) => Number(value.toPrecision(4));
