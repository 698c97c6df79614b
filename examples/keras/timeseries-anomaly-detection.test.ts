import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./timeseries-anomaly-detection.ts";

checkExample(import.meta.url, async () => {
  const { share, anomalies } = await run({ days: 1800, filters: 16, epochs: 25 });
  expect(share).toBeGreaterThan(0.3);
  expect(anomalies).toContain("2014-12-25");
});
