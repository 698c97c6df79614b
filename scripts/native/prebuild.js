/**
 * Compiles the add-on for every system that it is packed for, with zig (`ZIG`, a path, else `zig` on the PATH), into native/prebuilds in the
 * layout that node-gyp-build loads. Names of systems after the command choose among them: `node scripts/native/prebuild.js linux-arm64`.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileAddon } from "./compiler.js";
import { writeHeaders } from "./headers.js";

/**
 * System, its name in zig, and the part of the file name that distinguishes it; the C library is old enough for
 * long-term distributions.
 */
const targets = [
  ["linux-x64", "x86_64-linux-gnu.2.17", ".glibc"],
  ["linux-x64", "x86_64-linux-musl", ".musl"],
  ["linux-arm64", "aarch64-linux-gnu.2.17", ".glibc"],
  ["linux-arm64", "aarch64-linux-musl", ".musl"],
  ["darwin-arm64", "aarch64-macos", ""],
  ["darwin-x64", "x86_64-macos", ""],
  ["win32-x64", "x86_64-windows-gnu", ""],
];

const folder = fileURLToPath(new URL("../../native/prebuilds", import.meta.url));
const zig = process.env.ZIG ?? "zig";
const wanted = process.argv.slice(2);
writeHeaders();
for (const [system, target, tag] of targets) {
  if (wanted.length > 0 && !wanted.includes(system)) continue;
  const [platform, arch] = system.split("-");
  const output = join(folder, system, `recurve-native${tag}.node`);
  compileAddon([zig, "cc"], output, { platform, arch, extra: ["-target", target], link: ["-s"] });
  // for Windows the linker leaves an import library, which is not needed
  rmSync(join(folder, system, "addon.lib"), { force: true });
  console.log(`native/prebuilds/${system}/recurve-native${tag}.node`);
}
