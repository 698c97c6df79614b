/** Values in messages. */
import { tagOf } from "./kinds.ts";

/** A value for messages, short. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const entry = (each: unknown) => (typeof each === "object" && each !== null ? "..." : shown(each));
  if (!Array.isArray(value)) {
    const name: string | undefined = value.constructor?.name;
    // generators have a constructor without a name
    if (name === "") return tagOf(value);
    return name === undefined || name === "Object" ? `{ ${Object.keys(value).slice(0, 8).join(", ")} }` : name;
  }
  return `[${value.slice(0, 8).map(entry).join(", ")}${value.length > 8 ? ", ..." : ""}]`;
}
