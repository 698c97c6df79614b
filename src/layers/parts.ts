/** The parts of an object: those that its fields hold alone, in lists, in maps or in plain records. */
import { isA, isPlain } from "../tensor/index.ts";

/** Parts by their path: the name of the field, then a list's index, a map's key or a record's name (`blocks/0`). */
export type Parts<P> = ReadonlyMap<string, P>;

/**
 * The parts among an object's own fields, in the order in which the fields were set; a part that several fields hold counts
 * once. Private `#fields` cannot be seen.
 * @param skip fields that hold no parts
 */
export function partsOf<P>(owner: object, isPart: (value: unknown) => value is P, skip: ReadonlySet<string>): Parts<P> {
  const parts = new Map<string, P>();
  const seen = new Set<unknown>([owner]);
  const visit = (value: unknown, path: () => string): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    if (isPart(value)) {
      seen.add(value);
      parts.set(path(), value);
    } else if (Array.isArray(value) || isA("Map", value)) {
      seen.add(value);
      for (const [key, entry] of value.entries()) visit(entry, () => `${path()}/${key}`);
    } else if (isPlain(value)) {
      seen.add(value);
      // most entries are numbers and strings: this runs on every prediction and must be cheap
      for (const key in value) {
        const entry = (value as Record<string, unknown>)[key];
        if (typeof entry === "object") visit(entry, () => `${path()}/${key}`);
      }
    }
  };
  for (const [field, value] of Object.entries(owner)) {
    if (typeof value === "object" && !skip.has(field)) visit(value, () => field);
  }
  return parts;
}
