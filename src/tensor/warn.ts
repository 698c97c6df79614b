/** The only way in which Recurve warns: a line on the console, which Node writes to stderr. */
import { counted } from "./counted.ts";
import { visibleLine } from "./visible.ts";

/** Warns of something that was not done as asked, and says why. @param text sentences without the name of the library */
export function warn(text: string): void {
  console.warn(`recurve: ${visibleLine(counted(text))}`);
}
