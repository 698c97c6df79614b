/** Writes the site's service worker with the list of files that it keeps, so that after one visit all pages open offline. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn } from "./relative-base.js";

export function addServiceWorker(folder) {
  const kept = filesIn(folder)
    .map((path) => [relative(folder, path).replaceAll("\\", "/"), readFileSync(path)])
    // a second copy of pages, which the generator needs for its first render only, is kept when it is asked for
    .filter(([name]) => !/(^sw\.js|\.map|hashmap\.json)$/.test(name))
    .map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex").slice(0, 12)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const worker = readFileSync(fileURLToPath(new URL("../service-worker.js", import.meta.url)), "utf8");
  writeFileSync(
    join(folder, "sw.js"),
    worker.replace("= self.files;", `= ${JSON.stringify(Object.fromEntries(kept))};`),
  );
}
