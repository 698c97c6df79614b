/** The colours of values: purple below zero, orange above, pale to blue for shares; told apart with any kind of colour vision. */

type RGB = readonly [number, number, number];

const scales = {
  light: { zero: [247, 247, 245], below: [84, 39, 136], above: [179, 88, 6], share: [31, 95, 168] },
  dark: { zero: [37, 40, 47], below: [178, 171, 210], above: [241, 163, 64], share: [138, 184, 240] },
} as const satisfies Record<string, Record<string, RGB>>;

/** The kind of a value: shares are between 0 and 1, like gates; other values have a sign. */
export type Meaning = "share" | "signed";

/** The colour of a value as CSS. @param largest the value of the strongest colour */
export function colourOf(value: number, meaning: Meaning, isDark: boolean, largest = 1): string {
  return shade(value, meaning, isDark, largest).colour;
}

/** A colour that can be read on {@link colourOf} of the same value. */
export function inkOn(value: number, meaning: Meaning, isDark: boolean, largest = 1): string {
  return shade(value, meaning, isDark, largest).ink;
}

interface Shade {
  colour: string;
  ink: string;
}

/** Steps from nothing to the strongest colour. */
const STEPS = 160;
const shades = new Map<number, Shade>();

/** Pictures ask thousands of times a second: each shade is found once. */
function shade(value: number, meaning: Meaning, isDark: boolean, largest: number): Shade {
  const size = Number.isFinite(value) ? Math.min(1, Math.abs(value) / (largest || 1)) : 0;
  const step = Math.round(size * STEPS);
  const key = (step * 2 + Number(isDark)) * 3 + (meaning === "share" ? 0 : value < 0 ? 1 : 2);
  const known = shades.get(key);
  if (known) return known;
  const colour = mix((value < 0 ? -step : step) / STEPS, meaning, isDark);
  const made = { colour: css(colour), ink: luminance(colour) > 0.18 ? "#000000" : "#ffffff" };
  shades.set(key, made);
  return made;
}

function mix(value: number, meaning: Meaning, isDark: boolean): RGB {
  const scale = scales[isDark ? "dark" : "light"];
  const end = meaning === "share" ? scale.share : value < 0 ? scale.below : scale.above;
  // small values stay visible: half of the way is reached at a third of the size
  const amount = Math.abs(value) ** 0.63;
  return scale.zero.map((from, i) => Math.round(from + (end[i]! - from) * amount)) as unknown as RGB;
}

const css = ([r, g, b]: RGB) => `rgb(${r} ${g} ${b})`;

/** Relative luminance, as WCAG defines it. */
function luminance(colour: RGB): number {
  const [r, g, b] = colour.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as RGB;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colours and dashes of lines in a chart (after Okabe and Ito), in their order. */
export const lines = {
  light: ["#0064a6", "#b34700", "#007a59", "#93408a", "#8a6100", "#4d4d4d"],
  dark: ["#6db9f2", "#ff9d5c", "#4fd1a5", "#e0a1d8", "#e8c35a", "#bdbdbd"],
  dashes: ["", "6 3", "2 2", "9 3 2 3", "12 4", "1 3"],
} as const;
