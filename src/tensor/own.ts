/** Records whose keys are names that users chose: columns, outputs, classes. `__proto__` and `constructor` are names like others. */

/** Whether a record itself has a name, which may be anything that a user gave. */
export function hasName(record: object, name: unknown): boolean {
  return typeof name === "string" && Object.hasOwn(record, name);
}

/** The value of a name; undefined where the record itself has none. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Sets the value of a name; an assignment to `__proto__` would change what kind of object the record is. */
export function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
