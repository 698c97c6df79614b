/** Round numbers for the axes of charts. */

/** 1, 2 or 5 times a power of ten, near the requested value, or at least that. */
function roundStep(asked: number, isLeast: boolean): number {
  const power = 10 ** Math.floor(Math.log10(asked));
  const factors: [number, number][] = [
    [1, isLeast ? 1 : Math.SQRT2],
    [2, isLeast ? 2 : Math.sqrt(10)],
    [5, isLeast ? 5 : Math.sqrt(50)],
  ];
  const found = factors.find(([, upTo]) => asked / power <= upTo * (1 + 1e-9));
  return power * (found?.[0] ?? 10);
}

/** Round numbers from the least to the most, about `count` steps of them. */
export function roundTicks(least: number, most: number, count: number, isMost = false): number[] {
  const step = roundStep((most - least || 1) / Math.max(1, count), isMost);
  const from = Math.ceil(least / step - 1e-9);
  return Array.from({ length: Math.floor(most / step + 1e-9) - from + 1 }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** Round whole numbers from 0 to the last, at most `count` steps of them. */
export function wholeTicks(last: number, count: number): number[] {
  return roundTicks(0, last, Math.min(Math.max(1, last), count), true);
}
