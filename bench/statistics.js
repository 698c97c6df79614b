/** Medians and quartiles. */

/** The quantile of a share, interpolated linearly between neighbours. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}

/** What is kept of many times in milliseconds. */
export function summarize(times) {
  const [q1, ms, q3] = [0.25, 0.5, 0.75].map((share) => Number(quantile(times, share).toPrecision(4)));
  return { ms, q1, q3, n: times.length };
}
