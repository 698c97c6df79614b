import { expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { visible, visibleLine } from "./visible.ts";

const hostile = "a\x1b[31m\x07\r\x7f\x9b2J\u0000é中\u200d";
const shown = "a\\u001b[31m\\u0007\\u000d\\u007f\\u009b2J\\u0000é中\u200d";

it("shows control characters by their codes, and leaves all others", () => {
  expect(visible(`${hostile}\n\t.`)).toBe(`${shown}\n\t.`);
  expect(visibleLine(`${hostile}\n\t.`)).toBe(`${shown}\\n\t.`);
});

it("leaves JSON what it is", () => {
  expect(JSON.parse(visible(JSON.stringify({ [hostile]: hostile }, null, 2)))).toEqual({ [hostile]: hostile });
});

it("is what messages of errors are written with: each part on a line of its own", () => {
  const error = new FormatError({ what: `No layer "${hostile}\nhint: x".`, received: "b\x1b" });
  expect(error.message).toBe(`No layer "${shown}\\nhint: x".\n  received: b\\u001b`);
  expect(error.received).toBe("b\x1b");
});
