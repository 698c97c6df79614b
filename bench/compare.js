/** One run against an earlier one: what got slower or faster beyond the spread of both. */
import { caseOf, digits } from "./tables.js";

/** Medians closer than this are never called different: machines drift by that much within an hour. */
const drift = 1.05;

/**
 * Compares two results. A case got slower if the interquartile ranges of its samples do not overlap and the medians
 * differ by more than the drift; `slower` is whether that happened to Recurve.
 */
export function against(results, earlier) {
  const before = new Map(
    allRows(earlier)
      .filter(({ ms }) => ms)
      .map((row) => [keyOf(row, earlier), row]),
  );
  const pairs = allRows(results)
    .filter(({ ms }) => ms)
    .flatMap((row) => {
      const old = before.get(keyOf(row, results));
      return old ? [{ row, old, ratio: row.ms / old.ms }] : [];
    });
  const slower = pairs.filter(({ row, old, ratio }) => row.q1 > old.q3 && ratio > drift);
  const faster = pairs.filter(({ row, old, ratio }) => row.q3 < old.q1 && ratio < 1 / drift);
  const line = ({ row, old, ratio }) =>
    `  ${results.systems[row.system].name}, ${caseOf(row).trim()}: ${digits(old.ms)} -> ${digits(row.ms)} ms (${ratio.toFixed(2)} times)`;
  const part = (title, list) =>
    list.length > 0 ? [`${title}:`, ...list.sort((a, b) => b.ratio - a.ratio).map(line)] : [`${title}: nothing`];
  const cpus = [earlier, results].map(({ machine }) => `${machine.cpu}, ${machine.cores} cores`);
  return {
    text: [
      `${pairs.length} figures beside those of ${earlier.date.slice(0, 10)}`,
      ...(cpus[0] === cpus[1] ? [] : [`they are of another machine (${cpus[0]}), so compare ratios only`]),
      ...part("slower", slower),
      ...part("faster", faster),
    ].join("\n"),
    slower: slower.some(({ row }) => row.system.startsWith("recurve")),
  };
}

/** Of layers and of whole models, which earlier runs had not. */
const allRows = ({ rows, models = [] }) => [...rows, ...models];

/** Recurve on one Node is never put beside Recurve on another. */
const keyOf = (row, { systems }) => `${caseOf(row)} ${systems[row.system].name}`;
