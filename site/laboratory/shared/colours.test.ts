import { expect, it } from "vitest";
import { colourOf, inkOn, type Meaning } from "./colours.ts";

const channels = (colour: string) =>
  colour.startsWith("#")
    ? [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16))
    : colour.match(/\d+/g)!.map(Number);

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

it("numbers can be read on the colour of every value", () => {
  for (const isDark of [false, true])
    for (const meaning of ["share", "signed"] satisfies Meaning[])
      for (let value = meaning === "share" ? 0 : -1; value <= 1; value += 0.02) {
        const [a, b] = [colourOf(value, meaning, isDark), inkOn(value, meaning, isDark)].map(luminance) as [
          number,
          number,
        ];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        expect(contrast, `${meaning} ${value} ${isDark}`).toBeGreaterThan(4.5);
      }
});

it("signs differ in more than hue: purple is bluer than red, orange the other way", () => {
  for (const isDark of [false, true]) {
    const [below, above] = [-1, 1].map((value) => channels(colourOf(value, "signed", isDark)));
    expect(below![2]! - below![0]!).toBeGreaterThan(30);
    expect(above![0]! - above![2]!).toBeGreaterThan(80);
  }
});

it("what is no number has the colour of zero", () => {
  expect(colourOf(Number.NaN, "signed", false)).toBe(colourOf(0, "signed", false));
});
