/** A forecast of daily births: the next four weeks with a band around them, measured beside forecasts without a network. */
import { mkdir } from "node:fs/promises";
import { data, loadModel, saveModel, tasks } from "recurve";

export async function run({ days = 5479, units = 64, epochs = 15, horizon = 28, folder = "runs" } = {}) {
  const rows: data.CsvRecord[] = [];
  for await (const row of data.readCsv("data/births.csv")) rows.push(row);
  const shown = rows.slice(-days);

  // the last tenth is held out; frequency, calendar and seasons are found in the rest
  const first = Math.floor(shown.length * 0.9);
  const known = shown.slice(0, first);
  const births = tasks.forecaster(known, { target: "births", horizon, units, seed: 1 });
  births.model.summary();
  await births.fit(known, { epochs });

  // forecasts from many days of the rest, each with what was known there
  const { scores, coverage } = births.backtest(shown, { from: first });
  for (const { name, mase, smape } of scores)
    console.log(`${name}: MASE ${mase.toFixed(3)}, sMAPE ${smape.toFixed(2)}`);
  console.log(`within the band: ${(100 * coverage.births!).toFixed(0)} %`);

  // what comes after the last day; network, scales and settings are one file
  births.remember(shown);
  await mkdir(folder, { recursive: true });
  await saveModel(births.model, `${folder}/births.keras`);
  const { times, values, quantiles } = tasks.Forecaster.from(await loadModel(`${folder}/births.keras`)).forecast();
  const [low, , high] = quantiles.births!;
  for (const [i, time] of times.entries()) {
    console.log(`${time}: ${values.births![i]!.toFixed(0)}, ${low![i]!.toFixed(0)} to ${high![i]!.toFixed(0)}`);
  }
  return { scores, coverage, times };
}
