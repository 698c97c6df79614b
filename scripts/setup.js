/**
 * Makes a checkout ready: installs the packages if they are missing or older than package-lock.json, builds the kernels
 * if their sources changed, and with the argument `build` compiles the library to dist/. Silent where nothing is to do.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  say("installing the packages of package-lock.json ...");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
const { buildKernels } = await import("./build-kernels.js");
if (await buildKernels()) say("kernels compiled to WebAssembly");
if (process.argv[2] === "build" && modified("dist/index.js") < Math.max(newest("src"), newest("scripts"))) {
  rmSync("dist", { recursive: true, force: true });
  run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
  const { shortenMaps } = await import("./line-maps.js");
  shortenMaps("dist");
  const { kernelFile } = await import("../dist/backend/wasm/levels.js");
  writeFileSync("dist/kernels.wasm", kernelFile("relaxed-simd"));
  writeFileSync("dist/kernels-simd.wasm", kernelFile("simd"));
  const { bundleLibraries } = await import("./bundle-libraries.js");
  await bundleLibraries();
  const { bundleForNode } = await import("./bundle-node.js");
  await bundleForNode();
  const { bundleForPages } = await import("./bundle-page.js");
  await bundleForPages();
  say("library compiled to dist/");
}
if (process.argv[2] === "build") linkCommand();

/** Lets `npx recurve` find this checkout's own command, as it finds an installed one. */
function linkCommand() {
  chmodSync("dist/cli/main.js", 0o755);
  if (process.platform === "win32") {
    writeFileSync("node_modules/.bin/recurve.cmd", '@node "%~dp0\\..\\..\\dist\\cli\\main.js" %*\r\n');
  } else if (!existsSync("node_modules/.bin/recurve")) {
    rmSync("node_modules/.bin/recurve", { force: true });
    symlinkSync("../../dist/cli/main.js", "node_modules/.bin/recurve");
  }
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** When the newest file below a folder changed. */
function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : modified(path);
    }),
  );
}

function say(message) {
  console.log(`setup: ${message}`);
}
