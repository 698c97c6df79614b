/**
 * What values are, also those of other realms: what comes from a frame, from outside a test runner's context, or in a
 * message there is no instance of this realm's classes.
 */

interface Kinds {
  Date: Date;
  Int32Array: Int32Array;
  Map: Map<unknown, unknown>;
  RegExp: RegExp;
  URL: URL;
}

/** The class of a value by its tag. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether a value is of a class of JavaScript's. */
export function isA<K extends keyof Kinds>(kind: K, value: unknown): value is Kinds[K] {
  return tagOf(value) === kind;
}

/** Whether a value is a Blob or a File. */
export function isBlob(value: unknown): value is Blob {
  return /^(Blob|File)$/.test(tagOf(value));
}

/** Whether a value is a plain record, such as `{ }` makes, and no object of another class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
