import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { writeDigits } from "../../test/digits-file.ts";
import { run } from "./handwriting-recognition.ts";

checkExample(import.meta.url, async (folder) => {
  // numbers of one digit; what reads nothing needs 100 edits for 100 digits
  const file = writeDigits(folder, 200);
  const { errors } = await run({ file, numbers: 300, width: 16, units: 32, epochs: 12 });
  expect(errors.at(-1)).toBeLessThan(0.8);
});
