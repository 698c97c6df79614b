/**
 * TensorFlow.js's six recurrent examples at their sizes, as programs of our own with the same calls.
 *
 * node bench/uses/examples/run.js: the first batches of all six on both packages, as a table: losses, and the time of a batch, the
 * median. RECURVE_TFJS names a folder with @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm and sentiment (the data of the example
 * sentiment) of the versions in bench/package.json, by default bench/ itself. BATCHES multiplies the number of batches;
 * on a machine that others use, CLOCK=cpu counts what the process computes, and RECURVE_THREADS=1 gives it one thread, as
 * TensorFlow.js has.
 *
 * node bench/uses/examples/run.js NAME [EPOCHS]: Recurve alone trains one of them, and what it has learned is tried.
 */
import { cpus } from "node:os";
import * as recurve from "../../../dist/node/tfjs.js";
import { beside } from "./beside.js";

const files = ["addition", "text", "dates", "translation", "sentiment", "weather"];
const [wanted, epochs] = process.argv.slice(2);
if (wanted !== undefined && !files.includes(wanted)) {
  console.error(`Name one of the examples: ${files.join(", ")}`);
  process.exit(2);
}

if (wanted) {
  const example = await import(`./${wanted}.js`);
  const begun = performance.now();
  const count = Number(epochs ?? example.epochs);
  await example.learn(example.program(recurve), count);
  console.log(`${count} epochs: ${((performance.now() - begun) / 1000).toFixed(0)} s with what was tried`);
} else {
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const time = (seconds) => (seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`);
  console.log(
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  console.log(
    "| program | batches | losses, first and last | apart at most | TensorFlow.js, a batch | Recurve, a batch | |",
  );
  console.log("|---|---|---|---|---|---|---|");
  for (const file of files) {
    const example = await import(`./${file}.js`);
    const batches = Math.max(2, Math.round(example.batches * Number(process.env.BATCHES ?? 1)));
    const { backend, theirs, ours } = await beside({ ...example, batches });
    const apart = Math.max(...theirs.losses.map((loss, i) => Math.abs(loss - ours.losses[i]) / Math.abs(loss)));
    const [first, last] = [theirs.losses[0], theirs.losses.at(-1)].map((loss) => loss.toFixed(4));
    const [slow, fast] = [theirs, ours].map(({ seconds }) => median(seconds));
    const cells = [`${batches} of ${example.batchSize}`, `${first}, ${last}`, apart.toExponential(1)];
    const times = [`${time(slow)}, ${backend}`, time(fast), `${(slow / fast).toFixed(0)} ×`];
    console.log(`| ${[example.name, ...cells, ...times].join(" | ")} |`);
  }
}
