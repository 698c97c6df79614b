import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./timeseries-weather-forecasting.ts";

checkExample(import.meta.url, async () => {
  const { network, asToday } = await run({ past: 10, units: 16, epochs: 15 });
  expect(network).toBeLessThan(asToday);
});
