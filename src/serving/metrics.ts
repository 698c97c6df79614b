/** The metrics of a server, in the text format of Prometheus. */

/** Upper bounds of the buckets of durations, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Requests by status, and how long they took. */
export class RequestMetrics {
  private readonly byStatus = new Map<number, number>();
  private readonly classes = BOUNDS.map(() => 0);
  private seconds = 0;
  private count = 0;

  /** Counts a request. */
  add(status: number, seconds: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.count++;
    this.seconds += seconds;
    for (const [i, bound] of BOUNDS.entries()) if (seconds <= bound) this.classes[i]!++;
  }

  /** All metrics as text. @param more further gauges and counters, each with its description and value */
  text(more: Readonly<Record<string, readonly ["gauge" | "counter", string, number]>>): string {
    const statuses = [...this.byStatus].map(([status, n]) => `recurve_requests_total{status="${status}"} ${n}`);
    const times = BOUNDS.map((bound, i) => `recurve_request_seconds_bucket{le="${bound}"} ${this.classes[i]}`);
    const lines = [
      "# HELP recurve_requests_total Requests for predictions, by status.",
      "# TYPE recurve_requests_total counter",
      ...statuses,
      "# HELP recurve_request_seconds How long they took.",
      "# TYPE recurve_request_seconds histogram",
      ...times,
      `recurve_request_seconds_bucket{le="+Inf"} ${this.count}`,
      `recurve_request_seconds_sum ${this.seconds}`,
      `recurve_request_seconds_count ${this.count}`,
      ...Object.entries(more).flatMap(([name, [type, help, value]]) => [
        `# HELP recurve_${name} ${help}`,
        `# TYPE recurve_${name} ${type}`,
        `recurve_${name} ${value}`,
      ]),
    ];
    return `${lines.join("\n")}\n`;
  }
}
