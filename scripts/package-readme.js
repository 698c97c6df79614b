/**
 * What stands beside a README in the repository is elsewhere for who reads it on a page of npm: before packing, links and
 * pictures get whole addresses, and with the argument `restore`, after it, the READMEs are as before.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { repository } = JSON.parse(readFileSync("package.json", "utf8"));
const address = repository.url.replace(/^git\+|\.git$/g, "");
const kept = (name) => `node_modules/.cache-${name}`;

for (const name of ["README.md", "README.zh-CN.md"]) {
  // a copy left by an interrupted run is the original
  if (existsSync(kept(name))) renameSync(kept(name), name);
  if (process.argv[2] === "restore") continue;
  const text = readFileSync(name, "utf8");
  writeFileSync(kept(name), text);
  writeFileSync(name, withWholeAddresses(text));
}

function withWholeAddresses(text) {
  const raw = address.replace("//github.com/", "//raw.githubusercontent.com/");
  return text.replaceAll(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g, (_, picture, label, path) => {
    return `${picture}[${label}](${picture ? `${raw}/main` : `${address}/blob/main`}/${path})`;
  });
}
