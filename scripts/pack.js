/**
 * Packs the built package as `npm publish` would: `node scripts/pack.js FOLDER` prints the path of the tarball. Where
 * RECURVE_TARBALL names one that is packed already, it is that: packing changes READMEs for a moment, so only one may pack.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Makes an empty project of the folder and packs into it; gives the tarball's path. */
export function packInto(folder) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  if (process.env.RECURVE_TARBALL) return process.env.RECURVE_TARBALL;
  const args = ["pack", "--silent", "--pack-destination", resolve(folder)];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  return join(resolve(folder), stdout.trim().split("\n").at(-1));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv[2]) throw new Error("Name a folder for the tarball: its package.json is written anew.");
  console.log(packInto(process.argv[2]));
}
