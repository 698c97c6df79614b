/** Runs the same call on two packages and says whether the answers agree. */

/** A call, and what the page says of it. */
export interface Row {
  (tf: any): unknown;
  /** What it calls, where its source does not say it well. */
  text?: string;
  /** Why Recurve answers otherwise. */
  better?: string;
}

/** A row with a text of its own. */
export const row = (text: string, run: Row): Row => Object.assign(run, { text });

/** What a call gives, as plain values: tensors with shape and type, errors as such. */
export async function answerOf(run: Row, tf: unknown): Promise<any> {
  try {
    return plain(await run(tf));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function plain(value: any): unknown {
  if (value && typeof value === "object" && "dtype" in value && typeof value.dataSync === "function") {
    return { shape: [...value.shape], dtype: value.dtype, values: Array.from(value.dataSync()) };
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
  }
  return value ?? null;
}

/** Whether two answers agree: numbers up to what float32 leaves open. */
export function agree(a: any, b: any): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-5 + 2e-5 * Math.max(Math.abs(a), Math.abs(b));
  }
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && agree(a[key], b[key]));
}

/** "same", "better" (TensorFlow.js refuses the call), "absent" (Recurve refuses it by name), or "different". */
export function verdict(theirs: any, ours: any): "same" | "better" | "absent" | "different" {
  if (ours?.error?.includes("is not in Recurve") || ours?.error?.includes("not one that Recurve has")) return "absent";
  if (theirs?.error !== undefined) return ours?.error === undefined ? "better" : "same";
  return agree(theirs, ours) ? "same" : "different";
}

/** A row's text: what it calls. */
export const textOf = (row: Row): string =>
  row.text ??
  String(row)
    .replace(/\s+/g, " ")
    .replace(/^(async )?\(?tf\)? => /, "");

/** A row on which Recurve answers otherwise, and why that is better. */
export const better = (why: string, row: Row): Row => Object.assign(row, { better: why });
