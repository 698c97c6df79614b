/**
 * Measures Recurve against its peers: one run, the systems in turn, each in a process of its own with the same number of
 * threads, the same weights and inputs, outputs compared before any time is taken. `npm run bench -- --help` tells the options.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { obtainPages, PageSystem } from "./browser.js";
import { groupsOf } from "./cases.js";
import { against } from "./compare.js";
import { measureGrowth } from "./growth.js";
import { Measurement, paces } from "./measure.js";
import { readOptions, usage } from "./options.js";
import { measurePeak } from "./peak.js";
import { obtainPeers } from "./peers.js";
import { writeReport } from "./report.js";
import { measureStart } from "./start.js";
import { System } from "./system.js";
import { textTables } from "./tables.js";
import { measureModels } from "./whole-models.js";

const say = (message) => console.error(`bench: ${message}`);

async function main(args) {
  const options = readOptions(args);
  if (options.help) return console.log(usage);
  const results = options.from ? JSON.parse(readFileSync(options.from, "utf8")) : await measure(options, args);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  console.log(textTables(results));
  if (options.report) writeReport(results, options.report);
  if (options.against) {
    const { text, slower } = against(results, JSON.parse(readFileSync(options.against, "utf8")));
    console.log(text);
    if (slower) process.exitCode = 1;
  }
  const broken = [...results.rows, ...(results.models ?? [])].filter(
    ({ system, left }) => system.startsWith("recurve") && left,
  );
  if (broken.length > 0) throw new Error(`Recurve did not do ${broken.length} cases, the first: ${broken[0].left}.`);
}

async function measure(options, args) {
  const { cells, works, shapes, threads, nodes } = options;
  const pace = paces[options.pace];
  const started = Date.now();
  const obtain = options.browser ? obtainPages : obtainPeers;
  const peers = obtain({ chosen: options.systems, nodes, say }).map((peer) => ({ ...peer, clock: options.clock }));
  const folder = mkdtempSync(join(tmpdir(), "recurve-bench-"));
  const results = {
    date: new Date().toISOString(),
    command: ["npm run bench --", ...args].join(" "),
    machine: machine(),
    peak: measurePeak(),
    systems: {},
    rows: [],
    growth: [],
    models: [],
  };
  let systems = [];
  try {
    for (const count of threads) {
      systems = await startSystems(peers, count, results);
      const measurement = new Measurement({ systems, folder, pace, say });
      for (const cell of cells) {
        for (const group of groupsOf(cell, { chosenShapes: shapes, works })) {
          say(
            `${clock(started)} ${count} thread${count > 1 ? "s" : ""}, ${cell} ${group.shape.join(" ")} ${group.works}`,
          );
          results.rows.push(...(await measurement.group(group)));
        }
      }
      if (works.includes("fit")) {
        say(`${clock(started)} ${count} thread${count > 1 ? "s" : ""}, an epoch of the language model`);
        results.rows.push(...(await measurement.fit()));
      }
      for (const system of systems) system.stop();
      if (works.includes("models"))
        results.models.push(...(await measureModels({ peers, folder, pace, threads: count, say })));
    }
    if (works.includes("growth")) {
      say(`${clock(started)} cost as work grows`);
      results.growth = await measureGrowth({ peers, folder, pace, say });
    }
    if (works.includes("start")) results.start = await measureStart({ peers });
  } finally {
    for (const system of systems) system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  results.seconds = Math.round((Date.now() - started) / 1000);
  return results;
}

/** Starts the systems that can use the given number of threads; one that does not start is reported and left out. */
async function startSystems(peers, threads, results) {
  const systems = [];
  for (const peer of peers.filter((one) => threads <= (one.threads ?? threads))) {
    const system = new (peer.page ? PageSystem : System)(peer, threads);
    try {
      const { version } = await system.ask({ what: "version" });
      const { name, node } = peer;
      results.systems[peer.id] = { name, version, ...(node ? { node } : {}) };
      systems.push(system);
    } catch (error) {
      say(`${peer.name} does not start and is left out: ${error.message}`);
    }
  }
  return systems;
}

function machine() {
  return {
    cpu: cpus()[0].model,
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release().split("-")[0]}`,
  };
}

const clock = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

await main(process.argv.slice(2)).catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
