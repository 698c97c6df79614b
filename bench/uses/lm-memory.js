/**
 * What memory `recurve train lm` takes for a large corpus: files in folders, with documents of several lines, made by rules.
 *
 *   npm run build && node bench/uses/lm-memory.js [--megabytes 100]
 *
 * One pass of a very small network, one thread; prints the corpus, the largest resident memory of the process, and minutes. All
 * that is measured at the end is in it, the n-grams too.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { megabytes: { type: "string", default: "100" } } });
const megabytes = Number(values.megabytes);
const { Random } = await import("../../dist/node/index.js");

const FILES = 5;
const folder = mkdtempSync(join(tmpdir(), "recurve-lm-memory-"));
try {
  const corpus = join(folder, "corpus");
  for (let i = 0; i < FILES; i++) writeDocuments(join(corpus, `part${i}`), i, (megabytes * 1e6) / FILES);
  const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
  const size = ["--units", "8", "--embedding", "8", "--epochs", "1", "--window", "256", "--batch-size", "64"];
  const told = 'process.on("exit",()=>console.error("most "+process.resourceUsage().maxRSS))';
  const args = ["--import", `data:text/javascript,${encodeURIComponent(told)}`, main, "train", "lm", corpus, ...size];
  const start = performance.now();
  const env = { ...process.env, RECURVE_THREADS: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, "--output", join(folder, "run"), "--json"], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  const most = Number(/most (\d+)/.exec(stderr)[1]) / 1024;
  const minutes = (performance.now() - start) / 60_000;
  const { bitsPerCharacter, ngramBitsPerCharacter } = JSON.parse(stdout);
  console.log(
    "| corpus | most memory | minutes | bits per character | n-grams alone |\n| --- | ---: | ---: | ---: | ---: |",
  );
  const cells = [
    `${most.toFixed(0)} MiB`,
    minutes.toFixed(1),
    bitsPerCharacter.toFixed(3),
    ngramBitsPerCharacter.toFixed(3),
  ];
  console.log(`| ${[`${megabytes} MB in ${FILES} files`, ...cells].join(" | ")} |`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Documents of one to six lines, their words as frequent as those of a language, with a line of % between them. */
function writeDocuments(path, seed, bytes) {
  mkdirSync(path, { recursive: true });
  const file = openSync(join(path, "texts.txt"), "w");
  const random = new Random(seed);
  const letters = "etaoinshrdlcumwfgypbvk";
  const words = Array.from({ length: 20_000 }, (_, rank) =>
    Array.from(
      { length: 2 + Math.floor(Math.log2(rank + 1) / 2) + random.integer(3) },
      () => letters[random.integer(22)],
    ).join(""),
  );
  // the word of rank r has a share near 1 / r
  const word = () => words[Math.floor(words.length ** random.uniform()) - 1];
  for (let written = 0; written < bytes; ) {
    const lines = Array.from({ length: 1 + random.integer(6) }, () =>
      Array.from({ length: 4 + random.integer(12) }, word).join(" "),
    );
    written += writeSync(file, `${lines.join("\n")}\n%\n`);
  }
  closeSync(file);
}
