import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { writeDigits } from "../../test/digits-file.ts";
import { run } from "./conv-lstm.ts";

checkExample(import.meta.url, async (folder) => {
  const file = writeDigits(folder, 30);
  const { network, frameBefore } = await run({ file, videos: 50, side: 18, filters: 4, epochs: 8 });
  expect(network).toBeLessThan(0.85 * frameBefore);
});
