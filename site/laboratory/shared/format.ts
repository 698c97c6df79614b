/** Numbers for small places. */

/** A number's text with a minus instead of a hyphen. */
export const minus = (text: string) => text.replaceAll("-", "−");

/** Two decimals where there is room for them: 0.20, −3.14, 12.3, 456. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return minus(value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)).replace(/^−(0\.00)$/, "$1");
}

/** Whole numbers, such as ids, as they are; others by {@link short}. */
export const numberTexts = (values: readonly number[]): string[] =>
  values.every(Number.isInteger) ? values.map((value) => minus(String(value))) : values.map(short);

/** Four decimals, fewer of large numbers, or an exponent for what is smaller than they show. In a table, `largest` of its numbers decides. */
export function precise(value: number, largest = Math.abs(value)): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.max(Math.abs(value), largest);
  return minus(
    size !== 0 && size < 0.001 ? value.toExponential(1) : value.toFixed(size < 100 ? 4 : size < 10_000 ? 2 : 1),
  );
}

/** A share of 1 as a percentage, never on two lines. */
export const percent = (share: number, decimals = 0) => `${(100 * share).toFixed(decimals)}\u00a0%`;

/** A shape as Python and the tutorial write it: (1, 3, 1). */
export const shapeText = (shape: readonly (number | null)[]) =>
  shape.length === 1 ? `(${shape[0] ?? "None"},)` : `(${shape.map((length) => length ?? "None").join(", ")})`;

/** Bytes for people. */
export function bytesText(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
