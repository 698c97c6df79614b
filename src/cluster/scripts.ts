/** The scripts in Python that the package brings along. */
import { fileURLToPath } from "node:url";

/** Where a script lies. */
export function scriptFile(name: string): string {
  return fileURLToPath(new URL(`../../cluster/${name}`, import.meta.url));
}
