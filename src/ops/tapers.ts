/** The windows that fade a frame of sound in and out before its spectrum is taken. */
import { asTensor, ConfigError, shown, type TensorLike, takes } from "../tensor/index.ts";

/** A window by its name, its own numbers, or null for none. */
export type Window = "hann" | "hamming" | TensorLike | null;

/** What the option `window` takes, and its default. */
export const windows = /* @__PURE__ */ takes.withDefault<Window>(takes.anything, "hann");

/** The share of the constant in a cosine window a - (1 - a) cos(2πt/n). */
const constants: ReadonlyMap<unknown, number> = /* @__PURE__ */ new Map([
  ["hann", 0.5],
  ["hamming", 0.54],
]);

/**
 * The numbers of a window. A periodic one is the beginning of a window of one number more, so that shifted ones add up evenly.
 * @throws ConfigError for an unknown name, and for numbers that are not `length`
 */
export function windowValues(owner: string, window: Window, length: number, periodic: boolean): Float64Array {
  if (window === null) return new Float64Array(length).fill(1);
  const constant = constants.get(window);
  if (constant !== undefined) {
    const steps = periodic ? length : length - 1;
    return Float64Array.from({ length }, (_, t) =>
      length === 1 ? 1 : constant - (1 - constant) * Math.cos((2 * Math.PI * t) / steps),
    );
  }
  const given = typeof window === "string" ? undefined : asTensor(window as TensorLike);
  if (given?.rank === 1 && given.size === length) return Float64Array.from(given.read());
  throw new ConfigError({
    what: `${owner}: this is not a window.`,
    expected: `"hann", "hamming", null, or ${length} numbers`,
    received: given ? `numbers of shape (${given.shape.join(", ")})` : shown(window),
  });
}
