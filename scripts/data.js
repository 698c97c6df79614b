/**
 * Fetches data that are too large for the repository: `npm run data -- tang`, or without a name a list of what there is. Each
 * recipe in scripts/data/ names the npm packages that hold the data, and what it makes of them. The files go to data/full/,
 * which git ignores.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const recipes = fileURLToPath(new URL("data/", import.meta.url));
const output = fileURLToPath(new URL("../data/full/", import.meta.url));
const names = readdirSync(recipes).map((file) => file.replace(/\.js$/, ""));

const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  for (const name of names) console.log(`${name.padEnd(14)} ${(await recipe(name)).about}`);
}
for (const name of wanted) await make(name);

/** Runs one recipe: its packages in a temporary folder, its files under data/full/. */
async function make(name) {
  if (!names.includes(name)) throw new Error(`There is no recipe "${name}". There are: ${names.join(", ")}`);
  const { packages = [], files } = await recipe(name);
  const folder = mkdtempSync(join(tmpdir(), "recurve-data-"));
  try {
    if (packages.length > 0) install(folder, packages);
    for (const [path, content] of Object.entries(await files(join(folder, "node_modules")))) {
      mkdirSync(dirname(join(output, path)), { recursive: true });
      writeFileSync(join(output, path), content);
      console.log(`data/full/${path}: ${content.length} characters`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A recipe: `about` a line, `packages` with versions, `files(nodeModules)` the content of each file by path. */
function recipe(name) {
  return import(`./data/${name}.js`);
}

function install(folder, packages) {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder];
  const { status } = spawnSync("npm", ["install", ...options, ...packages], { stdio: "inherit" });
  if (status !== 0 || !existsSync(join(folder, "node_modules"))) {
    throw new Error(`npm could not fetch ${packages.join(", ")}`);
  }
}
