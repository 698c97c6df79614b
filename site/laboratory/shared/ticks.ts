/** Round numbers for the axes of charts. */

/** A step of 1, 2 or 5 times a power of ten, so that some `count` of them lead from the least to the most. */
function roundStep(least: number, most: number, count: number): number {
  const rough = (most - least || 1) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * (1 - 1e-9))!;
}

/** Round numbers from the least to the most, at most `count` steps of them. */
export function roundTicks(least: number, most: number, count: number): number[] {
  const step = roundStep(least, most, count);
  const from = Math.ceil(least / step - 1e-9);
  return Array.from({ length: Math.floor(most / step + 1e-9) - from + 1 }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** Round whole numbers from 0 to the last, at most `count` steps of them. */
export function wholeTicks(last: number, count: number): number[] {
  return roundTicks(0, last, Math.min(Math.max(1, last), count));
}
