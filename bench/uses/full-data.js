/** The data of `npm run data`, which the benches of the uses read. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file in data/full/; where it is not, the bench ends with the command that fetches it. */
export function fullData(file) {
  const path = fileURLToPath(new URL(`../../data/full/${file}`, import.meta.url));
  if (existsSync(path)) return path;
  console.error(`data/full/${file} is not here: npm run data lists what can be fetched, npm run data NAME fetches it.`);
  process.exit(1);
}
