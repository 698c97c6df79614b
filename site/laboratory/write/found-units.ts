/** Units that learned something: those whose value goes along with a property of the text. */

/** What a unit may have learned to follow. */
export type Property =
  | "lineStart"
  | "lineEnd"
  | "quotes"
  | "wordStart"
  | "afterSpace"
  | "capital"
  | "vowel"
  | "position";

/** A unit, and how strongly it goes along with a property: a correlation from -1 to 1. */
export interface FoundUnit {
  readonly unit: number;
  readonly property: Property;
  readonly correlation: number;
}

/** Below this a unit is not said to follow anything. */
const LEAST = 0.3;

/** For each property the unit that follows it best, the surest first. @param memory the hidden state after each character */
export function findUnits(characters: readonly string[], memory: readonly Float32Array[]): FoundUnit[] {
  const units = memory[0]?.length ?? 0;
  const columns = Array.from({ length: units }, (_, unit) => memory.map((values) => values[unit]!));
  const found = Object.entries(propertiesOf(characters)).flatMap(([property, values]): FoundUnit[] => {
    const correlations = columns.map((column) => correlation(column, values));
    const sizes = correlations.map(Math.abs);
    const unit = sizes.indexOf(Math.max(...sizes));
    if (unit < 0 || !(sizes[unit]! >= LEAST)) return [];
    return [{ unit, property: property as Property, correlation: correlations[unit]! }];
  });
  return found.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}

/** Each property of a text as a number at every character. */
export function propertiesOf(characters: readonly string[]): Record<Property, number[]> {
  const isBreak = (character: string | undefined) => character === undefined || /[\n。，,.;!?！？；]/.test(character);
  let quoted = 0;
  let position = 0;
  const at = (test: (character: string, i: number) => boolean) =>
    characters.map((character, i) => Number(test(character, i)));
  return {
    lineStart: at((_, i) => isBreak(characters[i - 1])),
    lineEnd: at((_, i) => isBreak(characters[i + 1])),
    quotes: characters.map((character) => {
      if (character === '"') quoted = 1 - quoted;
      if (character === "\n") quoted = 0;
      return quoted;
    }),
    wordStart: at(
      (character, i) => /\p{Script=Latin}/u.test(character) && !/\p{Script=Latin}/u.test(characters[i - 1] ?? " "),
    ),
    afterSpace: at((character) => character === " "),
    capital: at((character) => /\p{Lu}/u.test(character)),
    vowel: at((character) => /[aeiou]/i.test(character)),
    position: characters.map((character) => {
      position = isBreak(character) ? 0 : position + 1;
      return position;
    }),
  };
}

/** Pearson's; NaN where either does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [both, ofX, ofY] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    const [dx, dy] = [value - meanX, y[i]! - meanY];
    both += dx * dy;
    ofX += dx * dx;
    ofY += dy * dy;
  }
  return ofX > 0 && ofY > 0 ? both / Math.sqrt(ofX * ofY) : Number.NaN;
}
