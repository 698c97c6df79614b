/**
 * The default forecaster on public series of R, beside simple ways and R's package forecast (ets, auto.arima, thetaf).
 *
 *   Rscript bench/uses/series.R > series.jsonl        (what it needs stands there)
 *   npm run build && node bench/uses/series.js series.jsonl [--set measure] [--only Nile,taylor] [--method best] [--places 12]
 *
 * Each series is forecast from up to three places (or from as many as asked for, a horizon apart, without R's forecasts), each time by a
 * forecaster that has seen nothing later. An error is the mean
 * absolute error over all places, in units of that of the best simple way on this series, chosen in hindsight: naive, seasonal
 * naive, exponential smoothing. Prints a table with its geometric means.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

process.env.RECURVE_THREADS ??= "1";
const { tasks } = await import("../../dist/node/index.js");

const flags = {
  set: { type: "string", default: "measure" },
  only: { type: "string" },
  method: { type: "string", default: "best" },
  places: { type: "string" },
};
const { values: given, positionals } = parseArgs({ options: flags, allowPositionals: true });
const only = given.only?.split(",");
const lines = readFileSync(positionals[0], "utf8").trim().split("\n");
const all = lines
  .map((line) => JSON.parse(line))
  .filter(({ name, set }) => (only ? only.includes(name) : set === given.set))
  .map((series) => (given.places ? fromPlaces(series, Number(given.places)) : series));

const simple = ["naive", "seasonal naive", "smoothing"];
const peers = ["ets", "auto.arima", "thetaf"];
const MEAN = "mean of R's";
const iso = (year, days, ms = 0) => new Date(Date.UTC(year, 0, 1 + days) + ms).toISOString();
/** When the row i of a series was; those of business days are numbered. */
const times = {
  year: (begin, i) => begin + i,
  quarter: (begin, i) => `${begin + Math.floor(i / 4)}Q${(i % 4) + 1}`,
  month: (begin, i) => `${begin + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`,
  week: (begin, i) => iso(begin, 4 + 7 * i).slice(0, 10),
  day: (begin, i) => iso(begin, i).slice(0, 10),
  hour: (begin, i) => iso(begin, 0, i * 3_600_000).slice(0, 19),
  "half hour": (_, i) => iso(2000, 156, i * 1_800_000).slice(0, 19),
  "business day": (_, i) => i,
  step: (_, i) => i,
};
const mean = (list) => list.reduce((sum, each) => sum + each, 0) / list.length;
const columns = ["Recurve", ...simple, ...peers.map((name) => `R ${name}`), MEAN, "in the band"];
console.log(`| ${["series", ...columns].join(" | ")} |`);
console.log(`| --- |${" ---: |".repeat(columns.length)}`);
const shares = columns.map(() => []);
for (const series of all) {
  const row = await measure(series);
  for (const [i, value] of row.entries()) if (Number.isFinite(value)) shares[i].push(value);
  print(`${series.name}, ${series.unit}`, row);
}
const geometric = (list) => Math.exp(mean(list.map(Math.log)));
print(
  "geometric mean",
  shares.map((list, i) => (i < columns.length - 1 ? geometric(list) : mean(list))),
);
print(
  "largest",
  shares.map((list, i) => (i < columns.length - 1 ? Math.max(...list) : Number.NaN)),
);

/** A series as it is forecast from its last places, a horizon apart. */
function fromPlaces({ name, unit, begin, season, horizon, values }, places) {
  const origins = Array.from({ length: places }, (_, i) => values.length - (places - i) * horizon);
  return { name, unit, begin, season, horizon, values, origins };
}

function print(name, row) {
  const cells = row.map((value, i) => {
    if (!Number.isFinite(value)) return "-";
    return i === columns.length - 1 ? `${(100 * value).toFixed(0)} %` : value.toFixed(2);
  });
  console.log(`| ${[name, ...cells].join(" | ")} |`);
}

async function measure({ name, unit, begin, season, horizon, origins, values, ...said }) {
  const errors = {};
  const inside = [];
  const start = performance.now();
  const won = [];
  for (const [place, origin] of origins.entries()) {
    const known = values.slice(0, origin);
    const truth = values.slice(origin, origin + horizon);
    const rows = known.map((y, i) => ({ time: times[unit](begin, i), y }));
    const made = tasks.forecaster(rows, { target: "y", horizon, seed: 1, method: given.method });
    await made.fit(rows, { verbose: 0 });
    const { values: own, quantiles } = made.forecast();
    const add = (way, guess) => {
      errors[way] = (errors[way] ?? 0) + mean(truth.map((y, h) => Math.abs(y - guess[h])));
    };
    add("Recurve", own.y);
    add("naive", tasks.naive(known, horizon));
    if (season > 1) add("seasonal naive", tasks.seasonalNaive(known, horizon, season));
    add("smoothing", tasks.exponentialSmoothing(known, horizon, season));
    const theirs = peers.flatMap((peer) => (said[peer] ? [said[peer][place]] : []));
    for (const peer of peers) if (said[peer]) add(peer, said[peer][place]);
    if (theirs.length > 0)
      add(
        MEAN,
        truth.map((_, h) => mean(theirs.map((guess) => guess[h]))),
      );
    inside.push(...truth.map((y, h) => (y >= quantiles.y[0][h] && y <= quantiles.y.at(-1)[h] ? 1 : 0)));
    won.push(made.verdicts?.y.winner ?? "network");
  }
  const best = Math.min(...simple.map((way) => errors[way] ?? Number.POSITIVE_INFINITY));
  const seconds = (performance.now() - start) / 1000 / origins.length;
  console.error(`${name}: ${won.join(", ")}; ${seconds.toFixed(1)} s a forecaster`);
  return [...["Recurve", ...simple, ...peers, MEAN].map((way) => (errors[way] ?? Number.NaN) / best), mean(inside)];
}
