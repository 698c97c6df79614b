/**
 * Translators of interface texts, from message catalogues: `recurve train translate` with its defaults, beside the ways that it chooses from.
 *
 *   msgunfmt /usr/share/locale/de/LC_MESSAGES/coreutils.mo -o coreutils.po
 *   npm run build && node bench/uses/catalogues.js coreutils.po ... [--simple] [--epochs N] [--units N]
 *
 * Prints for each catalogue and way what is exactly right of the held-out twentieth, chrF, and the share of placeholders, tags and addresses of the
 * source that the translation has, where the reference has them all; `>` marks the way that the run translates by. `--simple` trains no network.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

process.env.RECURVE_THREADS ??= "1";
const { loadModel, tasks, text } = await import("../../dist/node/index.js");
const { readPairs } = await import("../../dist/cli/read-pairs.js");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: "string" }, units: { type: "string" }, simple: { type: "boolean" } },
});
const { simple, ...settings } = values;
const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;

console.log("| catalogue | way | exactly right | chrF | placeholders kept |\n| --- | --- | ---: | ---: | ---: |");
for (const path of positionals) await measure(path);

async function measure(path) {
  const pairs = await readPairs(path);
  const test = pairs.filter((_, i) => i % 20 === 19);
  const [sources, targets] = [0, 1].map((side) => test.map((pair) => pair[side]));
  const nearest = tasks.nearestKnown(pairs.filter((_, i) => i % 20 < 18));
  const { way: chosen, ...learned } = simple ? {} : await byNetwork(path, sources);
  for (const [way, written] of Object.entries({ ...learned, copy: sources, nearest: sources.map(nearest) })) {
    const exact = written.filter((each, i) => each === targets[i]).length / test.length;
    const cells = [`${(100 * exact).toFixed(1)} %`, text.chrf(written, targets).toFixed(1), kept(test, written)];
    console.log(
      `| ${[`${basename(path)}, ${pairs.length}`, way === chosen ? `> ${way}` : way, ...cells].join(" | ")} |`,
    );
  }
}

/** The way that a run of the command chose, and what its network makes of the sources. */
async function byNetwork(path, sources) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-catalogue-"));
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const args = [main, "train", "translate", path, ...options, "--output", join(folder, "run"), "--json"];
  execFileSync(process.execPath, args, { stdio: "ignore" });
  const made = tasks.Translator.from(await loadModel(join(folder, "run", "model.keras")));
  rmSync(folder, { recursive: true });
  const { way } = made;
  made.way = "network";
  return { way, network: made.translate(sources).map((each) => each.text) };
}

function kept(pairs, written) {
  let [found, all] = [0, 0];
  for (const [i, [source, target]] of pairs.entries()) {
    const own = placeholdersOf(source);
    if (missing(own, placeholdersOf(target)) > 0) continue;
    all += own.length;
    found += own.length - missing(own, placeholdersOf(written[i]));
  }
  return `${found} of ${all}`;
}

function placeholdersOf(message) {
  return (
    message.match(
      /%(\d+\$)?[-+0#']*(\d+|\*)?(\.(\d+|\*))?(h|l|ll|z)?[diouxXfgecspm]|\{\w*\}|<\/?\w[^<>]*>|https?:\S+/g,
    ) ?? []
  );
}

function missing(wanted, given) {
  const left = [...given];
  return wanted.filter((each) => !left.includes(each) || !left.splice(left.indexOf(each), 1)).length;
}
