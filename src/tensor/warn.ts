/** The one way in which Recurve says something that is no error: a line on the console, which Node writes to stderr. */
import { visibleLine } from "./visible.ts";

/** Says what was done otherwise than asked, and why. @param text sentences, the name of the library not among them */
export function warn(text: string): void {
  console.warn(`recurve: ${visibleLine(text)}`);
}
