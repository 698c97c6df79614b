/**
 * `npm run site` serves the site from its sources and shows changes as they are saved; `npm run site:build` writes it to
 * site/.vitepress/dist, a folder for any host and any path. Both first install what they need.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const site = fileURLToPath(new URL("..", import.meta.url));
process.chdir(site);

run(process.execPath, ["../scripts/setup.js", "build"]);
if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  console.log("site: installing the packages of site/package-lock.json ...");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

const { trainWriters } = await import("./train-writers.js");
await trainWriters();
const { writeReference } = await import("./reference/write.js");
await writeReference();

const [command = "serve", ...options] = process.argv.slice(2);
const vitepress = "node_modules/vitepress/bin/vitepress.js";
if (command === "build") {
  const { basePlaceholder, makeRelative } = await import("./relative-base.js");
  run(process.execPath, [vitepress, "build", ".", "--base", basePlaceholder]);
  makeRelative(".vitepress/dist");
  // the generator's own loads its code by addresses that hold at the top alone
  copyFileSync("404.html", ".vitepress/dist/404.html");
  const { addServiceWorker } = await import("./add-service-worker.js");
  addServiceWorker(".vitepress/dist");
} else {
  run(process.execPath, [vitepress, "dev", ".", ...options]);
}

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}
