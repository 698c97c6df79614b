/**
 * Records whose keys are names that users chose: columns, outputs, classes. `__proto__` and `constructor` are names
 * like any other.
 */

/** Whether a record has an own property of this name, which may be anything that a user chose. */
export function hasName(record: object, name: unknown): boolean {
  return typeof name === "string" && Object.hasOwn(record, name);
}

/** The value of an own property; undefined if there is none. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Sets an own property; an assignment to `__proto__` would change the record's prototype. */
export function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
