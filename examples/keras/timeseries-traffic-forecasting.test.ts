import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./timeseries-traffic-forecasting.ts";

checkExample(import.meta.url, async () => {
  const { network, withoutRoads, asNow } = await run({ sensors: 8, steps: 600, units: 16, epochs: 4 });
  expect(network).toBeLessThan(asNow);
  expect(network).toBeLessThan(withoutRoads);
});
